"""Large bodies over a socket, both ways: a client needs no more memory for them than for small ones."""

from __future__ import annotations

import asyncio
import tracemalloc
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from apigen.runtime.core import Operation, Request, Response, UploadFile, body

from ..support.calls import WAYS, AsyncClient, Client, Way
from ..support.sockets import listening_asgi

SIZE: Final = 200 * 2**20
PIECE: Final = b"x" * 2**16
ALLOWED: Final = 10 * 2**20


class SendRequest(Request):
    body: UploadFile


class Fetch200(Response):
    media_types = ("application/octet-stream",)
    body: bytes


class Send200(Response):
    media_types = ("text/plain",)
    body: str


FETCH: Operation[Request, Fetch200, bytes] = Operation(
    id="fetch", method="GET", path="/", request=Request, responses={"200": Fetch200}
)
SEND: Operation[SendRequest, Send200, str] = Operation(
    id="send",
    method="PUT",
    path="/",
    request=SendRequest,
    body=body("application/octet-stream"),
    responses={"200": Send200},
)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers with many bytes, or with how many there came and what was said of their length."""
    answer = PIECE
    times = SIZE // len(PIECE)
    if scope["method"] == "PUT":
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message["body"]), message["more_body"]
        answer, times = f"{size} {dict(scope['headers']).get(b'content-length', b'').decode()}".encode(), 1
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(times):
        await send({"type": "http.response.body", "body": answer, "more_body": True})
    await send({"type": "http.response.body"})


def blocking(http: httpx.Client, url: str, folder: Path) -> None:
    api = Client(http, url).api
    with api.call.streaming(FETCH) as response:
        response.save(folder / "large")
    assert api.call(SEND, body=folder / "large") == f"{SIZE} {SIZE}"


async def awaited(http: httpx.AsyncClient, url: str, folder: Path) -> None:
    api = AsyncClient(http, url).api
    async with api.call.streaming(FETCH) as response:
        await response.save(folder / "large")
    assert await api.call(SEND, body=folder / "large") == f"{SIZE} {SIZE}"


@pytest.mark.parametrize("way", WAYS)
def test_large_bodies_need_no_more_memory(way: Way, tmp_path: Path) -> None:
    async def work(url: str) -> None:
        if way == "awaited":
            async with httpx.AsyncClient() as http:
                await awaited(http, url, tmp_path)
        else:
            with httpx.Client() as http:
                blocking(http, url, tmp_path)

    with listening_asgi(app) as port:
        tracemalloc.start()
        try:
            asyncio.run(work(f"http://127.0.0.1:{port}"))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < ALLOWED
