"""Discriminators that Schemathesis reads by names of components alone, where the schemas themselves say other values.

Schemathesis 4.32.5 knows the values of a mapping and the names of the alternatives, and holds any other against an answer,
though `enum` or `const` of each alternative asks for just that value. What they ask for tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apigen.contract.judge import listed, mapped
from apigen.spec.document import Json, found_at, local_pointer

_DEEPEST: Final = 12


def told_by_themselves(document: Mapping[str, Json], found: dict[str, Json]) -> dict[str, Json]:
    """Return a schema without its discriminator if each alternative asks for values itself, some of which it does not know."""
    discriminator = mapped(found, "discriminator")
    name = discriminator.get("propertyName")
    branches = [*listed(found, "oneOf"), *listed(found, "anyOf")]
    if not isinstance(name, str) or not branches:
        return found
    asked = [_asked(document, branch, name, 0) for branch in branches]
    known = {*mapped(discriminator, "mapping"), *map(_component, branches)}
    if not all(asked) or frozenset[str]().union(*(each or () for each in asked)) <= known:
        return found
    return {key: each for key, each in found.items() if key != "discriminator"}


def _component(branch: Json) -> str:
    reference = branch.get("$ref") if isinstance(branch, dict) else None
    return str(reference).rpartition("/")[2]


def _asked(document: Mapping[str, Json], schema: Json, name: str, depth: int) -> frozenset[str] | None:
    """Return the values of a property that a schema, or each that it chooses between, asks for; `None` if it takes any."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return None
    target = local_pointer(str(schema["$ref"])) if "$ref" in schema else None
    parts = [*listed(schema, "allOf"), *([] if target is None else [found_at(document, target)])]
    found = [_values(mapped(schema, "properties").get(name))]
    found += [_asked(document, each, name, depth + 1) for each in parts]
    for keyword in ("anyOf", "oneOf"):
        branches = [_asked(document, each, name, depth + 1) for each in listed(schema, keyword)]
        if branches and None not in branches:
            found.append(frozenset(value for each in branches for value in each or ()))
    known = [each for each in found if each is not None]
    return frozenset(value for value in known[0] if all(value in each for each in known)) if known else None


def _values(schema: Json) -> frozenset[str] | None:
    """Return the strings that a property may be, `None` if any; null beside them is no string."""
    if not isinstance(schema, dict):
        return None
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if isinstance(values, list):
        return frozenset(value for value in values if isinstance(value, str))
    for keyword in ("anyOf", "oneOf"):
        branches = [_values(each) for each in listed(schema, keyword) if each != {"type": "null"}]
        if branches and None not in branches:
            return frozenset(value for each in branches for value in each or ())
    return None
