"""The parts of a parameter to JSON values: each text gets the type that its place in the schema asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from ..core.brackets import Node
from ..core.models import Json
from ..core.styles import Shape, Texts
from .bodies import parse_json
from .messages import Rejection
from .scalars import UNTYPED, Parse, kind_of, parse_null, parser, types_of
from .validation import Schema, resolve

_UNIONS = ("allOf", "anyOf", "oneOf")
_MAX_WORDS_DEPTH = 4


class PartError(Exception):
    """A part that has no value of its type: why, and where below the parameter it is."""

    def __init__(self, message: str, at: Sequence[str | int] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.at = at

    def below(self, key: str | int) -> PartError:
        """Return the same, seen from the whole that the part belongs to."""
        return PartError(self.message, (key, *self.at))


class Parts:
    """A schema and those of its parts. They are looked at when first asked for: schemas may be recursive."""

    def __init__(self, schema: Schema, definitions: Mapping[str, Schema], *, exact_integers: bool) -> None:
        self._schema, self._definitions = resolve(schema, definitions), definitions
        self._exact_integers = exact_integers
        kind = kind_of(schema, definitions)
        self.types, self.nullable = kind.types, kind.nullable
        self._items: Parts | None = None
        self._properties: dict[str, Parts] | None = None
        self._other: Parts | None = None
        self._parsers: list[Parse] | None = None
        # Where a string is one of a few and there are other types, another text is for those; so is `null` for null.
        others = len(self.types) > 1 or kind.nullable
        self._words = _words(self._schema, definitions) if "string" in self.types and others else None

    @property
    def schema(self) -> dict[str, Any]:
        """The schema, its references followed."""
        return self._schema

    @property
    def items(self) -> Parts:
        """What the schema says of an array's items."""
        if self._items is None:
            self._items = self._of(self._part("items").get("items", True))
        return self._items

    @property
    def properties(self) -> dict[str, Parts]:
        """What the schema says of an object's properties, by name."""
        if self._properties is None:
            found: dict[str, Schema] = dict(self._schema.get("properties", {}))
            for each in self._variants():
                found = {**each.get("properties", {}), **found}
            self._properties = {name: self._of(schema) for name, schema in found.items()}
        return self._properties

    @property
    def is_open(self) -> bool:
        """An object takes undeclared names if it says so, or if it declares none."""
        found = self._part("additionalProperties")
        if "additionalProperties" in found:
            return found["additionalProperties"] is not False
        return not self.properties

    @property
    def is_nested(self) -> bool:
        """An object has objects or arrays among its declared properties."""
        return any({"array", "object"}.intersection(each.types) for each in self.properties.values())

    def property(self, name: str) -> Parts:
        """Return what the schema says of a property."""
        found = self.properties.get(name)
        if found is not None:
            return found
        if self._other is None:
            self._other = self._of(self._part("additionalProperties").get("additionalProperties", True))
        return self._other

    def typed(self, name: str, texts: Texts) -> Json:
        """Return texts as a value of one type: themselves, their items or their properties typed."""
        if isinstance(texts, str):
            return self._scalar(name, texts)
        if isinstance(texts, list):
            items = self.items
            return [_at(n, items.text, text) for n, text in enumerate(texts)]
        return {key: _at(key, self.property(key).text, text) for key, text in texts.items()}

    def text(self, text: str) -> Json:
        """Return the value of a text that is a part: of the first of its types whose grammar the text has."""
        if text == "null" and self.nullable and self._words is not None and text not in self._words:
            return None
        if self._parsers is None:
            null = [parse_null] if self.nullable else []
            self._parsers = [*map(self._parser, self.types), *null]
        problem: ValueError | None = None
        for parse in self._parsers:
            try:
                return parse(text)
            except ValueError as error:
                problem = problem or error
        raise PartError(str(problem))

    def trees(self, node: Node) -> Iterator[Json | PartError]:
        """Yield the value of a tree in each type that the schema has, or why it has none; at last with nulls within."""
        yield from self._trees(node, nulls=False)
        if node.children or len(node.texts) > 1:
            with suppress(PartError):
                yield self._best(node, nulls=True)

    def _trees(self, node: Node, *, nulls: bool) -> Iterator[Json | PartError]:
        for name in self.types:
            try:
                yield self._tree(name, node, nulls=nulls)
            except PartError as error:
                yield error
        if self.types == UNTYPED and (node.children or len(node.texts) > 1):
            # Nothing says what it is: what has items beyond doubt is an array, what has names is an object.
            yield self._tree("array" if node.children.keys() <= {""} else "object", node, nulls=nulls)
        if self._may_be_null(node):
            yield None

    def _may_be_null(self, node: Node) -> bool:
        return self.nullable and node.texts == ["null"] and not node.children

    def _tree(self, name: str, node: Node, *, nulls: bool) -> Json:
        if name == "array":
            found = node.items()
            if found is None:
                raise PartError("is not an array")
            best = partial(self.items._best, nulls=nulls)
            return [_at(n, best, each) for n, each in enumerate(found)]
        if name == "object":
            # An empty object leaves its name and nothing behind it.
            if node.texts and (node.children or node.texts != [""]):
                raise PartError("is not an object")
            return {
                key: _at(key, partial(self.property(key)._best, nulls=nulls), each)
                for key, each in node.children.items()
            }
        if node.children:
            raise PartError(f"is not of type {name}")
        if len(node.texts) != 1:
            raise PartError("is given more than once")
        if name == "string" and self._words is not None and node.texts[0] not in self._words:
            raise PartError("is none of the declared values")
        return self._scalar(name, node.texts[0])

    def _best(self, node: Node, *, nulls: bool) -> Json:
        """Return the value of a tree that is a part, in the first type that it fits; with `nulls`, null before any."""
        if nulls and self._may_be_null(node):
            return None
        problem: PartError | None = None
        for found in self._trees(node, nulls=nulls):
            if not isinstance(found, PartError):
                return found
            problem = problem or found
        assert problem is not None
        raise problem

    def _scalar(self, name: str, text: str) -> Json:
        try:
            return parser(name, exact_integers=self._exact_integers)(text)
        except ValueError as error:
            raise PartError(str(error)) from None

    def _parser(self, name: str) -> Parse:
        if name == "array":
            return _parse_array
        return _parse_object if name == "object" else parser(name, exact_integers=self._exact_integers)

    def _of(self, schema: Schema) -> Parts:
        return Parts(schema, self._definitions, exact_integers=self._exact_integers)

    def _part(self, word: str) -> dict[str, Any]:
        """Return the part of a composed schema that has a keyword, the schema itself mostly."""
        return self._schema if word in self._schema else next((e for e in self._variants() if word in e), self._schema)

    def _variants(self) -> Iterator[dict[str, Any]]:
        yield from _variants(self._schema, self._definitions, set())


