"""The schemas of a package to arguments and responses of its operations."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from apigen.proof.trips.package import Package
from apigen.proof.trips.plain import is_list
from apigen.proof.trips.values import Choice, NoValueError, Values


@dataclass(frozen=True)
class Answer:
    """A declared response with a body made up for it, and whether a client returns it."""

    key: str
    media_type: str
    response: Any
    succeeds: bool
    streams: bool


class Samples:
    """Makes typed values for the operations of a package: of the JSON values that there are, those that are chosen."""

    def __init__(self, package: Package, values: Values, choice: Choice = "rich", number: int = 0) -> None:
        self._schemas = package.schemas
        self._values, self._number = values, number
        self._choice: Choice = choice
        self._schema_of = package.module("_runtime.server.bodies").schema_of
        self._media = package.module("_runtime.core.media")
        self._upload = package.module("_runtime.core").UploadFile

    def calls(self, operation: Any, *, optional: bool) -> Iterator[dict[str, Any]]:
        """Yield arguments by attribute, those that are required or all, with each media type that the body can have."""
        body = operation.body
        media = body.media if body is not None and (body.required or self._is_wanted("body", optional)) else ()
        for each in media:
            chosen = {"content_type": _member(each.name)} if len(media) > 1 or "*" in each.name else {}
            yield {**self._arguments(operation, each, optional=optional), **chosen}
        if not media:
            yield self._arguments(operation, None, optional=optional)

    def arguments(self, operation: Any, *, optional: bool) -> dict[str, Any]:
        """Return the first of them."""
        return next(self.calls(operation, optional=optional))

    def _arguments(self, operation: Any, media: Any, *, optional: bool) -> dict[str, Any]:
        own = self._schemas["operations"][operation.id]
        found: dict[str, Any] = {}
        for each in operation.parameters:
            if each.required or self._is_wanted(each.attribute, optional):
                try:
                    value = self._json(own[each.location][each.name])
                except NoValueError:
                    if each.required:
                        raise
                    continue
                found[each.attribute] = operation.request.codec(each.attribute).build(value)
        if media is not None:
            found["body"] = self._body(operation, media, self._of_media(own["body"], media.name))
        return found

    def _is_wanted(self, name: str, optional: bool) -> bool:
        """Whether an optional argument is given; of random ones, every other."""
        return optional and (self._choice != "random" or zlib.crc32(f"{name} {self._number}".encode()) % 2 == 0)

    def _body(self, operation: Any, media: Any, schema: Any) -> Any:
        """Return a body for a media type. Files are bytes that are no text."""
        if media.has_items:
            return [operation.request.item_codec().build(self._json(schema)) for _ in range(2)]
        if self._media.kind_of(media.name) in ("binary", "events", "lines"):
            return self._file("body", _member(media.name))
        if self._media.kind_of(media.name) == "text" or self._is_xml_text(operation, media.name, "body", media.name):
            return self._text(schema)
        value = copy(self._json(schema))
        for name in sorted(media.files & value.keys()) if media.files else ():
            # Where a file is to be, any value fits.
            rich: Any = self._values.value(schema, "rich")
            many = is_list(rich.get(name))
            encoding = media.encodings.get(name)
            kind = _member(encoding.media_type.split(",")[0]) if encoding and encoding.media_type else "image/png"
            value[name] = [self._file(f"{name}-{n}", kind) for n in range(2)] if many else self._file(name, kind)
        return operation.request.codec("body").build(value)

    def _file(self, name: str, content_type: str) -> Any:
        return self._upload(name.encode() + bytes(range(256)), filename=f"{name}.png", content_type=content_type)

    def answers(self, operation: Any) -> Iterator[Answer]:
        """Yield every response that an operation declares."""
        declared = operation.responses
        has_success = any(key.startswith("2") for key in declared)
        schemas = self._schemas["operations"][operation.id]
        own = schemas["responses"]
        for key, kind in declared.items():
            status = _status(key, declared)
            headers = dict(self._headers(kind, schemas["headers"].get(key, {})))
            succeeds = status < 300 or (status < 400 and not has_success)
            for name in kind.media_types:
                is_text = self._is_xml_text(operation, name, "responses", key, name)
                schema = self._of_media(own[key], name)
                body = self._text(schema) if is_text else self._answer(schema, name)
                response = kind.parse(body, status=status, headers=headers, media_type=_member(name))
                streams = self._media.response_kind(name) in ("events", "lines")
                yield Answer(key, name, response, succeeds, streams)
            if not kind.media_types:
                yield Answer(key, "", kind.parse(status=status, headers=headers), succeeds, streams=False)

    def _headers(self, kind: Any, schemas: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for each in kind.headers:
            if each.required or self._is_wanted(each.attribute, self._choice != "small"):
                yield each.name, self._json(schemas[each.name]["schema"])

    def _answer(self, schema: Any, media_type: str) -> Any:
        match self._media.response_kind(media_type):
            case "binary":
                return bytes(range(256))
            case "events" | "lines":
                return [self._json(schema), self._json(schema)]
            case "text":
                return self._text(schema)
            case _:
                return self._json(schema)

    def _text(self, schema: Any) -> str:
        """Return a value where only a text can be."""
        value = self._json(schema)
        return value if isinstance(value, str) else "text"

    def _is_xml_text(self, operation: Any, media_type: str, *place: str) -> bool:
        """Whether XML is a text: nothing describes it."""
        return self._media.kind_of(media_type) == "xml" and operation.xml_codec(*place) is None

    def _of_media(self, content: Any, media_type: str) -> Any:
        """Return the schema of a media type, also where the contract has it under a range; any value fits none."""
        found = self._schema_of(content, media_type)
        return {} if found is None else found[1]

    def _json(self, schema: Any) -> Any:
        return self._values.value(schema, self._choice, self._number)


def _member(media_type: str) -> str:
    """Return a media type that a range holds; any other as it is."""
    return media_type.replace("/*", "/png")


def _status(key: str, declared: Mapping[str, Any]) -> int:
    """Return a status that falls under a key of the responses, and under no closer one."""
    if key.isdigit():
        return int(key)
    wanted = re.compile(key.replace("X", r"\d")) if key != "default" else re.compile("[45]..")
    taken = [re.compile(each.replace("X", r"\d")) for each in declared if each not in (key, "default")]
    return next(
        status
        for status in range(100, 600)
        if wanted.fullmatch(str(status)) and not any(each.fullmatch(str(status)) for each in taken)
    )
