"""What the credentials of a client come to: as they were given, asked for, or fetched once for all calls at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable, iscoroutine
from threading import Lock
from typing import Any, TypeAlias, cast

from ..core import Operation
from .auth import Secret
from .errors import APIError
from .outgoing import HttpRequest
from .tokens import ClientCredentials, TokenCache
from .transport import HttpResponse
from .wire import Wire

Secrets: TypeAlias = Mapping[str, Secret]
"""By the names of the schemes that were chosen for an operation."""


class _Caches:
    """The tokens that were fetched, by scheme."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._caches: dict[str, TokenCache] = {}

    def is_renewable(self, secrets: Secrets) -> bool:
        """Whether another token can be had for any of them."""
        return any(isinstance(self._given(name), ClientCredentials) for name in secrets)

    def forget(self, secrets: Secrets) -> None:
        """Fetch new tokens next time."""
        for name, secret in secrets.items():
            if name in self._caches:
                self._caches[name].forget(secret)

    def _given(self, name: str) -> Any:
        return self._wire.settings.credentials[name]

    def _cache(self, name: str, given: ClientCredentials) -> TokenCache:
        found = self._caches.get(name)
        # Of two threads, both must use what the first has made.
        return self._caches.setdefault(name, self._wire.token_cache(name, given)) if found is None else found


class Keyring(_Caches):
    """The secrets of a client whose calls block."""

    def __init__(self, wire: Wire, fetch: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(wire)
        self._fetch = fetch
        self._lock = Lock()

    def secrets(self, operation: Operation[Any, Any, Any], timeout: float | None) -> Secrets:
        """Return the secrets for a call. Raises `APIError` if a token cannot be had."""
        return {name: self._secret(name, operation.id, timeout) for name in self._wire.schemes(operation)}

    def _secret(self, name: str, operation: str, timeout: float | None) -> Secret:
        given = self._given(name)
        if isinstance(given, ClientCredentials):
            return self._token(self._cache(name, given), operation, timeout)
        secret: object = given() if callable(given) else given
        if isawaitable(secret):
            if iscoroutine(secret):
                secret.close()
            raise TypeError(f"the credential {name!r} is to be awaited: that needs a client whose calls are awaited")
        return cast("Secret", secret)

    def _token(self, cache: TokenCache, operation: str, timeout: float | None) -> str:
        token, before = cache.fresh(), cache.fetched
        if token is not None:
            return token
        with self._lock:
            token = cache.fetched_since(before, operation)
            if token is None:
                try:
                    token = cache.keep(operation, self._fetch(cache.request(operation, timeout)))
                except APIError as error:
                    cache.fail(error)
                    raise
            return token


class AsyncKeyring(_Caches):
    """The secrets of a client whose calls are awaited."""

    def __init__(self, wire: Wire, fetch: Callable[[HttpRequest], Awaitable[HttpResponse]]) -> None:
        super().__init__(wire)
        self._fetch = fetch
        # A client that blocks can do without, and it takes long to import.
        from asyncio import Lock

        self._lock = Lock()

    async def secrets(self, operation: Operation[Any, Any, Any], timeout: float | None) -> Secrets:
        """Return the secrets for a call. Raises `APIError` if a token cannot be had."""
        return {name: await self._secret(name, operation.id, timeout) for name in self._wire.schemes(operation)}

    async def _secret(self, name: str, operation: str, timeout: float | None) -> Secret:
        given = self._given(name)
        if isinstance(given, ClientCredentials):
            return await self._token(self._cache(name, given), operation, timeout)
        secret: object = given() if callable(given) else given
        return cast("Secret", await secret if isawaitable(secret) else secret)

    async def _token(self, cache: TokenCache, operation: str, timeout: float | None) -> str:
        token, before = cache.fresh(), cache.fetched
        if token is not None:
            return token
        async with self._lock:
            token = cache.fetched_since(before, operation)
            if token is None:
                try:
                    token = cache.keep(operation, await self._fetch(cache.request(operation, timeout)))
                except APIError as error:
                    cache.fail(error)
                    raise
            return token
