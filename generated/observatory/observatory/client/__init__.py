"""The clients of Observatory: `ObservatoryClient` blocks, `AsyncObservatoryClient` is awaited."""

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
from ._servers import ObservatoryServers

if TYPE_CHECKING:
    from .domes import AsyncDomes, Domes
    from .nights import AsyncNights, Nights
    from .stars import AsyncStars, Stars

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ApiResponse",
    "ArgumentError",
    "AsyncObservatoryClient",
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
    "ObservatoryClient",
    "ObservatoryServers",
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


class ObservatoryClient(Client):
    """A client of Observatory whose calls block.

    `base_url` is where the API is: one that is not the contract's holds for operations with servers of their own, too.
    `timeout` is in seconds for each try: 30 unless told. A call is tried again up to `max_retries` times where that is
    safe and may help. `headers` are sent with every request, and each try passes through the `middleware`, the first
    one outermost. `http_client` is a ready client of the HTTP library, which keeps its own timeout and stays open;
    without a `base_url`, paths are then below its own.
    """

    def __init__(
        self,
        *,
        base_url: str | None = "https://observatory.example.com/v1",
        device: Token | ClientCredentials | None = None,
        key: str | None = None,
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
                "device": device,
                "key": key,
            },
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            middleware=middleware,
            http_client=http_client,
        )

    @cached_property
    def stars(self) -> Stars:
        """Stars.

        The catalogue, one entry for a star.

        Part of `sky`.
        """
        from .stars import Stars

        return Stars(self._session)

    @cached_property
    def domes(self) -> Domes:
        """Domes and their shutters.

        Part of `building`.
        """
        from .domes import Domes

        return Domes(self._session)

    @cached_property
    def nights(self) -> Nights:
        """What was planned for a night, and what was seen.

        Part of `sky`.
        """
        from .nights import Nights

        return Nights(self._session)


class AsyncObservatoryClient(AsyncClient):
    """A client of Observatory whose calls are awaited. Its arguments are those of `ObservatoryClient`."""

    def __init__(
        self,
        *,
        base_url: str | None = "https://observatory.example.com/v1",
        device: AsyncToken | ClientCredentials | None = None,
        key: str | None = None,
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
                "device": device,
                "key": key,
            },
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            middleware=middleware,
            http_client=http_client,
        )

    @cached_property
    def stars(self) -> AsyncStars:
        """Stars.

        The catalogue, one entry for a star.

        Part of `sky`.
        """
        from .stars import AsyncStars

        return AsyncStars(self._session)

    @cached_property
    def domes(self) -> AsyncDomes:
        """Domes and their shutters.

        Part of `building`.
        """
        from .domes import AsyncDomes

        return AsyncDomes(self._session)

    @cached_property
    def nights(self) -> AsyncNights:
        """What was planned for a night, and what was seen.

        Part of `sky`.
        """
        from .nights import AsyncNights

        return AsyncNights(self._session)


def _contract() -> Contract:
    """Import what all calls share, at the first one."""
    from ..operations import BASE_PATH, SECURITY_SCHEMES
    from .errors import ERRORS

    return Contract(
        package="observatory",
        version="1.0",
        base_url="https://observatory.example.com/v1",
        base_path=BASE_PATH,
        schemes=SECURITY_SCHEMES,
        errors=ERRORS,
    )
