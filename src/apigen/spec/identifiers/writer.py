"""Schemas with their references by place.

What a `$dynamicRef` means depends on where a value's validation came from (JSON Schema 2020-12 Core, section 8.2.3.2).
So a schema that means something else to one that refers to it than it does by itself is copied for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple, TypeAlias

from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json, local_pointer, reference_to
from apigen.spec.grammar import Kind, grammar_of
from apigen.spec.identifiers.index import REFERENCES, Index
from apigen.spec.identifiers.names import dynamic_names
from apigen.spec.identifiers.parts import with_parts
from apigen.spec.origins import origin_of
from apigen.spec.walk import walk

_NAMES: Final = frozenset({"$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$schema", "$vocabulary"})
_SAYS_LITTLE: Final = _NAMES | {
    *("$comment", "$defs", "$ref", "default", "deprecated", "description", "example", "examples"),
    *("externalDocs", "readOnly", "summary", "title", "writeOnly", "xml"),
}
_MOST_COPIED: Final = 20_000
"""Schemas within all the copies of one document. The usual patterns need a few for each that makes a generic one special."""

_Bound: TypeAlias = Mapping[str, Pointer]
"""What dynamic names mean: the outermost schema that validation went through decides."""


class _Copy(NamedTuple):
    home: Pointer
    target: Pointer
    bound: frozenset[tuple[str, Pointer]]


def rewritten(document: Document, index: Index, report: Report) -> Document:
    """Return the document with JSON pointers for all names that the index knows."""
    writer = _Writer(index)
    parts: dict[Pointer, Json] = {root: writer.root(root) for root in index.roots}
    parts.update(_references_outside_schemas(document, index))
    writer.report_limit(report)
    value = with_parts(document.value, parts)
    assert isinstance(value, dict)
    origins = {**document.origins, **writer.origins}
    return document if value is document.value else replace(document, value=value, origins=origins)


def _references_outside_schemas(document: Document, index: Index) -> Iterator[tuple[Pointer, Json]]:
    """Yield the references that name the document itself by its URI, as other objects than schemas have them."""
    referenceable = grammar_of(document.version).referenceable - {Kind.SCHEMA}
    for node in walk(document, into_schemas=False):
        written = node.value.get("$ref") if isinstance(node.value, dict) and node.kind in referenceable else None
        if isinstance(written, str) and not written.startswith("#"):
            target = index.resolve(written, ())
            if target is not None:
                yield (*node.pointer, "$ref"), reference_to(target)


class _Writer:
    """Writes one schema that stands by itself after the other. Copies stand in the `$defs` of what needs them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._names = dynamic_names(index)
        self._copies: dict[_Copy, Pointer] = {}
        self._pending: list[tuple[_Copy, Pointer]] = []
        self._copied = 0
        self.origins: dict[Pointer, Pointer] = {}

    def root(self, root: Pointer) -> Json:
        """Return what stands at a root."""
        written = self._write(root, root, self._bound_at(root), root)
        copies: dict[str, Json] = {}
        for copy, place in self._pending:  # grows while copies are written
            self._move(place, copy.target)
            copies[place[-1]] = (
                self._write(copy.target, place, dict(copy.bound), root)
                if self._copied < _MOST_COPIED
                else {"$ref": reference_to(copy.target)}
            )
        self._pending.clear()
        if not copies:
            return written
        assert isinstance(written, dict)
        own = written.get("$defs")
        return {**written, "$defs": {**(own if isinstance(own, dict) else {}), **copies}}

    def report_limit(self, report: Report) -> None:
        """Warn if there were too many copies: those that came later are what they are copies of."""
        if self._copied >= _MOST_COPIED:
            report.warning(
                "AG374",
                "too many schemas would have to be copied for `$dynamicRef`: some are read as `$ref`",
                at=next(iter(self._copies)).home,
                help="use `$ref` where only one schema is meant",
            )

    def _write(self, source: Pointer, place: Pointer, bound: _Bound, home: Pointer) -> Json:
        """Return what the schema at a source is at a place, where dynamic names mean what is bound."""
        schema = self._index.at(source)
        if not isinstance(schema, dict):
            return schema
        bound = self._entered(source, bound)
        self._copied += source != place
        taken = self._taken_over(schema, source, place, bound, home)
        dropped = _NAMES | {"$defs"} if source != place else _NAMES
        parts: dict[Pointer, Json] = {}
        for pointer in self._index.inner(source, schema):
            inner = pointer[len(source) :]
            if inner[0] not in dropped:
                parts[inner] = self._write(pointer, (*place, *inner), bound, home)
        parts.update(self._mapping(schema, source))
        found = with_parts(schema, parts)
        assert isinstance(found, dict)
        if dropped.isdisjoint(found) and not any(key in found for key in REFERENCES):
            return found
        changed = {key: value for key, value in found.items() if key not in dropped and key not in REFERENCES}
        references = [] if taken is not None else list(self._references(schema, source, bound, home))
        if dropped.isdisjoint(found) and "$dynamicRef" not in schema and references == [schema["$ref"]]:
            return found
        if len(references) > 1:
            both = changed.get("allOf")
            changed["allOf"] = [*(both if isinstance(both, list) else []), {"$ref": references[1]}]
        first: dict[str, Json] = {"$ref": references[0]} if references else {}
        return {**(taken or {}), **first, **changed}

    def _references(self, schema: dict[str, Json], source: Pointer, bound: _Bound, home: Pointer) -> Iterator[Json]:
        """Yield what a schema refers to. What is not in the index, or no text, is left to the checks."""
        for keyword in REFERENCES:
            written = schema.get(keyword)
            if not isinstance(written, str):
                yield from [written] if keyword in schema else []
                continue
            target = self._target(written, source, bound, dynamic=keyword == "$dynamicRef")
            place = None if target is None else self._place(target, bound, home)
            if place is None:
                yield self._index.dangling(written, source)
            else:
                yield written if place == local_pointer(written) else reference_to(place)

    def _target(self, written: str, source: Pointer, bound: _Bound, *, dynamic: bool) -> Pointer | None:
        target = self._index.resolve(written, source)
        if target is None or not dynamic:
            return target
        name = self._index.dynamic_name(target, written)
        return target if name is None else bound.get(name, target)

    def _place(self, target: Pointer, bound: _Bound, home: Pointer) -> Pointer:
        """Return where the schema stands that is a target as seen with what is bound."""
        copy = self._needed(target, bound, home)
        if copy is None:
            return target
        if copy not in self._copies:
            self._copies[copy] = (*home, "$defs", self._free_name(target, home))
            self._pending.append((copy, self._copies[copy]))
        return self._copies[copy]

    def _needed(self, target: Pointer, bound: _Bound, home: Pointer) -> _Copy | None:
        """Return the copy that is needed of a target; `None` where it means by itself what it means here."""
        names = self._names.get(target)
        if not names:
            return None
        here = _only(self._entered(self._index.scope_of(target), bound), names)
        alone = _only(self._bound_at(target), names)
        return None if here == alone else _Copy(home, target, here)

    def _taken_over(
        self, schema: dict[str, Json], source: Pointer, place: Pointer, bound: _Bound, home: Pointer
    ) -> dict[str, Json] | None:
        """Return the copy that a schema is, if all it does is to bind names for what it refers to."""
        written = schema.get("$ref")
        if (
            source not in self._index.scopes
            or source != place
            or not isinstance(written, str)
            or "$dynamicRef" in schema
        ):
            return None
        if not all(key in _SAYS_LITTLE or key.startswith("x-") for key in schema):
            return None
        target = self._index.resolve(written, source)
        copy = None if target is None else self._needed(target, bound, home)
        if target is None or copy is None or copy in self._copies or target == source:
            return None
        self._copies[copy] = place
        taken = self._write(target, place, dict(copy.bound), home)
        if not isinstance(taken, dict):
            return None
        for key in taken:
            self._move((*place, key), (*target, key))
        return taken

    def _bound_at(self, pointer: Pointer) -> _Bound:
        """Return what is bound where a schema stands, if validation starts with the outermost one around it."""
        bound: _Bound = {}
        for end in range(len(pointer) + 1):
            bound = self._entered(pointer[:end], bound)
        return bound

    def _entered(self, pointer: Pointer, bound: _Bound) -> _Bound:
        own = self._index.scopes.get(pointer)
        return {**own, **bound} if own else bound

    def _free_name(self, target: Pointer, home: Pointer) -> str:
        schema = self._index.at(home)
        own = schema.get("$defs") if isinstance(schema, dict) else None
        taken = {
            *(own if isinstance(own, dict) else ()),
            *(place[-1] for place in self._copies.values() if place[:-2] == home),
        }
        number, name = 1, target[-1]
        while name in taken:
            number += 1
            name = f"{target[-1]}{number}"
        return name

    def _mapping(self, schema: dict[str, Json], source: Pointer) -> Iterator[tuple[Pointer, Json]]:
        """Yield the entries of a discriminator's mapping that name a schema by its URI."""
        discriminator = schema.get("discriminator")
        if not isinstance(discriminator, dict):
            return
        mapping = discriminator.get("mapping")
        named: dict[Pointer, Json] = {("defaultMapping",): discriminator.get("defaultMapping")}
        named.update(
            {("mapping", value): each for value, each in (mapping if isinstance(mapping, dict) else {}).items()}
        )
        for place, written in named.items():
            target = self._index.resolve(written, source) if isinstance(written, str) else None
            if target and target != local_pointer(str(written)):
                yield ("discriminator", *place), reference_to(target)

    def _move(self, place: Pointer, source: Pointer) -> None:
        self.origins.setdefault(place, origin_of(source, self._index.document.origins))


def _only(bound: _Bound, names: frozenset[str]) -> frozenset[tuple[str, Pointer]]:
    return frozenset((name, pointer) for name, pointer in bound.items() if name in names)
