"""The type that `type`, and the keywords that go with it, speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from apigen.ir.combine import count, number_type, string_type, union
from apigen.ir.shapes import own_types
from apigen.ir.types import AnyType, ArrayType, BooleanType, MapType, NullType, TypeRef
from apigen.report import Pointer
from apigen.spec.document import Json

ReadPart: TypeAlias = Callable[[Pointer, str], TypeRef]
"""Reads a schema within another: where it stands in there, and the word that an inline definition adds to the other's."""


def own_type(schema: dict[str, Json], read: ReadPart, *, is_30: bool) -> TypeRef:
    """Return what a schema says itself, references and alternatives aside; `is_30` if it follows the rules of OpenAPI 3.0."""
    types = own_types(schema)
    if not types:
        return AnyType()
    return union([_of_kind(each, schema, read, is_30=is_30) for each in types if each != "null"] or [NullType()])


def _of_kind(kind: str, schema: dict[str, Json], read: ReadPart, *, is_30: bool) -> TypeRef:
    match kind:
        case "string":
            return string_type(schema)
        case "integer" | "number":
            return number_type(schema, integer=kind == "integer")
        case "boolean":
            return BooleanType()
        case "array":
            return _array(schema, read, is_30=is_30)
        case "object":
            return _map(schema, read, is_30=is_30)
        case _:
            return AnyType()


def _map(schema: dict[str, Json], read: ReadPart, *, is_30: bool) -> TypeRef:
    patterns = schema.get("patternProperties") if not is_30 else None
    kinds = [read(("patternProperties", name), "value") for name in (patterns if isinstance(patterns, dict) else ())]
    others = schema.get("additionalProperties", True)
    if isinstance(others, dict):
        kinds.append(read(("additionalProperties",), "value"))
    elif others is not False or not kinds:
        kinds.append(AnyType())
    return MapType(union(kinds))


def _array(schema: dict[str, Json], read: ReadPart, *, is_30: bool) -> TypeRef:
    kinds: list[TypeRef] = []
    prefix = schema.get("prefixItems") if not is_30 else None
    if isinstance(prefix, list):
        kinds = [read(("prefixItems", str(index)), "item") for index in range(len(prefix))]
    items = schema.get("items", True)
    if isinstance(items, dict):
        kinds.append(read(("items",), "item"))
    elif items is not False or not kinds:
        kinds.append(AnyType())
    return ArrayType(items=union(kinds), min_items=count(schema, "minItems"), max_items=count(schema, "maxItems"))
