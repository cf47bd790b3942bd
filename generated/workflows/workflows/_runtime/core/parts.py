"""Parts without names, one after the other: multipart bodies to items and back (RFC 2046 section 5.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from secrets import token_hex
from typing import Final, Generic, Literal, TypeAlias, TypeVar

from .media import kind_of
from .sequences import ItemError
from .streams import ServerSentEvent
from .uploads import UploadFile

T = TypeVar("T")

ReadPart: TypeAlias = Callable[[bytes, "str | None"], T]
"""Takes the content of a part, and its media type if it says one; returns its value. Raises `ItemError`."""

_BOUNDARY: Final = re.compile(
    r""";\s*boundary=("?)([0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-])\1\s*(;|$)""", re.I
)
_CONTENT_TYPE: Final = re.compile(rb"^content-type:[ \t]*([\x20-\x7e]+?)[ \t]*\r?$", re.I | re.M)


def part_kind(media_type: str) -> Literal["json", "text", "bytes"]:
    """Return what a part of a media type is in a program."""
    kind = kind_of(media_type)
    return "json" if kind == "json" else "bytes" if kind == "binary" else "text"


class PartWriter:
    """Writes the parts of one body, whose boundary nobody can know before."""

    def __init__(self, media_type: str, part: str) -> None:
        """`part` is the media type of each part, or a range that holds it."""
        self._boundary, self._part = token_hex(16), part
        self.content_type = f"{media_type}; boundary={self._boundary}"
        self.end = f"--{self._boundary}--\r\n".encode()

    def write(self, content: bytes, media_type: str | None = None) -> bytes:
        """Return a part. Its own media type counts where the contract leaves it open."""
        name = self._part if "*" not in self._part else media_type or "application/octet-stream"
        return f"--{self._boundary}\r\nContent-Type: {name}\r\n\r\n".encode("latin-1") + content + b"\r\n"

    def write_file(self, upload: UploadFile) -> bytes:
        """Return the part of a file."""
        return self.write(upload.read(), upload.content_type)


class PartDecoder(Generic[T]):
    """Cuts a body into its parts. What stands before the first or behind the last is none of them."""

    def __init__(self, content_type: str, read: ReadPart[T]) -> None:
        found = _BOUNDARY.search(content_type)
        self._delimiter = None if found is None else f"\r\n--{found[2]}".encode("latin-1")
        self._read = read
        # Before the first boundary there need not be a line's end.
        self._rest = bytearray(b"\r\n")
        self._searched = 0
        self._began = False
        self.done = False

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent[T]]:
        """Yield the parts that are complete now."""
        if self._delimiter is None:
            raise ItemError(piece)
        self._rest += piece
        while not self.done:
            at = self._rest.find(self._delimiter, self._searched)
            end = -1 if at < 0 else self._rest.find(b"\n", at + len(self._delimiter))
            is_last = at >= 0 and self._rest.startswith(b"--", at + len(self._delimiter))
            if at < 0 or (end < 0 and not is_last):
                self._searched = max(0, len(self._rest) - len(self._delimiter)) if at < 0 else at
                return
            part = bytes(self._rest[:at])
            del self._rest[: end if end >= 0 else len(self._rest)]
            self.done, self._searched = is_last, 0
            if self._began:
                yield ServerSentEvent(self._value(part))
            self._began = True

    def finish(self) -> Iterator[ServerSentEvent[T]]:
        """Yield nothing. Raises `ItemError` for a body that ends before its last boundary."""
        if not self.done and (self._began or len(self._rest) > len(b"\r\n")):
            raise ItemError(bytes(self._rest))
        yield from ()

    def _value(self, part: bytes) -> T:
        """Return the value of a part, which begins with the end of the boundary's line."""
        head, blank, content = part.partition(b"\n\r\n" if b"\n\r\n" in part else b"\n\n")
        if not blank:
            raise ItemError(part)
        found = _CONTENT_TYPE.search(head)
        return self._read(content, None if found is None else found[1].decode("latin-1"))
