"""Bodies of each kind of media type to bytes, whole or piece by piece, and which kind can hold what."""

from __future__ import annotations

import os
from codecs import getincrementalencoder
from collections.abc import AsyncIterable, Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

import pydantic
from pydantic_core import from_json

from ..core.media import Kind, charset_of, essence, is_sequence
from ..core.message import Response
from ..core.models import Codec, Json
from ..core.streams import ServerSentEvent
from ..core.uploads import CHUNK, BinaryFile, UploadFile, as_upload
from .messages import BadAnswer
from .streaming import Pieces

if TYPE_CHECKING:
    from ..core.xml import XmlCodec

Check: TypeAlias = Callable[[Json, str], None]
"""Judges a value, given what it is to be called. Raises `BadAnswer`."""

Write: TypeAlias = Callable[[Any], "bytes | Pieces"]

Form: TypeAlias = Literal["text", "bytes", "pieces", "list", "whole"]
"""What a body is in Python: `pieces` come one after the other, a `list` may be sent so."""

_TAKES: Final[Mapping[Kind, frozenset[Form]]] = {
    "json": frozenset({"whole", "list", "text"}),
    "xml": frozenset({"whole", "list", "text"}),
    "text": frozenset({"text", "pieces"}),
    "binary": frozenset({"bytes", "pieces"}),
    "events": frozenset({"pieces", "list"}),
    "lines": frozenset({"pieces", "list"}),
    "parts": frozenset({"pieces", "list"}),
}


@dataclass(frozen=True, slots=True)
class Medium:
    """A media type of a response, and how it is judged. Without `check` it is not; `xml` is for kinds that are XML."""

    name: str
    kind: Kind
    check: Check | None
    xml: XmlCodec | None
    fail: Callable[[Exception], None]

    @property
    def content_type(self) -> bytes:
        """The header that names it."""
        plain = essence(self.name).startswith("text/") and self.kind == "text" and "charset" not in self.name.lower()
        return (f"{self.name}; charset=utf-8" if plain else self.name).encode("latin-1")

    def takes(self, form: Form) -> bool:
        """Tell whether a body of a form can be written. Only a schema knows whether JSON holds a text."""
        if self.kind == "xml" and self.xml is None:
            return form in _TAKES["text"]
        return form in _TAKES.get(self.kind, ())

    def writer(self, kind: type[Response]) -> Write:
        """Return what writes bodies of a class of responses."""
        match self.kind:
            case "json":
                return self._json(kind.codec("body"))
            case "xml" if self.xml is not None:
                return self._xml(kind.codec("body"), self.xml)
            case "events":
                return self._items(_event(self._item(kind.item_codec(), "the data of an event"), self._data))
            case "lines":
                before = b"\x1e" if is_sequence(self.name) else b""
                item = self._item(kind.item_codec(), "an item")
                return self._items(lambda value: b"%b%b\n" % (before, item(value)))
            case "parts":
                return self._parts(kind.item_codec(), kind.parts[self.name])
            case "binary":
                return self._bytes
            case _:
                charset = charset_of(self.name)
                return lambda value: self._texts(value, charset)

    def _json(self, codec: Codec[Any]) -> Callable[[Any], bytes]:
        serializer, check = codec.adapter.serializer, self.check

        def write(value: object) -> bytes:
            body = serializer.to_json(value, by_alias=True, warnings=False)
            if check is not None:
                check(from_json(body), "the body")
            return body

        return write

    def _xml(self, codec: Codec[Any], xml: XmlCodec) -> Write:
        def write(value: object) -> bytes:
            found = codec.to_value(value)
            if self.check is not None:
                self.check(found, "the body")
            try:
                return xml.write(found)
            except ValueError as error:
                raise BadAnswer(f"the body cannot be written as XML: {error}") from None

        return write

    def _item(self, codec: Codec[Any], name: str) -> Callable[[Any], bytes]:
        def write(value: object) -> bytes:
            raw = codec.to_json(value)
            if self.check is not None:
                self.check(from_json(raw), name)
            return raw

        return write

    def _items(self, write: Callable[[Any], bytes]) -> Write:
        def start(value: object) -> Pieces:
            if form_of(value) not in ("pieces", "list"):
                raise BadAnswer(f"the body is {shown(value)}, not what yields its parts")
            return Pieces(cast("Iterable[Any]", value), write, fail=self.fail)

        return start

    def _parts(self, codec: Codec[Any], part: str) -> Write:
        # What writes parts is loaded where it is needed, like what writes events.
        from ..core.parts import PartWriter, part_kind

        item = self._item(codec, "a part")

        def start(value: object) -> Pieces:
            if form_of(value) not in ("pieces", "list"):
                raise BadAnswer(f"the body is {shown(value)}, not what yields its parts")
            writer = PartWriter(self.name, part)

            def write(each: object) -> bytes:
                match part_kind(part):
                    case "json":
                        return writer.write(item(each))
                    case "text":
                        return writer.write(self._text(each, charset_of(part)))
                    case "bytes":
                        try:
                            return writer.write_file(as_upload(each))
                        except ValueError:
                            raise BadAnswer(f"a part is {shown(each)}, not bytes") from None

            source = cast("Iterable[Any]", value)
            sent = writer.content_type.encode("latin-1")
            return Pieces(source, write, fail=self.fail, end=writer.end, content_type=sent)

        return start

    def _data(self, text: str) -> bytes:
        """Return the data of an event that is a text. It may be the JSON text of what the schema asks for."""
        if self.check is not None:
            try:
                self.check(text, "the data of an event")
            except BadAnswer:
                try:
                    value: Json = from_json(text)
                except ValueError:
                    value = text
                self.check(value, "the data of an event")
        return text.encode()

    def _text(self, value: object, charset: str) -> bytes:
        if not isinstance(value, str):
            raise BadAnswer(f"the body is {shown(value)}, not a text")
        if self.check is not None:
            self.check(value, "the body")
        return _encoded(value, charset)

    def _texts(self, value: object, charset: str) -> bytes | Pieces:
        """Write a text, or one that comes in pieces: its end is not there yet, so nobody can judge it."""
        if form_of(value) != "pieces":
            return self._text(value, charset)
        # One for all pieces: some charsets begin with a mark.
        encode = getincrementalencoder(charset)().encode

        def write(piece: object) -> bytes:
            if not isinstance(piece, str):
                raise BadAnswer(f"a piece of the body is {shown(piece)}, not a text")
            return _encoded(piece, charset, encode)

        return Pieces(cast("Iterable[Any]", value), write, fail=self.fail)

    def _bytes(self, value: object) -> bytes | Pieces:
        if isinstance(value, bytes):
            return value
        if isinstance(value, UploadFile | os.PathLike | BinaryFile):
            file = _File(as_upload(cast("object", value)))
            return Pieces(file, _piece, fail=self.fail, size=file.size)
        form = form_of(value)
        # A list that is not empty has something else among its items, or its form would be pieces.
        if form != "pieces" and (form != "list" or value):
            raise BadAnswer(f"the body is {shown(value)}, not bytes")
        return Pieces(cast("Iterable[Any]", value), _piece, fail=self.fail)


