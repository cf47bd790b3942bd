"""What the text of a form cannot say: a list of one is its item, and what is empty leaves nothing behind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Final, TypeAlias, cast
from urllib.parse import parse_qs

from apigen.contract.judge import compile_schema, is_valid, listed, mapped
from apigen.ir.media import kind_of
from apigen.spec.document import Json, found_at, local_pointer

_DEEPEST: Final = 30
_MOST: Final = 256
"""How many ways to read a form are tried."""
_STYLED: Final = frozenset({"allowReserved", "explode", "style"})
"""What says that a part of a form is written as a parameter is (OpenAPI, Encoding Object)."""
_UNKNOWN: Final[Mapping[str, Json]] = {}

Seen: TypeAlias = Callable[[object, Mapping[str, Json]], bool]
"""Judges a value and one of the schemas that stand for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormValue:
    """The form of a request: as meant, before it became text, and its schema, which references lead back into.

    In a multipart form an object is a JSON document, and only a list is nothing where it is empty.
    """

    value: object
    schema: dict[str, Json]
    encoding: Mapping[str, Json] = field(default_factory=dict[str, Json])
    multipart: bool = False
    sent: bytes = b""

    def has_names_for_object(self) -> bool:
        """Tell whether the names of an object's properties are sent in its place, and their values are lost."""
        sent = parse_qs(self.sent.decode("latin-1"), keep_blank_values=True)
        names = {str(name): [*map(str, each)] for name, each in _objects_in(self.value)}
        return not self.multipart and any(each and sent.get(name) == each for name, each in names.items())

    def has_object_with_style(self) -> bool:
        """Tell whether an object is a part that a style writes: of parts without one, JSON is the text."""
        return self.multipart and any(
            (isinstance(encoding := self.encoding.get(str(name)), dict) and not encoding.keys().isdisjoint(_STYLED))
            and re.search(rb'name="%b"\r\n(?:[^\r\n]+\r\n)*\r\n\{' % re.escape(str(name).encode()), self.sent)
            for name, _ in _objects_in(self.value)
        )

    def has_item_for_list(self) -> bool:
        """Tell whether something else stands where the schema declares a list: the text is that of a list of one."""
        return self._anywhere(lambda value, schema: _declares_list(schema) and self._is_item(value))

    def _is_item(self, value: object) -> bool:
        if not self.multipart:
            return value is not None and not isinstance(value, list | dict)
        # A list within a list of one is a JSON document, like the list that it could be.
        items = cast("list[object]", value) if isinstance(value, list) else None
        return items is None or (len(items) == 1 and isinstance(items[0], list))

    def has_empty_text_for_list(self) -> bool:
        """Tell whether a list whose items are joined has an empty one alone: the text is that of an empty list."""
        return any(
            value == [""] and _is_joined(self.encoding.get(str(name)))
            for part in islice(_parts(self.value), 1)
            for name, value in part.items()
        )

    def lacks_required(self) -> bool:
        """Tell whether a required property is a list or an object without any scalar, or all is null: no text says so."""
        return self.value is None or self._anywhere(
            lambda value, schema: (
                isinstance(value, dict)
                and any(
                    name in value and self._is_nothing(cast("Mapping[object, object]", value)[name])
                    for name in _names(schema.get("required"))
                )
            )
        )

    def has_hollow_part(self) -> bool:
        """Tell whether a property anywhere is a list or an object without any scalar, and so is not sent."""
        return any(self._is_nothing(each) for part in self._objects() for each in part.values())

    def _is_nothing(self, value: object) -> bool:
        return value == [] if self.multipart else is_hollow(value)

    def _objects(self) -> Iterator[Mapping[object, object]]:
        """Yield the objects whose properties have names of their own in the form."""
        yield from islice(_parts(self.value), 1 if self.multipart else None)

    def has_objects_in_lists(self) -> bool:
        """Tell whether a list has objects: what Schemathesis sends of them are the names of their properties.

        In a multipart form, where they are forms themselves, it is Python's text of the whole list.
        """
        if self.multipart:
            return any(isinstance(part.get(name), list) for part in self._objects() for name in self._forms())
        return any(
            isinstance(item, dict)
            for part in _parts(self.value)
            for each in part.values()
            if isinstance(each, list)
            for item in cast("list[object]", each)
        )

    def _forms(self) -> Iterator[str]:
        """Yield the properties that are forms within the form."""
        for name, encoding in self.encoding.items():
            media_type = encoding.get("contentType") if isinstance(encoding, dict) else None
            if isinstance(media_type, str) and kind_of(media_type) == "multipart":
                yield name

    def has_brackets_in_names(self) -> bool:
        """Tell whether a name within a property has brackets, between which names within properties stand."""
        inner = (part for part in self._objects() if part is not self.value)
        return any("[" in str(name) or "]" in str(name) for part in inner for name in part)

    def is_valid_as_text(self) -> bool:
        """Tell whether what is no string, and invalid, was sent as the text of one that is valid."""
        value = self.value
        if not isinstance(value, dict):
            return False
        validator = compile_schema(self.schema, "2020-12") or compile_schema(self.schema, "draft4")
        meant = cast("dict[str, object]", value)
        sent = self._texts()
        choices = [[(name, read) for read in self._readings(each, sent)] for name, each in meant.items()]
        raw, *others = islice(product(*choices), _MOST)
        return (
            validator is not None
            and not is_valid(validator, cast("Json", dict(raw)))
            and any(is_valid(validator, cast("Json", dict(each))) for each in others)
        )

    def _readings(self, value: object, sent: Collection[str]) -> Iterator[object]:
        """Yield a value, and what it is where it is read as text: a list of one is its item."""
        yield value
        yield self._as_text(value, sent)
        if isinstance(value, list) and len(items := cast("list[object]", value)) == 1:
            yield self._as_text(items[0], sent)

    def _texts(self) -> frozenset[str]:
        """Return the texts that were sent."""
        if self.multipart:
            parts = re.findall(rb"\r\n\r\n(.*?)\r\n--", self.sent, re.DOTALL)
            return frozenset(part.decode("utf-8", "replace") for part in parts)
        query = parse_qs(self.sent.decode("latin-1"), keep_blank_values=True)
        return frozenset(text for texts in query.values() for text in texts)

    def _as_text(self, value: object, sent: Collection[str], *, inner: bool = False) -> object:
        """Return a value with the texts in it that it was sent as. In a multipart form an object, or a list in a list, is one."""
        whole = value  # narrowed by no test
        if isinstance(value, str | bytes):
            return value
        if isinstance(value, list) and not (inner and self.multipart):
            return [self._as_text(each, sent, inner=True) for each in cast("list[object]", value)]
        if self.multipart or not isinstance(value, dict):
            return _text_of(whole, sent)
        return {name: self._as_text(each, sent) for name, each in cast("dict[str, object]", value).items()}

    def is_of_list(self) -> bool:
        """Tell whether the form itself is declared to be a list."""
        return not self.multipart and _declares_list(self._resolved(self.schema))

    def has_list(self, name: str) -> bool:
        """Tell whether a property was meant to be a list: it is several parts, or none."""
        value = self.value
        return isinstance(value, dict) and isinstance(cast("dict[str, object]", value).get(name), list)

    def has_file(self, name: str) -> bool:
        """Tell whether a property is a file, or a list of files: whatever is sent as one is one."""
        found = next(self._schemas_of(name), _UNKNOWN)
        return _is_file(found) or (_declares_list(found) and _is_file(self._resolved(found.get("items"))))

    def has_nameless_file(self) -> bool:
        """Tell whether a file that the schema has among alternatives was sent as a part that is none: as a text."""
        names = [str(name) for part in islice(_parts(self.value), 1) for name in part]
        return self.multipart and any(
            not self.has_file(name)
            and self._can_be_file(name)
            and re.search(rb'(?<!file)name="%b"\r\n\r\n' % re.escape(name.encode()), self.sent)
            for name in names
        )

    def _can_be_file(self, name: str) -> bool:
        found = (each for schema in self._schemas_of(name) for _, each in self._places(None, dict(schema), 0))
        return any(_is_file(each) or _is_file(self._resolved(each.get("items"))) for each in found)

    def _schemas_of(self, name: str) -> Iterator[Mapping[str, Json]]:
        for value, schema in self._places({name: None}, self.schema, 0):
            properties = mapped(schema, "properties")
            if value is not None and name in properties:
                yield self._resolved(properties[name])

    def _resolved(self, schema: Json) -> Mapping[str, Json]:
        return next((found for _, found in self._places(None, schema, 0)), _UNKNOWN)

    def _anywhere(self, seen: Seen) -> bool:
        return any(seen(value, schema) for value, schema in self._places(self.value, self.schema, 0))

    def _places(self, value: object, schema: Json, depth: int) -> Iterator[tuple[object, Mapping[str, Json]]]:
        """Yield every value within the form with each schema that may stand for it."""
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return
        if isinstance(schema.get("$ref"), str):
            target = local_pointer(str(schema["$ref"]))
            yield from self._places(value, None if target is None else found_at(self.schema, target), depth + 1)
            return
        yield value, schema
        for keyword in ("allOf", "anyOf", "oneOf"):
            for branch in listed(schema, keyword):
                yield from self._places(value, branch, depth + 1)
        if isinstance(value, dict) and (value is self.value or not self.multipart):
            properties = mapped(schema, "properties")
            for name, each in cast("Mapping[str, object]", value).items():
                yield from self._places(each, properties.get(name, schema.get("additionalProperties")), depth + 1)
        elif isinstance(value, list) and not self.multipart:
            for each in cast("list[object]", value):
                yield from self._places(each, schema.get("items"), depth + 1)


