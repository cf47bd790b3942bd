"""The only place where calls wait: one HTTP client, blocking or awaited, and the attempts of a call on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from ..core import Operation
from .errors import APIConnectionError, APITimeoutError
from .transport import AsyncHttpClient, HttpClient, HttpResponse, Library, Sending
from .wire import Options, Wire

T = TypeVar("T")
Observer: TypeAlias = Callable[[Operation[Any, Any, Any], HttpResponse], None]

DEFAULT_TIMEOUT = 30.0
"""Seconds, for a client that was made here."""


class Session:
    """Calls that block."""

    def __init__(self, library: Library, wire: Wire, http: HttpClient | None) -> None:
        self._library = library
        self._wire = wire
        self._owned = http is None
        self._http = library.client(timeout=DEFAULT_TIMEOUT) if http is None else http

    def call(
        self,
        operation: Operation[Any, Any, T],
        arguments: Mapping[str, object],
        options: Options | None,
        observe: Observer | None,
    ) -> T:
        """Return the result of an operation; `observe` sees its response before. Raises `APIError`."""
        url, sending = self._wire.request(operation, arguments, options)
        response = self._attempt(operation, url, sending)
        if observe is not None:
            observe(operation, response)
        result: T = self._wire.result(operation, response)
        return result

    def _attempt(self, operation: Operation[Any, Any, Any], url: str, sending: Sending) -> HttpResponse:
        """Send once. Trying again, and what runs for each try, belongs around this."""
        try:
            return self._http.request(operation.method, url, **sending)
        except self._library.connection_error as error:
            raise _unanswered(operation, error, self._library) from error

    def close(self) -> None:
        """Close the connections, unless the HTTP client was handed in: then its owner closes it."""
        if self._owned:
            self._http.close()


class AsyncSession:
    """Calls that are awaited."""

    def __init__(self, library: Library, wire: Wire, http: AsyncHttpClient | None) -> None:
        self._library = library
        self._wire = wire
        self._owned = http is None
        self._http = library.async_client(timeout=DEFAULT_TIMEOUT) if http is None else http

    async def call(
        self,
        operation: Operation[Any, Any, T],
        arguments: Mapping[str, object],
        options: Options | None,
        observe: Observer | None,
    ) -> T:
        """Return the result of an operation; `observe` sees its response before. Raises `APIError`."""
        url, sending = self._wire.request(operation, arguments, options)
        response = await self._attempt(operation, url, sending)
        if observe is not None:
            observe(operation, response)
        result: T = self._wire.result(operation, response)
        return result

    async def _attempt(self, operation: Operation[Any, Any, Any], url: str, sending: Sending) -> HttpResponse:
        """Send once. Trying again, and what runs for each try, belongs around this."""
        try:
            return await self._http.request(operation.method, url, **sending)
        except self._library.connection_error as error:
            raise _unanswered(operation, error, self._library) from error

    async def close(self) -> None:
        """Close the connections, unless the HTTP client was handed in: then its owner closes it."""
        if self._owned:
            await self._http.aclose()


def _unanswered(operation: Operation[Any, Any, Any], error: Exception, library: Library) -> APIConnectionError:
    kind = APITimeoutError if isinstance(error, library.timeout_error) else APIConnectionError
    # The reason names no URL: a key may stand in its query.
    return kind(operation.id, f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
