"""What a schema says at first sight: the types it lets through, and the schemas of its properties and items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .document import Contract

ALL = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_PYTHON = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


def parts(contract: Contract, schema: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield a schema, its references followed, and all that it is composed of."""
    found = contract.resolved(schema)
    if isinstance(found, dict) and depth < 6:
        yield found
        for word in ("allOf", "anyOf", "oneOf"):
            for each in found.get(word, ()):
                yield from parts(contract, each, depth + 1)


def types(contract: Contract, schema: Any, depth: int = 0) -> frozenset[str]:
    """Return the types of which values may be."""
    found = contract.resolved(schema)
    if not isinstance(found, dict) or depth > 6:
        return ALL
    own = found.get("type")
    kinds = ALL if own is None else frozenset([own] if isinstance(own, str) else own)
    values = found.get("enum", [found["const"]] if "const" in found else None)
    if values is not None:
        kinds &= {_PYTHON.get(type(value), "null") for value in values} | {"number"}
    for each in found.get("allOf", ()):
        kinds &= types(contract, each, depth + 1)
    for word in ("anyOf", "oneOf"):
        if found.get(word):
            kinds &= frozenset().union(*(types(contract, each, depth + 1) for each in found[word]))
    nullable = contract.is_3_0 and found.get("nullable") is True
    return kinds | {"null"} if nullable else kinds


def is_object(contract: Contract, schema: Any) -> bool:
    """Tell whether values are meant to be objects: a schema that names no type lets everything through."""
    return "object" in types(contract, schema) and (
        types(contract, schema) != ALL or bool(properties(contract, schema))
    )


def properties(contract: Contract, schema: Any) -> dict[str, Any]:
    """Return the schemas of the declared properties."""
    found: dict[str, Any] = {}
    for each in parts(contract, schema):
        found = {**(each.get("properties") or {}), **found}
    return found


def property_of(contract: Contract, schema: Any, name: str) -> Any:
    """Return the schema of a property, declared or not."""
    own = properties(contract, schema)
    if name in own:
        return own[name]
    return next(
        (each["additionalProperties"] for each in parts(contract, schema) if "additionalProperties" in each), {}
    )


def items(contract: Contract, schema: Any) -> Any:
    """Return the schema of an array's items."""
    return next((each["items"] for each in parts(contract, schema) if "items" in each), {})


def is_flat(contract: Contract, schema: Any) -> bool:
    """Tell whether values are no arrays and no objects."""
    return not types(contract, schema) & {"array", "object"}


def meant(contract: Contract, schema: Any) -> tuple[type, ...]:
    """Return what values are meant to be, where no type says so."""
    words = {word for each in parts(contract, schema) for word in each}
    return (*((dict,) if "properties" in words else ()), *((list,) if "items" in words else ()))
