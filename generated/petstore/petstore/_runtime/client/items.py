"""What reads the values that a server sends one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import ValidationError

from ..core import Response
from ..core.media import charset_of, kind_of
from ..core.models import Codec
from ..core.parts import PartDecoder, part_kind
from ..core.sequences import ItemError, decoder_of
from ..core.streams import ItemDecoder
from .declared import variants

T = TypeVar("T")

__all__ = ["ItemDecoder", "ItemError", "item_decoder", "response_decoder"]


def item_decoder(media_type: str, codec: Codec[T]) -> ItemDecoder[T]:
    """Return what reads the items of a media type that comes bit by bit."""
    texts = _are_texts(codec.annotation)
    read: Callable[[Codec[T], bytes], T] = _value
    if kind_of(media_type) == "events":
        read = _text if texts else _data
    return decoder_of(media_type, partial(read, codec), texts=texts)


def response_decoder(kind: type[Response], media_type: str, headers: Mapping[str, str]) -> ItemDecoder[Any]:
    """Return what reads the items of a response."""
    codec: Codec[Any] = kind.item_codec()
    part = kind.parts.get(media_type)
    if part is None:
        return item_decoder(media_type, codec)
    return PartDecoder(headers.get("content-type", ""), partial(_part, codec, part))


def _part(codec: Codec[Any], part: str, content: bytes, said: str | None) -> Any:
    match part_kind(part):
        case "json":
            return _value(codec, content)
        case "text":
            return codec.build(content.decode(charset_of(said or part), "replace"))
        case "bytes":
            return content


def _text(codec: Codec[T], data: bytes) -> T:
    return codec.build(data.decode("utf-8", "replace"))


def _data(codec: Codec[T], data: bytes) -> T:
    try:
        return _value(codec, data)
    except ItemError:
        # A type may be written as a text without quotes: a date, or one beside other types.
        try:
            return codec.check(data.decode("utf-8", "replace"))
        except ValidationError:
            raise ItemError(data) from None


def _value(codec: Codec[T], text: bytes) -> T:
    try:
        return codec.adapter.validate_json(text)
    except ValidationError:
        pass
    try:
        return codec.build(json.loads(text))
    except (ValueError, RecursionError):
        raise ItemError(text) from None


def _are_texts(annotation: Any) -> bool:
    """Whether values of a type are strings: data is their text then, without quotes."""
    return all(
        each is str or (get_origin(each) is Literal and all(isinstance(value, str) for value in get_args(each)))
        for each in variants(annotation)
    )
