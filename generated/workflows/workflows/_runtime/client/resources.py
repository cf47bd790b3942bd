"""Bases of the generated resources, and the descriptors that give each operation its `with_response`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from ..core import Operation, Response
from .declared import read_declared
from .sessions import AsyncSession, Observer, Session
from .transport import HttpResponse
from .wire import Options

P = ParamSpec("P")
T = TypeVar("T")
SyncT = TypeVar("SyncT", bound="Resource")
AsyncT = TypeVar("AsyncT", bound="AsyncResource")


@dataclass(frozen=True, slots=True)
class ApiResponse(Generic[T]):
    """A successful response. Names of headers are found in any case; `body` is what the plain call returns.

    `declared` is the same as the class that the contract declares for the status, with typed headers;
    `None` where it declares none.
    """

    status: int
    headers: Mapping[str, str]
    body: T
    declared: Response | None = None


class Resource:
    """A group of operations whose calls block."""

    def __init__(self, session: Session, observe: Observer | None = None) -> None:
        self._session = session
        self._observe = observe

    def _call(self, operation: Operation[Any, Any, T], arguments: Mapping[str, object], options: Options | None) -> T:
        return self._session.call(operation, arguments, options, self._observe)

    def __observed__(self, observe: Observer) -> Self:
        """Return the same resource, whose responses are shown to `observe`. No operation can have such a name."""
        return type(self)(self._session, observe)


class AsyncResource:
    """A group of operations whose calls are awaited."""

    def __init__(self, session: AsyncSession, observe: Observer | None = None) -> None:
        self._session = session
        self._observe = observe

    async def _call(
        self, operation: Operation[Any, Any, T], arguments: Mapping[str, object], options: Options | None
    ) -> T:
        return await self._session.call(operation, arguments, options, self._observe)

    def __observed__(self, observe: Observer) -> Self:
        """Return the same resource, whose responses are shown to `observe`. No operation can have such a name."""
        return type(self)(self._session, observe)


class _Seen:
    """Remembers the last response of a call."""

    def __call__(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> None:
        self._operation, self._response = operation, response

    def with_body(self, body: T) -> ApiResponse[T]:
        """Return what a call with its response returns."""
        status, headers = self._response.status_code, self._response.headers
        return ApiResponse(status, headers, body, read_declared(self._operation, status, headers, body))


class BoundEndpoint(Generic[SyncT, P, T]):
    """An operation of a resource: call it, or call its `with_response`."""

    def __init__(self, function: Callable[Concatenate[SyncT, P], T], resource: SyncT) -> None:
        self._function = function
        self._resource = resource
        self.__doc__ = function.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of the operation."""
        return self._function(self._resource, *args, **kwargs)

    def with_response(self, *args: P.args, **kwargs: P.kwargs) -> ApiResponse[T]:
        """Return the result of the operation with the status and the headers that it came with."""
        seen = _Seen()
        body = self._function(self._resource.__observed__(seen), *args, **kwargs)
        return seen.with_body(body)


class BoundAsyncEndpoint(Generic[AsyncT, P, T]):
    """An operation of a resource: await a call of it, or of its `with_response`."""

    def __init__(self, function: Callable[Concatenate[AsyncT, P], Coroutine[Any, Any, T]], resource: AsyncT) -> None:
        self._function = function
        self._resource = resource
        self.__doc__ = function.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
        """Return the result of the operation, to be awaited."""
        return self._function(self._resource, *args, **kwargs)

    async def with_response(self, *args: P.args, **kwargs: P.kwargs) -> ApiResponse[T]:
        """Return the result of the operation with the status and the headers that it came with."""
        seen = _Seen()
        body = await self._function(self._resource.__observed__(seen), *args, **kwargs)
        return seen.with_body(body)


class endpoint(Generic[SyncT, P, T]):
    """Makes a method of a `Resource` an operation that also has `with_response`, with the same typed arguments."""

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
    """Makes a method of an `AsyncResource` an operation that also has `with_response`, with the same typed arguments."""

    def __init__(self, function: Callable[Concatenate[AsyncT, P], Coroutine[Any, Any, T]]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, instance: None, owner: type[AsyncT]) -> Self: ...
    @overload
    def __get__(self, instance: AsyncT, owner: type[AsyncT]) -> BoundAsyncEndpoint[AsyncT, P, T]: ...
    def __get__(self, instance: AsyncT | None, owner: type[AsyncT]) -> Self | BoundAsyncEndpoint[AsyncT, P, T]:
        return self if instance is None else BoundAsyncEndpoint(self._function, instance)