def _variants(schema: dict[str, Any], definitions: Mapping[str, Schema], seen: set[int]) -> Iterator[dict[str, Any]]:
    """Yield the schemas that one is composed of, each before those that it is composed of itself."""
    for word in _UNIONS:
        for each in schema.get(word, ()):
            found = resolve(each, definitions)
            if id(found) not in seen:
                seen.add(id(found))
                yield found
                yield from _variants(found, definitions, seen)


def _words(schema: Schema, definitions: Mapping[str, Schema], depth: int = 0) -> frozenset[object] | None:
    """Return the values that the strings of a schema can have; `None` if it does not list them."""
    found = resolve(schema, definitions)
    if "const" in found or "enum" in found:
        values: list[object] = [found["const"]] if "const" in found else found["enum"]
        return frozenset(value for value in values if isinstance(value, str))
    branches: list[Schema] = found.get("anyOf", found.get("oneOf", []))
    words: frozenset[object] = frozenset()
    for branch in branches if depth < _MAX_WORDS_DEPTH else []:
        types = types_of(branch, definitions)
        if types is None or "string" in types:
            inner = _words(branch, definitions, depth + 1)
            if inner is None:
                return None
            words |= inner
    return words if words else None


def shape_of(name: str) -> Shape:
    """Return the shape in which values of a type are written."""
    return "array" if name == "array" else "object" if name == "object" else "primitive"


def parse_document(raw: bytes) -> Json:
    """Return the value of a JSON text. Raises `ValueError`."""
    try:
        return parse_json(raw)
    except Rejection as rejection:
        raise ValueError(rejection.detail.removeprefix("the body ")) from None


def _parse_array(text: str) -> Json:
    value = parse_document(text.encode())
    if not isinstance(value, list):
        raise ValueError("is not a JSON array")
    return value


def _parse_object(text: str) -> Json:
    value = parse_document(text.encode())
    if not isinstance(value, dict):
        raise ValueError("is not a JSON object")
    return value


def _at(key: str | int, read: Any, part: Any) -> Json:
    """Return the value of a part. What is wrong with it is told with its place."""
    try:
        value: Json = read(part)
    except PartError as error:
        raise error.below(key) from None
    return value
