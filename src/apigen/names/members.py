"""Names within a class: fields of models, attributes of requests and responses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from apigen.ir.api import Operation, Response
from apigen.ir.types import (
    ArrayType,
    BooleanType,
    BytesType,
    Definition,
    MapType,
    NamedRef,
    NumberType,
    ObjectDef,
    StreamType,
    StringType,
    TypeKey,
    TypeRef,
    UnionType,
)
from apigen.names import reserved
from apigen.names.scope import Scope
from apigen.names.words import snake
from apigen.report import Report

_FORMATS: Final = {"date-time": ("datetime",), "date": ("date",)}


def name_fields(
    definitions: Mapping[TypeKey, Definition], types: Mapping[TypeKey, str], report: Report
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
            named[each.key] = _field_names(each, types, inherited, report)
    return named


def _inherited(
    definition: ObjectDef, definitions: Mapping[TypeKey, Definition], named: Mapping[TypeKey, Mapping[str, str]]
) -> dict[str, str]:
    found: dict[str, str] = {}
    base = definition.base
    while base is not None:
        found.update(named[base])
        parent = definitions[base]
        base = parent.base if isinstance(parent, ObjectDef) else None
    return found


def _field_names(
    definition: ObjectDef, types: Mapping[TypeKey, str], inherited: Mapping[str, str], report: Report
) -> dict[str, str]:
    """Return an object's own fields. None may hide what the class inherits, or what its annotations use.

    A property that the class inherits, and says more of, keeps its field.
    """
    used = {word for each in definition.properties for word in _words_used(each.type, types)}
    scope: Scope[str] = Scope(reserved.KEYWORDS | reserved.MODEL_MEMBERS | used | {*inherited.values()})
    for each in definition.properties:
        if each.name in inherited:
            continue
        name = each.pin.name if each.pin else snake([each.name], prefix="field")
        scope.claim(each.name, name, rank=0, source=each.name, pin=each.pin)
    scope.judge_pins(report)
    return {
        each.name: inherited[each.name] for each in definition.properties if each.name in inherited
    } | scope.grant()[0]


def name_parameters(operation: Operation, report: Report) -> dict[tuple[str, str], str]:
    """Return the attribute of each parameter: of two with one name, the later location says where it travels."""
    used = {word for each in operation.parameters for word in _words_used(each.type, {})}
    scope: Scope[tuple[str, str]] = Scope(reserved.KEYWORDS | reserved.REQUEST_MEMBERS | used)
    for rank, location in enumerate(("path", "query", "querystring", "header", "cookie")):
        for each in operation.parameters:
            if each.location == location:
                name = each.pin.name if each.pin else snake([each.name], prefix="parameter")
                candidates = (name, f"{location}_{name}")
                scope.claim((location, each.name), *candidates, rank=rank, source=each.name, pin=each.pin)
    scope.judge_pins(report)
    return scope.grant()[0]


def name_headers(response: Response, report: Report) -> dict[str, str]:
    """Return the attribute of each header of a response, by wire name."""
    types = [*response.types, *(each.type for each in response.headers)]
    used = {word for each in types for word in _words_used(each, {})}
    scope: Scope[str] = Scope(reserved.KEYWORDS | reserved.RESPONSE_MEMBERS | used)
    for each in response.headers:
        name = each.pin.name if each.pin else snake([each.name], prefix="header")
        scope.claim(each.name, name, rank=0, source=each.name, pin=each.pin)
    scope.judge_pins(report)
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
        case BytesType():
            yield "bytes"
        case StreamType(items=items):
            yield from _words_used(items, types)
        case MapType(values=values):
            yield from ("dict", "str")
            yield from _words_used(values, types)
        case UnionType(variants=variants):
            if {"date", "date-time"} <= {each.format for each in variants if isinstance(each, StringType)}:
                yield "str"
            for variant in variants:
                yield from _words_used(variant, types)
        case NamedRef(key=key):
            yield types.get(key, "")
        case _:
            return
