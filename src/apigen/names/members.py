"""Names within a class: fields of models, attributes of requests and responses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from apigen.ir.api import Operation, Response
from apigen.ir.types import (
    ArrayType,
    BooleanType,
    Definition,
    MapType,
    NamedRef,
    NumberType,
    ObjectDef,
    StringType,
    TypeKey,
    TypeRef,
    UnionType,
)
from apigen.names import reserved
from apigen.names.scope import Scope
from apigen.names.words import snake

_FORMATS: Final = {"date-time": ("datetime",), "date": ("date",)}


def name_fields(
    definitions: Mapping[TypeKey, Definition], types: Mapping[TypeKey, str]
) -> dict[TypeKey, dict[str, str]]:
    """Return the field of each property of each object, by wire name."""
    named: dict[TypeKey, dict[str, str]] = {}
    for start in definitions:
        chain: list[ObjectDef] = []
        current: TypeKey | None = start
        while current is not None and current not in named:
            definition = definitions[current]
            if not isinstance(definition, ObjectDef):
                break
            chain.append(definition)
            current = definition.base
        for each in reversed(chain):
            inherited = _inherited(each, definitions, named)
            named[each.key] = _field_names(each, types, inherited)
    return named


def _inherited(
    definition: ObjectDef, definitions: Mapping[TypeKey, Definition], named: Mapping[TypeKey, Mapping[str, str]]
) -> set[str]:
    found: set[str] = set()
    base = definition.base
    while base is not None:
        found.update(named[base].values())
        parent = definitions[base]
        base = parent.base if isinstance(parent, ObjectDef) else None
    return found


def _field_names(definition: ObjectDef, types: Mapping[TypeKey, str], inherited: set[str]) -> dict[str, str]:
    """Return an object's own fields. None may hide what the class inherits, or what its annotations use."""
    used = {word for each in definition.properties for word in _words_used(each.type, types)}
    scope: Scope[str] = Scope(reserved.KEYWORDS | reserved.MODEL_MEMBERS | used | inherited)
    for each in definition.properties:
        scope.claim(each.name, snake([each.name], prefix="field"), rank=0, source=each.name)
    return scope.grant()[0]


def name_parameters(operation: Operation) -> dict[tuple[str, str], str]:
    """Return the attribute of each parameter: of two with one name, the later location says where it travels."""
    used = {word for each in operation.parameters for word in _words_used(each.type, {})}
    scope: Scope[tuple[str, str]] = Scope(reserved.KEYWORDS | reserved.REQUEST_MEMBERS | used)
    for rank, location in enumerate(("path", "query", "header", "cookie")):
        for each in operation.parameters:
            if each.location == location:
                name = snake([each.name], prefix="parameter")
                scope.claim((location, each.name), name, f"{location}_{name}", rank=rank, source=each.name)
    return scope.grant()[0]


def name_headers(response: Response) -> dict[str, str]:
    """Return the attribute of each header of a response, by wire name."""
    types = [*([response.media.type] if response.media else []), *(each.type for each in response.headers)]
    used = {word for each in types for word in _words_used(each, {})}
    scope: Scope[str] = Scope(reserved.KEYWORDS | reserved.RESPONSE_MEMBERS | used)
    for each in response.headers:
        scope.claim(each.name, snake([each.name], prefix="header"), rank=0, source=each.name)
    return scope.grant()[0]


def _words_used(found: TypeRef, types: Mapping[TypeKey, str]) -> Iterable[str]:
    """Yield the names that the annotation of a type uses and that a field could hide."""
    match found:
        case StringType(format=form):
            yield from _FORMATS.get(form or "", ("str",))
        case NumberType(integer=integer):
            yield "int" if integer else "float"
        case BooleanType():
            yield "bool"
        case ArrayType(items=items):
            yield "list"
            yield from _words_used(items, types)
        case MapType(values=values):
            yield from ("dict", "str")
            yield from _words_used(values, types)
        case UnionType(variants=variants):
            for variant in variants:
                yield from _words_used(variant, types)
        case NamedRef(key=key):
            yield types.get(key, "")
        case _:
            return
