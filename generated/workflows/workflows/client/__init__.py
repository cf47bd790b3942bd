"""The clients of Workflows: `WorkflowsClient` blocks, `AsyncWorkflowsClient` is awaited."""

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
    from .runs import AsyncRuns, Runs
    from .workflows import AsyncWorkflows, Workflows

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ApiResponse",
    "ArgumentError",
    "AsyncWorkflowsClient",
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
    "WorkflowsClient",
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


class WorkflowsClient(Client):
    """A client of Workflows whose calls block.

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
    def workflows(self) -> Workflows:
        """What is to be done."""
        from .workflows import Workflows

        return Workflows(self._session)

    @cached_property
    def runs(self) -> Runs:
        """What has been done."""
        from .runs import Runs

        return Runs(self._session)


class AsyncWorkflowsClient(AsyncClient):
    """A client of Workflows whose calls are awaited. Its arguments are those of `WorkflowsClient`."""

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
    def workflows(self) -> AsyncWorkflows:
        """What is to be done."""
        from .workflows import AsyncWorkflows

        return AsyncWorkflows(self._session)

    @cached_property
    def runs(self) -> AsyncRuns:
        """What has been done."""
        from .runs import AsyncRuns

        return AsyncRuns(self._session)


def _contract() -> Contract:
    """Import what all calls share, at the first one."""
    from ..operations import BASE_PATH, SECURITY_SCHEMES
    from .errors import ERRORS

    return Contract(
        package="workflows",
        version="2.3.0",
        base_url=None,
        base_path=BASE_PATH,
        schemes=SECURITY_SCHEMES,
        errors=ERRORS,
    )
