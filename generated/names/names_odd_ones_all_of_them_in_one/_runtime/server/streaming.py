"""Bodies that are made while they are sent: what a handler answers with, one piece of bytes after the other."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from errno import ECONNRESET
from typing import Any


class BrokenOff(ConnectionResetError):
    """A response has begun and cannot be ended: its connection must be broken, or the caller would think it whole.

    The log has the reason, and so has `error`. Servers that know what a reset is close the connection without a word.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__(ECONNRESET, "the response is broken off")
        self.error = error


class Pieces:
    """A body that is made while it is sent, each piece when somebody asks. `size` is its length, where that is known.

    `end` comes behind the last one, and `content_type` counts where only the body knows it. What goes wrong is told to
    `fail`. With `is_async` set, only the methods that are awaited may be called; with `may_block` set, whoever awaits
    should call the others in a thread.
    """

    def __init__(
        self,
        source: Iterable[Any] | AsyncIterable[Any],
        write: Callable[[Any], bytes],
        *,
        fail: Callable[[Exception], None],
        size: int | None = None,
        end: bytes = b"",
        content_type: bytes | None = None,
    ) -> None:
        self._source, self._write, self._fail, self.size = source, write, fail, size
        self._end, self.content_type = end, content_type
        self.is_async = not isinstance(source, Iterable)
        self.may_block = not self.is_async and not isinstance(source, list | tuple)
        self._iterator: Iterator[Any] | None = None
        self._async_iterator: AsyncIterator[Any] | None = None
        self._last: list[Callable[[], object]] = []

    def then(self, function: Callable[[], object]) -> None:
        """Call a function when the body is closed."""
        self._last.append(function)

    def end_early(self, reason: Exception) -> None:
        """Tell why no more pieces are wanted."""
        self._fail(reason)

    def draw(self) -> bytes | None:
        """Return the next piece, `None` at the end. Raises `BrokenOff`."""
        try:
            if self._iterator is None:
                assert isinstance(self._source, Iterable)
                self._iterator = iter(self._source)
            for item in self._iterator:
                # No bytes are the end of a body to some servers.
                if piece := self._write(item):
                    return piece
        except Exception as error:
            raise self._broken(error) from None
        return self._last_piece()

    async def draw_async(self) -> bytes | None:
        """Return the next piece, `None` at the end. Raises `BrokenOff`."""
        try:
            if self._async_iterator is None:
                assert isinstance(self._source, AsyncIterable)
                self._async_iterator = aiter(self._source)
            async for item in self._async_iterator:
                if piece := self._write(item):
                    return piece
        except Exception as error:
            raise self._broken(error) from None
        return self._last_piece()

    def _last_piece(self) -> bytes | None:
        end, self._end = self._end, b""
        return end or None

    def close(self, _: object = None) -> None:
        """Close what the pieces come from, whether or not they have been drawn."""
        for each in _different(self._iterator, self._source):
            self._attempt(getattr(each, "close", None))
        self._close_last()

    async def close_async(self, _: object = None) -> None:
        """Close what the pieces come from, whether or not they have been drawn."""
        for each in _different(self._async_iterator, self._source):
            try:
                if hasattr(each, "aclose"):
                    await each.aclose()
            except Exception as error:
                self._fail(error)
        self._close_last()

    def _close_last(self) -> None:
        while self._last:
            self._attempt(self._last.pop())

    def _attempt(self, function: Callable[[], object] | None) -> None:
        try:
            if function is not None:
                function()
        except Exception as error:
            self._fail(error)

    def _broken(self, error: Exception) -> BrokenOff:
        self._fail(error)
        return BrokenOff(error)


def _different(iterator: object, source: Any) -> Iterator[Any]:
    if iterator is not None and iterator is not source:
        yield iterator
    yield source
