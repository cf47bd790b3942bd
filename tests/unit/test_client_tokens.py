"""Credentials that are asked for or fetched: OAuth 2.0 client credentials, callables, alternatives. With both clients."""

from __future__ import annotations

import asyncio
import logging
import pickle
import threading
import time
import traceback
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from apigen.runtime.client import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    ArgumentError,
    AuthenticationError,
    ClientCredentials,
    TokenError,
)
from apigen.runtime.core import SecurityScheme, http

from ..support.calls import Way
from ..support.driven import GET, LIBRARY, SCHEMES, Script, answer, driven, operation

SECURED = operation(security="oauth")
NONE: set[str] = set()
SECRET = "s3:cr/et%+ "
GIVEN = ClientCredentials(client_id="me", client_secret=SECRET)


class Services:
    """An API, and a server of tokens, each of which is good until the next is given out."""

    def __init__(self, *answers: httpx.Response | Exception, refuses: int = 0, **fields: object) -> None:
        self.tokens = Script(*answers) if answers else None
        self.asked: list[httpx.Request] = []
        self.called: list[httpx.Request] = []
        self._refuses = refuses
        self._fields = fields

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("token"):
            self.asked.append(request)
            if self.tokens is not None:
                return self.tokens(request)
            return answer(content={"access_token": f"t{len(self.asked)}", **self._fields})
        self.called.append(request)
        if self._refuses:
            self._refuses -= 1
            return answer(401, {"why": "expired"})
        return answer(content={})

    @property
    def shown(self) -> list[str]:
        """The tokens that the API saw."""
        return [each.headers["authorization"].removeprefix("Bearer ") for each in self.called]


def form(request: httpx.Request) -> dict[str, list[str]]:
    return parse_qs(request.content.decode())


def test_a_token_is_fetched_as_the_contract_says(way: Way) -> None:
    services = Services(expires_in=300)
    with driven(way, services, credentials={"oauth": GIVEN, "header": "k"}, headers={"X-App": "a"}) as client:
        client.call(SECURED)
        client.call(SECURED)
    (asked,) = services.asked
    assert (asked.method, str(asked.url)) == ("POST", "https://login.example/token")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.headers["accept"] == "application/json"
    assert form(asked) == {"grant_type": ["client_credentials"]}
    # The two are form-encoded before they are joined (RFC 6749 section 2.3.1).
    assert b64decode(asked.headers["authorization"].removeprefix("Basic ")) == b"me:s3%3Acr%2Fet%25%2B+"
    assert not asked.headers.keys() & {"x-app", "x-key"}
    assert services.shown == ["t1", "t1"]


def test_what_else_is_asked_for(way: Way) -> None:
    services = Services()
    given = ClientCredentials(
        client_id="me", client_secret=SECRET, scopes=("read", "write"), parameters={"audience": "a&b"}, in_body=True
    )
    with driven(way, services, credentials={"oauth": given}) as client:
        client.call(SECURED)
    (asked,) = services.asked
    assert "authorization" not in asked.headers
    assert form(asked) == {
        "grant_type": ["client_credentials"],
        "scope": ["read write"],
        "audience": ["a&b"],
        "client_id": ["me"],
        "client_secret": [SECRET],
    }


@pytest.mark.parametrize(
    ("declared", "given", "asked"),
    [
        ("https://login.example/token", None, "https://login.example/token"),
        ("https://login.example/token", "https://other.example/token", "https://other.example/token"),
        (None, "https://other.example/token", "https://other.example/token"),
        ("/oauth/token", None, "https://api.example/oauth/token"),
        ("oauth/token", None, "https://api.example/v1/oauth/token"),
    ],
)
def test_where_tokens_come_from(way: Way, declared: str | None, given: str | None, asked: str) -> None:
    services = Services()
    credentials = ClientCredentials(client_id="me", client_secret="s", token_url=given)
    schemes = {"oauth": http("bearer", declared)}
    with driven(way, services, schemes=schemes, credentials={"oauth": credentials}) as client:
        client.call(SECURED)
    assert str(services.asked[0].url) == asked


