"""Bodies that are made while they are sent: when each piece is made, and what is closed when there are no more."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from flask import Flask, request
from starlette.responses import Response
from starlette.testclient import TestClient
from werkzeug.test import EnvironBuilder

from ..support.sockets import listening_asgi, listening_wsgi
from .drivers import AsgiDriver
from .streams import Streams

LISTENING: Mapping[str, Callable[[Any], AbstractContextManager[int]]] = {
    "fastapi": listening_asgi, "flask": listening_wsgi, "plain": listening_wsgi,
}  # fmt: skip


class Rows:
    """Rows, the last of which waits until the test has seen the first. Notes what becomes of it."""

    def __init__(self, count: int = 2, last: Any = None, *, waits: bool = False) -> None:
        self.events: list[str] = []
        self.go = threading.Event()
        self._count, self._last, self._waits = count, last, waits

    def blocking(self) -> Iterator[Any]:
        try:
            for n in range(self._count):
                yield {"n": n % 100}
                if self._waits and not n:
                    assert self.go.wait(20)
            if isinstance(self._last, Exception):
                raise self._last
            if self._last is not None:
                yield self._last
        finally:
            self.events.append("closed")

    async def awaited(self) -> AsyncIterator[Any]:
        try:
            for n in range(self._count):
                yield {"n": n % 100}
                await asyncio.sleep(0)
                if self._waits and not n:
                    assert await asyncio.to_thread(self.go.wait, 20)
            if isinstance(self._last, Exception):
                raise self._last
            if self._last is not None:
                yield self._last
        finally:
            await asyncio.sleep(0)
            self.events.append("closed")

    def iterator(self, kind: str) -> Any:
        return self.blocking() if kind == "blocking" else self.awaited()

    def provider(self, record: Any, kind: str) -> Callable[[], Any]:
        """Return a provider that notes how the request ends."""

        @contextmanager
        def blocking() -> Iterator[Any]:
            try:
                yield record
            except BaseException as error:
                self.events.append(f"undone: {type(error).__name__}")
                raise
            self.events.append("done")

        @asynccontextmanager
        async def awaited() -> AsyncIterator[Any]:
            with blocking() as found:
                yield found

        return blocking if kind == "blocking" else awaited

    def ended(self, count: int) -> list[str]:
        """Return what has become of it, once so much has."""
        deadline = time.monotonic() + 10
        while len(self.events) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.events


KINDS = ("blocking", "awaited")


@contextmanager
def asked(port: int, target: str, method: str = "GET") -> Iterator[HTTPResponse]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, target)
        with connection.getresponse() as answer:
            yield answer
    finally:
        connection.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("awaited", [False, True])
def test_the_first_comes_before_the_last_is_made(streams: Streams, kind: str, *, awaited: bool) -> None:
    rows = Rows(waits=True)
    record = streams.record(lambda _: streams.ops.Watch200(rows.iterator(kind)), awaited=awaited)
    with (
        LISTENING[streams.server](streams.app(rows.provider(record, kind))) as port,
        asked(port, "/v1/events/x") as got,
    ):
        assert (got.readline(), got.readline()) == (b'data: {"n":0}\n', b"\n")
        assert rows.events == []
        rows.go.set()
        assert got.read() == b'data: {"n":1}\n\n'
        assert rows.events == ["closed", "done"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("last", "end", "reason"),
    [
        (RuntimeError("the store has gone"), "RuntimeError", "the store has gone"),
        ({"n": 101}, "BadAnswer", "an item of the 200 response does not fit the contract:\n  /n: 101 is greater"),
    ],
)
def test_broken_off(
    streams: Streams, kind: str, last: Any, end: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody may think that what has been sent is all: the connection ends before the body does."""
    rows = Rows(last=last)
    record = streams.record(lambda _: streams.ops.Export200(rows.iterator(kind)))
    app = streams.app(rows.provider(record, kind))
    with caplog.at_level(logging.ERROR), LISTENING[streams.server](app) as port, asked(port, "/v1/lines/x") as got:
        assert got.status == 200
        with pytest.raises(IncompleteRead) as caught:
            got.read()
        assert caught.value.partial == b'{"n":0}\n{"n":1}\n'
        assert rows.ended(2) == ["closed", f"undone: {end}"]
    assert "GET /lines/{kind} (streams.export): " in caplog.text and reason in caplog.text


def test_items_are_not_judged_if_responses_are_not(streams: Streams) -> None:
    rows = Rows(last={"n": 101})
    driver = streams.driver(streams.record(lambda _: streams.ops.Export200(rows.blocking())), validate_responses=False)
    assert driver.send("GET", "/v1/lines/x", {}).body.endswith(b'{"n":101}\n')


