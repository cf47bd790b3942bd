"""ASGI apps that note what comes to an app, and what goes from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sent:
    """A request as it was on the wire."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


class RequestTap:
    """Notes each request before the app inside answers it."""

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
    """Notes the last answer of the app inside: status, headers and body."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.last: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.last = []

        async def noted(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.last += [message["status"], sorted((name, value) for name, value in message["headers"]), b""]
            elif message["type"] == "http.response.body":
                self.last[2] += message.get("body", b"")
            await send(message)

        await self._app(scope, receive, noted)
