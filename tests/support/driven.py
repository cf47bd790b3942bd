"""A client of either way, driven by one test: whatever is awaited is awaited here, on one event loop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from inspect import isawaitable
from threading import get_ident
from typing import Any, ClassVar, Literal, TypeAlias

import httpx
import pytest

from apigen.runtime import client as runtime
from apigen.runtime.client import Contract, Library, NotFoundError, Options, async_endpoint, endpoint
from apigen.runtime.core import (
    Operation,
    Parameter,
    Request,
    Response,
    SecurityScheme,
    UploadFile,
    api_key,
    body,
    http,
)

from .calls import Way

AnyOperation: TypeAlias = Operation[Any, Any, Any]
Answer: TypeAlias = httpx.Response | Exception
JSON = "application/json"

LIBRARY = Library(
    client=httpx.Client,
    async_client=httpx.AsyncClient,
    connection_error=(httpx.RequestError, httpx.InvalidURL),
    timeout_error=httpx.TimeoutException,
    unsent_errors=(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout),
    final_errors=(httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.DecodingError),
)
SCHEMES: Mapping[str, SecurityScheme] = {
    "header": api_key("header", "X-Key"),
    "query": api_key("query", "key"),
    "cookie": api_key("cookie", "sid"),
    "bearer": http("bearer"),
    "basic": http("basic"),
    "oauth": http("bearer", "https://login.example/token"),
}


class Thing200(Response):
    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = (JSON,)
    body: dict[str, Any]


class Gone404(Response):
    status: ClassVar[Literal[404]] = 404
    media_types: ClassVar[tuple[str, ...]] = (JSON,)
    body: dict[str, Any]


class Gone404Error(NotFoundError):
    body: dict[str, Any]


def operation(
    method: str = "GET",
    *,
    security: str = "",
    parameters: Mapping[str, Parameter] | None = None,
    content: Any = None,
    responses: Mapping[str, type[Response]] | None = None,
) -> AnyOperation:
    """Return an operation of `/things`. `security` has alternatives, a bar between them."""
    given = parameters or {}
    annotations: dict[str, Any] = dict.fromkeys(given, str) | ({} if content is None else {"body": content})
    media = "application/octet-stream" if content is UploadFile else "application/jsonl"
    return Operation(
        id="doThing",
        method=method,
        path="/things",
        request=type("DoThingRequest", (Request,), {"__annotations__": annotations}),
        parameters=tuple(given.values()),
        body=None if content is None else body(media),
        responses={"200": Thing200, "404": Gone404} if responses is None else responses,
        security=tuple(dict.fromkeys(each.split(), ()) for each in security.split("|")) if security else (),
    )


GET, POST = operation(), operation("POST")


class Api(runtime.Resource):
    @endpoint
    def call(self, operation: AnyOperation, options: Options | None = None, /, **arguments: object) -> Any:
        return self._call(operation, arguments, options)

    @endpoint
    def stream(self, operation: AnyOperation, options: Options | None = None, /, **arguments: object) -> Any:
        return self._stream(operation, arguments, options)


class AsyncApi(runtime.AsyncResource):
    @async_endpoint
    async def call(self, operation: AnyOperation, options: Options | None = None, /, **arguments: object) -> Any:
        return await self._call(operation, arguments, options)

    @async_endpoint
    async def stream(self, operation: AnyOperation, options: Options | None = None, /, **arguments: object) -> Any:
        return await self._stream(operation, arguments, options)


class Client(runtime.Client):
    @property
    def api(self) -> Api:
        return Api(self._session)


class AsyncClient(runtime.AsyncClient):
    @property
    def api(self) -> AsyncApi:
        return AsyncApi(self._session)


class Script:
    """Gives its answers one after the other, the last one for ever, and remembers what it was asked."""

    def __init__(self, *answers: Answer | Callable[[httpx.Request], httpx.Response]) -> None:
        self._answers = answers
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self._answers[min(len(self.requests), len(self._answers) - 1)]
        self.requests.append(request)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return answer(request)

    @property
    def last(self) -> httpx.Request:
        return self.requests[-1]


def answer(status: int = 200, content: object = None, **headers: str) -> httpx.Response:
    """Return a response; its content is JSON unless it is bytes already."""
    raw = content if isinstance(content, bytes) else json.dumps({} if content is None else content).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return httpx.Response(status, content=raw, headers={"content-type": JSON, **named})


class Driven:
    """A client, and how to wait for what it does."""

    def __init__(self, client: Client | AsyncClient, wait: Callable[[Any], Any]) -> None:
        self.client: Any = client
        self.wait = wait

    def call(self, operation: AnyOperation, options: Options | None = None, /, **arguments: object) -> Any:
        return self.wait(self.client.api.call(operation, options, **arguments))

    def with_response(self, operation: AnyOperation, options: Options | None = None, /, **arguments: object) -> Any:
        return self.wait(self.client.api.call.with_response(operation, options, **arguments))

    def stream(self, operation: AnyOperation, options: Options | None = None, /, **arguments: object) -> Any:
        return self.wait(self.client.api.stream(operation, options, **arguments))

    def read(self, operation: AnyOperation, options: Options | None = None, /, **arguments: object) -> list[bytes]:
        """Return the pieces of a response that is read as it comes."""
        streaming = self.client.api.call.streaming(operation, options, **arguments)
        if isinstance(self.client, Client):
            with streaming as response:
                return list(response)

        async def pieces() -> list[bytes]:
            async with streaming as response:
                return [piece async for piece in response]

        found: list[bytes] = self.wait(pieces())
        return found

    def items(self, stream: Any) -> list[Any]:
        """Return what is left of a stream of values."""
        if isinstance(self.client, Client):
            return list(stream)

        async def items() -> list[Any]:
            return [item async for item in stream]

        found: list[Any] = self.wait(items())
        return found

    def with_options(self, **options: Any) -> Driven:
        return Driven(self.client.with_options(**options), self.wait)


@contextmanager
def driven(
    way: Way,
    server: Callable[[httpx.Request], Any] | None = None,
    *,
    base_url: str | None = "https://api.example/v1",
    credentials: Mapping[str, Any] | None = None,
    middleware: Sequence[Any] = (),
    errors: Mapping[type[Response], type[runtime.APIStatusError]] | None = None,
    ready: Any = None,
    schemes: Mapping[str, SecurityScheme] = SCHEMES,
    library: Library = LIBRARY,
    **given: Any,
) -> Generator[Driven]:
    """Yield a client whose server is a function, or listens where `base_url` says; `ready` is an HTTP client of one's own."""
    contract = Contract(
        package="things", version="1.0", base_path="", schemes=schemes, errors={Gone404: Gone404Error, **(errors or {})}
    )
    transport = None if server is None else httpx.MockTransport(server)
    settings: dict[str, Any] = {"timeout": None, "headers": None, **given}
    with asyncio.Runner() as runner:

        def wait(found: Any) -> Any:
            return runner.run(_awaited(found)) if isawaitable(found) else found

        owned: Any = None
        if ready is None and transport is not None:
            kind: Any = httpx.Client if way == "blocking" else httpx.AsyncClient
            owned = ready = kind(transport=transport)
        make: Any = Client if way == "blocking" else AsyncClient
        client = make(
            library,
            lambda: contract,
            base_url=base_url,
            credentials=credentials or {},
            middleware=middleware,
            http_client=ready,
            **settings,
        )
        try:
            yield Driven(client, wait)
        finally:
            wait(client.close())
            if owned is not None:
                wait(owned.close() if way == "blocking" else owned.aclose())


async def _awaited(found: Awaitable[Any]) -> Any:
    return await found


def patched_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let nobody wait between tries; return a list of the seconds that it would have been."""
    pauses: list[float] = []
    here, really = get_ident(), asyncio.sleep

    async def awaited(seconds: float) -> None:
        # A server of another test may be waiting in a thread of its own.
        if get_ident() == here:
            pauses.append(seconds)
        else:
            await really(seconds)

    monkeypatch.setattr("apigen.runtime.client.sessions.sleep", pauses.append)
    monkeypatch.setattr("asyncio.sleep", awaited)
    return pauses
