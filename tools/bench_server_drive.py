"""Requests to an application, timed: in its own process, `python bench_server_drive.py asgi MODULE:FACTORY`, and as
an application that tells the CPU time of a server's process. Lines on stdin say what is measured, stdout answers.
"""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

CLOCK = "/cpu-time"
"""The path at which a served application tells the CPU seconds of its process."""


class Case(NamedTuple):
    """A request that is measured."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""


_ADDRESS = {"street": "Bahnhofstrasse 1", "city": "Zug", "country": "CH"}
_LINES = [{"sku": "abc-1", "quantity": 2, "price": 2.5}, {"sku": "abc-2", "quantity": 1, "price": 10.0}]
_ORDER = {"customer": "Ann", "address": _ADDRESS, "lines": _LINES}

CASES = {
    "GET": Case("GET", "/shops/zug-1/orders/17", "limit=20&history=true&status=paid"),
    "POST": Case("POST", "/orders", body=json.dumps({**_ORDER, "note": "by the back door"}).encode()),
    "list": Case("GET", "/shops/zug-1/orders", "limit=20"),
    "404": Case("GET", "/shops/zug-1/customers/17"),
    "422 query": Case("GET", "/shops/zug-1/orders/17", "limit=200&history=true&status=paid"),
    "422 body": Case("POST", "/orders", body=json.dumps({**_ORDER, "customer": ""}).encode()),
}
STATUSES = {"GET": 200, "list": 200, "POST": 201, "404": 404, "422 query": 422, "422 body": 422}
"""What is answered; others may have another status of the same class."""

Drive = Callable[[Case, int], "tuple[int, bytes]"]
"""Sends a request so many times; returns the last answer's status and body."""


def main() -> None:
    """Answer each `CASE<tab>COUNT` with the CPU seconds that it took and the last answer, as JSON."""
    interface, factory = sys.argv[1:]
    with {"asgi": asgi_drive, "wsgi": wsgi_drive}[interface](load(factory)) as drive:
        for line in sys.stdin:
            name, _, count = line.strip().partition("\t")
            before = time.process_time()
            status, body = drive(CASES[name], int(count))
            seconds = time.process_time() - before
            print(json.dumps([seconds, status, body.decode()]), flush=True)


def load(factory: str) -> Any:
    """Return the application that a `MODULE:FACTORY` makes."""
    module, _, name = factory.partition(":")
    return getattr(importlib.import_module(module), name)()


@contextmanager
def asgi_drive(app: Callable[..., Awaitable[None]]) -> Generator[Drive]:
    """Call an ASGI application, as a server does that holds the whole request."""
    answer = bytearray()
    status = 0

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            answer.extend(message.get("body", b""))

    async def repeat(case: Case, count: int) -> tuple[int, bytes]:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": case.body, "more_body": False}

        for _ in range(count):
            answer.clear()
            await app(_scope(case), receive, send)
        return status, bytes(answer)

    with asyncio.Runner() as runner:
        yield lambda case, count: runner.run(repeat(case, count))


def _scope(case: Case) -> dict[str, Any]:
    headers = [(b"host", b"localhost"), (b"accept", b"*/*"), (b"user-agent", b"bench")]
    if case.body:
        headers += [(b"content-type", b"application/json"), (b"content-length", str(len(case.body)).encode())]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": case.method,
        "scheme": "http",
        "path": case.path,
        "raw_path": case.path.encode(),
        "root_path": "",
        "query_string": case.query.encode(),
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }


@contextmanager
def wsgi_drive(app: Callable[..., Any]) -> Generator[Drive]:
    """Call a WSGI application."""
    status = ""

    def start(line: str, headers: object, error: object = None) -> None:
        nonlocal status
        status = line

    def repeat(case: Case, count: int) -> tuple[int, bytes]:
        answer = b""
        for _ in range(count):
            parts = app(_environ(case), start)
            answer = b"".join(parts)
            if hasattr(parts, "close"):
                parts.close()
        return int(status[:3]), answer

    yield repeat


def _environ(case: Case) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": case.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": case.path,
        "RAW_URI": f"{case.path}?{case.query}" if case.query else case.path,
        "QUERY_STRING": case.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT": "*/*",
        "HTTP_USER_AGENT": "bench",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(case.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if case.body:
        environ.update({"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(case.body))})
    return environ


def served_asgi() -> Callable[..., Awaitable[None]]:
    """Return the ASGI application that the environment names, with the clock."""
    app = load(os.environ["BENCH_APP"])

    async def clocked(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != CLOCK:
            await app(scope, receive, send)
            return
        body = str(time.process_time()).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return clocked


def served_wsgi() -> Callable[..., Any]:
    """Return the WSGI application that the environment names, with the clock."""
    app = load(os.environ["BENCH_APP"])

    def clocked(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] != CLOCK:
            return app(environ, start_response)
        body = str(time.process_time()).encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    return clocked


if __name__ == "__main__":
    main()
