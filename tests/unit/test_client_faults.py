"""What a call raises when a server, the network or the caller breaks off: on sockets where sockets are at fault."""

from __future__ import annotations

import asyncio
import inspect
import pickle
from pathlib import Path
from typing import Any, ClassVar, Literal

import httpx
import pytest

from apigen.runtime import client as runtime
from apigen.runtime.client import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ArgumentError,
    InternalServerError,
    NotFoundError,
    RateLimitError,
    ResponseValidationError,
    TokenError,
)
from apigen.runtime.client.pages import PaginationError
from apigen.runtime.core import Response, UploadFile

from ..support.calls import Way
from ..support.driven import (
    GET,
    POST,
    Driven,
    Gone404Error,
    Script,
    answer,
    driven,
    operation,
)
from ..support.faulty import HEAD, faulty, refusing, resets, sends, stalls, whole

CUT = HEAD + b"Content-Length: 100\r\n\r\n" + b'{"n": '
CUT_CHUNK = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"6\r\n" + b'{"n": ' + b"\r\n"
LINES = HEAD.replace(b"application/json", b"application/jsonl")


class Lines200(Response):
    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/jsonl",)
    body: runtime.ItemStream[int]


def test_nobody_listens(way: Way, pauses: list[float]) -> None:
    with refusing() as url, driven(way, base_url=url) as client, pytest.raises(APIConnectionError) as caught:
        client.call(POST)
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    assert not isinstance(caught.value, APITimeoutError)
    # It was never sent: so it is tried again, whatever it is.
    assert len(pauses) == 2


@pytest.mark.parametrize(
    "behaviour", [resets(CUT), resets(HEAD), resets(b""), sends(CUT), sends(CUT_CHUNK), sends(b"")]
)
def test_a_connection_breaks(way: Way, pauses: list[float], behaviour: Any) -> None:
    with faulty(behaviour, sends(whole(b'{"n": 1}'))) as server, driven(way, base_url=server.url) as client:
        assert client.call(GET) == {"n": 1}
    assert (server.requests, len(pauses)) == (2, 1)
    with (
        faulty(behaviour) as server,
        driven(way, base_url=server.url) as client,
        pytest.raises(APIConnectionError) as caught,
    ):
        client.call(POST)
    assert server.requests == 1
    assert isinstance(caught.value.__cause__, httpx.TransportError)


@pytest.mark.parametrize("behaviour", [resets(CUT), sends(CUT)])
def test_a_response_breaks_while_it_is_read(way: Way, pauses: list[float], behaviour: Any) -> None:
    with (
        faulty(behaviour) as server,
        driven(way, base_url=server.url) as client,
        pytest.raises(APIConnectionError) as caught,
    ):
        client.read(GET)
    assert (server.requests, pauses, caught.value.operation) == (1, [], "doThing")


@pytest.mark.parametrize("behave", [resets, sends])
def test_a_stream_breaks(way: Way, behave: Any) -> None:
    raw = LINES + b"Content-Length: 100\r\n\r\n" + b"1\n2\n"
    get = operation(responses={"200": Lines200})
    with faulty(behave(raw)) as server, driven(way, base_url=server.url) as client:
        stream = client.stream(get)
        with pytest.raises(APIConnectionError):
            client.items(stream)
        # It ends with its connection.
        assert client.items(stream) == []


def test_an_item_that_is_none(way: Way) -> None:
    server = Script(answer(200, b'1\n2\n{"n": \n4\n', content_type="application/jsonl", x_request_id="r1"))
    with driven(way, server) as client, pytest.raises(ResponseValidationError) as caught:
        client.items(client.stream(operation(responses={"200": Lines200})))
    error = caught.value
    assert (error.path, error.body, error.status, error.request_id) == ("/2", b'{"n":', 200, "r1")
    assert str(error) == "doThing: /2 in the body of the 200 cannot be read: b'{\"n\":'"


@pytest.mark.parametrize("behaviour", [stalls(), stalls(HEAD), stalls(CUT)])
def test_a_server_is_slow(way: Way, pauses: list[float], behaviour: Any) -> None:
    with faulty(behaviour) as server, driven(way, base_url=server.url, timeout=0.2, max_retries=1) as client:
        with pytest.raises(APITimeoutError):
            client.call(GET)
        with pytest.raises(APITimeoutError):
            client.call(POST)
    assert (server.requests, len(pauses)) == (3, 1)


