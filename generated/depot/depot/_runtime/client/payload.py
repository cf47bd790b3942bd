"""Bodies that are read while they are sent: bytes, files and values, one after the other."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias, cast

from ..core.uploads import CHUNK, BinaryFile, UploadFile


class FilePart:
    """The content of a file, from where it stands to its end. What is a path is opened here, and closed again."""

    __slots__ = ("_given", "_opened", "_path", "_sent", "_start", "size")

    def __init__(self, file: BinaryFile | Path, size: int | None) -> None:
        self._path = file if isinstance(file, Path) else None
        self._given = file if not isinstance(file, Path) else None
        self.size = size
        self._start: int | None = None if size is None or self._path else cast("Any", file).tell()
        self._opened: BinaryFile | None = None
        self._sent = False

    @property
    def rewindable(self) -> bool:
        """Whether it can be sent again."""
        return self._path is not None or self._start is not None

    def close(self) -> None:
        """Close what was opened here: a file of the caller stays open."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def __iter__(self) -> Iterator[bytes]:
        file, left = self._open(), self.size
        # A file that grows meanwhile must not become longer than what was announced.
        while piece := file.read(CHUNK if left is None else min(CHUNK, left)):
            left = None if left is None else left - len(piece)
            yield piece
        self.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # Only calls that are awaited need it, and it takes long to import.
        from asyncio import to_thread

        if isinstance(self._given, BytesIO):
            for piece in self:
                yield piece
            return
        file, left = await to_thread(self._open), self.size
        while piece := await to_thread(file.read, CHUNK if left is None else min(CHUNK, left)):
            left = None if left is None else left - len(piece)
            yield piece
        self.close()

    def _open(self) -> BinaryFile:
        """Return the file, wound back to where it stood."""
        if self._given is None:
            assert self._path is not None
            self.close()
            self._opened = self._path.open("rb")
            return self._opened
        if self._start is not None:
            cast("Any", self._given).seek(self._start)
        elif self._sent:
            raise RuntimeError("the file cannot be wound back: its content has been sent already")
        self._sent = True
        return self._given


def content_of(upload: UploadFile) -> bytes | FilePart:
    """Return what is sent for a file."""
    source = upload.source
    if isinstance(source, bytes):
        return source
    return FilePart(upload.file if source is None else source, upload.size)


class ItemsPart:
    """Values, written one at a time."""

    __slots__ = ("_items", "_write")

    size = None

    def __init__(self, items: Iterable[object] | AsyncIterable[object], write: Callable[[object], bytes]) -> None:
        self._items = items
        self._write = write

    @property
    def rewindable(self) -> bool:
        """Whether they can be sent again."""
        return not isinstance(self._items, Iterator | AsyncIterator)

    def close(self) -> None:
        """Do nothing: the values are the caller's."""

    def __iter__(self) -> Iterator[bytes]:
        if not isinstance(self._items, Iterable):
            raise TypeError("a client whose calls block takes no asynchronous iterable")
        yield from map(self._write, self._items)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if isinstance(self._items, Iterable):
            for item in self._items:
                yield self._write(item)
        else:
            async for item in self._items:
                yield self._write(item)


Part: TypeAlias = bytes | FilePart | ItemsPart


class Payload:
    """A body of several parts. Each iteration sends it from its beginning, if it is `rewindable`."""

    __slots__ = ("_parts", "rewindable", "size")

    def __init__(self, *parts: Part) -> None:
        self._parts = parts
        self.rewindable = all(isinstance(each, bytes) or each.rewindable for each in parts)
        sizes = [len(each) if isinstance(each, bytes) else each.size for each in parts]
        known = [each for each in sizes if each is not None]
        self.size = sum(known) if len(known) == len(sizes) else None

    def close(self) -> None:
        """Close the files that were opened here."""
        for each in self._parts:
            if not isinstance(each, bytes):
                each.close()

    def __iter__(self) -> Iterator[bytes]:
        for each in self._parts:
            if isinstance(each, bytes):
                yield each
            else:
                yield from each

    def awaited(self) -> AsyncPayload:
        """Return the same for a client whose calls are awaited."""
        return AsyncPayload(self)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the bytes; files are read in a thread."""
        for each in self._parts:
            if isinstance(each, bytes):
                yield each
            else:
                async for piece in each:
                    yield piece


class AsyncPayload:
    """A payload that is iterated asynchronously only: HTTP libraries look at what an object can do."""

    __slots__ = ("_payload",)

    def __init__(self, payload: Payload) -> None:
        self._payload = payload

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._payload.pieces()
