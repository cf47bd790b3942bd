"""Servers that answer as a test tells them, and keep what they received."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import uvicorn

from .packages import Package

Script: TypeAlias = Callable[[Any], Any]

AS_ASGI: Mapping[str, Callable[[Any], Any]] = {"fastapi": lambda app: app}
"""What makes an ASGI app of a server target's own: every target has its line."""


@dataclass(frozen=True)
class Sent:
    """A request as it was on the wire."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Service:
    """An app whose handlers ask `script` what to answer, and what has come to it since it was told."""

    package: Package
    base_path: str
    seen: list[Any] = field(default_factory=list[Any])
    wire: list[Sent] = field(default_factory=list[Sent])
    script: Script | None = None
    app: Any = None
    url: str = ""
    """Where it listens; empty for an app that is called in this process."""

    def told(self, answer: Any) -> Service:
        """Answer the next requests with a response, or with what a function of the request returns."""
        self.seen.clear()
        self.wire.clear()
        self.script = answer if callable(answer) else lambda _: answer
        return self

    def answer(self, request: Any) -> Any:
        self.seen.append(request)
        assert self.script is not None, "the test has not said what to answer"
        return self.script(request)


class Guard:
    """Judges every scheme alike: a token that starts with `good` is a principal of that name."""

    def __init__(self, package: Package) -> None:
        self._abort = package.module("server").Abort

    def __getattr__(self, scheme: str) -> Callable[[Any], object]:
        if scheme.startswith("_"):
            raise AttributeError(scheme)
        return self._judge

    def _judge(self, credential: Any) -> object:
        if credential.value == "forbidden":
            raise self._abort(403)
        pair = credential.basic()
        value = pair[1] if pair else credential.value
        return f"{credential.scheme}:{value}" if value.startswith("good") else None


def service(package: Package, server: str, *, awaited: bool, validate_responses: bool = True) -> Service:
    """Return a service whose handlers are all `async def`, or all `def`."""
    made = Service(package, package.operations.BASE_PATH)
    create_app = package.module(f"server.{server}").create_app
    handlers, guard = _handlers(made, awaited=awaited), Guard(package)
    app = create_app(handlers, security=guard, validate_responses=validate_responses)
    made.app = _Tap(AS_ASGI[server](app), made.wire)
    return made


def _handlers(made: Service, *, awaited: bool) -> Any:
    """Return the record of handlers: subclasses of the generated abstract classes."""

    async def awaited_method(self: object, request: Any) -> Any:
        return made.answer(request)

    def method(self: object, request: Any) -> Any:
        return made.answer(request)

    module = made.package.module("server.handlers")
    groups: dict[str, dict[str, Any]] = {}
    for route in made.package.routes:
        groups.setdefault(route.group, {})[route.method] = awaited_method if awaited else method
    kinds = module.Handlers.__annotations__
    return module.Handlers(
        **{name: type(name.title(), (getattr(module, kinds[name]),), methods)() for name, methods in groups.items()}
    )


class _Tap:
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


@contextmanager
def listening(made: Service) -> Iterator[Service]:
    """Let a service listen on a free port of this machine."""
    config = uvicorn.Config(made.app, host="127.0.0.1", port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server has not started"
        time.sleep(0.005)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    made.url = f"http://{host}:{port}{made.base_path}"
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(10)
