"""The only place where calls wait: one HTTP client, blocking or awaited, and the attempts of a call on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from time import sleep
from typing import Any, TypeAlias, TypeVar

from ..core import Operation
from .attempts import Attempts, same_origin
from .keyring import AsyncKeyring, Keyring, Secrets
from .middleware import AsyncSend, Send, async_through, through
from .outgoing import HttpRequest
from .streamed import AsyncStreamedResponse, StreamedResponse
from .streams import AsyncItemStream, ItemStream
from .transport import AsyncHttpClient, AsyncOpenResponse, HttpClient, HttpResponse, Library, OpenResponse
from .wire import Options, Settings, Wire

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
        self._keyring = Keyring(wire, self._fetch)

    @property
    def settings(self) -> Settings:
        """What the client was made with."""
        return self._wire.settings

    def changed(self, settings: Settings) -> Session:
        """Return a session with other settings, on the same connections, which stay this one's."""
        other = Session(self._library, self._wire.changed(settings), self._http)
        other._keyring = self._keyring
        return other

    def call(
        self,
        operation: Operation[Any, Any, T],
        arguments: Mapping[str, object],
        options: Options | None,
        observe: Observer | None = None,
        url: str | None = None,
    ) -> T:
        """Return the result of an operation; `observe` sees its response before. Raises `APIError`.

        `url` is where the server says to ask instead.
        """
        response = self._send(operation, arguments, options or {}, stream=False, url=url)
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
        response = self._send(operation, arguments, options or {}, stream=True)
        if not self._wire.succeeded(operation, response):
            StreamedResponse(operation.id, response, self._library).read()
            raise self._wire.error(operation, response)
        return response

    def _send(
        self,
        operation: Operation[Any, Any, Any],
        arguments: Mapping[str, object],
        options: Options,
        *,
        stream: bool,
        url: str | None = None,
    ) -> OpenResponse:
        """Send a request until there is an answer to it."""
        is_home = url is None or self._is_home(url)
        timeout = options.get("timeout", self.settings.timeout)
        secrets: Secrets = self._keyring.secrets(operation, timeout) if is_home else {}
        request = self._wire.request(operation, arguments, options, secrets, url=url)
        attempts = Attempts(
            request if is_home else request.without_secrets(),
            self._library,
            declared=operation.responses,
            limit=options.get("max_retries", self.settings.max_retries),
        )
        send = self._through_middleware(partial(self._exchange, stream=stream))
        response = self._answer(attempts, send)
        if attempts.is_refused(response) and self._keyring.is_renewable(secrets):
            response.close()
            self._keyring.forget(secrets)
            renewed = self._keyring.secrets(operation, timeout)
            attempts.renew(self._wire.renewed(attempts.request, secrets, renewed))
            response = self._answer(attempts, send)
        return response

    def _answer(self, attempts: Attempts, send: Send) -> OpenResponse:
        while True:
            try:
                response = send(attempts.request)
            except self._library.connection_error as error:
                sleep(attempts.failed(error))
                continue
            pause = attempts.answered(response)
            if pause is None:
                return response
            response.close()
            sleep(pause)

    def _is_home(self, url: str) -> bool:
        """Whether an address is of the API's origin. A path without one is below what the HTTP client has."""
        home, there = (self._http.build_request("GET", each).url for each in (self._wire.base_url or "/", url))
        return same_origin(str(home), str(there))

    def _through_middleware(self, send: Send) -> Send:
        for middleware in reversed(self.settings.middleware):
            send = through(middleware, send)
        return send

    def _exchange(self, request: HttpRequest, *, stream: bool) -> OpenResponse:
        try:
            made = request.built(self._http, request.sending())
            return self._http.send(made, **request.delivery(stream=stream))
        finally:
            request.release()

    def _fetch(self, request: HttpRequest) -> HttpResponse:
        """Return what a token server answers. It may be asked twice, and where it leads to gets no credentials."""
        attempts = Attempts(request, self._library, declared=("3XX",), limit=self.settings.max_retries, repeatable=True)
        return self._answer(attempts, partial(self._exchange, stream=False))

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
        self._keyring = AsyncKeyring(wire, self._fetch)

    @property
    def settings(self) -> Settings:
        """What the client was made with."""
        return self._wire.settings

    def changed(self, settings: Settings) -> AsyncSession:
        """Return a session with other settings, on the same connections, which stay this one's."""
        other = AsyncSession(self._library, self._wire.changed(settings), self._http)
        other._keyring = self._keyring
        return other

    async def call(
        self,
        operation: Operation[Any, Any, T],
        arguments: Mapping[str, object],
        options: Options | None,
        observe: Observer | None = None,
        url: str | None = None,
    ) -> T:
        """Return the result of an operation; `observe` sees its response before. Raises `APIError`.

        `url` is where the server says to ask instead.
        """
        response = await self._send(operation, arguments, options or {}, stream=False, url=url)
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
        response = await self._send(operation, arguments, options or {}, stream=True)
        if not self._wire.succeeded(operation, response):
            await AsyncStreamedResponse(operation.id, response, self._library).read()
            raise self._wire.error(operation, response)
        return response

    async def _send(
        self,
        operation: Operation[Any, Any, Any],
        arguments: Mapping[str, object],
        options: Options,
        *,
        stream: bool,
        url: str | None = None,
    ) -> AsyncOpenResponse:
        """Send a request until there is an answer to it."""
        is_home = url is None or self._is_home(url)
        timeout = options.get("timeout", self.settings.timeout)
        secrets: Secrets = await self._keyring.secrets(operation, timeout) if is_home else {}
        request = self._wire.request(operation, arguments, options, secrets, url=url)
        attempts = Attempts(
            request if is_home else request.without_secrets(),
            self._library,
            declared=operation.responses,
            limit=options.get("max_retries", self.settings.max_retries),
        )
        send = self._through_middleware(partial(self._exchange, stream=stream))
        response = await self._answer(attempts, send)
        if attempts.is_refused(response) and self._keyring.is_renewable(secrets):
            await response.aclose()
            self._keyring.forget(secrets)
            renewed = await self._keyring.secrets(operation, timeout)
            attempts.renew(self._wire.renewed(attempts.request, secrets, renewed))
            response = await self._answer(attempts, send)
        return response

    async def _answer(self, attempts: Attempts, send: AsyncSend) -> AsyncOpenResponse:
        from asyncio import sleep

        while True:
            try:
                response = await send(attempts.request)
            except self._library.connection_error as error:
                await sleep(attempts.failed(error))
                continue
            pause = attempts.answered(response)
            if pause is None:
                return response
            await response.aclose()
            await sleep(pause)

    def _is_home(self, url: str) -> bool:
        """Whether an address is of the API's origin. A path without one is below what the HTTP client has."""
        home, there = (self._http.build_request("GET", each).url for each in (self._wire.base_url or "/", url))
        return same_origin(str(home), str(there))

    def _through_middleware(self, send: AsyncSend) -> AsyncSend:
        for middleware in reversed(self.settings.middleware):
            send = async_through(middleware, send)
        return send

    async def _exchange(self, request: HttpRequest, *, stream: bool) -> AsyncOpenResponse:
        try:
            made = request.built(self._http, request.awaited())
            return await self._http.send(made, **request.delivery(stream=stream))
        finally:
            request.release()

    async def _fetch(self, request: HttpRequest) -> HttpResponse:
        """Return what a token server answers. It may be asked twice, and where it leads to gets no credentials."""
        attempts = Attempts(request, self._library, declared=("3XX",), limit=self.settings.max_retries, repeatable=True)
        return await self._answer(attempts, partial(self._exchange, stream=False))

    async def close(self) -> None:
        """Close the connections, unless the HTTP client was handed in: then its owner closes it."""
        if self._owned:
            await self._http.aclose()
