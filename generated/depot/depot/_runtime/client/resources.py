"""Bases of the generated resources, and the descriptors that give each operation its other ways of being called."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from ..core import Operation
from .calls import (
    ApiResponse,
    AsyncCalls,
    AsyncObservedCalls,
    AsyncOpenedCalls,
    Calls,
    ObservedCalls,
    OpenedCalls,
    Seen,
)
from .sessions import AsyncSession, Session
from .streamed import AsyncStreamedResponse, StreamedResponse
from .wire import Options

P = ParamSpec("P")
T = TypeVar("T")
SyncT = TypeVar("SyncT", bound="Resource")
AsyncT = TypeVar("AsyncT", bound="AsyncResource")


class Resource:
    """A group of operations whose calls block."""

    def __init__(self, session: Session, calls: Calls | None = None) -> None:
        self._session = session
        self._calls = calls or session

    def _call(self, operation: Operation[Any, Any, T], arguments: Mapping[str, object], options: Options | None) -> T:
        return self._calls.call(operation, arguments, options)

    def _stream(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> Any:
        """Return a stream, or a whole body: the method that calls this says which it can be."""
        return self._calls.stream(operation, arguments, options)

    def __through__(self, calls: Callable[[Session], Calls]) -> Self:
        """Return the same resource, whose operations are called in another way. No operation can have such a name."""
        return type(self)(self._session, calls(self._session))


class AsyncResource:
    """A group of operations whose calls are awaited."""

    def __init__(self, session: AsyncSession, calls: AsyncCalls | None = None) -> None:
        self._session = session
        self._calls = calls or session

    async def _call(
        self, operation: Operation[Any, Any, T], arguments: Mapping[str, object], options: Options | None
    ) -> T:
        return await self._calls.call(operation, arguments, options)

    async def _stream(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> Any:
        """Return a stream, or a whole body: the method that calls this says which it can be."""
        return await self._calls.stream(operation, arguments, options)

    def __through__(self, calls: Callable[[AsyncSession], AsyncCalls]) -> Self:
        """Return the same resource, whose operations are called in another way. No operation can have such a name."""
        return type(self)(self._session, calls(self._session))


class BoundEndpoint(Generic[SyncT, P, T]):
    """An operation of a resource: call it, or call its `with_response` or `streaming`."""

    def __init__(self, function: Callable[Concatenate[SyncT, P], T], resource: SyncT) -> None:
        self._function = function
        self._resource = resource
        self.__doc__ = function.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of the operation."""
        return self._function(self._resource, *args, **kwargs)

    def with_response(self, *args: P.args, **kwargs: P.kwargs) -> ApiResponse[T]:
        """Return the result of the operation with the status and the headers that it came with."""
        seen = Seen()
        observed = self._resource.__through__(lambda session: ObservedCalls(session, seen))
        return seen.with_body(self._function(observed, *args, **kwargs))

    @contextmanager
    def streaming(self, *args: P.args, **kwargs: P.kwargs) -> Generator[StreamedResponse]:
        """Yield the response of the operation before its body is read."""
        opened: Any = self._function(self._resource.__through__(OpenedCalls), *args, **kwargs)
        response: StreamedResponse = opened
        with response:
            yield response


class BoundAsyncEndpoint(Generic[AsyncT, P, T]):
    """An operation of a resource: await a call of it or of its `with_response`, or enter its `streaming`."""

    def __init__(self, function: Callable[Concatenate[AsyncT, P], Coroutine[Any, Any, T]], resource: AsyncT) -> None:
        self._function = function
        self._resource = resource
        self.__doc__ = function.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
        """Return the result of the operation, to be awaited."""
        return self._function(self._resource, *args, **kwargs)

    async def with_response(self, *args: P.args, **kwargs: P.kwargs) -> ApiResponse[T]:
        """Return the result of the operation with the status and the headers that it came with."""
        seen = Seen()
        observed = self._resource.__through__(lambda session: AsyncObservedCalls(session, seen))
        return seen.with_body(await self._function(observed, *args, **kwargs))

    @asynccontextmanager
    async def streaming(self, *args: P.args, **kwargs: P.kwargs) -> AsyncGenerator[AsyncStreamedResponse]:
        """Yield the response of the operation before its body is read."""
        opened: Any = await self._function(self._resource.__through__(AsyncOpenedCalls), *args, **kwargs)
        response: AsyncStreamedResponse = opened
        async with response:
            yield response


class endpoint(Generic[SyncT, P, T]):
    """Makes a method of a `Resource` an operation, whose ways of being called have the same typed arguments."""

    def __init__(self, function: Callable[Concatenate[SyncT, P], T]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, instance: None, owner: type[SyncT]) -> Self: ...
    @overload
    def __get__(self, instance: SyncT, owner: type[SyncT]) -> BoundEndpoint[SyncT, P, T]: ...
    def __get__(self, instance: SyncT | None, owner: type[SyncT]) -> Self | BoundEndpoint[SyncT, P, T]:
        return self if instance is None else BoundEndpoint(self._function, instance)


class async_endpoint(Generic[AsyncT, P, T]):
    """Makes a method of an `AsyncResource` an operation, whose ways of being called have the same typed arguments."""

    def __init__(self, function: Callable[Concatenate[AsyncT, P], Coroutine[Any, Any, T]]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, instance: None, owner: type[AsyncT]) -> Self: ...
    @overload
    def __get__(self, instance: AsyncT, owner: type[AsyncT]) -> BoundAsyncEndpoint[AsyncT, P, T]: ...
    def __get__(self, instance: AsyncT | None, owner: type[AsyncT]) -> Self | BoundAsyncEndpoint[AsyncT, P, T]:
        return self if instance is None else BoundAsyncEndpoint(self._function, instance)
