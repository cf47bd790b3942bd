"""The clients of Archive: `ArchiveClient` blocks, `AsyncArchiveClient` is awaited."""

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
    from .content import AsyncContent, Content
    from .documents import AsyncDocuments, Documents
    from .history import AsyncHistory, History
    from .search import AsyncSearch, Search

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ApiResponse",
    "ArgumentError",
    "AsyncArchiveClient",
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
    "ArchiveClient",
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


class ArchiveClient(Client):
    """A client of Archive whose calls block.

    `base_url` is where the API is: one that is not the contract's holds for operations with servers of their own, too.
    `timeout` is in seconds for each try: 30 unless told. A call is tried again up to `max_retries` times where that is
    safe and may help. `headers` are sent with every request, and each try passes through the `middleware`, the first
    one outermost. `http_client` is a ready client of the HTTP library, which keeps its own timeout and stays open;
    without a `base_url`, paths are then below its own.
    """

    def __init__(
        self,
        *,
        base_url: str | None = "https://archive.example.com/api",
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
    def documents(self) -> Documents:
        """What the archive knows of a document."""
        from .documents import Documents

        return Documents(self._session)

    @cached_property
    def content(self) -> Content:
        """What is in a document."""
        from .content import Content

        return Content(self._session)

    @cached_property
    def history(self) -> History:
        """What happened, as it happens."""
        from .history import History

        return History(self._session)

    @cached_property
    def search(self) -> Search:
        """Finding documents, in every style that a parameter can have."""
        from .search import Search

        return Search(self._session)


class AsyncArchiveClient(AsyncClient):
    """A client of Archive whose calls are awaited. Its arguments are those of `ArchiveClient`."""

    def __init__(
        self,
        *,
        base_url: str | None = "https://archive.example.com/api",
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
    def documents(self) -> AsyncDocuments:
        """What the archive knows of a document."""
        from .documents import AsyncDocuments

        return AsyncDocuments(self._session)

    @cached_property
    def content(self) -> AsyncContent:
        """What is in a document."""
        from .content import AsyncContent

        return AsyncContent(self._session)

    @cached_property
    def history(self) -> AsyncHistory:
        """What happened, as it happens."""
        from .history import AsyncHistory

        return AsyncHistory(self._session)

    @cached_property
    def search(self) -> AsyncSearch:
        """Finding documents, in every style that a parameter can have."""
        from .search import AsyncSearch

        return AsyncSearch(self._session)


def _contract() -> Contract:
    """Import what all calls share, at the first one."""
    from ..operations import BASE_PATH, SECURITY_SCHEMES
    from .errors import ERRORS

    return Contract(
        package="archive",
        version="2.1",
        base_url="https://archive.example.com/api",
        base_path=BASE_PATH,
        schemes=SECURITY_SCHEMES,
        errors=ERRORS,
    )
