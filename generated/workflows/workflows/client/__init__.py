"""The clients of Workflows: `WorkflowsClient` blocks, `AsyncWorkflowsClient` is awaited."""

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
    "AuthenticationError",
    "BadRequestError",
    "Basic",
    "ConflictError",
    "InternalServerError",
    "ItemStream",
    "NotFoundError",
    "Options",
    "PermissionDeniedError",
    "WorkflowsClient",
    "RateLimitError",
    "ResponseValidationError",
    "ServerSentEvent",
    "Token",
    "UnprocessableEntityError",
    "UploadFile",
]


class WorkflowsClient(Client):
    """A client of Workflows whose calls block.

    `base_url` is where the API is. `timeout` is in seconds for each call: 30 unless told. `headers` are sent
    with every request. `http_client` is a ready client of the HTTP library, which keeps its own timeout and
    stays open; without a `base_url`, paths are then below its own.
    """

    def __init__(
        self,
        *,
        base_url: str | None = None,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        http_client: HttpClient | None = None,
    ) -> None:
        from ._http import LIBRARY

        super().__init__(
            LIBRARY,
            _contract,
            base_url=base_url,
            credentials={},
            timeout=timeout,
            headers=headers,
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
        headers: Mapping[str, str] | None = None,
        http_client: AsyncHttpClient | None = None,
    ) -> None:
        from ._http import LIBRARY

        super().__init__(
            LIBRARY,
            _contract,
            base_url=base_url,
            credentials={},
            timeout=timeout,
            headers=headers,
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
        base_path=BASE_PATH,
        schemes=SECURITY_SCHEMES,
        errors=ERRORS,
    )
