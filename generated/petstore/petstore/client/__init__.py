"""The clients of Petstore: `PetstoreClient` blocks, `AsyncPetstoreClient` is awaited."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from .._runtime.client import (
    APIConnectionError,
    APIError,
    ApiResponse,
    APIStatusError,
    APITimeoutError,
    ArgumentError,
    AsyncClient,
    AsyncHttpClient,
    AsyncItemStream,
    AuthenticationError,
    BadRequestError,
    Basic,
    Client,
    ConflictError,
    Contract,
    HttpClient,
    InternalServerError,
    ItemStream,
    NotFoundError,
    Options,
    PermissionDeniedError,
    RateLimitError,
    ResponseValidationError,
    Token,
    UnprocessableEntityError,
)
from .._runtime.core import ServerSentEvent, UploadFile

if TYPE_CHECKING:
    from .owners import AsyncOwners, Owners
    from .pets import AsyncPets, Pets
    from .store import AsyncStore, Store

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ApiResponse",
    "ArgumentError",
    "AsyncPetstoreClient",
    "AsyncItemStream",
    "AuthenticationError",
    "BadRequestError",
    "Basic",
    "ConflictError",
    "InternalServerError",
    "ItemStream",
    "NotFoundError",
    "Options",
    "PermissionDeniedError",
    "PetstoreClient",
    "RateLimitError",
    "ResponseValidationError",
    "ServerSentEvent",
    "Token",
    "UnprocessableEntityError",
    "UploadFile",
]


class PetstoreClient(Client):
    """A client of Petstore whose calls block.

    `base_url` is where the API is. `timeout` is in seconds for each call: 30 unless told. `headers` are sent
    with every request. `http_client` is a ready client of the HTTP library, which keeps its own timeout and
    stays open; without a `base_url`, paths are then below its own.
    """

    def __init__(
        self,
        *,
        base_url: str | None = "https://petstore.example.com/v1",
        bearer: Token | None = None,
        api_key: str | None = None,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        http_client: HttpClient | None = None,
    ) -> None:
        from ._http import LIBRARY

        super().__init__(
            LIBRARY,
            _contract,
            base_url=base_url,
            credentials={
                "bearer": bearer,
                "api_key": api_key,
            },
            timeout=timeout,
            headers=headers,
            http_client=http_client,
        )

    @cached_property
    def pets(self) -> Pets:
        """The animals of the shop."""
        from .pets import Pets

        return Pets(self._session)

    @cached_property
    def owners(self) -> Owners:
        """The people who have bought one."""
        from .owners import Owners

        return Owners(self._session)

    @cached_property
    def store(self) -> Store:
        """Stock and orders."""
        from .store import Store

        return Store(self._session)


class AsyncPetstoreClient(AsyncClient):
    """A client of Petstore whose calls are awaited. Its arguments are those of `PetstoreClient`."""

    def __init__(
        self,
        *,
        base_url: str | None = "https://petstore.example.com/v1",
        bearer: Token | None = None,
        api_key: str | None = None,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        http_client: AsyncHttpClient | None = None,
    ) -> None:
        from ._http import LIBRARY

        super().__init__(
            LIBRARY,
            _contract,
            base_url=base_url,
            credentials={
                "bearer": bearer,
                "api_key": api_key,
            },
            timeout=timeout,
            headers=headers,
            http_client=http_client,
        )

    @cached_property
    def pets(self) -> AsyncPets:
        """The animals of the shop."""
        from .pets import AsyncPets

        return AsyncPets(self._session)

    @cached_property
    def owners(self) -> AsyncOwners:
        """The people who have bought one."""
        from .owners import AsyncOwners

        return AsyncOwners(self._session)

    @cached_property
    def store(self) -> AsyncStore:
        """Stock and orders."""
        from .store import AsyncStore

        return AsyncStore(self._session)


def _contract() -> Contract:
    """Import what all calls share, at the first one."""
    from ..operations import BASE_PATH, SECURITY_SCHEMES
    from .errors import ERRORS

    return Contract(
        package="petstore",
        version="1.0.0",
        base_path=BASE_PATH,
        schemes=SECURITY_SCHEMES,
        errors=ERRORS,
    )
