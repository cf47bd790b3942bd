"""Apps of either kind: noting what comes to them, and listening on a free port of this machine."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from werkzeug.serving import WSGIRequestHandler, make_server


@dataclass(frozen=True)
class Sent:
    """A request as it was on the wire."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


class AsgiTap:
    """An ASGI app that notes each request before the app inside answers it."""

    def __init__(self, app: Any, wire: list[Sent]) -> None:
        self._app, self._wire = app, wire

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        path, query = scope["raw_path"].partition(b"?")[0].decode(), scope["query_string"].decode()
        self._wire.append(Sent(scope["method"], path, query, headers, bytes(body)))

        async def again() -> Any:
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, again, send)


class AnswerTap:
    """An ASGI app that notes the last answer of the app inside: status, headers and body."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.last: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.last = []

        async def noted(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.last += [message["status"], sorted(map(tuple, message["headers"])), b""]
            elif message["type"] == "http.response.body":
                self.last[2] += message.get("body", b"")
            await send(message)

        await self._app(scope, receive, noted)


class WsgiTap:
    """Does the same for a WSGI app."""

    def __init__(self, app: Any, wire: list[Sent]) -> None:
        self._app, self._wire = app, wire

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        length, stream = environ.get("CONTENT_LENGTH"), environ["wsgi.input"]
        body = stream.read(int(length)) if length else stream.read() if environ.get("wsgi.input_terminated") else b""
        headers = {
            key.removeprefix("HTTP_").lower().replace("_", "-"): value
            for key, value in environ.items()
            if key.startswith("HTTP_") or (key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value)
        }
        path = environ["RAW_URI"].partition("?")[0]
        self._wire.append(Sent(environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], headers, body))
        again: Iterable[bytes] = self._app({**environ, "wsgi.input": io.BytesIO(body)}, start_response)
        return again


@contextmanager
def listening_asgi(app: Any) -> Iterator[int]:
    """Let an app listen; return the port."""
    # The other reader of HTTP that uvicorn may find installed takes no method that it does not know.
    config = uvicorn.Config(app, host="127.0.0.1", port=0, http="h11", log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server has not started"
        time.sleep(0.005)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def listening_wsgi(app: Any) -> Iterator[int]:
    """Let an app listen, with a thread for each connection; return the port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@dataclass(frozen=True)
class Interface:
    """How apps of a kind are watched, and how they are served."""

    tap: Callable[[Any, list[Sent]], Any]
    listening: Callable[[Any], AbstractContextManager[int]]


ASGI, WSGI = Interface(AsgiTap, listening_asgi), Interface(WsgiTap, listening_wsgi)

INTERFACES: Mapping[str, Interface] = {"fastapi": ASGI, "flask": WSGI}
"""What the app of a server target is: every target has its line."""
