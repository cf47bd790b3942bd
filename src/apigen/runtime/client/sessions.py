"""The only place where calls wait: one HTTP client, blocking or awaited, and the attempts of a call on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from inspect import isawaitable
from threading import Lock
from time import sleep
from typing import Any, TypeAlias, TypeVar, cast

from ..core import Operation
from .attempts import Attempts, same_origin
from .auth import Secret
from .middleware import AsyncSend, Send, async_through, through
from .outgoing import HttpRequest
from .streamed import AsyncStreamedResponse, StreamedResponse, unanswered
from .streams import AsyncItemStream, ItemStream
from .tokens import ClientCredentials, TokenCache
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
        self._tokens: dict[str, TokenCache] = {}
        self._lock = Lock()

    @property
    def settings(self) -> Settings:
        """What the client was made with."""
        return self._wire.settings

    def changed(self, settings: Settings) -> Session:
        """Return a session with other settings, on the same connections, which stay this one's."""
        other = Session(self._library, self._wire.changed(settings), self._http)
        other._tokens, other._lock = self._tokens, self._lock
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
        make = partial(self._wire.request, operation, arguments, options, url=url)
        is_home = url is None or self._is_home(url)
        secrets = self._secrets(operation) if is_home else {}
        attempts = Attempts(
            operation,
            make(secrets) if is_home else make(secrets).without_secrets(),
            self._library,
            limit=options.get("max_retries", self.settings.max_retries),
            renewable=any(isinstance(self.settings.credentials[name], ClientCredentials) for name in secrets),
        )
        while True:
            try:
                response = self._once(attempts.request, stream=stream)
            except self._library.connection_error as error:
                sleep(attempts.failed(error))
                continue
            if attempts.is_refused(response):
                self._forget(secrets)
                secrets = self._secrets(operation)
                attempts.renew(make(secrets))
                pause: float | None = 0.0
            else:
                pause = attempts.answered(response)
            if pause is None:
                return response
            response.close()
            sleep(pause)

    def _is_home(self, url: str) -> bool:
        """Whether an address is of the API's origin. A path without one is below what the HTTP client has."""
        return same_origin(url, str(self._http.build_request("GET", self._wire.base_url or "/").url))

    def _once(self, request: HttpRequest, *, stream: bool) -> OpenResponse:
        send: Send = partial(self._exchange, stream=stream)
        for middleware in reversed(self.settings.middleware):
            send = through(middleware, send)
        return send(request)

    def _exchange(self, request: HttpRequest, *, stream: bool) -> OpenResponse:
        try:
            made = self._http.build_request(request.method, request.url, **request.sending())
            # HTTP libraries write a method in capitals, which is another one.
            made.method = request.method
            # A redirect could carry credentials to another origin: `Attempts` decides.
            return self._http.send(made, stream=stream, follow_redirects=False)
        finally:
            request.release()

    def _secrets(self, operation: Operation[Any, Any, Any]) -> dict[str, Secret]:
        return {name: self._secret(name, operation.id) for name in self._wire.schemes(operation)}

    def _secret(self, name: str, operation: str) -> Secret:
        given = self.settings.credentials[name]
        if isinstance(given, ClientCredentials):
            return self._token(name, given, operation)
        return cast("Secret", given() if callable(given) else given)

    def _token(self, name: str, given: ClientCredentials, operation: str) -> str:
        cache = self._tokens.get(name)
        if cache is None:
            cache = self._tokens[name] = self._wire.token_cache(name, given)
        token = cache.fresh()
        if token is not None:
            return token
        with self._lock:
            # Whoever had the lock before has fetched one for all.
            return cache.fresh() or cache.keep(operation, self._fetch(cache.request(operation)))

    def _fetch(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._exchange(request, stream=False)
        except self._library.connection_error as error:
            raise unanswered(request.operation, error, self._library) from error

    def _forget(self, secrets: Mapping[str, Secret]) -> None:
        for name, secret in secrets.items():
            if name in self._tokens:
                self._tokens[name].forget(secret)

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
        self._tokens: dict[str, TokenCache] = {}
        # A client that blocks can do without, and it takes long to import.
        from asyncio import Lock

        self._lock = Lock()

    @property
    def settings(self) -> Settings:
        """What the client was made with."""
        return self._wire.settings

    def changed(self, settings: Settings) -> AsyncSession:
        """Return a session with other settings, on the same connections, which stay this one's."""
        other = AsyncSession(self._library, self._wire.changed(settings), self._http)
        other._tokens, other._lock = self._tokens, self._lock
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
        make = partial(self._wire.request, operation, arguments, options, url=url)
        is_home = url is None or self._is_home(url)
        secrets = await self._secrets(operation) if is_home else {}
        attempts = Attempts(
            operation,
            make(secrets) if is_home else make(secrets).without_secrets(),
            self._library,
            limit=options.get("max_retries", self.settings.max_retries),
            renewable=any(isinstance(self.settings.credentials[name], ClientCredentials) for name in secrets),
        )
        from asyncio import sleep

        while True:
            try:
                response = await self._once(attempts.request, stream=stream)
            except self._library.connection_error as error:
                await sleep(attempts.failed(error))
                continue
            if attempts.is_refused(response):
                self._forget(secrets)
                secrets = await self._secrets(operation)
                attempts.renew(make(secrets))
                pause: float | None = 0.0
            else:
                pause = attempts.answered(response)
            if pause is None:
                return response
            await response.aclose()
            await sleep(pause)

    def _is_home(self, url: str) -> bool:
        """Whether an address is of the API's origin. A path without one is below what the HTTP client has."""
        return same_origin(url, str(self._http.build_request("GET", self._wire.base_url or "/").url))

    async def _once(self, request: HttpRequest, *, stream: bool) -> AsyncOpenResponse:
        send: AsyncSend = partial(self._exchange, stream=stream)
        for middleware in reversed(self.settings.middleware):
            send = async_through(middleware, send)
        return await send(request)

    async def _exchange(self, request: HttpRequest, *, stream: bool) -> AsyncOpenResponse:
        try:
            made = self._http.build_request(request.method, request.url, **request.awaited())
            # HTTP libraries write a method in capitals, which is another one.
            made.method = request.method
            # A redirect could carry credentials to another origin: `Attempts` decides.
            return await self._http.send(made, stream=stream, follow_redirects=False)
        finally:
            request.release()

    async def _secrets(self, operation: Operation[Any, Any, Any]) -> dict[str, Secret]:
        return {name: await self._secret(name, operation.id) for name in self._wire.schemes(operation)}

    async def _secret(self, name: str, operation: str) -> Secret:
        given = self.settings.credentials[name]
        if isinstance(given, ClientCredentials):
            return await self._token(name, given, operation)
        value = given() if callable(given) else given
        return cast("Secret", await value if isawaitable(value) else value)

    async def _token(self, name: str, given: ClientCredentials, operation: str) -> str:
        cache = self._tokens.get(name)
        if cache is None:
            cache = self._tokens[name] = self._wire.token_cache(name, given)
        token = cache.fresh()
        if token is not None:
            return token
        async with self._lock:
            # Whoever had the lock before has fetched one for all.
            return cache.fresh() or cache.keep(operation, await self._fetch(cache.request(operation)))

    async def _fetch(self, request: HttpRequest) -> HttpResponse:
        try:
            return await self._exchange(request, stream=False)
        except self._library.connection_error as error:
            raise unanswered(request.operation, error, self._library) from error

    def _forget(self, secrets: Mapping[str, Secret]) -> None:
        for name, secret in secrets.items():
            if name in self._tokens:
                self._tokens[name].forget(secret)

    async def close(self) -> None:
        """Close the connections, unless the HTTP client was handed in: then its owner closes it."""
        if self._owned:
            await self._http.aclose()
