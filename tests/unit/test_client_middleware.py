"""What stands between a client and its HTTP library: with both clients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import httpx
import pytest

from apigen.runtime.client import (
    APIConnectionError,
    AsyncMiddleware,
    AsyncOpenResponse,
    AsyncSend,
    HttpRequest,
    Middleware,
    NotFoundError,
    OpenResponse,
    Send,
)

from ..support.calls import Way
from ..support.driven import GET, Script, answer, driven, operation

Before: TypeAlias = Callable[[HttpRequest], "HttpRequest | httpx.Response"]
SECURED = operation(security="header query bearer")
CREDENTIALS = {"header": "hidden1", "query": "hidden2", "bearer": "hidden3"}


def middleware(way: Way, before: Before, after: Callable[[Any], None] = lambda response: None) -> Any:
    """Return a middleware that sends what a function returns for a request, unless that is a response already."""

    def blocking(request: HttpRequest, send: Send) -> OpenResponse:
        found = before(request)
        response = found if isinstance(found, httpx.Response) else send(found)
        after(response)
        return response

    async def awaited(request: HttpRequest, send: AsyncSend) -> AsyncOpenResponse:
        found = before(request)
        response = found if isinstance(found, httpx.Response) else await send(found)
        after(response)
        return response

    typed: tuple[Middleware, AsyncMiddleware] = (blocking, awaited)
    return typed[way == "awaited"]


def test_the_first_is_outermost(way: Way) -> None:
    seen: list[str] = []

    def named(name: str) -> Any:
        def before(request: HttpRequest) -> HttpRequest:
            seen.append(f"{name} asks")
            return replace(request, headers={**request.headers, f"x-{name}": request.headers.get("x-a", "none")})

        return middleware(way, before, lambda response: seen.append(f"{name} has {response.status_code}"))

    server = Script(answer())
    with driven(way, server, middleware=[named("a"), named("b")]) as client:
        client.call(GET)
    assert seen == ["a asks", "b asks", "b has 200", "a has 200"]
    assert (server.last.headers["x-a"], server.last.headers["x-b"]) == ("none", "none")


def test_each_try_passes_through(way: Way, pauses: list[float]) -> None:
    seen: list[HttpRequest] = []

    def note(request: HttpRequest) -> HttpRequest:
        seen.append(request)
        return request

    server = Script(answer(503), httpx.ReadError("reset"), answer(307, location="/other"), answer())
    with driven(way, server, middleware=[middleware(way, note)]) as client:
        client.call(GET, {"timeout": 4})
    assert [(each.attempt, each.url) for each in seen] == [
        (1, "https://api.example/v1/things"),
        (2, "https://api.example/v1/things"),
        (3, "https://api.example/v1/things"),
        (3, "https://api.example/other"),
    ]
    assert {(each.operation, each.method, each.timeout) for each in seen} == {("doThing", "GET", 4)}


def test_credentials_are_seen_but_not_shown(way: Way) -> None:
    seen: list[HttpRequest] = []

    def note(request: HttpRequest) -> HttpRequest:
        seen.append(request)
        return request

    with driven(way, Script(answer()), credentials=CREDENTIALS, middleware=[middleware(way, note)]) as client:
        client.call(SECURED)
    (request,) = seen
    assert (request.headers["x-key"], request.headers["authorization"]) == ("hidden1", "Bearer hidden3")
    assert request.url.endswith("?key=hidden2")
    assert "hidden" not in repr(request)
    assert repr(request).startswith("HttpRequest(operation='doThing', method='GET'")


def test_what_it_sends_is_sent(way: Way) -> None:
    def sign(request: HttpRequest) -> HttpRequest:
        return replace(request, headers={**request.headers, "x-signature": "s"}, url=f"{request.url}?page=2")

    server = Script(answer())
    with driven(way, server, middleware=[middleware(way, sign)]) as client:
        client.call(GET)
    assert (server.last.headers["x-signature"], server.last.url.query) == ("s", b"page=2")


@pytest.mark.parametrize("stream", [False, True])
def test_it_may_answer_itself(way: Way, stream: bool) -> None:
    known = middleware(way, lambda request: answer(content={"from": "cache"}))
    server = Script(answer())
    with driven(way, server, middleware=[known]) as client:
        if stream:
            assert b"".join(client.read(GET)) == b'{"from": "cache"}'
        else:
            assert client.call(GET) == {"from": "cache"}
    assert server.requests == []
    with (
        driven(way, server, middleware=[middleware(way, lambda request: answer(404))]) as client,
        pytest.raises(NotFoundError),
    ):
        client.call(GET)


def test_what_it_raises_is_raised(way: Way, pauses: list[float]) -> None:
    def fail(request: HttpRequest) -> HttpRequest:
        raise PermissionError("not today")

    with (
        driven(way, Script(answer()), middleware=[middleware(way, fail)]) as client,
        pytest.raises(PermissionError, match=r"^not today$"),
    ):
        client.call(GET)
    assert pauses == []

    def break_off(request: HttpRequest) -> HttpRequest:
        raise httpx.ReadError("broken here")

    with (
        driven(way, Script(answer()), middleware=[middleware(way, break_off)]) as client,
        pytest.raises(APIConnectionError, match="broken here"),
    ):
        client.call(GET)
    assert len(pauses) == 2


def test_streams_pass_through_unread(way: Way) -> None:
    seen: list[bool] = []
    server = Script(lambda request: httpx.Response(200, content=b"abc", headers={"content-type": "text/plain"}))
    note = middleware(way, lambda request: request, lambda response: seen.append(response.is_stream_consumed))
    with driven(way, server, middleware=[note]) as client:
        assert b"".join(client.read(GET)) == b"abc"
    assert len(seen) == 1


def test_a_copy_has_it_too(way: Way) -> None:
    seen: list[str] = []

    def note(request: HttpRequest) -> HttpRequest:
        seen.append(request.operation)
        return request

    with driven(way, Script(answer()), middleware=[middleware(way, note)]) as client:
        client.with_options(timeout=3).call(GET)
    assert seen == ["doThing"]
