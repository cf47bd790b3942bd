"""Warnings of what OpenAPI leaves undefined about parameters: values that a style has no form for, names that two claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from apigen.ir.api import Parameter
from apigen.ir.reader import Reader
from apigen.ir.types import (
    AliasDef,
    AnyType,
    ArrayType,
    MapType,
    NamedRef,
    NeverType,
    NullType,
    ObjectDef,
    TypeKey,
    TypeRef,
    UnionType,
)

_DELIMITED: Final = frozenset({"spaceDelimited", "pipeDelimited"})
_EXPLODED: Final = frozenset({"form", "cookie"})


def warn_of_undefined(reader: Reader, parameters: Sequence[Parameter]) -> None:
    """Say what of an operation's parameters has a meaning that is ours alone."""
    styled = [each for each in parameters if each.media_type is None and each.location != "querystring"]
    for parameter in styled:
        _check_style(reader, parameter)
    for first, second in combinations(styled, 2):
        if first.location == second.location and first.location in ("query", "cookie"):
            _check_names(reader, first, second)


def _check_style(reader: Reader, parameter: Parameter) -> None:
    """Style Values (OpenAPI 3.1, section 4.8.12.3) has primitives, lists and objects of primitives, and not all of these."""
    found = _undefined(reader, parameter)
    if found is not None:
        reader.report.warning(
            "AG261",
            f"OpenAPI does not say what {found[0]} is in style `{parameter.style}`: {found[1]}",
            at=parameter.origin,
            help="choose a style that is defined for it, or `content` with `application/json`",
        )


def _undefined(reader: Reader, parameter: Parameter) -> tuple[str, str] | None:
    """Return which value has no defined form, and the one that it has here."""
    style, kinds = parameter.style, [*_variants(reader, parameter.type)]
    lists = [each for each in kinds if isinstance(each, ArrayType)]
    objects = [each for each in kinds if isinstance(each, MapType | ObjectDef)]
    if style == "deepObject" and not objects and kinds:
        return ("a list", "it is `name[]=`, or the name alone") if lists else ("a single value", "it is `name=`")
    if style in _DELIMITED and not (lists or objects) and kinds:
        return "a single value", "it is `name=`"
    if style in _DELIMITED and lists and parameter.explode:
        return "an exploded list", "its items are pairs of their own, as in style `form`"
    if any(_is_nested(reader, each) for each in (*lists, *objects)):
        if style == "deepObject" or (objects and parameter.explode and style in _EXPLODED):
            return "a list or an object within another", "more brackets say where it is, as in `name[list][]`"
        return "a list or an object within another", "it is JSON text"
    return None


def _check_names(reader: Reader, first: Parameter, second: Parameter) -> None:
    common = sorted({*_names(reader, first)} & {*_names(reader, second)})
    if common:
        reader.report.warning(
            "AG260",
            f"the parameters `{first.name}` and `{second.name}` both have `{common[0]}` in the {first.location},"
            " and OpenAPI does not say whose the value is: each of them reads it, if it can",
            at=second.origin,
            help="rename one of them",
        )


def _names(reader: Reader, parameter: Parameter) -> Iterator[str]:
    """Yield the names under which the values of a parameter are sent."""
    objects = [each for each in _variants(reader, parameter.type) if isinstance(each, ObjectDef)]
    exploded = parameter.explode and parameter.style in _EXPLODED
    if not (exploded and objects):
        yield parameter.name
    for name in (name for each in objects for name, _ in _properties(reader, each)):
        if parameter.style == "deepObject":
            yield f"{parameter.name}[{name}]"
        elif exploded:
            yield name


def _is_nested(reader: Reader, kind: ArrayType | MapType | ObjectDef) -> bool:
    match kind:
        case ArrayType(items=inner) | MapType(values=inner):
            inside = [inner]
        case ObjectDef():
            inside = [each for _, each in _properties(reader, kind)]
    kinds = (found for each in inside for found in _variants(reader, each))
    return any(isinstance(each, ArrayType | MapType | ObjectDef) for each in kinds)


def _properties(reader: Reader, found: ObjectDef) -> Iterator[tuple[str, TypeRef]]:
    """Yield the properties of an object, inherited ones too."""
    yield from ((each.name, each.type) for each in found.properties)
    base = reader.types.definitions.get(found.base) if found.base else None
    if isinstance(base, ObjectDef):
        yield from _properties(reader, base)


def _variants(reader: Reader, kind: TypeRef) -> Iterator[TypeRef | ObjectDef]:
    """Yield what a value can be, without null; nothing where it can be anything."""
    todo, seen = [kind], set[TypeKey]()
    while todo:
        match todo.pop():
            case UnionType(variants=variants):
                todo.extend(variants)
            case NamedRef(key=key):
                found = reader.types.definitions[key]
                if isinstance(found, AliasDef) and key not in seen:
                    todo.append(found.type)
                elif isinstance(found, ObjectDef):
                    yield found
                seen.add(key)
            case AnyType() | NeverType() | NullType():
                pass
            case other:
                yield other
