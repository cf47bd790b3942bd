"""The clients of Petstore: `PetstoreClient` blocks, `AsyncPetstoreClient` is awaited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    AsyncMiddleware,
    AsyncOpenResponse,
    AsyncSend,
    AsyncStreamedResponse,
    AsyncToken,
    AuthenticationError,
    BadRequestError,
    Basic,
    Client,
    ClientCredentials,
    ConflictError,
    Contract,
    HttpClient,
    HttpRequest,
    InternalServerError,
    ItemStream,
    Middleware,
    NotFoundError,
    OpenResponse,
    Options,
    PermissionDeniedError,
    RateLimitError,
    ResponseValidationError,
    Send,
    StreamedResponse,
    Token,
    TokenError,
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
    "AsyncMiddleware",
    "AsyncOpenResponse",
    "AsyncSend",
    "AsyncStreamedResponse",
    "AsyncToken",
    "AuthenticationError",
    "BadRequestError",
    "Basic",
    "ClientCredentials",
    "ConflictError",
    "HttpRequest",
    "InternalServerError",
    "ItemStream",
    "Middleware",
    "NotFoundError",
    "OpenResponse",
    "Options",
    "PermissionDeniedError",
    "PetstoreClient",
    "RateLimitError",
    "ResponseValidationError",
    "Send",
    "StreamedResponse",
    "ServerSentEvent",
    "Token",
    "TokenError",
    "UnprocessableEntityError",
    "UploadFile",
]


class PetstoreClient(Client):
    """A client of Petstore whose calls block.

    `base_url` is where the API is: one that is not the contract's holds for operations with servers of their own, too.
    `timeout` is in seconds for each try: 30 unless told. A call is tried again up to `max_retries` times where that is
    safe and may help. `headers` are sent with every request, and each try passes through the `middleware`, the first
    one outermost. `http_client` is a ready client of the HTTP library, which keeps its own timeout and stays open;
    without a `base_url`, paths are then below its own.
    """

    def __init__(
        self,
        *,
        base_url: str | None = "https://petstore.example.com/v1",
        bearer: Token | None = None,
        api_key: str | None = None,
        timeout: float | None = None,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        middleware: Sequence[Middleware] = (),
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
            max_retries=max_retries,
            headers=headers,
            middleware=middleware,
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
        bearer: AsyncToken | None = None,
        api_key: str | None = None,
        timeout: float | None = None,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        middleware: Sequence[AsyncMiddleware] = (),
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
            max_retries=max_retries,
            headers=headers,
            middleware=middleware,
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
        base_url="https://petstore.example.com/v1",
        base_path=BASE_PATH,
        schemes=SECURITY_SCHEMES,
        errors=ERRORS,
    )
