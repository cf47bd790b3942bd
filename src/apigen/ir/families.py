"""Objects that extend others by `allOf`, told apart by a discriminator of the one that they all extend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from apigen.report import Pointer
from apigen.spec.document import Document, Json, local_pointer

_SCHEMAS: Final = ("components", "schemas")


@dataclass(frozen=True, slots=True)
class Family:
    """What extends an object, directly or not. `discriminator` is where the schema stands that tells its heirs apart."""

    discriminator: Pointer
    heirs: tuple[Pointer, ...]


def read_families(document: Document) -> dict[Pointer, Family]:
    """Return the family of each component schema that has a discriminator, or extends one that has.

    A discriminator beside `oneOf` or `anyOf` chooses between these (OpenAPI, Discriminator Object).
    """
    components = _mapping(_mapping(document.value).get("components")).get("schemas")
    schemas: dict[Pointer, dict[str, Json]] = {
        (*_SCHEMAS, name): _mapping(schema) for name, schema in _mapping(components).items()
    }
    children: dict[Pointer, list[Pointer]] = {}
    for pointer, schema in schemas.items():
        for parent in _parents(schema, schemas):
            children.setdefault(parent, []).append(pointer)
    families: dict[Pointer, Family] = {}
    for pointer, schema in schemas.items():
        if property_name(schema) is None or schema.keys() & {"oneOf", "anyOf"}:
            continue
        for member in (pointer, *_heirs(pointer, children)):
            families.setdefault(member, Family(pointer, tuple(_heirs(member, children))))
    return families


def property_name(schema: Mapping[str, Json]) -> str | None:
    """Return the property that a schema's discriminator names."""
    name = _mapping(schema.get("discriminator")).get("propertyName")
    return name if isinstance(name, str) else None


def _parents(schema: Mapping[str, Json], schemas: Mapping[Pointer, dict[str, Json]]) -> Iterator[Pointer]:
    """Yield the components that a schema extends. What only lets another one be null extends nothing."""
    branches = schema.get("allOf")
    for branch in branches if isinstance(branches, list) and schema.get("nullable") is not True else ():
        target = _target(_mapping(branch))
        seen = set[Pointer]()
        while target in schemas and target not in seen and schemas[target].keys() == {"$ref"}:
            seen.add(target)
            target = _target(schemas[target])
        if target in schemas:
            yield target


def _target(schema: Mapping[str, Json]) -> Pointer:
    reference = schema.get("$ref")
    return (local_pointer(reference) if isinstance(reference, str) else None) or ()


def _heirs(pointer: Pointer, children: Mapping[Pointer, list[Pointer]]) -> list[Pointer]:
    found: dict[Pointer, None] = {}
    todo = list(reversed(children.get(pointer, ())))
    while todo:
        each = todo.pop()
        if each != pointer and each not in found:
            found[each] = None
            todo.extend(reversed(children.get(each, ())))
    return list(found)


def _mapping(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
