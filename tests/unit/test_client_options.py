"""What a client, a copy of it and a single call can be told; and the HTTP clients that they take. With both clients."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import httpx
import httpx2
import pytest
from flask import Flask
from flask import request as flask_request
from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from apigen.runtime.client import ArgumentError, ClientCredentials, Library, NotFoundError
from apigen.runtime.core import header

from ..support.calls import Way
from ..support.driven import GET, Script, answer, driven, operation

SECURED = operation(security="header query")


def timeouts(server: Script) -> list[float | None]:
    return [each.extensions["timeout"]["read"] for each in server.requests]


def test_timeouts_are_those_of_the_call_or_of_the_client(way: Way) -> None:
    server = Script(answer())
    with driven(way, server) as client:
        client.call(GET)
    with driven(way, server, timeout=4) as client:
        client.call(GET)
        client.with_options(timeout=3).call(GET)
        client.call(GET, {"timeout": 2})
    # The HTTP client that was handed in has its own: httpx's default.
    assert timeouts(server) == [5, 4, 3, 2]


def test_headers_of_the_call_win(way: Way) -> None:
    server = Script(answer())
    post = operation(parameters={"app": header("X-App", "app")}, security="header")
    with driven(way, server, headers={"X-App": "a", "X-Other": "o"}, credentials={"header": "k"}) as client:
        client.call(GET)
        client.with_options(headers={"x-APP": "b"}).call(GET)
        client.call(GET, {"headers": {"x-app": "c", "User-Agent": "mine", "Accept": "text/csv"}})
    with driven(way, server, headers={"X-App": "a", "X-Key": "default"}, credentials={"header": "k"}) as client:
        client.call(post, app="d")
        client.call(post, {"headers": {"X-Key": "e"}}, app="d")
    assert [each.headers.get_list("x-app") for each in server.requests] == [["a"], ["b"], ["c"], ["d"], ["d"]]
    assert server.requests[1].headers["x-other"] == "o"
    assert [each.headers.get("x-key") for each in server.requests] == [None, None, None, "k", "e"]
    assert server.requests[0].headers["user-agent"] == "things/1.0"
    assert server.requests[2].headers.get_list("user-agent") == ["mine"]
    assert server.requests[2].headers.get_list("accept") == ["text/csv"]


@pytest.mark.parametrize("options", [{"time_out": 3}, {"timeout": 3, "retries": 1}, {"http_client": None}])
def test_what_is_no_option_is_refused(way: Way, options: Any) -> None:
    server = Script(answer())
    unknown = repr(list(options)[-1])
    with driven(way, server) as client:
        with pytest.raises(TypeError, match=f"there is no option {unknown}"):
            client.call(GET, options)
        with pytest.raises(TypeError, match=f"there is no option {unknown}"):
            client.with_options(**options)
    assert server.requests == []


@pytest.mark.parametrize("text", ["hidden\n", "a\r\nX-Evil: 1", "hidden€", " hidden", "hidden "])
@pytest.mark.parametrize("place", ["client", "call", "argument", "idempotency_key"])
def test_a_header_that_cannot_be_sent_is_refused_and_not_shown(way: Way, place: str, text: str) -> None:
    server = Script(answer())
    get = operation(parameters={"app": header("X-App", "app")})
    with (
        driven(way, server, headers={"X-App": text} if place == "client" else None) as client,
        pytest.raises(ArgumentError) as caught,
    ):
        match place:
            case "client":
                client.call(GET)
            case "call":
                client.call(GET, {"headers": {"X-App": text}})
            case "idempotency_key":
                client.call(GET, {"idempotency_key": text})
            case _:
                client.call(get, app=text)
    assert text.strip() not in str(caught.value)
    assert server.requests == []


def test_a_copy_shares_connections_and_tokens(way: Way) -> None:
    closed: list[bool] = []

    class Transport(httpx.MockTransport):
        def close(self) -> None:
            closed.append(True)

        async def aclose(self) -> None:
            closed.append(True)

    def serve(request: httpx.Request) -> httpx.Response:
        return answer(content={"access_token": "t", "expires_in": 300})

    server = Script(serve)

    def make(*, timeout: float) -> httpx.Client:
        return httpx.Client(timeout=timeout, transport=Transport(server))

    def make_async(*, timeout: float) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=timeout, transport=Transport(server))

    library = Library(
        client=make,
        async_client=make_async,
        connection_error=httpx.RequestError,
        timeout_error=httpx.TimeoutException,
    )
    given = ClientCredentials(client_id="me", client_secret="s")
    get = operation(security="oauth")
    with driven(way, credentials={"oauth": given}, library=library) as client:
        first, second = client.with_options(timeout=3), client.with_options(max_retries=0, headers={"x-a": "1"})
        first.call(get)
        client.wait(first.client.close())
        assert closed == []
        second.call(get)
        client.call(get)
    assert closed == [True]
    assert [each.url.path for each in server.requests] == ["/token", *["/v1/things"] * 3]
    assert timeouts(server)[1:] == [3, 30, 30]


def test_a_copy_of_a_copy_keeps_what_it_was_told(way: Way) -> None:
    server = Script(answer())
    with driven(way, server) as client:
        copy = client.with_options(timeout=3, headers={"x-a": "1"}).with_options(headers={"x-b": "2"})
        copy.call(GET)
        client.call(GET)
    assert timeouts(server) == [3, 5]
    assert (server.requests[0].headers["x-a"], server.requests[0].headers["x-b"]) == ("1", "2")
    assert "x-a" not in server.requests[1].headers
    assert type(copy.client) is type(client.client)


def test_nothing_of_the_runtime_logs_an_address(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with driven(way, Script(answer(), answer(404)), credentials={"header": "hidden", "query": "hidden"}) as client:
        client.call(SECURED)
        with pytest.raises(NotFoundError) as caught:
            client.call(SECURED)
    # What httpx says at INFO is httpx's: it names the whole address.
    assert "hidden" not in "".join(each.getMessage() for each in caplog.records if each.name.startswith("apigen"))
    assert "hidden" not in f"{caught.value}{caught.value!r}"


async def echo(request: StarletteRequest) -> JSONResponse:
    return JSONResponse({"key": request.headers["x-key"], "query": request.url.query})


ASGI = Starlette(routes=[Route("/v1/things", echo)])
WSGI = Flask("echo")


@WSGI.get("/v1/things")
def flask_echo() -> dict[str, str]:
    return {"key": flask_request.headers["x-key"], "query": flask_request.query_string.decode()}


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_transports_of_apps(way: Way, library: Any) -> None:
    if way == "blocking":
        ready = library.Client(transport=library.WSGITransport(WSGI))
    else:
        ready = library.AsyncClient(transport=library.ASGITransport(ASGI))
    with driven(way, ready=ready, credentials={"header": "k", "query": "q"}) as client:
        assert client.call(SECURED) == {"key": "k", "query": "key=q"}
        with pytest.raises(NotFoundError):
            client.call(replace(GET, id="doAnother", path="/none"))


def test_a_query_of_the_http_client_comes_after_that_of_the_call(way: Way) -> None:
    server = Script(answer())
    kind: Any = httpx.Client if way == "blocking" else httpx.AsyncClient
    ready = kind(transport=httpx.MockTransport(server), params={"version": "a b"}, base_url="https://ready.example")
    for base_url in ("/v1", "https://api.example/v1"):
        with driven(way, ready=ready, base_url=base_url, credentials={"header": "k", "query": "q"}) as client:
            client.call(GET)
            client.call(replace(SECURED, id="doAnother"))
    assert [each.url.query for each in server.requests] == [b"version=a+b", b"key=q&version=a+b"] * 2
    assert server.requests[1].url.path == server.requests[3].url.path == "/v1/things"


def test_the_test_client_of_an_app() -> None:
    with TestClient(ASGI) as ready:
        for base_url in ("/v1", "http://testserver/v1"):
            with driven(
                "blocking", ready=ready, base_url=base_url, credentials={"header": "k", "query": "q"}
            ) as client:
                assert client.call(SECURED) == {"key": "k", "query": "key=q"}


def test_a_client_needs_a_place(way: Way) -> None:
    with pytest.raises(ValueError, match="base_url is missing"), driven(way, base_url=None):
        pass