def form_of(body: object) -> Form:
    """Return what a body is."""
    if isinstance(body, str):
        return "text"
    if isinstance(body, bytes | UploadFile | os.PathLike | BinaryFile):
        return "bytes"
    if isinstance(body, Mapping | pydantic.BaseModel) or not isinstance(body, Iterable | AsyncIterable):
        return "whole"
    if not isinstance(body, Collection):
        return "pieces"
    items = cast("Collection[object]", body)
    return "pieces" if items and all(isinstance(each, bytes) for each in items) else "list"


def shown(value: object) -> str:
    """Return how a value is called in a message."""
    return "nothing" if value is None else f"an object of type {type(value).__name__}"


class _File:
    """The content of a file from where it stands, no more than it had at first."""

    def __init__(self, upload: UploadFile) -> None:
        self._upload, self.size = upload, upload.size
        self.close = upload.close

    def __iter__(self) -> Iterator[bytes]:
        left = self.size
        if left is None:
            yield from self._upload.chunks()
            return
        while left:
            piece = self._upload.read(min(CHUNK, left))
            if not piece:
                raise BadAnswer("the file has become shorter while it was sent")
            left -= len(piece)
            yield piece


def _encoded(text: str, charset: str, encode: Callable[[str], bytes] | None = None) -> bytes:
    try:
        return text.encode(charset) if encode is None else encode(text)
    except UnicodeEncodeError as error:
        raise BadAnswer(f"the body cannot be written in {charset}: {error.reason}") from None


def _piece(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise BadAnswer(f"a piece of the body is {shown(value)}, not bytes")
    return value


def _event(write: Callable[[Any], bytes], text: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    from ..core.sequences import is_event, write_event

    def write_item(item: object) -> bytes:
        event = item if is_event(item) else ServerSentEvent(item)
        data = text(event.data) if isinstance(event.data, str) else write(event.data)
        try:
            return write_event(event, data)
        except ValueError as error:
            raise BadAnswer(str(error)) from None

    return write_item
