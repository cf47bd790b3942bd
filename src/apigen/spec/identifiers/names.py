"""Which schemas mean something else where other dynamic names are bound: those that lead to a `$dynamicRef`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeAlias

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.identifiers.index import REFERENCES, Index

_Node: TypeAlias = Pointer | str
"""A schema, or a dynamic name: what a name is bound to can be each schema that has it."""


def dynamic_names(index: Index) -> Mapping[Pointer, frozenset[str]]:
    """Return the dynamic names that the meaning of each schema depends on, of those that depend on any."""
    leading: defaultdict[_Node, set[_Node]] = defaultdict(set)
    own: defaultdict[str, set[_Node]] = defaultdict(set)
    for pointer in index.schemas:
        schema = index.at(pointer)
        if not isinstance(schema, dict):
            continue
        for inner in index.inner(pointer, schema):
            if inner[len(pointer)] != "$defs":
                leading[inner].add(pointer)
        for target, name in _targets(index, pointer, schema):
            leading[target].add(pointer)
            if name is not None:
                leading[name].add(pointer)
                own[name].add(pointer)
    for scope in index.scopes.values() if own else ():
        for name, pointer in scope.items():
            leading[pointer].add(name)
    found: defaultdict[Pointer, set[str]] = defaultdict(set)
    for name, starts in own.items():
        todo, seen = list(starts), set(starts)
        while todo:
            node = todo.pop()
            if not isinstance(node, str):
                found[node].add(name)
            todo.extend(new := leading[node] - seen)
            seen |= new
    return {pointer: frozenset(names) for pointer, names in found.items()}


def _targets(index: Index, pointer: Pointer, schema: dict[str, Json]) -> list[tuple[Pointer, str | None]]:
    """Return what a schema refers to, each with the name by which it could be another."""
    found: list[tuple[Pointer, str | None]] = []
    for keyword in REFERENCES:
        written = schema.get(keyword)
        target = index.resolve(written, pointer) if isinstance(written, str) else None
        if target is not None:
            name = index.dynamic_name(target, str(written)) if keyword == "$dynamicRef" else None
            found.append((target, name))
    return found
