"""What the runtime needs of an HTTP library: the little that httpx, its successor and test clients have in common."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypedDict

RequestContent: TypeAlias = bytes | Iterable[bytes] | AsyncIterable[bytes]
RequestHeaders: TypeAlias = Mapping[str, str] | Mapping[bytes, bytes]


class Sending(TypedDict, total=False):
    """The keywords of a request. `timeout` is absent where the HTTP client's own is right."""

    content: RequestContent | None
    headers: RequestHeaders
    timeout: float


class Delivery(TypedDict, total=False):
    """How a request is sent. `auth` is absent where the HTTP client may add credentials of its own."""

    stream: bool
    follow_redirects: bool
    auth: None


class HttpResponse(Protocol):
    """A response whose body has been read. Names of headers are found in any case."""

    @property
    def url(self) -> object: ...
    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...


class OpenResponse(HttpResponse, Protocol):
    """A response whose body is read when it is asked for."""

    def iter_bytes(self) -> Iterator[bytes]: ...
    def read(self) -> bytes: ...
    def close(self) -> None: ...


class AsyncOpenResponse(HttpResponse, Protocol):
    """A response whose body is awaited when it is asked for."""

    def aiter_bytes(self) -> AsyncIterator[bytes]: ...
    async def aread(self) -> bytes: ...
    async def aclose(self) -> None: ...


class HttpClient(Protocol):
    """A client that blocks: `httpx.Client`, or a test client that derives from it."""

    # A request is the library's own: it is only handed back.
    def build_request(
        self,
        method: str,
        url: str,
        *,
        content: RequestContent | None = ...,
        headers: RequestHeaders = ...,
        timeout: float = ...,
    ) -> Any: ...
    def send(
        self, request: Any, *, stream: bool = ..., auth: None = ..., follow_redirects: bool = ...
    ) -> OpenResponse: ...
    def close(self) -> None: ...


class AsyncHttpClient(Protocol):
    """A client that is awaited: `httpx.AsyncClient`."""

    def build_request(
        self,
        method: str,
        url: str,
        *,
        content: RequestContent | None = ...,
        headers: RequestHeaders = ...,
        timeout: float = ...,
    ) -> Any: ...
    async def send(
        self, request: Any, *, stream: bool = ..., auth: None = ..., follow_redirects: bool = ...
    ) -> AsyncOpenResponse: ...
    async def aclose(self) -> None: ...


class MakeClient(Protocol):
    """Makes an `HttpClient`; the timeout is in seconds."""

    def __call__(self, *, timeout: float) -> HttpClient: ...


class MakeAsyncClient(Protocol):
    """Makes an `AsyncHttpClient`; the timeout is in seconds."""

    def __call__(self, *, timeout: float) -> AsyncHttpClient: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The HTTP library, handed over by the one module that imports it."""

    client: MakeClient
    async_client: MakeAsyncClient
    connection_error: type[Exception] | tuple[type[Exception], ...]
    """What it raises when no whole response arrived."""
    timeout_error: type[Exception]
    """The part of it that means: not in time."""
    unsent_errors: tuple[type[Exception], ...] = ()
    """The parts of it that mean: the request has not been sent."""
    final_errors: tuple[type[Exception], ...] = ()
    """The parts of it that a second try cannot mend."""
