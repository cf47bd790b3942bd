"""The ways in which an operation is called: plainly, with the response seen, or with its body left to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from ..core import Operation, Response
from .declared import read_declared
from .sessions import AsyncSession, Observer, Session
from .streams import AsyncItemStream, ItemStream
from .transport import HttpResponse
from .wire import Options

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ApiResponse(Generic[T]):
    """A successful response. Names of headers are found in any case; `body` is what the plain call returns.

    `declared` is the same as the class that the contract declares for the status, with typed headers;
    `None` where it declares none, and for a stream.
    """

    status: int
    headers: Mapping[str, str]
    body: T
    declared: Response | None = None


class Calls(Protocol):
    """What a resource calls its operations on."""

    def call(
        self, operation: Operation[Any, Any, T], arguments: Mapping[str, object], options: Options | None
    ) -> T: ...
    def stream(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> Any: ...


class AsyncCalls(Protocol):
    """The same, awaited."""

    async def call(
        self, operation: Operation[Any, Any, T], arguments: Mapping[str, object], options: Options | None
    ) -> T: ...
    async def stream(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> Any: ...


class Seen:
    """Remembers the last response of a call."""

    def __call__(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> None:
        self._operation, self._response = operation, response

    def with_body(self, body: T) -> ApiResponse[T]:
        """Return what a call with its response returns. A declared response has no body that comes bit by bit."""
        status, headers = self._response.status_code, self._response.headers
        is_stream = isinstance(body, ItemStream | AsyncItemStream)
        declared = None if is_stream else read_declared(self._operation, status, headers, body)
        return ApiResponse(status, headers, body, declared)


@dataclass(frozen=True, slots=True)
class ObservedCalls:
    """Calls whose responses are shown to `observe`."""

    session: Session
    observe: Observer

    def call(self, operation: Operation[Any, Any, T], arguments: Mapping[str, object], options: Options | None) -> T:
        """Return the result of an operation."""
        return self.session.call(operation, arguments, options, self.observe)

    def stream(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> Any:
        """Return the result of an operation, or a stream."""
        return self.session.stream(operation, arguments, options, self.observe)


@dataclass(frozen=True, slots=True)
class AsyncObservedCalls:
    """The same, awaited."""

    session: AsyncSession
    observe: Observer

    async def call(
        self, operation: Operation[Any, Any, T], arguments: Mapping[str, object], options: Options | None
    ) -> T:
        """Return the result of an operation."""
        return await self.session.call(operation, arguments, options, self.observe)

    async def stream(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> Any:
        """Return the result of an operation, or a stream."""
        return await self.session.stream(operation, arguments, options, self.observe)


@dataclass(frozen=True, slots=True)
class OpenedCalls:
    """Calls that return the response before its body is read, whatever they say that they return."""

    session: Session

    def call(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> Any:
        """Return the response of an operation."""
        return self.session.open(operation, arguments, options)

    stream = call


@dataclass(frozen=True, slots=True)
class AsyncOpenedCalls:
    """The same, awaited."""

    session: AsyncSession

    async def call(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> Any:
        """Return the response of an operation."""
        return await self.session.open(operation, arguments, options)

    stream = call
