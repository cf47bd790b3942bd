"""Streams of a server's values: its events, or JSON texts one after the other."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

from ..core import ServerSentEvent
from .errors import ResponseValidationError
from .items import ItemDecoder, ItemError
from .streamed import AsyncStreamedResponse, StreamedResponse

T = TypeVar("T")


class ItemStream(Generic[T]):
    """Values as a server sends them. Use it in a `with` or `close` it, unless it is read to its end.

    Iterating raises `ResponseValidationError` for what is no JSON, and `APIConnectionError` if the connection breaks.
    """

    def __init__(self, operation: str, response: StreamedResponse, decoder: ItemDecoder[T]) -> None:
        self._response = response
        self._events = _events(operation, response, decoder)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        return next(self._events).data

    def events(self) -> Iterator[ServerSentEvent[T]]:
        """Yield the values with what stands beside them where they are a server's events: ids, names, retry times."""
        return self._events

    def close(self) -> None:
        """Give the connection back. What has not been read is lost."""
        self._events.close()
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncItemStream(Generic[T]):
    """Values as a server sends them. Use it in an `async with` or await its `close`, unless it is read to its end.

    Iterating raises `ResponseValidationError` for what is no JSON, and `APIConnectionError` if the connection breaks.
    """

    def __init__(self, operation: str, response: AsyncStreamedResponse, decoder: ItemDecoder[T]) -> None:
        self._response = response
        self._events = _async_events(operation, response, decoder)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        return (await anext(self._events)).data

    def events(self) -> AsyncIterator[ServerSentEvent[T]]:
        """Yield the values with what stands beside them where they are a server's events: ids, names, retry times."""
        return self._events

    async def close(self) -> None:
        """Give the connection back. What has not been read is lost."""
        await self._events.aclose()
        await self._response.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()


def _events(operation: str, response: StreamedResponse, decoder: ItemDecoder[T]) -> Generator[ServerSentEvent[T]]:
    number = 0
    with response:
        try:
            for piece in response:
                for event in decoder.feed(piece):
                    yield event
                    number += 1
                if decoder.done:
                    return
            for event in decoder.finish():
                yield event
                number += 1
        except ItemError as error:
            raise _unreadable(operation, response, error, number) from error


async def _async_events(
    operation: str, response: AsyncStreamedResponse, decoder: ItemDecoder[T]
) -> AsyncGenerator[ServerSentEvent[T]]:
    number = 0
    async with response:
        try:
            async for piece in response:
                for event in decoder.feed(piece):
                    yield event
                    number += 1
                if decoder.done:
                    return
            for event in decoder.finish():
                yield event
                number += 1
        except ItemError as error:
            raise _unreadable(operation, response, error, number) from error


def _unreadable(
    operation: str, response: StreamedResponse | AsyncStreamedResponse, error: ItemError, number: int
) -> ResponseValidationError:
    return ResponseValidationError(operation, response.status, response.headers, error.raw, f"/{number}")
