"""JSON pointers through types: what a value of a type has at a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from apigen.ir.combine import union
from apigen.ir.types import (
    AliasDef,
    AnyType,
    ArrayType,
    Definition,
    MapType,
    NamedRef,
    NullType,
    ObjectDef,
    TypeKey,
    TypeRef,
    UnionType,
)
from apigen.report import Pointer

Definitions: TypeAlias = Mapping[TypeKey, Definition]


def read_pointer(text: str) -> Pointer:
    """Return the tokens of a JSON Pointer (RFC 6901)."""
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in text.split("/")[1:])


def at_pointer(found: TypeRef, pointer: Pointer, definitions: Definitions) -> TypeRef | None:
    """Return the type of what a pointer leads to, in whatever has it; `None` where nothing has."""
    for token in pointer:
        steps = [_property(each, token, definitions) for each in variants(found, definitions)]
        known = [each for each in steps if each is not None]
        if not known:
            return None
        found = union(known)
    return found


def variants(found: TypeRef, definitions: Definitions) -> Iterator[TypeRef]:
    """Yield what a type can be, behind names and unions; null is left out."""
    seen: set[TypeKey] = set()
    pending = [found]
    while pending:
        match pending.pop(0):
            case UnionType(variants=several):
                pending = [*several, *pending]
            case NamedRef(key=key) as named:
                definition = definitions[key]
                if isinstance(definition, ObjectDef):
                    yield named
                elif key not in seen:
                    seen.add(key)
                    pending.insert(0, definition.type)
            case NullType():
                pass
            case plain:
                yield plain


def items_at(found: TypeRef, pointer: Pointer, definitions: Definitions) -> TypeRef | None:
    """Return the type of the items of the lists that a pointer leads to; `None` where there are none."""
    reached = at_pointer(found, pointer, definitions)
    known: list[TypeRef] = []
    for each in variants(reached, definitions) if reached is not None else ():
        if isinstance(each, ArrayType):
            known.append(each.items)
        elif isinstance(each, AnyType):
            known.append(each)
    return union(known) if known else None


def names_at(found: TypeRef, definitions: Definitions) -> list[str]:
    """Return the names of the properties that the objects among a type declare."""
    known: dict[str, None] = {}
    for each in variants(found, definitions):
        current = definitions[each.key] if isinstance(each, NamedRef) else None
        while isinstance(current, ObjectDef):
            known.update((one.name, None) for one in current.properties)
            current = definitions[current.base] if current.base else None
    return [*known]


def _property(found: TypeRef, name: str, definitions: Definitions) -> TypeRef | None:
    match found:
        case AnyType():
            return found
        case MapType(values=values):
            return values
        case NamedRef(key=key):
            return _declared(definitions[key], name, definitions)
        case _:
            return None


def _declared(definition: Definition, name: str, definitions: Definitions) -> TypeRef | None:
    """Return the type of a property that an object, or one that it extends, declares, or says all others to have."""
    others: TypeRef | None = None
    current: Definition | None = definition
    while current is not None and not isinstance(current, AliasDef):
        for each in current.properties:
            if each.name == name:
                return each.type
        if others is None and current.additional != AnyType():
            others = current.additional
        current = definitions[current.base] if current.base else None
    return others