@pytest.mark.parametrize("kind", KINDS)
def test_the_caller_goes(streams: Streams, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """What still makes pieces is closed, and what was opened for the request is undone."""
    rows = Rows(count=10_000_000)
    record = streams.record(lambda _: streams.ops.Export200(rows.iterator(kind)))
    with LISTENING[streams.server](streams.app(rows.provider(record, kind))) as port:
        for n in range(3):
            with asked(port, "/v1/lines/x") as got:
                assert got.readline() == b'{"n":0}\n'
            assert rows.ended(2 * n + 2) == ["closed", "undone: Disconnected"] * (n + 1)
    assert not [each for each in caplog.records if each.name in ("apigen", "asyncio")]


@pytest.mark.parametrize("kind", KINDS)
def test_an_end_that_fails(streams: Streams, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """What a provider does at the end may fail: the body does not end then."""
    record = streams.record(lambda _: streams.ops.Export200(Rows().iterator(kind)))

    def provide() -> Iterator[Any]:
        yield record
        raise RuntimeError("nothing is committed")

    with (
        LISTENING[streams.server](streams.app(provide)) as port,
        asked(port, "/v1/lines/x") as got,
        pytest.raises(IncompleteRead),
    ):
        got.read()
    assert "nothing is committed" in caplog.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_head_makes_no_pieces(streams: Streams, kind: str) -> None:
    rows = Rows()

    class Source:
        """Closes what it has opened before there is any piece."""

        def __init__(self) -> None:
            rows.events.append("opened")

        def close(self) -> None:
            rows.events.append("closed")

    class Blocking(Source):
        def __iter__(self) -> Iterator[Any]:
            raise AssertionError

    class Awaited(Source):
        def __aiter__(self) -> AsyncIterator[Any]:
            raise AssertionError

        async def aclose(self) -> None:
            self.close()

    record = streams.record(lambda _: streams.ops.Export200((Blocking if kind == "blocking" else Awaited)()))
    driver = streams.driver(rows.provider(record, kind))
    answer = driver.send("HEAD", "/v1/lines/x", {})
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, "application/jsonl", b"")
    assert rows.events == ["opened", "closed", "done"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("awaited", [False, True])
def test_context_variables(streams: Streams, kind: str, *, awaited: bool) -> None:
    """What a handler sets is there while pieces are made, what one piece sets for the next, and nothing afterwards."""
    number: ContextVar[int] = ContextVar("number", default=0)

    def count() -> Any:
        number.set(number.get() + 1)
        return {"n": number.get()}

    def blocking() -> Iterator[Any]:
        yield count()
        yield count()

    async def items() -> AsyncIterator[Any]:
        yield count()
        await asyncio.sleep(0)
        yield count()

    def answer(_: Any) -> Any:
        number.set(5)
        return streams.ops.Export200(blocking() if kind == "blocking" else items())

    driver = streams.driver(streams.record(answer, awaited=awaited))
    for _ in range(2):
        assert driver.send("GET", "/v1/lines/x", {}).body == b'{"n":6}\n{"n":7}\n'
    assert number.get() == 0


def test_one_task_makes_all_pieces(streams: Streams) -> None:
    """What belongs to a task, such as a timeout, may last from one piece to the next."""

    async def items() -> AsyncIterator[Any]:
        async with asyncio.timeout(20):
            yield {"n": 1}
            await asyncio.sleep(0)
            yield {"n": 2}

    driver = streams.driver(streams.record(lambda _: streams.ops.Export200(items())))
    assert driver.send("GET", "/v1/lines/x", {}).body == b'{"n":1}\n{"n":2}\n'


@pytest.fixture
def flask(streams_package: str) -> Streams:
    return Streams(streams_package, "flask")


@pytest.fixture
def fastapi(streams_package: str) -> Streams:
    return Streams(streams_package, "fastapi")


def test_flask_around_a_stream(flask: Streams) -> None:
    rows, seen = Rows(), list[str]()

    def paths() -> Iterator[Any]:
        seen.append(request.path)
        yield from rows.blocking()

    record = flask.record(lambda _: flask.ops.Export200(paths()))
    app: Flask = flask.app(rows.provider(record, "blocking"), cors=["https://a.example"])

    @app.after_request
    def after(response: Any) -> Any:
        response.headers["X-After"] = str(response.is_streamed)
        response.call_on_close(lambda: rows.events.append("called"))
        match request.args.get("do"):
            case "replace":
                response.set_data(b"other")
            case "drop":
                return app.response_class("mine")
            case _:
                pass
        return response

    client = app.test_client()
    answer = client.get("/v1/lines/x", headers={"Origin": "https://a.example"}, buffered=True)
    assert (answer.data, answer.headers["X-After"]) == (b'{"n":0}\n{"n":1}\n', "True")
    assert answer.headers["access-control-allow-origin"] == "https://a.example"
    assert (rows.events, seen) == (["closed", "done", "called"], ["/v1/lines/x"])
    rows.events.clear()
    assert client.head("/v1/lines/x", buffered=True).data == b""
    assert rows.events == ["done", "called"]
    for do, body in (("replace", b"other"), ("drop", b"mine")):
        rows.events.clear()
        assert client.get(f"/v1/lines/x?do={do}", buffered=True).data == body
        assert rows.events.count("done") == 1, do


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_that_is_dropped_where_the_loop_runs(flask: Streams, kind: str) -> None:
    """Garbage is collected in any thread: that of the loop must not wait for itself."""
    rows = Rows()
    app = flask.app(rows.provider(flask.record(lambda _: flask.ops.Export200(rows.iterator(kind))), kind))
    parts: Any = app(EnvironBuilder("/v1/lines/x").get_environ(), lambda *_: None)
    next(iter(parts))

    async def collect() -> None:
        parts.close()

    app.extensions["apigen.loop"].run(collect)
    assert rows.ended(2) == ["closed", "undone: Disconnected"]


def test_fastapi_around_a_stream(fastapi: Streams) -> None:
    rows = Rows()
    record = fastapi.record(
        lambda request: fastapi.ops.Export200(rows.awaited() if request.kind == "short" else sleeping())
    )

    async def sleeping() -> AsyncIterator[Any]:
        try:
            yield {"n": 0}
            await asyncio.sleep(1000)
        finally:
            rows.events.append("closed")

    app: FastAPI = fastapi.app(rows.provider(record, "awaited"), cors=["https://a.example"])

    @app.middleware("http")
    async def mark(request: Any, call_next: Any) -> Response:
        response: Response = await call_next(request)
        response.headers["X-After"] = "yes"
        return response

    with TestClient(app) as client:
        answer = client.get("/v1/lines/short", headers={"Origin": "https://a.example"})
    assert (answer.content, answer.headers["X-After"]) == (b'{"n":0}\n{"n":1}\n', "yes")
    assert answer.headers["access-control-allow-origin"] == "https://a.example"
    assert rows.events == ["closed", "done"]
    # Whoever awaits hears at once that the caller goes.
    rows.events.clear()
    with listening_asgi(app) as port:
        with asked(port, "/v1/lines/long") as got:
            assert got.readline() == b'{"n":0}\n'
        assert rows.ended(2) == ["closed", "undone: Disconnected"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_middleware_ends_what_is_broken_off(fastapi: Streams, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """Starlette's own takes the last piece that came for the end of the body."""
    rows = Rows(last=RuntimeError("the store has gone"))
    app: FastAPI = fastapi.app(fastapi.record(lambda _: fastapi.ops.Export200(rows.iterator(kind))))

    @app.middleware("http")
    async def mark(request: Any, call_next: Any) -> Response:
        response: Response = await call_next(request)
        return response

    with listening_asgi(app) as port, asked(port, "/v1/lines/x") as got, pytest.raises(IncompleteRead):
        got.read()
    assert "the store has gone" in caplog.text and "BrokenOff" not in caplog.text


def test_a_list_lets_others_run(fastapi: Streams) -> None:
    """All of it is there at once, and a server may take it without waiting: the loop has others to serve."""
    driver = fastapi.driver(fastapi.record(lambda _: fastapi.ops.Export200([{"n": 1}] * 1000)))
    assert isinstance(driver, AsgiDriver)
    turns = 0

    async def both() -> bytes:
        async def count() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        other = asyncio.create_task(count())
        answer = await driver.ask("GET", "/v1/lines/x", {})
        other.cancel()
        return answer.body

    assert asyncio.run(both()) == b'{"n":1}\n' * 1000
    assert turns > 900


@pytest.mark.parametrize("where", ["provider", "handler"])
def test_a_request_that_is_cancelled_waits_for_its_thread(fastapi: Streams, where: str) -> None:
    """A thread cannot be interrupted: what it works with stays open until it has returned, and is closed then."""
    events, begun, go = list[str](), threading.Event(), threading.Event()

    def work(place: str) -> None:
        if place == where:
            begun.set()
            assert go.wait(20)
            events.append(f"{place} has returned")

    def answer(_: Any) -> Any:
        work("handler")
        return fastapi.ops.Download200(b"")

    def provide() -> Iterator[Any]:
        work("provider")
        try:
            yield fastapi.record(answer)
        finally:
            events.append("left")

    driver = fastapi.driver(provide)
    assert isinstance(driver, AsgiDriver)

    async def cancel() -> None:
        task = asyncio.create_task(driver.ask("GET", "/v1/files/x", {}))
        assert await asyncio.to_thread(begun.wait, 20)
        task.cancel()
        await asyncio.sleep(0.05)
        go.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert events == [f"{where} has returned", "left"]


@pytest.mark.parametrize("kind", ["whole", *KINDS])
@pytest.mark.parametrize("last", [0, 1])
def test_a_server_that_says_that_the_caller_has_gone(fastapi: Streams, kind: str, last: int) -> None:
    """So ASGI has it: what is sent then fails, whichever message it is."""
    rows = Rows()

    def answer(_: Any) -> Any:
        return fastapi.ops.Download200(b"ab") if kind == "whole" else fastapi.ops.Export200(rows.iterator(kind))

    inner, count = fastapi.app(fastapi.record(answer)), 0

    async def app(scope: Any, receive: Any, send: Any) -> None:
        async def fails(message: Any) -> None:
            nonlocal count
            count += 1
            if count > last:
                raise OSError
            await send(message)

        await inner(scope, receive, fails)
        if not last:
            await send({"type": "http.response.start", "status": 200, "headers": []})

    assert AsgiDriver(app).send("GET", f"/v1/{'files' if kind == 'whole' else 'lines'}/x", {}).status == 200
    assert count == last + 1
    assert rows.events == ([] if kind == "whole" or not last else ["closed"])


@pytest.mark.parametrize("awaited", [False, True])
def test_a_handler_that_asks_for_too_much_of_an_iterator(streams: Streams, *, awaited: bool) -> None:
    """`StopIteration` means something to all that lies between a handler and its caller."""
    driver = streams.driver(streams.record(lambda _: next(iter(())), awaited=awaited))
    assert driver.send("GET", "/v1/files/x", {}).status == 500


PROGRAM = """
import asyncio, os
from pathlib import Path
from tests.behaviour.streams import Streams

streams = Streams("streams_api", "{server}")
ops = streams.ops

async def rows():
    yield {{"n": 1}}
    while not Path("go").exists():
        await asyncio.sleep(0.01)
    yield {{"n": 2}}

def answer(request):
    if request.kind == "pid":
        return ops.Download200(str(os.getpid()).encode())
    return ops.Watch200(rows()) if request.kind == "rows" else ops.Download200(Path(request.kind))

app = streams.app(streams.record(answer))
"""
COMMANDS = {
    "fastapi": ["uvicorn", "program:app", "--port", "{port}", "--log-level", "warning"],
    "flask": ["gunicorn", "program:app", "-b", "127.0.0.1:{port}"],
    "plain": ["gunicorn", "program:app", "-b", "127.0.0.1:{port}", "-k", "gthread", "--threads", "4"],
}
SIZE = 200 * 1024 * 1024


@pytest.fixture
def served(streams: Streams, tmp_path: Path) -> Iterator[int]:
    """The port of a server of its own process."""
    (tmp_path / "program.py").write_text(PROGRAM.format(server=streams.server), encoding="utf-8")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(SIZE)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    root = Path(str(sys.modules[streams.package].__file__)).parent.parent
    folders = (tmp_path, root, Path(__file__).resolve().parents[2], os.environ.get("PYTHONPATH", ""))
    command = [part.format(port=port) for part in COMMANDS[streams.server]]
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))},
    )
    try:
        deadline = time.monotonic() + 30
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert process.poll() is None and time.monotonic() < deadline, "the server has not started"
            time.sleep(0.05)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def test_over_a_socket(served: int, tmp_path: Path) -> None:
    with asked(served, "/v1/files/pid") as got:
        status = Path(f"/proc/{int(got.read())}/status")
    before = _resident(status)
    with asked(served, "/v1/events/rows") as got:
        assert got.readline() == b'data: {"n":1}\n'
        (tmp_path / "go").touch()
        assert got.read() == b'\ndata: {"n":2}\n\n'
    with asked(served, "/v1/files/large", "HEAD") as got:
        assert got.headers["Content-Length"] == str(SIZE)
    size, most = 0, before
    with asked(served, "/v1/files/large") as got:
        while piece := got.read(1024 * 1024):
            size += len(piece)
            most = max(most, _resident(status))
    assert size == SIZE
    assert most - before < 30 * 1024, json.dumps([before, most])


def _resident(status: Path) -> int:
    """Return the kilobytes that a process has in memory; 0 where nobody says it."""
    if not status.exists():
        return 0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))
