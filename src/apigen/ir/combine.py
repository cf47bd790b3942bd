"""Types put together: unions, the narrowest of several, and the types of single keywords."""

from __future__ import annotations

import json
from collections.abc import Iterable

from apigen.ir.types import (
    AnyType,
    ArrayType,
    Discriminator,
    Literal,
    LiteralType,
    MapType,
    NamedRef,
    NeverType,
    NullType,
    NumberType,
    StringType,
    TypeRef,
    UnionType,
)
from apigen.spec.document import Json


def union(types: Iterable[TypeRef], *, discriminator: Discriminator | None = None) -> TypeRef:
    """Return one type for several: flat, each once, null last; any value swallows the rest."""
    flat: dict[TypeRef, None] = {}
    for each in types:
        if isinstance(each, UnionType) and (each.discriminator is None or discriminator is None):
            flat.update(dict.fromkeys(each.variants))
            discriminator = discriminator or each.discriminator
        elif not isinstance(each, NeverType):
            flat[each] = None
    if AnyType() in flat:
        return AnyType()
    if NullType() in flat:
        del flat[NullType()]
        flat[NullType()] = None
    variants = tuple(flat)
    if len(variants) == 1:
        return variants[0]
    return UnionType(variants, discriminator) if variants else NeverType()


def narrowest(types: list[TypeRef]) -> TypeRef:
    """Return the one of several types, all of which hold, that says most. The last wins among equals."""
    return max(enumerate(types), key=lambda pair: (_precision(pair[1]), pair[0]))[1] if types else AnyType()


def _precision(found: TypeRef) -> int:
    match found:
        case AnyType():
            return 0
        case MapType(values=AnyType()):
            return 1
        case LiteralType() | NeverType():
            return 4
        case NamedRef() | UnionType():
            return 3
        case _:
            return 2


def literal_type(values: list[Json]) -> TypeRef:
    """Return the type of an enumeration. Members that `Literal` cannot hold are typed by their type."""
    exact: dict[tuple[type, Literal], Literal] = {}
    others: list[TypeRef] = []
    for value in values:
        match value:
            case str() | bool() | int():
                exact[type(value), value] = value
            case None:
                others.append(NullType())
            case float():
                others.append(NumberType(integer=False))
            case list():
                others.append(ArrayType(items=AnyType()))
            case dict():
                others.append(MapType(AnyType()))
    return union([LiteralType(tuple(exact.values())), *others] if exact else others)


def string_type(schema: dict[str, Json]) -> StringType:
    form = schema.get("format")
    pattern = schema.get("pattern")
    return StringType(
        format=form if isinstance(form, str) else None,
        min_length=count(schema, "minLength"),
        max_length=count(schema, "maxLength"),
        pattern=pattern if isinstance(pattern, str) else None,
    )


def number_type(schema: dict[str, Json], *, integer: bool) -> NumberType:
    """Return the type of a number. Bounds are read in the form of either version: the checks have named the wrong one."""
    low, high = _bound(schema, "minimum"), _bound(schema, "maximum")
    above, below = _bound(schema, "exclusiveMinimum"), _bound(schema, "exclusiveMaximum")
    if schema.get("exclusiveMinimum") is True:
        low, above = None, low
    if schema.get("exclusiveMaximum") is True:
        high, below = None, high
    step = _bound(schema, "multipleOf")
    return NumberType(
        integer=integer,
        minimum=low,
        maximum=high,
        exclusive_minimum=above,
        exclusive_maximum=below,
        multiple_of=step if integer and isinstance(step, int) and step > 0 else None,
    )


def _bound(schema: dict[str, Json], keyword: str) -> int | float | None:
    value = schema.get(keyword)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def count(schema: dict[str, Json], keyword: str) -> int | None:
    value = schema.get(keyword)
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    return whole if isinstance(whole, int) and not isinstance(whole, bool) and whole >= 0 else None


def text(schema: dict[str, Json], keyword: str) -> str | None:
    value = schema.get(keyword)
    return value if isinstance(value, str) and value.strip() else None


def json_text(value: Json) -> str:
    """Return a JSON value as compact text."""
    return json.dumps(value, ensure_ascii=False)
