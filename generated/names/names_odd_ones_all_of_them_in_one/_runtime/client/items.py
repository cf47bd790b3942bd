"""Bytes, as they arrive, to values: events of a server, and JSON texts one after the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, Generic, Literal, Protocol, TypeVar, get_args, get_origin

from pydantic import ValidationError

from ..core import ServerSentEvent
from ..core.media import response_kind
from ..core.models import Codec
from .declared import variants

T = TypeVar("T")

_BOM: Final = b"\xef\xbb\xbf"
_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_LONGEST_RETRY: Final = 18
"""Digits: more are no time, and Python reads only so many."""
_LAST: Final = "[DONE]"
"""What ends the streams of language models' APIs: no standard has it, and no JSON is written so."""


class ItemDecoder(Protocol[T]):
    """Makes values of bytes that are fed to it in pieces. Raises `ItemError`."""

    @property
    def done(self) -> bool:
        """Whether the end was announced: what follows means nothing."""
        ...

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent[T]]:
        """Yield what is complete now. It is to be read to its end."""
        ...

    def finish(self) -> Iterator[ServerSentEvent[T]]:
        """Yield what is left when no more bytes come."""
        ...


class ItemError(ValueError):
    """An item is no JSON. `raw` is what came instead."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("not JSON")
        self.raw = raw


def item_decoder(media_type: str, codec: Codec[Any]) -> ItemDecoder[Any]:
    """Return what reads the items of a media type that comes bit by bit."""
    return EventDecoder(codec) if response_kind(media_type) == "events" else LineDecoder(codec)


class Lines:
    """Cuts bytes into lines, wherever the pieces end."""

    def __init__(self, end: re.Pattern[bytes]) -> None:
        self._end = end
        self._return_ends = end.fullmatch(b"\r") is not None
        self._rest: list[bytes] = []
        self._after_return = False

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the lines that are complete now, without their ends."""
        if not piece:
            return []
        if self._after_return:
            # The line was given out already: its end was CR LF.
            piece = piece.removeprefix(b"\n")
        self._after_return = self._return_ends and piece.endswith(b"\r")
        lines = self._end.split(piece)
        if len(lines) > 1:
            self._rest.append(lines[0])
            lines[0] = b"".join(self._rest)
            self._rest.clear()
        rest = lines.pop()
        if rest:
            self._rest.append(rest)
        return lines

    def rest(self) -> bytes:
        """Return the line that has not ended."""
        return b"".join(self._rest)


class LineDecoder(Generic[T]):
    """Reads JSON Lines, and JSON texts that a record separator stands before (RFC 7464)."""

    done = False

    def __init__(self, codec: Codec[T]) -> None:
        self._codec = codec
        # A return would be white space of the text.
        self._lines = Lines(re.compile(rb"\n"))

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent[T]]:
        """Yield the values of the lines that are complete now."""
        for line in self._lines.feed(piece):
            yield from self._value(line)

    def finish(self) -> Iterator[ServerSentEvent[T]]:
        """Yield the value of the last line, if it has no end."""
        yield from self._value(self._lines.rest())

    def _value(self, line: bytes) -> Iterator[ServerSentEvent[T]]:
        text = line.strip(b"\x1e \t\r")
        if text:
            yield ServerSentEvent(_value(self._codec, text))


class EventDecoder(Generic[T]):
    """Reads a server's events (HTML, "Server-sent events", "Interpreting an event stream")."""

    def __init__(self, codec: Codec[T]) -> None:
        self._codec = codec
        self._texts = _are_texts(codec.annotation)
        self._lines = Lines(_LINE_END)
        self._first = True
        self._data: list[bytes] = []
        self._event: str | None = None
        self._id: str | None = None
        self._retry: int | None = None
        self.done = False

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent[T]]:
        """Yield the events that are complete now."""
        for line in self._lines.feed(piece):
            if self._first:
                line, self._first = line.removeprefix(_BOM), False
            if line:
                self._field(line)
            elif self._data:
                data = b"\n".join(self._data)
                if data == _LAST.encode() and not self._texts:
                    self.done = True
                    return
                yield ServerSentEvent(self._build(data), self._event, self._id, self._retry)
                self._reset(retry=None)
            else:
                self._reset(retry=self._retry)

    def finish(self) -> Iterator[ServerSentEvent[T]]:
        """Yield nothing: an event that no empty line follows is incomplete."""
        yield from ()

    def _reset(self, *, retry: int | None) -> None:
        """Begin an event. The last id stands for those that follow."""
        self._data, self._event, self._retry = [], None, retry

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        match name:
            case b"data":
                self._data.append(value)
            case b"event":
                self._event = value.decode("utf-8", "replace") or None
            case b"id" if b"\0" not in value:
                self._id = value.decode("utf-8", "replace")
            case b"retry" if value.isdigit() and len(value) <= _LONGEST_RETRY:
                self._retry = int(value)
            case _:
                # A comment, or a field that is not known.
                pass

    def _build(self, data: bytes) -> T:
        if self._texts:
            return self._codec.build(data.decode("utf-8", "replace"))
        try:
            return _value(self._codec, data)
        except ItemError:
            # A type may be written as a text without quotes: a date, or one beside other types.
            try:
                return self._codec.check(data.decode("utf-8", "replace"))
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