def _text_of(value: object, sent: Collection[str]) -> object:
    texts = (json.dumps(value, default=str), str(value))
    return next((text for text in texts if text in sent), value)


def _parts(value: object) -> Iterator[Mapping[object, object]]:
    """Yield every object within a value, itself included."""
    if isinstance(value, dict):
        yield cast("dict[object, object]", value)
    if isinstance(value, dict | list):
        inner = cast("dict[object, object]", value).values() if isinstance(value, dict) else cast("list[object]", value)
        for each in inner:
            yield from _parts(each)


def _objects_in(value: object) -> Iterator[tuple[object, Mapping[object, object]]]:
    """Yield the properties of an object that are objects."""
    properties = cast("dict[object, object]", value) if isinstance(value, dict) else {}
    for name, each in properties.items():
        if isinstance(each, dict):
            yield name, cast("dict[object, object]", each)


def is_hollow(value: object) -> bool:
    """Tell whether a value is a list or an object without any scalar, so that no style has a text for it."""
    if isinstance(value, list):
        return all(is_hollow(item) for item in cast("list[object]", value))
    if isinstance(value, dict):
        return all(is_hollow(item) for item in cast("dict[object, object]", value).values())
    return False


def _is_joined(encoding: Json) -> bool:
    """Tell whether the items of a list are one text (OpenAPI, Encoding Object)."""
    found = encoding if isinstance(encoding, dict) else {}
    return found.get("explode", found.get("style", "form") == "form") is False


def _is_file(schema: Mapping[str, Json]) -> bool:
    """Tell whether a part of a form is a file (Encoding Object, "contentType"): bytes, or what has a type of its own."""
    return schema.get("format") == "binary" or ("contentMediaType" in schema and "contentEncoding" not in schema)


def _declares_list(schema: Mapping[str, Json]) -> bool:
    kind = schema.get("type")
    return "array" in (kind if isinstance(kind, list) else [kind])


def _names(value: Json) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