def test_a_call_has_a_timeout_of_its_own(way: Way) -> None:
    with faulty(stalls()) as server, driven(way, base_url=server.url, timeout=60) as client:
        with pytest.raises(APITimeoutError):
            client.call(GET, {"timeout": 0.1, "max_retries": 0})
        with pytest.raises(APITimeoutError):
            client.with_options(timeout=0.1, max_retries=0).call(GET)


def test_a_stream_stalls(way: Way) -> None:
    raw = LINES + b"Content-Length: 100\r\n\r\n" + b"1\n"
    get = operation(responses={"200": Lines200})
    with (
        faulty(stalls(raw)) as server,
        driven(way, base_url=server.url, timeout=0.2) as client,
        pytest.raises(APITimeoutError),
    ):
        client.items(client.stream(get))


@pytest.mark.parametrize("content", [b'{"n": ', b"", b"<html>", b"\xff\xfe", b'{"n": NaN', b"{'n': 1}"])
@pytest.mark.parametrize("content_type", ["application/json", "text/html", ""])
def test_a_success_that_cannot_be_read(way: Way, pauses: list[float], content: bytes, content_type: str) -> None:
    server = Script(answer(200, content, content_type=content_type, x_request_id="r1"))
    with driven(way, server) as client, pytest.raises(ResponseValidationError) as caught:
        client.call(GET)
    error = caught.value
    assert (error.path, error.body, error.status, error.request_id) == ("", content, 200, "r1")
    assert error.headers["Content-Type"] == content_type
    # It arrived: another try is not for the client to make.
    assert (len(server.requests), pauses) == (1, [])


def test_a_success_of_another_type_that_can_be_read(way: Way) -> None:
    with driven(way, Script(answer(200, {"n": 1}, content_type="text/plain"))) as client:
        assert client.call(GET) == {"n": 1}


