"""Bytes, as they arrive, to items: JSON texts one after the other, and events of a server. What an item says is for others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, Generic, TypeAlias, TypeGuard, TypeVar

from pydantic_core import from_json

from .media import is_sequence, kind_of
from .streams import ItemDecoder, ServerSentEvent

T = TypeVar("T")

Read: TypeAlias = Callable[[bytes], T]
"""Takes the bytes of an item, or the data of an event; returns its value. Raises `ItemError`."""

_BOM: Final = b"\xef\xbb\xbf"
_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_SEPARATOR: Final = re.compile(rb"\x1e")
_BLANK: Final = b" \t\r\n"
_LONGEST_RETRY: Final = 18
"""Digits: more are no time, and Python reads only so many."""
_LAST: Final = "[DONE]"
"""What ends the streams of language models' APIs: no standard has it, and no JSON is written so."""


class ItemError(ValueError):
    """An item is not what it should be. `raw` is what came instead."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("not JSON")
        self.raw = raw


def decoder_of(media_type: str, read: Read[T], *, texts: bool) -> ItemDecoder[T]:
    """Return what reads the items of a media type that comes bit by bit. `texts` is for events: whether data are texts."""
    if kind_of(media_type) == "events":
        return EventDecoder(read, texts=texts)
    return SequenceDecoder(read) if is_sequence(media_type) else LineDecoder(read)


class Lines:
    """Cuts bytes at the ends of lines, or at whatever else, wherever the pieces end."""

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
        """Return what has not ended."""
        return b"".join(self._rest)


class LineDecoder(Generic[T]):
    """Reads JSON Lines. A separator before a text is no part of it: some write JSON text sequences by another name."""

    done = False

    def __init__(self, read: Read[T]) -> None:
        self._read = read
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
        text = line.strip(b"\x1e" + _BLANK)
        if text:
            yield ServerSentEvent(self._read(text))


class SequenceDecoder(Generic[T]):
    """Reads JSON text sequences (RFC 7464): a separator stands before each text, which can have many lines.

    Nobody needs to wait for the next separator: a text that is whole, and whose line has ended, is complete.
    """

    done = False

    def __init__(self, read: Read[T]) -> None:
        self._read = read
        self._texts = Lines(_SEPARATOR)

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent[T]]:
        """Yield the values of the texts that are complete now."""
        for text in self._texts.feed(piece):
            yield from self._value(text)
        if piece.endswith(b"\n") and _is_whole(self._texts.rest()):
            yield from self.finish()

    def finish(self) -> Iterator[ServerSentEvent[T]]:
        """Yield the value of the last text."""
        text = self._texts.rest()
        self._texts = Lines(_SEPARATOR)
        yield from self._value(text)

    def _value(self, text: bytes) -> Iterator[ServerSentEvent[T]]:
        text = text.strip(_BLANK)
        if text:
            yield ServerSentEvent(self._read(text))


def is_event(item: object) -> TypeGuard[ServerSentEvent[Any]]:
    """Whether an item is an event with what stands beside its data, and not the data alone."""
    return isinstance(item, ServerSentEvent)


def write_event(event: ServerSentEvent[Any], data: bytes) -> bytes:
    """Return an event whose data are written already (HTML, "Server-sent events"). Raises `ValueError`."""
    lines: list[bytes] = []
    for name, value in (("event", event.event), ("id", event.id)):
        if value is not None:
            if re.search(r"[\r\n]", value) or (name == "id" and "\0" in value):
                raise ValueError(f"the {name} of an event has a character that would end it: {value!r}")
            lines.append(f"{name}: {value}".encode())
    if event.retry is not None:
        lines.append(b"retry: %d" % event.retry)
    # Bytes of ASCII stand for themselves in UTF-8, and JSON text has no line ends.
    lines += [b"data: " + line for line in _LINE_END.split(data)]
    return b"\n".join(lines) + b"\n\n"


def _is_whole(text: bytes) -> bool:
    try:
        from_json(text)
    except ValueError:
        return False
    return True


class EventDecoder(Generic[T]):
    """Reads a server's events (HTML, "Server-sent events", "Interpreting an event stream")."""

    def __init__(self, read: Read[T], *, texts: bool) -> None:
        """`texts` says that data are no documents: `[DONE]` is one of them then, and not the end."""
        self._read = read
        self._texts = texts
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
                yield ServerSentEvent(self._read(data), self._event, self._id, self._retry)
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
