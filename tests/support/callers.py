"""Generated clients of every kind, behind one way to call them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any, TypeAlias

import httpx
from starlette.testclient import TestClient

from .services import Service

Arguments: TypeAlias = Mapping[str, Any]
Call: TypeAlias = Callable[..., Any]
"""Takes a service, the group and the method, its arguments, and settings of the client; returns the `ApiResponse`."""


def call_blocking(service: Service, group: str, method: str, arguments: Arguments, **settings: Any) -> Any:
    """Call with the blocking client."""
    with blocking_client(service, **settings) as client:
        answer = getattr(getattr(client, group), method).with_response(**arguments)
        # A stream is read while there is a connection.
        return replace(answer, body=list(answer.body)) if hasattr(answer.body, "events") else answer


def call_awaited(service: Service, group: str, method: str, arguments: Arguments, **settings: Any) -> Any:
    """Call with the awaited client."""

    async def call() -> Any:
        async with awaited_client(service, **settings) as client:
            answer = await getattr(getattr(client, group), method).with_response(**arguments)
            return (
                replace(answer, body=[each async for each in answer.body]) if hasattr(answer.body, "events") else answer
            )

    return asyncio.run(call())


@contextmanager
def blocking_client(service: Service, **settings: Any) -> Iterator[Any]:
    """Return a client that knows where the service listens, or has it as its HTTP client."""
    client_class = service.package.client_classes[0]
    if service.url:
        with client_class(base_url=service.url, **settings) as client:
            yield client
        return
    # Without a base URL the paths are below that of the HTTP client.
    http = TestClient(service.app, raise_server_exceptions=False)
    with client_class(base_url=None, http_client=http, **settings) as client:
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


CALLS: Mapping[str, Call] = {"blocking": call_blocking, "awaited": call_awaited}
