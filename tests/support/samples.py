"""The schemas of a package to arguments and responses of its operations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel

from apigen.contract.judge import compile_schema, is_valid
from apigen.contract.sample import MISSING, Sampler

from .packages import Package


@dataclass(frozen=True)
class Answer:
    """A declared response with a body made up for it, and whether a client returns it."""

    key: str
    media_type: str
    response: Any
    succeeds: bool
    streams: bool


class Samples:
    """Makes typed values for the operations of a package."""

    def __init__(self, package: Package) -> None:
        self._schemas = package.schemas
        self._schema_of = package.module("_runtime.server.bodies").schema_of
        self._media = package.module("_runtime.core.media")
        self._upload = package.module("_runtime.core").UploadFile
        self._sampler = Sampler(self._schemas["definitions"], self._schemas["dialect"])

    def calls(self, operation: Any, *, optional: bool) -> Iterator[dict[str, Any]]:
        """Yield arguments by attribute, those that are required or all, with each media type that the body can have."""
        media = operation.body.media if operation.body is not None and (operation.body.required or optional) else ()
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
            if each.required or optional:
                found[each.attribute] = self._value(operation.request, each.attribute, own[each.location][each.name])
        if media is not None:
            found["body"] = self._body(operation, media, self._of_media(own["body"], media.name))
        return found

    def _body(self, operation: Any, media: Any, schema: Any) -> Any:
        """Return a body for a media type. Files are bytes that are no text."""
        if media.has_items:
            return [operation.request.item_codec().build(self._json(schema)) for _ in range(2)]
        if self._media.kind_of(media.name) in ("binary", "events", "lines"):
            return self._file("body", _member(media.name))
        value = copy(self._json(schema))
        for name in media.files & value.keys() if media.files else ():
            many = isinstance(value[name], list)
            value[name] = [self._file(f"{name}-{n}") for n in range(2)] if many else self._file(name)
        return operation.request.codec("body").build(value)

    def _file(self, name: str, content_type: str = "image/png") -> Any:
        return self._upload(name.encode() + bytes(range(256)), filename=f"{name}.png", content_type=content_type)

    def answers(self, operation: Any) -> Iterator[Answer]:
        """Yield every response that an operation declares."""
        declared = operation.responses
        has_success = any(key.startswith("2") for key in declared)
        schemas = self._schemas["operations"][operation.id]
        own = schemas["responses"]
        for key, kind in declared.items():
            status = _status(key, declared)
            headers = {name: self._json(each["schema"]) for name, each in schemas["headers"].get(key, {}).items()}
            succeeds = status < 300 or (status < 400 and not has_success)
            for name in kind.media_types:
                body = self._answer(self._of_media(own[key], name), name)
                response = kind.parse(body, status=status, headers=headers, media_type=_member(name))
                streams = self._media.response_kind(name) in ("events", "lines")
                yield Answer(key, name, response, succeeds, streams)
            if not kind.media_types:
                yield Answer(key, "", kind.parse(status=status, headers=headers), succeeds, streams=False)

    def _answer(self, schema: Any, media_type: str) -> Any:
        match self._media.response_kind(media_type):
            case "binary":
                return bytes(range(256))
            case "events" | "lines":
                return [self._json(schema), self._json(schema)]
            case _:
                return self._json(schema)

    def _of_media(self, content: Any, media_type: str) -> Any:
        """Return the schema of a media type, also where the contract has it under a range; any value fits none."""
        found = self._schema_of(content, media_type)
        return {} if found is None else found[1]

    def _value(self, owner: Any, field: str, schema: Any) -> Any:
        return owner.codec(field).build(self._json(schema))

    def _json(self, schema: Any) -> Any:
        whole = {"allOf": [schema], "definitions": self._schemas["definitions"]}
        validator = compile_schema(whole, self._schemas["dialect"])
        assert validator is not None, f"a schema of the package does not compile: {schema}"
        value = self._sampler.sample(schema, lambda each: is_valid(validator, each))
        if value is MISSING:
            pytest.fail(f"no value was found for {schema}")
        return value


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


def plain(value: Any) -> Any:
    """Return a value in which files are their content: they are equal to no other ones, and are closed when an answer is out."""
    if hasattr(value, "chunks"):
        content = b"".join(value.chunks())
        value.file.seek(0)
        return content, value.content_type
    if isinstance(value, list):
        return [plain(each) for each in value]
    if hasattr(value, "events"):
        return [*map(plain, value)]
    if isinstance(value, BaseModel):
        return type(value), {name: plain(each) for name, each in vars(value).items()}
    return value
