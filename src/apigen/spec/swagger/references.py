"""References of the author's document, led to where everything has gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from apigen.report import Pointer
from apigen.spec.document import Json, found_at, local_pointer, reference_to
from apigen.spec.grammar import Kind, grammar_of
from apigen.spec.origins import origin_of
from apigen.spec.swagger.conversion import Conversion
from apigen.spec.swagger.operations import convert_path_item
from apigen.spec.swagger.schemas import convert_schema

_SWAGGER: Final = grammar_of((2, 0))


def rewrite_references(state: Conversion, document: dict[str, Json]) -> dict[str, Json]:
    """Return the document in which every reference leads to where its target is now.

    What only a reference says to be a schema or a path item, such as `#/x-shared/Pet`, is converted on the way, and
    stays where it is. A reference that leads nowhere stays as its author wrote it, and so does what has no place in the
    new document.
    """
    done: set[Pointer] = set()
    while state.references:
        holder, kind = state.references.pop()
        old = local_pointer(str(holder["$ref"]))
        if old is None or found_at(state.root, old) is None:
            continue
        new = origin_of(old, state.destinations)
        holder["$ref"] = reference_to(new)
        if new in done or _SWAGGER.kind_at(old) is not None:
            continue
        done.add(new)
        if found_at(document, new) is None:
            continue
        if kind is Kind.SCHEMA:
            document = _with(document, new, convert_schema(state, found_at(state.root, old), new))
        elif kind is Kind.PATH_ITEM:
            document = _with(document, new, convert_path_item(state, old, new))
    return document


def _with(root: dict[str, Json], pointer: Pointer, value: Json) -> dict[str, Json]:
    """Return a document with another value at a place. What is on the way there is new, too."""
    return {**root, pointer[0]: _replaced(root[pointer[0]], pointer[1:], value)} if pointer else root


def _replaced(value: Json, rest: Sequence[str], new: Json) -> Json:
    if not rest:
        return new
    if isinstance(value, list):
        index = int(rest[0])
        return [*value[:index], _replaced(value[index], rest[1:], new), *value[index + 1 :]]
    assert isinstance(value, Mapping)
    return {**value, rest[0]: _replaced(value[rest[0]], rest[1:], new)}
