"""The clients of Names: odd 'ones' & 'all' {{ of }} them \\ in one: `NamesOddOnesAllOfThemInOneClient` blocks, `AsyncNamesOddOnesAllOfThemInOneClient` is awaited."""

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
    from .default import AsyncDefault, Default
    from .größe_maß import AsyncGrößeMaß, GrößeMaß
    from .import_ import AsyncImport, Import
    from .models_ import AsyncModels, Models

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ApiResponse",
    "ArgumentError",
    "AsyncNamesOddOnesAllOfThemInOneClient",
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
    "NamesOddOnesAllOfThemInOneClient",
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


class NamesOddOnesAllOfThemInOneClient(Client):
    """A client of Names: odd 'ones' & 'all' {{ of }} them \\ in one whose calls block.

    `base_url` is where the API is: one that is not the contract's holds for operations with servers of their own, too.
    `timeout` is in seconds for each try: 30 unless told. A call is tried again up to `max_retries` times where that is
    safe and may help. `headers` are sent with every request, and each try passes through the `middleware`, the first
    one outermost. `http_client` is a ready client of the HTTP library, which keeps its own timeout and stays open;
    without a `base_url`, paths are then below its own.
    """

    def __init__(
        self,
        *,
        base_url: str | None = None,
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
            credentials={},
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            middleware=middleware,
            http_client=http_client,
        )

    @cached_property
    def import_(self) -> Import:
        """A keyword."""
        from .import_ import Import

        return Import(self._session)

    @cached_property
    def größe_maß(self) -> GrößeMaß:
        """Größe & Maß."""
        from .größe_maß import GrößeMaß

        return GrößeMaß(self._session)

    @cached_property
    def models_(self) -> Models:
        """Models."""
        from .models_ import Models

        return Models(self._session)

    @cached_property
    def default(self) -> Default:
        """Operations without a tag."""
        from .default import Default

        return Default(self._session)


class AsyncNamesOddOnesAllOfThemInOneClient(AsyncClient):
    """A client of Names: odd 'ones' & 'all' {{ of }} them \\ in one whose calls are awaited. Its arguments are those of `NamesOddOnesAllOfThemInOneClient`."""

    def __init__(
        self,
        *,
        base_url: str | None = None,
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
            credentials={},
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            middleware=middleware,
            http_client=http_client,
        )

    @cached_property
    def import_(self) -> AsyncImport:
        """A keyword."""
        from .import_ import AsyncImport

        return AsyncImport(self._session)

    @cached_property
    def größe_maß(self) -> AsyncGrößeMaß:
        """Größe & Maß."""
        from .größe_maß import AsyncGrößeMaß

        return AsyncGrößeMaß(self._session)

    @cached_property
    def models_(self) -> AsyncModels:
        """Models."""
        from .models_ import AsyncModels

        return AsyncModels(self._session)

    @cached_property
    def default(self) -> AsyncDefault:
        """Operations without a tag."""
        from .default import AsyncDefault

        return AsyncDefault(self._session)


def _contract() -> Contract:
    """Import what all calls share, at the first one."""
    from ..operations import BASE_PATH, SECURITY_SCHEMES
    from .errors import ERRORS

    return Contract(
        package="names_odd_ones_all_of_them_in_one",
        version="1.0",
        base_url=None,
        base_path=BASE_PATH,
        schemes=SECURITY_SCHEMES,
        errors=ERRORS,
    )
