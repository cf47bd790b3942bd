"""Raw requests to applications: nothing between the test and the server may tidy a path or a header."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote, unquote_to_bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Headers of one name are joined with a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Driver(Protocol):
    """Sends a request to an application."""

    app: Any

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer: ...


class AsgiDriver:
    """Calls an ASGI application."""

    def __init__(self, app: Any, root_path: str = "") -> None:
        self.app = app
        self._root_path = root_path

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        return asyncio.run(self.ask(method, target, headers, body))

    async def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Send a request within a loop that runs."""
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": self._root_path,
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
            "client": ("test", 1),
            "server": ("test", 80),
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        return _answer(sent)


class WsgiDriver:
    """Calls a WSGI application, as a server that passes the raw path on."""

    def __init__(self, app: Any, script_name: str = "", raw: str | None = "RAW_URI") -> None:
        self.app = app
        self._script_name, self._raw = script_name, raw

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        path, _, query = target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": self._script_name,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1").removeprefix(self._script_name),
            "QUERY_STRING": query,
            "SERVER_NAME": "test",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if self._raw:
            environ[self._raw] = target
        if body:
            environ["CONTENT_LENGTH"] = str(len(body))
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            plain = key in ("CONTENT_TYPE", "CONTENT_LENGTH")
            key = key if plain else f"HTTP_{key}"
            environ[key] = value if plain or key not in environ else f"{environ[key]},{value}"
        started: list[tuple[str, list[tuple[str, str]]]] = []
        parts = self.app(environ, lambda status, found, *_: started.append((status, found)))
        try:
            whole = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        ((status, found),) = started
        assert not (method == "HEAD" and whole)
        return Answer(int(status[:3]), _joined(found), whole)


def _joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _answer(sent: Sequence[Mapping[str, Any]]) -> Answer:
    found = _joined((name.decode(), value.decode("latin-1")) for name, value in sent[0]["headers"])
    return Answer(sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent[1:]))


DRIVERS: Mapping[str, Callable[[Any], Driver]] = {"fastapi": AsgiDriver, "flask": WsgiDriver, "plain": WsgiDriver}
