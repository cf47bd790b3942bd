"""The only place where calls wait: one HTTP client, blocking or awaited, and the attempts of a call on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from ..core import Operation
from .payload import Payload
from .streamed import AsyncStreamedResponse, StreamedResponse, unanswered
from .streams import AsyncItemStream, ItemStream
from .transport import AsyncHttpClient, AsyncOpenResponse, HttpClient, HttpResponse, Library, OpenResponse, Sending
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
        observe: Observer | None = None,
    ) -> T:
        """Return the result of an operation; `observe` sees its response before. Raises `APIError`."""
        url, sending = self._wire.request(operation, arguments, options)
        response = self._attempt(operation, url, sending)
        if observe is not None:
            observe(operation, response)
        result: T = self._wire.result(operation, response)
        return result

    def stream(
        self,
        operation: Operation[Any, Any, Any],
        arguments: Mapping[str, object],
        options: Options | None,
        observe: Observer | None = None,
    ) -> Any:
        """Return a stream of values if that is what the server answers, the whole result if it is not."""
        response = self._open(operation, arguments, options)
        if observe is not None:
            observe(operation, response)
        streamed = StreamedResponse(operation.id, response, self._library)
        decoder = self._wire.decoder(operation, response)
        if decoder is not None:
            return ItemStream(operation.id, streamed, decoder)
        streamed.read()
        return self._wire.result(operation, response)

    def open(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> StreamedResponse:
        """Return the response of an operation before its body is read. Raises `APIError`."""
        return StreamedResponse(operation.id, self._open(operation, arguments, options), self._library)

    def _open(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> OpenResponse:
        url, sending = self._wire.request(operation, arguments, options)
        response = self._attempt_open(operation, url, sending)
        if not self._wire.succeeded(operation, response):
            StreamedResponse(operation.id, response, self._library).read()
            raise self._wire.error(operation, response)
        return response

    def _attempt(self, operation: Operation[Any, Any, Any], url: str, sending: Sending) -> HttpResponse:
        """Send once. Trying again, and what runs for each try, belongs around this."""
        try:
            # A redirect could carry credentials to another origin: it is not followed.
            return self._http.request(operation.method, url, follow_redirects=False, **sending)
        except self._library.connection_error as error:
            raise unanswered(operation.id, error, self._library) from error
        finally:
            _release(sending)

    def _attempt_open(self, operation: Operation[Any, Any, Any], url: str, sending: Sending) -> OpenResponse:
        """Send once, and leave the body of the response where it is."""
        try:
            request = self._http.build_request(operation.method, url, **sending)
            return self._http.send(request, stream=True, follow_redirects=False)
        except self._library.connection_error as error:
            raise unanswered(operation.id, error, self._library) from error
        finally:
            _release(sending)

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
        observe: Observer | None = None,
    ) -> T:
        """Return the result of an operation; `observe` sees its response before. Raises `APIError`."""
        url, sending = self._wire.request(operation, arguments, options)
        response = await self._attempt(operation, url, sending)
        if observe is not None:
            observe(operation, response)
        result: T = self._wire.result(operation, response)
        return result

    async def stream(
        self,
        operation: Operation[Any, Any, Any],
        arguments: Mapping[str, object],
        options: Options | None,
        observe: Observer | None = None,
    ) -> Any:
        """Return a stream of values if that is what the server answers, the whole result if it is not."""
        response = await self._open(operation, arguments, options)
        if observe is not None:
            observe(operation, response)
        streamed = AsyncStreamedResponse(operation.id, response, self._library)
        decoder = self._wire.decoder(operation, response)
        if decoder is not None:
            return AsyncItemStream(operation.id, streamed, decoder)
        await streamed.read()
        return self._wire.result(operation, response)

    async def open(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> AsyncStreamedResponse:
        """Return the response of an operation before its body is read. Raises `APIError`."""
        return AsyncStreamedResponse(operation.id, await self._open(operation, arguments, options), self._library)

    async def _open(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> AsyncOpenResponse:
        url, sending = self._wire.request(operation, arguments, options)
        response = await self._attempt_open(operation, url, sending)
        if not self._wire.succeeded(operation, response):
            await AsyncStreamedResponse(operation.id, response, self._library).read()
            raise self._wire.error(operation, response)
        return response

    async def _attempt(self, operation: Operation[Any, Any, Any], url: str, sending: Sending) -> HttpResponse:
        """Send once. Trying again, and what runs for each try, belongs around this."""
        try:
            # A redirect could carry credentials to another origin: it is not followed.
            return await self._http.request(operation.method, url, follow_redirects=False, **_awaited(sending))
        except self._library.connection_error as error:
            raise unanswered(operation.id, error, self._library) from error
        finally:
            _release(sending)

    async def _attempt_open(self, operation: Operation[Any, Any, Any], url: str, sending: Sending) -> AsyncOpenResponse:
        """Send once, and leave the body of the response where it is."""
        try:
            request = self._http.build_request(operation.method, url, **_awaited(sending))
            return await self._http.send(request, stream=True, follow_redirects=False)
        except self._library.connection_error as error:
            raise unanswered(operation.id, error, self._library) from error
        finally:
            _release(sending)

    async def close(self) -> None:
        """Close the connections, unless the HTTP client was handed in: then its owner closes it."""
        if self._owned:
            await self._http.aclose()


def _awaited(sending: Sending) -> Sending:
    """Return the same for a client that is awaited."""
    content = sending.get("content")
    return {**sending, "content": content.awaited()} if isinstance(content, Payload) else sending


def _release(sending: Sending) -> None:
    """Close the files that were opened for a request."""
    content = sending.get("content")
    if isinstance(content, Payload):
        content.close()
