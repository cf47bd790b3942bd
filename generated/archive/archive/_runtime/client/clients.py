"""Bases of the generated clients: settings in, resources on one session out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from .auth import Credential
from .sessions import AsyncSession, Session
from .transport import AsyncHttpClient, HttpClient, Library
from .wire import Contract, Settings, Wire


class Client:
    """A client whose calls block. Use it in a `with`, or `close` it."""

    def __init__(
        self,
        library: Library,
        contract: Callable[[], Contract],
        *,
        base_url: str | None,
        credentials: Mapping[str, Credential | None],
        timeout: float | None,
        headers: Mapping[str, str] | None,
        http_client: HttpClient | None,
    ) -> None:
        settings = _settings(base_url, credentials, timeout, headers, ready=http_client is not None)
        self._session = Session(library, Wire(contract, settings), http_client)

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
        credentials: Mapping[str, Credential | None],
        timeout: float | None,
        headers: Mapping[str, str] | None,
        http_client: AsyncHttpClient | None,
    ) -> None:
        settings = _settings(base_url, credentials, timeout, headers, ready=http_client is not None)
        self._session = AsyncSession(library, Wire(contract, settings), http_client)

    async def close(self) -> None:
        """Close the connections. An `http_client` that was handed in stays open."""
        await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()


def _settings(
    base_url: str | None,
    credentials: Mapping[str, Credential | None],
    timeout: float | None,
    headers: Mapping[str, str] | None,
    *,
    ready: bool,
) -> Settings:
    if base_url is None and not ready:
        raise ValueError("base_url is missing: the contract names no server")
    return Settings(
        base_url=base_url,
        credentials={name: given for name, given in credentials.items() if given is not None},
        headers=headers or {},
        timeout=timeout,
    )
