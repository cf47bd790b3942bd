"""Bases of the generated clients: settings in, resources on one session out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self, Unpack

from .auth import AsyncToken, Basic, Token
from .middleware import AsyncMiddleware, Middleware
from .sessions import AsyncSession, Session
from .tokens import ClientCredentials
from .transport import AsyncHttpClient, HttpClient, Library
from .wire import IDEMPOTENCY_KEY, Contract, Options, Settings, Wire, check_options, lower


class Client:
    """A client whose calls block. Use it in a `with`, or `close` it."""

    def __init__(
        self,
        library: Library,
        contract: Callable[[], Contract],
        *,
        base_url: str | None,
        credentials: Mapping[str, Token | Basic | ClientCredentials | None],
        timeout: float | None,
        max_retries: int = 2,
        headers: Mapping[str, str] | None,
        middleware: Sequence[Middleware] = (),
        http_client: HttpClient | None,
    ) -> None:
        if base_url is None and http_client is None:
            raise ValueError("base_url is missing: the contract names no server")
        settings = Settings(
            base_url=base_url,
            credentials=_given(credentials),
            headers=headers or {},
            timeout=timeout,
            max_retries=max_retries,
            middleware=tuple(middleware),
        )
        self._session = Session(library, Wire(contract, settings), http_client)

    def with_options(self, **options: Unpack[Options]) -> Self:
        """Return a client whose calls have these options. It shares the connections, which stay this one's."""
        other = object.__new__(type(self))
        # Its resources are made anew when they are asked for.
        other._session = self._session.changed(_with_options(self._session.settings, options))
        return other

    def close(self) -> None:
        """Close the connections. An `http_client` that was handed in stays open."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient:
    """A client whose calls are awaited. Use it in an `async with`, or await its `close`."""

    def __init__(
        self,
        library: Library,
        contract: Callable[[], Contract],
        *,
        base_url: str | None,
        credentials: Mapping[str, AsyncToken | Basic | ClientCredentials | None],
        timeout: float | None,
        max_retries: int = 2,
        headers: Mapping[str, str] | None,
        middleware: Sequence[AsyncMiddleware] = (),
        http_client: AsyncHttpClient | None,
    ) -> None:
        if base_url is None and http_client is None:
            raise ValueError("base_url is missing: the contract names no server")
        settings = Settings(
            base_url=base_url,
            credentials=_given(credentials),
            headers=headers or {},
            timeout=timeout,
            max_retries=max_retries,
            middleware=tuple(middleware),
        )
        self._session = AsyncSession(library, Wire(contract, settings), http_client)

    def with_options(self, **options: Unpack[Options]) -> Self:
        """Return a client whose calls have these options. It shares the connections, which stay this one's."""
        other = object.__new__(type(self))
        # Its resources are made anew when they are asked for.
        other._session = self._session.changed(_with_options(self._session.settings, options))
        return other

    async def close(self) -> None:
        """Close the connections. An `http_client` that was handed in stays open."""
        await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()


def _given(credentials: Mapping[str, object]) -> dict[str, object]:
    return {name: given for name, given in credentials.items() if given is not None}


def _with_options(settings: Settings, options: Options) -> Settings:
    """Return the settings of a client whose calls all have these options."""
    check_options(options)
    headers = lower(settings.headers) | lower(options.get("headers", {}))
    if "idempotency_key" in options:
        headers[IDEMPOTENCY_KEY] = options["idempotency_key"]
    return replace(
        settings,
        headers=headers,
        timeout=options.get("timeout", settings.timeout),
        max_retries=options.get("max_retries", settings.max_retries),
    )
