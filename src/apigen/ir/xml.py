"""The `xml` keywords of a contract to the shapes that its XML bodies are read and written by (OpenAPI, XML Object).

A shape says of a schema what has a bearing on XML: types, properties, items, and how they are named. References,
`allOf`, `oneOf` and `anyOf` are dissolved in it: whatever one of the branches declares is declared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from apigen.ir.api import Api, MediaType
from apigen.ir.xml_schemas import XmlSchemas, is_component
from apigen.report import Pointer
from apigen.spec.document import Json, pointer_text

_UNNAMED: Final = "data"
"""The root element where the contract has no name for it."""


def xml_document(api: Api) -> dict[str, Json] | None:
    """Return the shapes of all XML bodies by operation and place, and the definitions they refer to; `None` if there are none.

    A body that is no more than a text has no shape: it is sent as it is.
    """
    is_new = not str(api.document.get("openapi")).startswith(("3.0", "3.1"))
    shapes = _Shapes(XmlSchemas(api.document, is_old=api.dialect == "draft4", is_new=is_new))
    operations: dict[str, Json] = {}
    for operation in api.operations:
        found: dict[str, Json] = {}
        body = _media(shapes, operation.body.media if operation.body else ())
        if body:
            found["body"] = body
        answers = {each.status: _media(shapes, each.media) for each in operation.responses}
        responses: dict[str, Json] = {status: media for status, media in answers.items() if media}
        if responses:
            found["responses"] = responses
        if found:
            operations[operation.id] = found
    return {"definitions": shapes.finish(), "operations": operations} if operations else None


def _media(shapes: _Shapes, media: tuple[MediaType, ...]) -> dict[str, Json]:
    roots = {each.name: shapes.root((*each.origin, "schema")) for each in media if each.kind == "xml"}
    return {name: root for name, root in roots.items() if root is not None}


class _Shapes:
    """Makes shapes of the schemas of a document, and collects the definitions that they refer to."""

    def __init__(self, schemas: XmlSchemas) -> None:
        self._schemas = schemas
        self._definitions: dict[str, Json] = {}
        self._pending: list[tuple[str, tuple[Pointer, ...]]] = []

    def root(self, pointer: Pointer) -> dict[str, Json] | None:
        """Return the shape of a whole document; `None` if the schema describes no element.

        `any` says that its name is not written in the contract: it is that of the component, and others are read as well.
        """
        steps = self._schemas.steps(pointer)
        names = self._schemas.names((pointer,))
        types = self._schemas.types(self._schemas.parts(steps[-1:]))
        if types <= {"string", "null"} and "name" not in names:
            return None
        written = self._shape((pointer,))
        if "array" in types and not names.get("wrapped"):
            written = self._root_array(steps[-1:], names)
        if "name" in names:
            return {**written, "name": names["name"]}
        title = next((title for step in steps if (title := self._schemas.title(step))), _UNNAMED)
        return {**written, "name": _component(steps) or title, "any": True}

    def _root_array(self, pointers: tuple[Pointer, ...], names: Mapping[str, Json]) -> dict[str, Json]:
        """Return the shape of an array that is a whole document. As there is one root, there is something around the items.

        They need not be called the same: the name of their component is the better one.
        """
        written = {**names, **self._content(pointers, names)}
        places = self._items(pointers)
        component = _component(step for place in places for step in self._schemas.steps(place))
        items = written.get("items")
        if component and isinstance(items, dict):
            written["items"] = {**items, "name": self._schemas.names(places).get("name", component)}
        return written

    def finish(self) -> dict[str, Json]:
        """Return all definitions that the shapes refer to, and these to each other."""
        while self._pending:
            name, pointers = self._pending.pop()
            names = self._schemas.names(pointers)
            self._definitions[name] = {**names, **self._content(pointers, names)}
        return self._definitions

    def _shape(self, pointers: tuple[Pointer, ...]) -> dict[str, Json]:
        """Return the shape of what several schemas say together. What a reference leads to is a definition."""
        names = self._schemas.names(pointers)
        ends = tuple(dict.fromkeys(self._schemas.steps(pointer)[-1] for pointer in pointers))
        parts = self._schemas.parts(ends)
        if ends == pointers and not any("$ref" in self._schemas.at(part) for part in parts):
            return {**names, **self._content(pointers, names)}
        name = " & ".join(map(_name, ends))
        if name not in self._definitions:
            self._definitions[name] = {}
            self._pending.append((name, ends))
        known = self._schemas.names(ends)
        return {"ref": name, **{key: value for key, value in names.items() if known.get(key) != value}}

    def _content(self, pointers: tuple[Pointer, ...], names: Mapping[str, Json]) -> dict[str, Json]:
        parts = self._schemas.parts(pointers)
        written: dict[str, Json] = {}
        types = self._schemas.types(parts)
        if types:
            written["type"] = [*sorted(types)]
        properties = self._properties(pointers, parts)
        if properties:
            written["properties"] = properties
        patterns = self._schemas.named(parts, "patternProperties").values()
        others = (
            *self._schemas.below(parts, "additionalProperties"),
            *(each for places in patterns for each in places),
        )
        if others:
            written["additionalProperties"] = self._shape(others)
        inherited = {} if names.get("wrapped") else {key: names[key] for key in ("namespace", "prefix") if key in names}
        items = self._schemas.below(parts, "items")
        if items:
            written["items"] = self._item(items, inherited)
        first = self._schemas.named(parts, "prefixItems")
        if first:
            written["prefixItems"] = [self._item(places, inherited) for places in first.values()]
        return written

    def _properties(self, pointers: tuple[Pointer, ...], parts: tuple[Pointer, ...]) -> dict[str, Json]:
        """Return the shapes of properties. A name that several of them get from what they refer to can tell none."""
        found = self._schemas.named(parts, "properties")
        elements = {key: self._element(key, places) for key, places in found.items()}
        uses = Counter(name for name, _ in elements.values())
        needed = self._schemas.needed(pointers)
        written: dict[str, Json] = {}
        for key, places in found.items():
            shape = self._shape(places)
            is_bare = self._schemas.is_bare(places)
            name, is_given = elements[key]
            if uses[name] > 1 and not is_given:
                shape |= {"items": {**self._shape(self._items(places)), "name": key}} if is_bare else {"name": key}
            if key in needed and (is_bare or self._is_unseen(places)):
                shape["required"] = self._schemas.directions(places)
            written[key] = shape
        return written

    def _is_unseen(self, places: tuple[Pointer, ...]) -> bool:
        """Whether a document does not show that a property is there: an empty text, or an attribute that is null."""
        names = self._schemas.names(places)
        is_null = bool(names.get("attribute")) and "null" in self._schemas.types(self._schemas.parts(places))
        return "node" in names or is_null

    def _element(self, key: str, places: tuple[Pointer, ...]) -> tuple[str, bool]:
        """Return the name of a property's elements, and whether the property itself gives it to them."""
        named = self._items(places) if self._schemas.is_bare(places) else places
        own = [place for place in named if any(place[: len(each)] == each for each in places)]
        is_given = any("name" in self._schemas.own_names(place) for place in own)
        return str(self._schemas.names(named).get("name", key)), is_given

    def _items(self, pointers: tuple[Pointer, ...]) -> tuple[Pointer, ...]:
        return self._schemas.below(self._schemas.parts(pointers), "items")

    def _item(self, pointers: tuple[Pointer, ...], inherited: Mapping[str, Json]) -> dict[str, Json]:
        """Return the shape of an item. Without a wrapper, the namespace of the array can only be meant for its items."""
        own = self._schemas.names(pointers)
        return {**self._shape(pointers), **({} if "namespace" in own or "prefix" in own else inherited)}


def _component(steps: Iterable[Pointer]) -> str:
    """Return the name of the first component schema on the way; the empty text if there is none."""
    return next((step[2] for step in steps if is_component(step)), "")


def _name(pointer: Pointer) -> str:
    return _component([pointer]) or pointer_text(pointer)
