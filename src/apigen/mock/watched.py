"""An app of either interface becomes one that tells of each request that it has answered."""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Tell: TypeAlias = Callable[[str, str, int, float], None]
"""Hears the method and the path of a request, the status of its answer, and how many seconds that took."""


def watched(app: Any, tell: Tell) -> Callable[..., Any]:
    """Return an ASGI or a WSGI app that does what another does, and tells of it."""
    is_asgi = inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)
    return _asgi(app, tell) if is_asgi else _wsgi(app, tell)


def _asgi(app: Callable[..., Awaitable[None]], tell: Tell) -> Callable[..., Any]:
    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        start, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, noted)
        finally:
            if scope["type"] == "http":
                tell(scope["method"], scope["path"], status, time.perf_counter() - start)

    return answer


def _wsgi(app: Callable[..., Iterable[bytes]], tell: Tell) -> Callable[..., Any]:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start, status = time.perf_counter(), 500

        def noted(line: str, *arguments: Any) -> Any:
            nonlocal status
            status = int(line.split(" ")[0])
            return start_response(line, *arguments)

        try:
            return app(environ, noted)
        finally:
            path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
            tell(environ["REQUEST_METHOD"], path, status, time.perf_counter() - start)

    return answer
