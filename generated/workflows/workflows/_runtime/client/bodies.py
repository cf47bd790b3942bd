"""Bodies to what is sent, by their media type: documents and texts as bytes, files and streams as they are read."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias, cast

from ..core import MISSING, BaseModel, Encoding, Media, Operation, ServerSentEvent
from ..core.escapes import percent, reserved
from ..core.media import Kind, charset_of, covers, is_sequence, kind_of
from ..core.models import Codec, Json
from ..core.parts import PartWriter, part_kind
from ..core.sequences import is_event, write_event
from ..core.styles import pair_writer, primitive
from ..core.uploads import as_upload, is_file
from .errors import argument_error
from .payload import ItemsPart, Payload, content_of

WriteProperty: TypeAlias = Callable[[Json], Sequence[str]]
WriteBody: TypeAlias = "Callable[[object, str], Content]"
"""Takes a body, and the media type that was asked for: mostly the declared one."""


class Content(NamedTuple):
    """A body as it is sent."""

    media_type: str
    content: bytes | Payload


class BodyWriter:
    """Writes the bodies of an operation, in one of their media types."""

    def __init__(self, operation: Operation[Any, Any, Any], media: Sequence[Media]) -> None:
        codec: Codec[Any] = operation.request.codec("body")
        self._kinds = {each.name: _kind(operation, each) for each in media}
        self._media = {each.name: _writer(operation, each, codec) for each in media}
        self._only = media[0].name if len(media) == 1 else None
        # Where every body is a text, JSON takes it as well.
        self._texts_fit = codec.annotation is str

    def write(self, value: object, media_type: object = MISSING) -> Content:
        """Return a body in the media type that is asked for, else in the first that fits it.

        Raises `ValueError` (`pydantic.ValidationError` is one) for what the contract does not allow.
        """
        name = media_type
        if media_type is MISSING:
            name = self._only or self._fitting(value)
        if isinstance(name, str):
            if name in self._media:
                return self._media[name](value, name)
            for declared, write in self._media.items():
                if covers(declared, name):
                    return write(value, name)
        raise ValueError(f"the body cannot be {name!r}: it is {' or '.join(self._media)}")

    def _fitting(self, value: object) -> str:
        fitting = [name for name in self._media if self._fits(name, value)] or [*self._media]
        if len(fitting) > 1 and is_file(value):
            from .multipart import file_type

            said = file_type(as_upload(value))
            return next((name for name in fitting if covers(name, said)), fitting[0])
        return fitting[0]

    def _fits(self, name: str, value: object) -> bool:
        kind = self._kinds[name]
        if is_file(value):
            return kind in ("binary", "lines", "events", "parts")
        if isinstance(value, str):
            return kind == "text" or (kind == "json" and self._texts_fit)
        if kind in ("lines", "events", "parts"):
            return isinstance(value, Iterable | AsyncIterable) and not isinstance(value, Mapping | BaseModel)
        return kind == "multipart" or (kind in ("json", "form", "xml") and not _has_files(value))


def _has_files(value: object) -> bool:
    """Whether a file is among the properties of an object: only a form of parts can have it."""
    properties: Mapping[str, object] = {}
    if isinstance(value, BaseModel):
        properties = {**vars(value), **(value.model_extra or {})}
    elif isinstance(value, Mapping):
        properties = cast("Mapping[str, object]", value)
    for each in properties.values():
        items = cast("list[object]", each) if isinstance(each, list | tuple) else [each]
        if any(map(is_file, items)):
            return True
    return False


def _kind(operation: Operation[Any, Any, Any], media: Media) -> Kind:
    """Return the kind of a body: XML that the contract does not describe is a text."""
    kind = kind_of(media.name)
    if media.part is not None:
        return "parts"
    return "text" if kind == "xml" and operation.xml_codec("body", media.name) is None else kind


def _writer(operation: Operation[Any, Any, Any], media: Media, codec: Codec[Any]) -> WriteBody:
    match "parts" if media.part is not None else kind_of(media.name):
        case "json":
            return lambda value, name: Content(name, codec.to_json(codec.check(value)))
        case "form":
            write_form = form_writer(media.encodings)
            return lambda value, name: Content(name, write_form(codec.to_value(codec.check(value))))
        case "multipart":
            # Few contracts need it, and what guesses media types takes long to import.
            from .multipart import MultipartWriter

            write_parts = MultipartWriter(media, codec).write
            return lambda value, _: Content(*write_parts(value))
        case "xml":
            xml = operation.xml_codec("body", media.name)
            if xml is None:
                return _write_text
            return lambda value, name: Content(name, xml.write(codec.to_value(codec.check(value))))
        case "text":
            return _write_text
        case "binary":
            return _write_file
        case "lines" | "events":
            return _items_writer(operation, media.name)
        case "parts":
            return _parts_writer(operation, media)


def _write_text(value: object, media_type: str) -> Content:
    if not isinstance(value, str):
        raise ValueError(f"a body of {media_type} must be a str, not {type(value).__name__}")
    return Content(media_type, value.encode(charset_of(media_type)))


def _write_file(value: object, media_type: str) -> Content:
    upload = as_upload(value)
    sent = media_type
    if "*" in media_type:
        from .multipart import file_type

        sent = file_type(upload, media_type)
        if not covers(media_type, sent):
            raise ValueError(f"the media type of the body is not known: say which one of {media_type} it is")
    content = content_of(upload)
    return Content(sent, content if isinstance(content, bytes) else Payload(content))


def _items_writer(operation: Operation[Any, Any, Any], media_type: str) -> WriteBody:
    codec: Codec[Any] = operation.request.item_codec()
    before = b"\x1e" if is_sequence(media_type) else b""
    are_events = kind_of(media_type) == "events"

    def write_item(item: object) -> bytes:
        try:
            if are_events:
                event = item if is_event(item) else ServerSentEvent(item)
                data = codec.check(event.data)
                return write_event(event, data.encode() if isinstance(data, str) else codec.to_json(data))
            return b"%b%b\n" % (before, codec.to_json(codec.check(item)))
        except ValueError as error:
            raise argument_error(operation.id, "body", error) from error

    def write(value: object, name: str) -> Content:
        if is_file(value):
            return _write_file(value, name)
        if not isinstance(value, Iterable | AsyncIterable):
            raise ValueError(f"a body of {name} must be a file or an iterable, not {type(value).__name__}")
        items = cast("Iterable[object] | AsyncIterable[object]", value)
        return Content(name, Payload(ItemsPart(items, write_item)))

    return write


def _parts_writer(operation: Operation[Any, Any, Any], media: Media) -> WriteBody:
    codec: Codec[Any] = operation.request.item_codec()
    part = str(media.part)

    def write_part(writer: PartWriter, item: object) -> bytes:
        try:
            value = codec.check(item)
            match part_kind(part):
                case "json":
                    return writer.write(codec.to_json(value))
                case "text":
                    return writer.write(str(codec.to_value(value)).encode(charset_of(part)))
                case "bytes":
                    return writer.write_file(as_upload(value))
        except ValueError as error:
            raise argument_error(operation.id, "body", error) from error

    def write(value: object, name: str) -> Content:
        if is_file(value) or not isinstance(value, Iterable | AsyncIterable):
            raise ValueError(f"a body of {name} must be an iterable of its parts, not {type(value).__name__}")
        writer = PartWriter(name, part)
        items = cast("Iterable[object] | AsyncIterable[object]", value)
        return Content(writer.content_type, Payload(ItemsPart(items, partial(write_part, writer)), writer.end))

    return write


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
