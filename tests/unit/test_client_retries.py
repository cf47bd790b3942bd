"""When a call is tried again, how long it waits before, and what of its body is sent then: with both clients."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from apigen.runtime.client import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    ClientCredentials,
    InternalServerError,
    RateLimitError,
)
from apigen.runtime.client.attempts import LONGEST, SHORTEST
from apigen.runtime.client.errors import retry_after
from apigen.runtime.core import JsonLines, UploadFile, header

from ..support.calls import Way
from ..support.driven import GET, POST, Script, answer, driven, operation

FINE = answer(content={"fine": True})
IDEMPOTENT = ("DELETE", "GET", "HEAD", "OPTIONS", "PUT", "QUERY", "TRACE")


def in_seconds(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 599])
def test_a_status_that_may_pass(way: Way, pauses: list[float], status: int) -> None:
    server = Script(answer(status), FINE)
    with driven(way, server) as client:
        assert client.call(GET) == {"fine": True}
    assert len(server.requests) == 2
    assert len(pauses) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 425, 501, 505])
def test_a_status_that_will_not(way: Way, pauses: list[float], status: int) -> None:
    server = Script(answer(status), FINE)
    with driven(way, server) as client, pytest.raises(APIStatusError) as caught:
        client.call(GET)
    assert (caught.value.status, len(server.requests), pauses) == (status, 1, [])


@pytest.mark.parametrize("failure", [answer(503), httpx.ReadError("reset"), httpx.RemoteProtocolError("gone")])
@pytest.mark.parametrize("method", [*IDEMPOTENT, "POST", "PATCH", "purge"])
def test_what_may_have_been_done_is_done_twice_only_if_that_does_no_harm(
    way: Way, pauses: list[float], method: str, failure: Any
) -> None:
    server = Script(failure, FINE)
    with driven(way, server) as client:
        if method in IDEMPOTENT:
            client.call(operation(method))
        else:
            with pytest.raises((InternalServerError, APIConnectionError)):
                client.call(operation(method))
    assert len(server.requests) == len(pauses) + 1 == (2 if method in IDEMPOTENT else 1)


@pytest.mark.parametrize("failure", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_what_was_never_sent_is_always_tried_again(way: Way, pauses: list[float], failure: type[Exception]) -> None:
    server = Script(failure("no"), failure("no"), FINE)
    with driven(way, server) as client:
        assert client.call(POST) == {"fine": True}
    assert len(pauses) == 2


@pytest.mark.parametrize(
    "failure", [httpx.UnsupportedProtocol("no"), httpx.LocalProtocolError("no"), httpx.DecodingError("no")]
)
def test_what_no_second_try_can_mend(way: Way, pauses: list[float], failure: Exception) -> None:
    with driven(way, Script(failure)) as client, pytest.raises(APIConnectionError):
        client.call(GET)
    assert pauses == []


@pytest.mark.parametrize("given", ["option", "with_options", "parameter", "header"])
def test_an_idempotency_key_is_the_same_in_each_try(way: Way, pauses: list[float], given: str) -> None:
    server = Script(answer(503), httpx.ReadTimeout("slow"), FINE)
    post = operation("POST", parameters={"key": header("Idempotency-Key", "key")})
    with driven(way, server) as client:
        match given:
            case "option":
                client.call(POST, {"idempotency_key": "k1"})
            case "with_options":
                client.with_options(idempotency_key="k1").call(POST)
            case "parameter":
                client.call(post, key="k1")
            case _:
                client.call(POST, {"headers": {"Idempotency-KEY": "k1"}})
    assert [each.headers.get_list("idempotency-key") for each in server.requests] == [["k1"]] * 3


@pytest.mark.parametrize(
    ("client_limit", "option", "copy", "tries"),
    [(None, None, None, 3), (0, None, None, 1), (4, None, None, 5), (4, 1, None, 2), (4, 0, 3, 1), (4, None, 1, 2)],
)
def test_the_limit_is_that_of_the_call_or_of_the_client(
    way: Way, pauses: list[float], client_limit: int | None, option: int | None, copy: int | None, tries: int
) -> None:
    server = Script(answer(503, request_id="r"))
    given: dict[str, Any] = {} if client_limit is None else {"max_retries": client_limit}
    with driven(way, server, **given) as client:
        asked = client if copy is None else client.with_options(max_retries=copy)
        with pytest.raises(InternalServerError):
            asked.call(GET, None if option is None else {"max_retries": option})
    assert len(server.requests) == tries


def test_pauses_grow_to_a_limit_and_differ(way: Way, pauses: list[float]) -> None:
    with driven(way, Script(answer(503)), max_retries=40) as client, pytest.raises(InternalServerError):
        client.call(GET)
    for number, pause in enumerate(pauses):
        longest = min(LONGEST, SHORTEST * 2**number)
        assert 0.75 * longest <= pause <= longest
    assert len(pauses) == len(set(pauses)) == 40


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "0"}, 0.0),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after_ms": "250", "retry_after": "7"}, 0.25),
        ({"retry_after_ms": "soon", "retry_after": "7"}, 7.0),
        ({"retry_after": "120"}, 120.0),
        ({"retry_after": in_seconds(-3600)}, 0.0),
        ({"retry_after": "3, 5"}, 5.0),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-5"}, None),
        ({"retry_after": "1e1"}, None),
        ({"retry_after": "3, soon"}, None),
        ({"retry_after": ""}, None),
        ({"retry_after": "1 Jan 99999999999999999999 00:00:00"}, None),
    ],
)
def test_a_server_says_how_long_to_wait(
    way: Way, pauses: list[float], headers: dict[str, str], pause: float | None
) -> None:
    server = Script(answer(429, **headers), FINE)
    with driven(way, server) as client:
        client.call(GET)
    if pause is None:
        assert SHORTEST * 0.75 <= pauses[0] <= SHORTEST
    else:
        assert pauses == [pause]


def test_a_server_names_a_date(way: Way, pauses: list[float]) -> None:
    with driven(way, Script(lambda request: answer(503, retry_after=in_seconds(30)))) as client:
        with pytest.raises(InternalServerError) as caught:
            client.call(GET, {"max_retries": 1})
        assert 25 < pauses[0] <= 30
        assert 25 < (caught.value.retry_after or 0) <= 30


@pytest.mark.parametrize("headers", [{"retry_after": "121"}, {"retry_after_ms": "120001"}, {"retry_after": "9" * 400}])
def test_nobody_waits_for_ever(way: Way, pauses: list[float], headers: dict[str, str]) -> None:
    server = Script(answer(429, **headers), FINE)
    with driven(way, server) as client, pytest.raises(RateLimitError) as caught:
        client.call(GET)
    assert (len(server.requests), pauses) == (1, [])
    assert (caught.value.retry_after or 0) > 120


def test_a_date_in_another_zone_and_none() -> None:
    moment = datetime.now(UTC) + timedelta(seconds=60)
    for text in (moment.strftime("%a, %d %b %Y %H:%M:%S"), moment.strftime("%a, %d %b %Y %H:%M:%S +0000")):
        assert 55 < (retry_after({"retry-after": text}) or 0) <= 60
    assert retry_after({}) is None


class Wire:
    """Takes each body whole, fails once, and counts the bytes."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.content)
        return answer(503) if len(self.bodies) == 1 else answer(content={"fine": True})


