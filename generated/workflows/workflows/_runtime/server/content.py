"""A request's body to the field that holds it: recognised by its media type, read, judged and typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from ..core.body import Media
from ..core.media import charset_of, essence, kind_of
from ..core.models import Codec, Json
from ..core.operation import Operation
from .bodies import parse_json, schema_of
from .forms import FormReader
from .messages import HttpError, RawRequest, ReadBody, Rejection, Violation
from .validation import Judge, Schema

Read: TypeAlias = Callable[[bytes, bytes], Json]
"""Takes the body and its content type; returns the judged value. Raises `Rejection`."""


class _Medium(NamedTuple):
    """A declared media type, and how its bodies are read. No bytes are a form with nothing in it, and an empty text."""

    name: str
    read: Read
    can_be_empty: bool


class RequestBody:
    """The request body of an operation, ready to be read."""

    def __init__(
        self,
        operation: Operation[Any, Any, Any],
        content: Mapping[str, Schema],
        *,
        judge: Judge,
        definitions: Mapping[str, Schema],
        limit: int | None,
    ) -> None:
        body = operation.body
        assert body is not None
        self._request, self._required, self._limit = operation.request, body.required, limit
        self._exact: dict[bytes | None, _Medium] = {}
        self._essences: dict[str, _Medium] = {}
        for media in body.media:
            found = schema_of(content, media.name)
            medium = _medium(media, True if found is None else found[1], judge, definitions)
            self._exact[media.name.encode("latin-1", "replace")] = medium
            self._essences.setdefault(essence(media.name), medium)
        self._codec: Codec[Any] | None = None
        self.effect = ReadBody(limit)

    def prepare(self, request: RawRequest) -> bytes | None:
        """Return the declared content type. Raises `HttpError` if the body is said to be too large: it is not read."""
        if self._limit is not None and _number(request.header(b"content-length") or b"") > self._limit:
            raise self._too_large()
        return request.header(b"content-type")

    def take(self, raw: bytes | None, content_type: bytes | None, fields: dict[str, Any]) -> None:
        """Put the body into the fields. Raises `Rejection` or `HttpError`."""
        if raw:
            medium = self._exact.get(content_type) or self._find(content_type)
        elif raw is None:
            raise self._too_large()
        else:
            empty = self._declared(content_type)
            if empty is None or not empty.can_be_empty:
                if self._required:
                    raise Rejection("invalid", "a body is needed", [Violation("body", "", "is required", "required")])
                return
            medium = empty
        codec = self._codec
        if codec is None:
            # Types are known at the first request.
            codec = self._codec = self._request.codec("body")
        fields["body"] = codec.build(medium.read(raw, content_type or b""))
        fields["_media_type"] = medium.name

    def _find(self, content_type: bytes | None) -> _Medium:
        found = self._declared(content_type)
        if found is None:
            accepted = b", ".join(name for name in self._exact if name)
            raise HttpError(415, f"the body must be {' or '.join(self._essences)}", [(b"accept", accepted)])
        return found

    def _declared(self, content_type: bytes | None) -> _Medium | None:
        return None if content_type is None else self._essences.get(essence(content_type.decode("latin-1")))

    def _too_large(self) -> HttpError:
        return HttpError(413, f"the body is larger than {self._limit} bytes")


def _medium(media: Media, schema: Schema, judge: Judge, definitions: Mapping[str, Schema]) -> _Medium:
    kind = kind_of(media.name)
    if kind == "binary":
        raise NotImplementedError(f"request bodies of type {media.name}")
    if kind == "form":
        form = FormReader(schema, media.encodings, judge=judge, definitions=definitions)
        return _Medium(media.name, form.read, can_be_empty=True)
    key, is_text = judge.add(schema), kind == "text"

    accepts = judge.accepts

    def read(raw: bytes, content_type: bytes) -> Json:
        value = _decode_text(raw, content_type) if is_text else parse_json(raw)
        if not accepts(key, value):
            found = judge.violations(key, value, location="body")
            raise Rejection("invalid", "the request's body does not fit the contract", found)
        return value

    return _Medium(media.name, read, can_be_empty=is_text)


def _decode_text(raw: bytes, content_type: bytes) -> str:
    """Return the text of a body in the charset that it says, UTF-8 if it says none (RFC 9110 section 8.3.2)."""
    charset = charset_of(content_type.decode("latin-1"))
    try:
        return raw.decode(charset)
    except UnicodeError:
        detail = f"the body is not text in {charset}"
        raise Rejection("malformed", detail, [Violation("body", "", detail, "encoding")]) from None


def _number(digits: bytes) -> int:
    """Return the number that a header says, 0 if it says none that can be meant."""
    return int(digits) if digits.isdigit() and len(digits) < 20 else 0
