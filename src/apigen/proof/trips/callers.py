"""Generated clients of every kind, behind one way to call them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from apigen.proof.trips.service import Service

HERE = "http://service"
"""Where an app seems to be that is called in this process."""


def blocking_answer(client: Any, group: str, method: str, arguments: Mapping[str, Any]) -> Any:
    """Return the `ApiResponse` of an operation. A stream is read while there is a connection."""
    answer = getattr(getattr(client, group), method).with_response(**arguments)
    return replace(answer, body=list(answer.body)) if _is_stream(answer.body) else answer


async def awaited_answer(client: Any, group: str, method: str, arguments: Mapping[str, Any]) -> Any:
    """Do the same with a client whose calls are awaited."""
    answer = await getattr(getattr(client, group), method).with_response(**arguments)
    return replace(answer, body=[each async for each in answer.body]) if _is_stream(answer.body) else answer


def _is_stream(body: Any) -> bool:
    """Whether a body comes bit by bit. A model may have a property `events`, too."""
    return hasattr(body, "events") and not isinstance(body, BaseModel)


@contextmanager
def blocking_client(service: Service, **settings: Any) -> Generator[Any]:
    """Yield a client that knows where the service listens, or has it as its HTTP client."""
    kind, _ = service.package.client_classes
    if service.url:
        with kind(base_url=service.url, **settings) as client:
            yield client
        return
    library = service.package.http_library
    with (
        asyncio.Runner() as runner,
        library.Client(transport=_InProcess(library, service.app, runner), base_url=HERE) as http,
        # Without a base URL the paths are below that of the HTTP client.
        kind(base_url=None, http_client=http, **settings) as client,
    ):
        yield client


@asynccontextmanager
async def awaited_client(service: Service, **settings: Any) -> AsyncGenerator[Any]:
    """Do the same for the client whose calls are awaited."""
    _, kind = service.package.client_classes
    if service.url:
        async with kind(base_url=service.url, **settings) as client:
            yield client
        return
    library = service.package.http_library
    transport = library.ASGITransport(service.app, raise_app_exceptions=False)
    async with (
        library.AsyncClient(transport=transport, base_url=HERE) as http,
        kind(base_url=None, http_client=http, **settings) as client,
    ):
        yield client


class _InProcess:
    """A transport that calls an ASGI app on a loop of its own."""

    def __init__(self, library: Any, app: Any, runner: asyncio.Runner) -> None:
        self._library, self._runner = library, runner
        self._transport = library.ASGITransport(app, raise_app_exceptions=False)

    def __enter__(self) -> _InProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let nothing go: there is no connection."""

    def handle_request(self, request: Any) -> Any:
        """Return the whole answer."""
        sent = self._library.Request(request.method, request.url, headers=request.headers.raw, content=request.read())
        # The constructor writes methods in capitals, and those of a contract may be others.
        sent.method = request.method

        async def answer() -> Any:
            response = await self._transport.handle_async_request(sent)
            headers, content = response.headers.raw, await response.aread()
            return self._library.Response(response.status_code, headers=headers, content=content)

        return self._runner.run(answer())
