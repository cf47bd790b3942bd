"""Raw requests to applications: nothing between the test and the server may tidy a path or a header."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote


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

        asyncio.run(self.app(scope, receive, send))
        return _answer(sent)


def _answer(sent: Sequence[Mapping[str, Any]]) -> Answer:
    found: dict[str, str] = {}
    for name, value in sent[0]["headers"]:
        key, text = name.decode(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return Answer(sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent[1:]))


DRIVERS: Mapping[str, Callable[[Any], Driver]] = {"fastapi": AsgiDriver}