@pytest.fixture(params=["bytes", "path", "file", "memory", "list"])
def again(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """A body that can be sent again, and its type."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * 100_000)
    match request.param:
        case "bytes":
            yield b"x" * 100_000, UploadFile
        case "path":
            yield path, UploadFile
        case "file":
            with path.open("rb") as file:
                file.seek(10)
                yield file, UploadFile
        case "memory":
            yield BytesIO(b"x" * 100_000), UploadFile
        case _:
            yield [1, 2], JsonLines[int]


def test_a_body_is_wound_back(way: Way, pauses: list[float], again: tuple[Any, Any]) -> None:
    given, kind = again
    server = Wire()
    with driven(way, server) as client:
        assert client.call(operation("PUT", content=kind), body=given) == {"fine": True}
    first, second = server.bodies
    assert first == second
    assert len(first) in (100_000, 99_990, len("1\n2\n"))


def once() -> Iterator[int]:
    yield from (1, 2)


class Pipe:
    """A file that cannot be wound back."""

    def __init__(self) -> None:
        self._rest = BytesIO(b"x" * 10)

    def read(self, size: int = -1, /) -> bytes:
        return self._rest.read(size)

    def close(self) -> None:
        self._rest.close()


@pytest.mark.parametrize(("make", "kind"), [(once, JsonLines[int]), (Pipe, UploadFile)])
def test_what_can_be_read_once_is_sent_once(way: Way, pauses: list[float], make: Callable[[], Any], kind: Any) -> None:
    server = Wire()
    with driven(way, server) as client, pytest.raises(InternalServerError):
        client.call(operation("PUT", content=kind), body=make())
    assert len(server.bodies) == 1


def test_a_file_is_sent_again_with_a_new_token(way: Way, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * 100_000)
    bodies: list[bytes] = []

    def serve(request: httpx.Request) -> httpx.Response:
        if request.url.host == "login.example":
            return answer(content={"access_token": f"t{len(bodies)}"})
        bodies.append(request.content)
        return answer(401) if request.headers["authorization"] == "Bearer t0" else answer(content={"fine": True})

    credentials = {"oauth": ClientCredentials(client_id="me", client_secret="s")}
    post = operation("POST", content=UploadFile, security="oauth")
    with driven(way, serve, credentials=credentials) as client, path.open("rb") as file:
        assert client.call(post, body=file) == {"fine": True}
    assert [len(each) for each in bodies] == [100_000] * 2


@pytest.mark.parametrize("failure", [httpx.PoolTimeout("busy"), httpx.ReadTimeout("slow")])
def test_the_last_failure_is_what_is_raised(way: Way, pauses: list[float], failure: Exception) -> None:
    server = Script(httpx.ConnectError("refused"), failure)
    with driven(way, server, max_retries=1) as client, pytest.raises(APITimeoutError) as caught:
        client.call(GET)
    assert caught.value.__cause__ is failure


def test_a_log_says_why_and_shows_no_secrets(way: Way, pauses: list[float], caplog: pytest.LogCaptureFixture) -> None:
    server = Script(answer(503, content={"body": "hidden"}), httpx.ReadError("hidden"), FINE)
    get = operation(security="query header")
    caplog.set_level(logging.DEBUG, "apigen")
    with driven(way, server, credentials={"query": "hidden", "header": "hidden"}) as client:
        client.call(get)
    said = [each.getMessage() for each in caplog.records if each.name.startswith("apigen.")]
    assert said == [
        f"doThing: 503, so try 2 in {pauses[0]:.2f} s",
        f"doThing: ReadError, so try 3 in {pauses[1]:.2f} s",
    ]
    assert {each.levelname for each in caplog.records if each.name.startswith("apigen.")} == {"INFO"}


def test_a_stream_is_opened_again_but_not_read_again(way: Way, pauses: list[float]) -> None:
    server = Script(answer(503), answer(content=b"abc"))
    with driven(way, server) as client:
        assert b"".join(client.read(GET)) == b"abc"
    assert (len(server.requests), len(pauses)) == (2, 1)
