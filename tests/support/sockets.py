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

from apigen.proof.trips.tap import RequestTap, Sent


class WsgiTap:
    """Does for a WSGI app what `RequestTap` does for an ASGI one."""

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


ASGI, WSGI = Interface(RequestTap, listening_asgi), Interface(WsgiTap, listening_wsgi)

INTERFACES: Mapping[str, Interface] = {"fastapi": ASGI, "flask": WSGI}
"""What the app of a server target is: every target has its line."""
