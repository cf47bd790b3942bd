"""Bodies to bytes, by their media type: JSON text, forms, plain text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from ..core import MISSING, Body, Encoding, Media
from ..core.media import charset_of, kind_of
from ..core.models import Codec, Json
from ..core.styles import pair_writer, percent, primitive, reserved

WriteProperty: TypeAlias = Callable[[Json], Sequence[str]]


class Content(NamedTuple):
    """A body as it is sent."""

    media_type: str
    content: bytes


class BodyWriter:
    """Writes the bodies of an operation. `codec` is that of the request's field."""

    def __init__(self, body: Body, codec: Codec[Any]) -> None:
        self._first = body.media_type
        self._media = {each.name: _writer(each, codec) for each in body.media}
        self._codec = codec

    def write(self, value: object, media_type: object = MISSING) -> Content:
        """Return a body in one of its media types, in the first unless said otherwise.

        Raises `ValueError` (`pydantic.ValidationError` is one) for what the contract does not allow.
        """
        name = self._first if media_type is MISSING else media_type
        if not isinstance(name, str) or name not in self._media:
            raise ValueError(f"the body cannot be {name!r}: it is {' or '.join(self._media)}")
        return Content(name, self._media[name](self._codec.check(value)))


def _writer(media: Media, codec: Codec[Any]) -> Callable[[Any], bytes]:
    kind = kind_of(media.name)
    if kind == "form":
        write = form_writer(media.encodings)
        return lambda value: write(codec.to_value(value))
    if kind == "text":
        return lambda value: _text(value, media.name)
    return codec.to_json


def _text(value: object, media_type: str) -> bytes:
    if not isinstance(value, str):
        raise ValueError(f"a body of {media_type} must be a str, not {type(value).__name__}")
    return value.encode(charset_of(media_type))


def form_writer(encodings: Mapping[str, Encoding]) -> Callable[[Json], bytes]:
    """Return what writes an object as a form. Null has no text: it is left out (RFC 6570 section 2.3)."""
    writers = {name: _property_writer(name, encoding) for name, encoding in encodings.items()}

    def write(value: Json) -> bytes:
        if not isinstance(value, dict):
            raise ValueError(f"a form must be an object, not {type(value).__name__}")
        pairs: list[str] = []
        for name, each in value.items():
            if each is not None:
                pairs += writers[name](each) if name in writers else _usual(name, each)
        return "&".join(pairs).encode("ascii")

    return write


def _property_writer(name: str, encoding: Encoding) -> WriteProperty:
    if encoding.media_type is None:
        return pair_writer(encoding.style, name, explode=encoding.explode, allow_reserved=encoding.allow_reserved)
    escape = reserved if encoding.allow_reserved else percent
    return lambda value: (f"{percent(name)}={escape(json.dumps(value, separators=(',', ':'), allow_nan=False))}",)


def _usual(name: str, value: Json) -> list[str]:
    """Return the pairs of a property without an encoding: one for each item; what is made of parts is JSON text."""
    items = value if isinstance(value, list) else [value]
    return [f"{percent(name)}={percent(primitive(each))}" for each in items if each is not None]