@pytest.mark.parametrize(
    ("response", "kind", "body"),
    [
        (answer(404, {"why": "gone"}), Gone404Error, {"why": "gone"}),
        (answer(404, b"<html>", content_type="text/html"), NotFoundError, "<html>"),
        (answer(404, b'{"why": "go'), NotFoundError, '{"why": "go'),
        (answer(404, b""), NotFoundError, None),
        (answer(418, b"teapot", content_type="text/plain"), APIStatusError, "teapot"),
        (answer(501, b"\xff"), InternalServerError, "\ufffd"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_an_error_that_is_not_the_declared_one(
    way: Way, response: httpx.Response, kind: type[APIStatusError], body: object, stream: bool
) -> None:
    with driven(way, Script(response)) as client, pytest.raises(kind) as caught:
        client.read(GET) if stream else client.call(GET)
    assert type(caught.value) is kind
    assert caught.value.body == body


def test_an_error_breaks_while_it_is_read(way: Way, pauses: list[float]) -> None:
    raw = CUT.replace(b"200 OK", b"404 Not Found")
    with faulty(sends(raw)) as server, driven(way, base_url=server.url) as client, pytest.raises(APIConnectionError):
        client.read(GET)


def test_all_connections_are_in_use(way: Way, pauses: list[float]) -> None:
    kind: Any = httpx.Client if way == "blocking" else httpx.AsyncClient
    ready = kind(limits=httpx.Limits(max_connections=1), timeout=httpx.Timeout(5, pool=0.05))
    raw = LINES + b"Content-Length: 100\r\n\r\n" + b"1\n"
    with faulty(stalls(raw)) as server, driven(way, base_url=server.url, ready=ready) as client:
        stream = client.stream(operation(responses={"200": Lines200}))
        with pytest.raises(APITimeoutError) as caught:
            client.call(POST)
        client.wait(stream.close())
        assert connections(client) == []
        client.wait(ready.close() if way == "blocking" else ready.aclose())
    assert isinstance(caught.value.__cause__, httpx.PoolTimeout)
    assert len(pauses) == 2


def connections(client: Driven) -> list[Any]:
    """Return the connections that an HTTP client still has."""
    found: list[Any] = client.client._session._http._transport._pool.connections
    return found


@pytest.mark.parametrize("moment", ["sent", "paused", "streamed"])
def test_a_task_is_cancelled(moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * 100)
    opened: list[Any] = []
    open_file = Path.open

    def spied(self: Path, *args: Any, **kwargs: Any) -> Any:
        opened.append(open_file(self, *args, **kwargs))
        return opened[-1]

    monkeypatch.setattr(Path, "open", spied)
    retried = (
        whole().replace(b"200 OK", b"503 Service Unavailable").replace(b"\r\n\r\n", b"\r\nRetry-After: 100\r\n\r\n")
    )
    stream = LINES + b"Content-Length: 100\r\n\r\n" + b"1\n"
    behaviour = {"sent": stalls(), "paused": sends(retried), "streamed": stalls(stream)}[moment]
    put = operation("PUT", content=UploadFile, responses={"200": Lines200})
    with faulty(behaviour) as server, driven("awaited", base_url=server.url, timeout=20) as client:

        async def call() -> None:
            first = asyncio.Event()

            async def work() -> None:
                async with await client.client.api.stream(put, body=path) as items:
                    async for _ in items:
                        first.set()

            task = asyncio.create_task(work())
            if moment == "streamed":
                await first.wait()
            else:
                while server.requests == 0:
                    await asyncio.sleep(0.01)
                await asyncio.sleep(0.2)
            assert not task.done()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        client.wait(call())
        assert connections(client) == []
        assert [each.closed for each in opened] == [True]


def test_a_caller_stops_reading(way: Way) -> None:
    raw = LINES + b"Content-Length: 100\r\n\r\n" + b"1\n2\n"
    get = operation(responses={"200": Lines200})
    with faulty(stalls(raw)) as server, driven(way, base_url=server.url) as client:
        if way == "blocking":
            with client.stream(get) as items:
                assert next(items) == 1
            with pytest.raises(LookupError), client.client.api.call.streaming(get):
                raise LookupError
        else:

            async def stop() -> None:
                async with await client.client.api.stream(get) as items:
                    assert await anext(items) == 1
                with pytest.raises(LookupError):
                    async with client.client.api.call.streaming(get):
                        raise LookupError

            client.wait(stop())
        assert connections(client) == []


HEADERS = {"x-request-id": "r1", "retry-after": "7"}
ERRORS: list[Exception] = [
    ArgumentError("doThing", "n", "not a number"),
    APIConnectionError("doThing", "ConnectError: refused"),
    APITimeoutError("doThing", "ReadTimeout"),
    ResponseValidationError("doThing", 200, HEADERS, b"<html>", "/2"),
    TokenError("doThing", 400, "invalid_client"),
    PaginationError("doThing", "the address of the next page is none"),
    Gone404Error("doThing", 404, HEADERS, {"why": "gone"}),
    *(
        kind("doThing", status, httpx.Headers(HEADERS), {"why": 1})
        for kind, status in (
            (APIStatusError, 418),
            (runtime.BadRequestError, 400),
            (runtime.AuthenticationError, 401),
            (runtime.PermissionDeniedError, 403),
            (NotFoundError, 404),
            (runtime.ConflictError, 409),
            (runtime.UnprocessableEntityError, 422),
            (RateLimitError, 429),
            (InternalServerError, 503),
        )
    ),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_can_be_pickled(error: Exception) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(error, protocol))
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)


def test_every_error_is_listed_here() -> None:
    exported = {each for each in vars(runtime).values() if inspect.isclass(each) and issubclass(each, Exception)}
    assert exported - {type(each) for each in ERRORS} == {APIError}


@pytest.mark.parametrize("kind", [RateLimitError, InternalServerError, APIStatusError])
def test_what_an_error_says(kind: type[APIStatusError]) -> None:
    error = kind("doThing", 429, httpx.Headers({"X-Request-Id": "r1", "Retry-After": "7"}), None)
    assert (error.request_id, error.retry_after) == ("r1", 7)
    error = kind("doThing", 429, {}, None)
    assert (error.request_id, error.retry_after) == (None, None)
