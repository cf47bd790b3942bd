"""The document as a stream of objects that know what they are: the one walk that all rules share.

What an object is follows from the path that leads to it, never from its content: a property that is called
`$ref` is a schema, and what stands in an `example` is nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from apigen.report import Pointer
from apigen.spec.document import Document, Json, local_pointer
from apigen.spec.grammar import ANY_KEY, Field, Grammar, Kind, Shape, grammar_of


class Node(NamedTuple):
    """An object of the document, or whatever stands in its place: the value may have any type."""

    kind: Kind
    pointer: Pointer
    value: Json


def walk(document: Document, *, into_schemas: bool = True) -> Iterator[Node]:
    """Yield every object in the order of the document, parents first.

    References are not followed, except into parts that the walk would not see (`#/definitions/Pet`, `#/x-shared/id`):
    what is referred to as a schema is one. Iterative, so hostile nesting costs no stack. What is
    inside schemas is left out on request.
    """
    stack = [Node(Kind.ROOT, (), document.value)]
    followed: set[str] = set()
    grammar, old = grammar_of(document.version), document.version < (3, 1)
    while stack:
        node = stack.pop()
        yield node
        kind, pointer, value = node
        if not isinstance(value, dict) or (kind is Kind.SCHEMA and not into_schemas):
            continue
        if "$ref" in value and kind in grammar.referenceable:
            ref = value["$ref"]
            if isinstance(ref, str) and ref not in followed:
                followed.add(ref)
                stack.extend(_unseen(document, grammar, ref, kind))
            # Beside `$ref`, 3.0 ignores everything; 3.1 does so except in schemas.
            if kind is not Kind.PATH_ITEM and (old or kind is not Kind.SCHEMA):
                continue
        found = children(grammar.fields[kind], pointer, value)
        found.reverse()
        stack.extend(found)


def children(fields: Mapping[str, Field], pointer: Pointer, value: dict[str, Json]) -> list[Node]:
    """Return the objects directly inside one, by the fields of its kind."""
    found: list[Node] = []
    any_key = fields.get(ANY_KEY)
    for key, inner in value.items():
        field = fields.get(key) if any_key is None else None if key.startswith("x-") else any_key
        if field is None:
            continue
        shape, child = field
        if shape is Shape.ONE:
            found.append(Node(child, (*pointer, key), inner))
        elif shape is Shape.MAP and isinstance(inner, dict):
            found.extend([Node(child, (*pointer, key, name), item) for name, item in inner.items()])
        elif shape is Shape.LIST and isinstance(inner, list):
            found.extend([Node(child, (*pointer, key, str(index)), item) for index, item in enumerate(inner)])
    return found


def _unseen(document: Document, grammar: Grammar, ref: str, kind: Kind) -> Iterator[Node]:
    target = local_pointer(ref)
    if target is None or grammar.kind_at(target) is not None:
        return
    try:
        yield Node(kind, target, document.at(target))
    except LookupError:
        return
