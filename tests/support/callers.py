"""Generated clients of every kind, behind one way to call them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any, TypeAlias

import httpx
from pydantic import BaseModel
from starlette.testclient import TestClient

from .services import Service

Arguments: TypeAlias = Mapping[str, Any]
Call: TypeAlias = Callable[..., Any]
"""Takes a service, the group and the method, its arguments, and settings of the client; returns the `ApiResponse`."""


def call_blocking(service: Service, group: str, method: str, arguments: Arguments, **settings: Any) -> Any:
    """Call with the blocking client."""
    with blocking_client(service, **settings) as client:
        return blocking_answer(client, group, method, arguments)


def call_awaited(service: Service, group: str, method: str, arguments: Arguments, **settings: Any) -> Any:
    """Call with the awaited client."""

    async def call() -> Any:
        async with awaited_client(service, **settings) as client:
            return await awaited_answer(client, group, method, arguments)

    return asyncio.run(call())


def blocking_answer(client: Any, group: str, method: str, arguments: Arguments) -> Any:
    """Return the `ApiResponse` of an operation. A stream is read while there is a connection."""
    answer = getattr(getattr(client, group), method).with_response(**arguments)
    return replace(answer, body=list(answer.body)) if _is_stream(answer.body) else answer


async def awaited_answer(client: Any, group: str, method: str, arguments: Arguments) -> Any:
    """Do the same with a client whose calls are awaited."""
    answer = await getattr(getattr(client, group), method).with_response(**arguments)
    return replace(answer, body=[each async for each in answer.body]) if _is_stream(answer.body) else answer


def _is_stream(body: Any) -> bool:
    """Whether a body comes bit by bit. A model may have a property `events`, too."""
    return hasattr(body, "events") and not isinstance(body, BaseModel)


@contextmanager
def blocking_client(service: Service, http: httpx.Client | None = None, **settings: Any) -> Iterator[Any]:
    """Return a client that knows where the service listens, or has it as its HTTP client."""
    client_class = service.package.client_classes[0]
    if service.url:
        with client_class(base_url=service.url, **settings) as client:
            yield client
        return
    # Without a base URL the paths are below that of the HTTP client.
    found = http or TestClient(service.app, raise_server_exceptions=False)
    with client_class(base_url=None, http_client=found, **settings) as client:
        yield client


@asynccontextmanager
async def awaited_client(service: Service, **settings: Any) -> AsyncIterator[Any]:
    """Do the same for the client whose calls are awaited."""
    client_class = service.package.client_classes[1]
    if service.url:
        async with client_class(base_url=service.url, **settings) as client:
            yield client
        return
    transport = httpx.ASGITransport(service.app, raise_app_exceptions=False)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://service") as http,
        client_class(base_url=None, http_client=http, **settings) as client,
    ):
        yield client


class InProcess(httpx.BaseTransport):
    """Calls an ASGI app on a loop of its own. Starlette's test client writes headers in UTF-8, which no server reads."""

    def __init__(self, app: Any, runner: asyncio.Runner) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._runner = runner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the whole answer."""
        sent = httpx.Request(request.method, request.url, headers=request.headers.raw, content=request.read())
        sent.method = request.method

        async def answer() -> httpx.Response:
            response = await self._transport.handle_async_request(sent)
            return httpx.Response(response.status_code, headers=response.headers.raw, content=await response.aread())

        return self._runner.run(answer())


CALLS: Mapping[str, Call] = {"blocking": call_blocking, "awaited": call_awaited}
