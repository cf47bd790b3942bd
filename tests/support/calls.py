"""Calls of any operation over a mock transport: what the blocking client sends and returns, and the awaited one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, Final, Literal, TypeAlias, TypeVar

import httpx

from apigen.runtime import client as runtime
from apigen.runtime.client import ApiResponse, AsyncHttpClient, Contract, HttpClient, Library, async_endpoint, endpoint
from apigen.runtime.core import Operation

ResourceT = TypeVar("ResourceT", bound=runtime.Resource)
Way: TypeAlias = Literal["blocking", "awaited"]
WAYS: Final[tuple[Way, ...]] = ("blocking", "awaited")
AnyOperation: TypeAlias = Operation[Any, Any, Any]

LIBRARY = Library(
    client=httpx.Client,
    async_client=httpx.AsyncClient,
    connection_error=httpx.RequestError,
    timeout_error=httpx.TimeoutException,
)


class Api(runtime.Resource):
    @endpoint
    def call(self, operation: AnyOperation, /, **arguments: object) -> Any:
        return self._call(operation, arguments, None)

    @endpoint
    def stream(self, operation: AnyOperation, /, **arguments: object) -> Any:
        return self._stream(operation, arguments, None)


class AsyncApi(runtime.AsyncResource):
    @async_endpoint
    async def call(self, operation: AnyOperation, /, **arguments: object) -> Any:
        return await self._call(operation, arguments, None)

    @async_endpoint
    async def stream(self, operation: AnyOperation, /, **arguments: object) -> Any:
        return await self._stream(operation, arguments, None)


class Client(runtime.Client):
    def __init__(self, http: HttpClient, base_url: str | None = "http://api.example") -> None:
        super().__init__(
            LIBRARY,
            _contract,
            base_url=base_url,
            credentials={},
            timeout=None,
            max_retries=0,
            headers=None,
            http_client=http,
        )
        self.api = Api(self._session)

    def make(self, kind: type[ResourceT]) -> ResourceT:
        """Return operations of one's own."""
        return kind(self._session)


class AsyncClient(runtime.AsyncClient):
    def __init__(self, http: AsyncHttpClient, base_url: str | None = "http://api.example") -> None:
        super().__init__(
            LIBRARY,
            _contract,
            base_url=base_url,
            credentials={},
            timeout=None,
            max_retries=0,
            headers=None,
            http_client=http,
        )
        self.api = AsyncApi(self._session)


class Server:
    """Answers everything alike, remembers what it was asked, and whether its answer has been closed."""

    def __init__(
        self, *pieces: bytes, status: int = 200, content_type: str = "", error: Exception | None = None
    ) -> None:
        self.answer = _Pieces(pieces, error)
        self.status = status
        self.headers = {"content-type": content_type} if content_type else {}
        self.last = httpx.Request("GET", "http://none.example")
        """Its body has been read."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.last = request
        return httpx.Response(self.status, headers=self.headers, stream=self.answer)


class _Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, pieces: Iterable[bytes], error: Exception | None) -> None:
        self.pieces = tuple(pieces)
        self.error = error
        self.sent = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.sent += 1
            yield piece
        if self.error is not None:
            raise self.error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def call(
    way: Way, server: Callable[[httpx.Request], httpx.Response], operation: AnyOperation, **arguments: object
) -> ApiResponse[Any]:
    """Return what an operation returns, with its response."""
    if way == "blocking":
        return Client(httpx.Client(transport=httpx.MockTransport(server))).api.call.with_response(
            operation, **arguments
        )

    async def wait() -> ApiResponse[Any]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            return await AsyncClient(http).api.call.with_response(operation, **arguments)

    return asyncio.run(wait())


def _contract() -> Contract:
    return Contract(package="media", version="1", base_path="", schemes={}, errors={})
