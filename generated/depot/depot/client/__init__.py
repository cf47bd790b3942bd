"""The clients of Depot: `DepotClient` blocks, `AsyncDepotClient` is awaited."""

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
from ._servers import DepotServers

if TYPE_CHECKING:
    from .goods import AsyncGoods, Goods
    from .labels import AsyncLabels, Labels
    from .shelves import AsyncShelves, Shelves

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ApiResponse",
    "ArgumentError",
    "AsyncDepotClient",
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
    "DepotClient",
    "DepotServers",
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


class DepotClient(Client):
    """A client of Depot whose calls block.

    `base_url` is where the API is: one that is not the contract's holds for operations with servers of their own, too.
    `timeout` is in seconds for each try: 30 unless told. A call is tried again up to `max_retries` times where that is
    safe and may help. `headers` are sent with every request, and each try passes through the `middleware`, the first
    one outermost. `http_client` is a ready client of the HTTP library, which keeps its own timeout and stays open;
    without a `base_url`, paths are then below its own.
    """

    def __init__(
        self,
        *,
        base_url: str | None = "https://depot.example.com/v1",
        key: str | None = None,
        link: str | None = None,
        clerk: Basic | None = None,
        portal: Token | ClientCredentials | None = None,
        browser: Token | ClientCredentials | None = None,
        robot: Token | ClientCredentials | None = None,
        phone: Token | ClientCredentials | None = None,
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
                "key": key,
                "link": link,
                "clerk": clerk,
                "portal": portal,
                "browser": browser,
                "robot": robot,
                "phone": phone,
            },
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            middleware=middleware,
            http_client=http_client,
        )

    @cached_property
    def goods(self) -> Goods:
        """What is kept."""
        from .goods import Goods

        return Goods(self._session)

    @cached_property
    def labels(self) -> Labels:
        """What is written on a parcel, and its papers."""
        from .labels import Labels

        return Labels(self._session)

    @cached_property
    def shelves(self) -> Shelves:
        """Where parcels stand."""
        from .shelves import Shelves

        return Shelves(self._session)


class AsyncDepotClient(AsyncClient):
    """A client of Depot whose calls are awaited. Its arguments are those of `DepotClient`."""

    def __init__(
        self,
        *,
        base_url: str | None = "https://depot.example.com/v1",
        key: str | None = None,
        link: str | None = None,
        clerk: Basic | None = None,
        portal: AsyncToken | ClientCredentials | None = None,
        browser: AsyncToken | ClientCredentials | None = None,
        robot: AsyncToken | ClientCredentials | None = None,
        phone: AsyncToken | ClientCredentials | None = None,
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
                "key": key,
                "link": link,
                "clerk": clerk,
                "portal": portal,
                "browser": browser,
                "robot": robot,
                "phone": phone,
            },
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            middleware=middleware,
            http_client=http_client,
        )

    @cached_property
    def goods(self) -> AsyncGoods:
        """What is kept."""
        from .goods import AsyncGoods

        return AsyncGoods(self._session)

    @cached_property
    def labels(self) -> AsyncLabels:
        """What is written on a parcel, and its papers."""
        from .labels import AsyncLabels

        return AsyncLabels(self._session)

    @cached_property
    def shelves(self) -> AsyncShelves:
        """Where parcels stand."""
        from .shelves import AsyncShelves

        return AsyncShelves(self._session)


def _contract() -> Contract:
    """Import what all calls share, at the first one."""
    from ..operations import BASE_PATH, SECURITY_SCHEMES
    from .errors import ERRORS

    return Contract(
        package="depot",
        version="1.4",
        base_url="https://depot.example.com/v1",
        base_path=BASE_PATH,
        schemes=SECURITY_SCHEMES,
        errors=ERRORS,
    )