def test_a_client_of_ones_own_knows_where_it_is(way: Way) -> None:
    services = Services()
    kind: Any = httpx.Client if way == "blocking" else httpx.AsyncClient
    ready = kind(
        transport=httpx.MockTransport(services),
        base_url="https://ready.example",
        auth=("me", "hidden"),
        headers={"Authorization": "hidden"},
    )
    schemes = {"oauth": http("bearer", "/token")}
    with driven(way, ready=ready, base_url="", schemes=schemes, credentials={"oauth": GIVEN}) as client:
        client.call(SECURED)
    (asked,) = services.asked
    assert str(asked.url) == "https://ready.example/token"
    assert asked.headers.get_list("authorization") == ["Basic bWU6czMlM0FjciUyRmV0JTI1JTJCKw=="]


def test_nobody_says_where_tokens_come_from(way: Way) -> None:
    with (
        driven(way, Services(), schemes={"oauth": http("bearer")}, credentials={"oauth": GIVEN}) as client,
        pytest.raises(ValueError, match=r"pass ClientCredentials\(token_url=...\)"),
    ):
        client.call(SECURED)


def test_threads_fetch_one_token() -> None:
    services = Services(expires_in=300)

    def slow(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            time.sleep(0.05)
        return services(request)

    start = threading.Barrier(50)
    with driven("blocking", slow, credentials={"oauth": GIVEN}) as client, ThreadPoolExecutor(50) as pool:

        def call(number: int) -> Any:
            start.wait()
            asked = client.with_options(timeout=5) if number % 2 else client
            return asked.call(SECURED)

        list(pool.map(call, range(50)))
    assert len(services.asked) == 1
    assert services.shown == ["t1"] * 50


def test_tasks_fetch_one_token() -> None:
    services = Services(expires_in=300)

    async def slow(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return services(request)

    with driven("awaited", slow, credentials={"oauth": GIVEN}) as client:

        async def calls() -> None:
            copy = client.client.with_options(timeout=5)
            await asyncio.gather(*((copy if n % 2 else client.client).api.call(SECURED) for n in range(50)))

        client.wait(calls())
    assert len(services.asked) == 1
    assert services.shown == ["t1"] * 50


def test_who_waits_for_a_token_hears_that_there_is_none() -> None:
    services = Services(answer(400, {"error": "invalid_client"}))

    async def slow(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return services(request)

    with driven("awaited", slow, credentials={"oauth": GIVEN}) as client:

        async def calls() -> list[object]:
            found = (client.client.api.call(SECURED) for _ in range(20))
            return list(await asyncio.gather(*found, return_exceptions=True))

        errors = client.wait(calls())
        assert {type(each) for each in errors} == {TokenError}
        assert len(services.asked) == 1
        with pytest.raises(TokenError):
            client.call(SECURED)
    assert len(services.asked) == 2


@pytest.mark.parametrize(
    ("lifetime", "still", "stale"),
    [
        (3600, 3569, 3571),
        ("3600", 3569, 3571),
        (40, 19, 21),
        (None, 269, 271),
        ("soon", 269, 271),
        (-1, 269, 271),
        (10**400, 269, 271),
        ({}, 269, 271),
    ],
)
def test_a_token_is_renewed_before_its_end(
    way: Way, monkeypatch: pytest.MonkeyPatch, lifetime: object, still: float, stale: float
) -> None:
    fields: dict[str, Any] = {} if lifetime is None else {"expires_in": lifetime}
    services = Services(**fields)
    now = time.monotonic()
    with driven(way, services, credentials={"oauth": GIVEN}) as client:
        for moment in (now, now + still, now + stale):
            monkeypatch.setattr("apigen.runtime.client.tokens.time.monotonic", lambda moment=moment: moment)
            client.call(SECURED)
        monkeypatch.undo()
    assert services.shown == ["t1", "t1", "t2"]


def test_a_token_that_is_refused_is_renewed_once(way: Way, pauses: list[float]) -> None:
    services = Services(refuses=1, expires_in=300)
    with driven(way, services, credentials={"oauth": GIVEN}, max_retries=0) as client:
        client.call(SECURED)
        client.call(SECURED)
    assert services.shown == ["t1", "t2", "t2"]
    services = Services(refuses=2, expires_in=300)
    with driven(way, services, credentials={"oauth": GIVEN}) as client, pytest.raises(AuthenticationError):
        client.call(SECURED)
    assert services.shown == ["t1", "t2"]


def test_other_credentials_are_not_renewed(way: Way) -> None:
    services = Services(refuses=9)
    with driven(way, services, credentials={"bearer": lambda: "t"}) as client, pytest.raises(AuthenticationError):
        client.call(operation(security="bearer"))
    assert len(services.called) == 1


def test_headers_of_the_call_win_over_new_tokens_too(way: Way) -> None:
    services = Services(refuses=1)
    with driven(way, services, credentials={"oauth": GIVEN}) as client:
        client.call(SECURED, {"headers": {"Authorization": "Bearer mine", "X-Call": "x"}})
    assert services.shown == ["mine", "mine"]
    assert services.called[1].headers["x-call"] == "x"


def test_many_calls_renew_a_token_once() -> None:
    services = Services(expires_in=300)
    valid = "t2"

    async def serve(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.005)
        found = services(request)
        if request.url.path != "/token" and request.headers["authorization"] != f"Bearer {valid}":
            return answer(401)
        return found

    with driven("awaited", serve, credentials={"oauth": GIVEN}) as client:

        async def calls() -> None:
            await asyncio.gather(*(client.client.api.call(SECURED) for _ in range(50)))

        client.wait(calls())
    assert len(services.asked) == 2


def test_a_stream_that_is_refused_is_closed(way: Way, pauses: list[float]) -> None:
    closed: list[bool] = []

    class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
        def close(self) -> None:
            closed.append(True)

        async def aclose(self) -> None:
            closed.append(True)

    def serve(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            return answer(content={"access_token": "t"}) if not closed else answer(500)
        return httpx.Response(401, stream=Body())

    with driven(way, serve, credentials={"oauth": GIVEN}) as client, pytest.raises(TokenError):
        client.read(SECURED)
    assert closed == [True]


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (answer(400, {"error": "invalid_client", "error_description": SECRET}), "400: invalid_client"),
        (answer(400, {"error": f"no {SECRET}"}), "400: an unknown error"),
        (answer(400, {"error": ["invalid"]}), "400: an unknown error"),
        (answer(401, b"<html>"), "401: no access_token"),
        (answer(200, {"token": "x"}), "200: no access_token"),
        (answer(200, {"access_token": 7}), "200: no access_token"),
        (answer(200, {"access_token": "a\r\nb"}), "200: no access_token"),
        (answer(200, b'{"access_token": "x'), "200: no access_token"),
        (answer(200, b"[" * 100_000), "200: no access_token"),
        (answer(302, {}, location="https://evil.example/"), "302: no access_token"),
    ],
)
def test_no_token(way: Way, response: httpx.Response, said: str) -> None:
    services = Services(response)
    with driven(way, services, credentials={"oauth": GIVEN}) as client, pytest.raises(TokenError) as caught:
        client.call(SECURED)
    error = caught.value
    assert str(error) == f"doThing: no token: the token server answered {said}"
    assert (error.operation, error.status) == ("doThing", response.status_code)
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(GIVEN)
    assert SECRET not in shown
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (TokenError, str(error), vars(error))
    assert isinstance(error, APIError)
    assert (len(services.asked), services.called) == (1, [])


def test_a_token_server_is_asked_again(way: Way, pauses: list[float], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    services = Services(answer(503, retry_after="3"), httpx.ReadTimeout("slow"), answer(content={"access_token": "t"}))
    with driven(way, services, credentials={"oauth": GIVEN}) as client:
        client.call(SECURED)
    assert services.shown == ["t"]
    assert pauses[0] == 3
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("failure", "kind"),
    [(httpx.ConnectError("down"), APIConnectionError), (httpx.ReadTimeout("slow"), APITimeoutError)],
)
def test_no_token_server(way: Way, pauses: list[float], failure: Exception, kind: type[APIConnectionError]) -> None:
    with driven(way, Services(failure), credentials={"oauth": GIVEN}) as client, pytest.raises(kind) as caught:
        client.call(SECURED)
    assert (caught.value.operation, caught.value.__cause__) == ("doThing", failure)
    assert len(pauses) == 2


def test_a_token_has_the_time_that_its_call_has(way: Way) -> None:
    services = Services()
    with driven(way, services, credentials={"oauth": GIVEN}, timeout=9) as client:
        client.call(SECURED, {"timeout": 2})
    assert services.asked[0].extensions["timeout"]["read"] == 2


def test_a_callable_is_asked_at_every_call(way: Way) -> None:
    tokens = iter(["a", "b"])
    services = Services()
    with driven(way, services, credentials={"bearer": lambda: next(tokens)}) as client:
        client.call(operation(security="bearer"))
        client.call(operation(security="bearer"))
    assert services.shown == ["a", "b"]


async def coming() -> str:
    await asyncio.sleep(0)
    return "a"


def test_a_callable_may_be_awaited_where_calls_are() -> None:
    services = Services()
    with driven("awaited", services, credentials={"bearer": coming}) as client:
        client.call(operation(security="bearer"))
    assert services.shown == ["a"]


@pytest.mark.filterwarnings("error")
def test_a_callable_may_not_be_awaited_where_calls_block() -> None:
    with (
        driven("blocking", Services(), credentials={"bearer": coming}) as client,
        pytest.raises(
            TypeError, match=r"^the credential 'bearer' is to be awaited: that needs a client whose calls are"
        ),
    ):
        client.call(operation(security="bearer"))


def test_what_a_callable_raises_is_raised(way: Way) -> None:
    def fail() -> str:
        raise LookupError("no token here")

    with driven(way, Services(), credentials={"bearer": fail}) as client, pytest.raises(LookupError, match="no token"):
        client.call(operation(security="bearer"))


@pytest.mark.parametrize(
    ("security", "given", "carried"),
    [
        ("header query", "header query", {"header", "query"}),
        ("header query", "header", NONE),
        ("header query|bearer", "header bearer", {"bearer"}),
        ("header|bearer", "header bearer", {"header"}),
        ("cookie bearer|", "header", NONE),
        ("|cookie", "cookie", {"cookie"}),
    ],
)
def test_all_of_an_alternative_or_the_next(way: Way, security: str, given: str, carried: set[str]) -> None:
    services = Services()
    credentials: dict[str, Any] = dict.fromkeys(given.split(), "hidden")
    with driven(way, services, credentials=credentials) as client:
        client.call(operation(security=security))
        client.call(replace(GET, id="doAnother"))
    secured, open_to_all = (
        {
            name
            for name, found in {
                "header": each.headers.get("x-key"),
                "query": each.url.params.get("key"),
                "cookie": each.headers.get("cookie"),
                "bearer": each.headers.get("authorization"),
            }.items()
            if found is not None
        }
        for each in services.called
    )
    assert (secured, open_to_all) == (carried, NONE)


@pytest.mark.parametrize(
    ("scheme", "secret", "kind"),
    [
        ("header", "hidden\n", ArgumentError),
        ("bearer", "hidden\r\nX-Evil: 1", ArgumentError),
        ("bearer", "hidden€", ArgumentError),
        ("header", " hidden", ArgumentError),
        ("basic", ("hid:den", "x"), ValueError),
        ("basic", "hidden", TypeError),
        ("bearer", ("hidden", "x"), TypeError),
        ("bearer", lambda: 7, TypeError),
    ],
)
def test_a_credential_that_cannot_be_sent_is_not_shown(
    way: Way, scheme: str, secret: object, kind: type[Exception]
) -> None:
    services = Services()
    with driven(way, services, credentials={scheme: secret}) as client, pytest.raises(kind) as caught:
        client.call(operation(security=scheme))
    assert "hid" not in "".join(traceback.format_exception(caught.value, chain=True)).split("Error: ", 1)[1]
    assert services.called == []


def test_no_text_of_a_scheme_or_a_client_has_secrets(way: Way) -> None:
    with driven(way, Services(), credentials={"oauth": GIVEN, "header": SECRET}) as client:
        client.call(SECURED)
        found = [client.client, client.client.api, client.client.api.call, GIVEN, LIBRARY, *SCHEMES.values()]
    assert SECRET not in repr(found)
    assert isinstance(SCHEMES["oauth"], SecurityScheme)
