"""The kernel's paths as named routes of a FastAPI app: the kernel decides what matches, the routes ask it."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from copy import copy
from typing import Any, TypeAlias, TypeVar, cast
from urllib.parse import quote

from fastapi import FastAPI
from starlette.datastructures import URLPath
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.routing import Match, NoMatchFound, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from workflows._runtime.asgi import Closing, Performer, raw_path, raw_request
from workflows._runtime.server import (
    Hit,
    Kernel,
    Options,
    Provider,
    Served,
    Service,
    StartupError,
    Target,
    as_provider,
    decode,
)

H = TypeVar("H")

Source: TypeAlias = "H | Provider[H] | AbstractAsyncContextManager[H]"
"""Where handlers come from: a record of them; a function that returns or yields one for each request; or an
asynchronous context manager, entered and left with the app's lifespan, that gives one for all requests."""

_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_HIT = "apigen.hit"


def create_app(
    service: Service,
    source: Source[Any],
    *,
    security: object | None,
    options: Options,
    cors: Sequence[str] | None = None,
    app: FastAPI | None = None,
) -> FastAPI:
    """Return an app that serves a contract: a new one, or the given one with the contract's routes added.

    `cors` lists the origins whose pages may call the service. Raises `StartupError` if handlers are missing.
    """
    kernel = Kernel(service, security=security, options=options)
    if app is None:
        # FastAPI would describe its own idea of the contract; the kernel serves the author's.
        app = FastAPI(title=service.title, version=service.version, openapi_url=None, docs_url=None, redoc_url=None)
    app.__dict__["__contract__"] = service.contract
    provider: Callable[[], Any] | None = None
    if isinstance(source, AbstractAsyncContextManager):
        _bind_at_startup(app, kernel, cast("AbstractAsyncContextManager[object]", source))
    elif callable(source):
        provider = source
    else:
        kernel.bind(source)
    try:
        index = _Index(app, kernel, provider)
    except TypeError as error:
        raise StartupError(str(error)) from None
    app.router.routes.extend(index.routes)
    _install_switch(app, index)
    _close_quietly(app)
    if cors is not None:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(cors),
            allow_methods=service.methods,
            allow_headers=["*"],
            expose_headers=service.exposed_headers,
        )
    return app


def _bind_at_startup(app: FastAPI, kernel: Kernel, manager: AbstractAsyncContextManager[object]) -> None:
    """Enter a context manager before the app's own lifespan, leave it after: handlers outlive every request."""
    inner: Callable[[Any], AbstractAsyncContextManager[Any]] = app.router.lifespan_context
    started = False

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncGenerator[Any]:
        nonlocal started
        if started and hasattr(manager, "gen"):
            # What `asynccontextmanager` makes can be entered once, and says so in riddles.
            raise StartupError("the handlers' lifespan is over: make a new app, or a manager that can be entered again")
        started = True
        async with manager as handlers, inner(running) as state:
            kernel.bind(handlers)
            yield state

    app.router.lifespan_context = lifespan


def _install_switch(app: FastAPI, index: _Index) -> None:
    """Put a look-up in front of what FastAPI does around a route, and of the router's scan of all routes.

    Each is put there only if the place is still what it was. Before the first one come the middlewares of the app; after it,
    what handles exceptions and closes files, which is 8 % of a request: the kernel leaves it none of either.
    """
    build: Callable[[], ASGIApp] = app.build_middleware_stack
    inner: ASGIApp | None = getattr(app.router, "middleware_stack", None)

    def build_switched() -> ASGIApp:
        stack: ASGIApp = build()
        outer: ASGIApp = stack
        while (app_inside := getattr(outer, "app", None)) is not None:
            if isinstance(app_inside, ExceptionMiddleware):
                outer.__dict__["app"] = index.before(app_inside)
                break
            outer = app_inside
        return stack

    app.__dict__["build_middleware_stack"] = build_switched
    if inner is not None:
        app.router.__dict__["middleware_stack"] = index.before(index.scan if inner == app.router.app else inner)


def _close_quietly(app: FastAPI) -> None:
    """Let nothing be logged of a response that is broken off but why, and no middleware end it."""
    build: Callable[[], ASGIApp] = app.build_middleware_stack
    app.__dict__["build_middleware_stack"] = lambda: Closing(build(), guards=bool(app.user_middleware))


class _Index:
    """All routes of a contract in an app: which of them a request is for, and how it is answered."""

    def __init__(self, app: FastAPI, kernel: Kernel, provider: Callable[[], Any] | None) -> None:
        self._app, self._kernel, self._original = app, kernel, provider
        self._provider = None if provider is None else as_provider(provider)
        self._performer = Performer(kernel)
        operations = [ContractRoute(self, served) for served in kernel.served]
        self._routes = {(route.served.site, route.served.method): route for route in operations}
        self._gates = {route.served.site: ContractRoute(self, route.served, gate=True) for route in operations}
        self.routes = [*operations, *self._gates.values()]
        """One for each operation and document, and after them one for each path that takes every other method."""
        self._start = len(app.router.routes)

    def before(self, inner: ASGIApp) -> ASGIApp:
        """Return an app that answers what the contract has a path for, and leaves the rest to another."""

        async def switch(scope: Scope, receive: Receive, send: Send) -> None:
            # FastAPI's own telemetry wants to see the scan.
            if scope["type"] == "http" and "fastapi.telemetry" not in scope:
                path = raw_path(scope)
                hit = self._kernel.find(path)
                if hit is not None:
                    route = self.route(hit, scope["method"])
                    scope.setdefault("router", self._app.router)
                    scope["route"] = route
                    scope.update(route.found(hit, scope))
                    await self.answer(hit, path, scope, receive, send)
                    return
            await inner(scope, receive, send)

        return switch

    async def scan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the router look for a route that is none of the contract's: it would ask each of a thousand."""
        router, own = self._app.router, self.routes
        start = self._start
        stop = start + len(own)
        if scope["type"] == "http" and router.routes[start:stop] == own and self.find(scope) is None:
            scope.setdefault("router", router)
            others = copy(router)
            others.routes = [*router.routes[:start], *router.routes[stop:]]
            router = others
        await router.app(scope, receive, send)

    def find(self, scope: Scope) -> Hit[Target] | None:
        """Return where a request leads. Asked once for a path: every route of the app asks again."""
        known = scope.get(_HIT)
        place = (scope.get("root_path", ""), scope["path"])
        if known is not None and known[0] is self and known[1] == place:
            found: Hit[Target] | None = known[2]
            return found
        hit = self._kernel.find(raw_path(scope))
        scope[_HIT] = (self, place, hit)
        return hit

    def route(self, hit: Hit[Target], method: str) -> ContractRoute:
        """Return the route for a method at a site: a HEAD is served by the GET."""
        routes, site = self._routes, hit.site
        found = routes.get((site, method)) or (routes.get((site, "GET")) if method == "HEAD" else None)
        return found or self._gates[site]

    def answer(self, hit: Hit[Target], path: str, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer a request whose raw path leads to a hit, once this is awaited."""
        request = raw_request(scope, path, Request(scope, receive))
        provider = self._provider
        if self._original is not None and self._original in self._app.dependency_overrides:
            provider = as_provider(self._app.dependency_overrides[self._original])
        return self._performer.run(self._kernel.exchange(hit, request), provider, scope, receive, send)


class ContractRoute(Route):
    """A route whose match the kernel decides. A gate takes the methods of its path that no operation has."""

    def __init__(self, index: _Index, served: Served, *, gate: bool = False) -> None:
        # Not Starlette's own: it compiles the path, and asserts on names that a contract may use.
        self.index, self.served, self.gate = index, served, gate
        self.path = self.path_format = served.template
        self.name = f"{served.name}.other_methods" if gate else served.name
        self.methods = None if gate else {served.method, "HEAD"} if served.method == "GET" else {served.method}
        self.tags = [served.tag] if served.tag is not None else []
        self.include_in_schema = False
        self.endpoint = self.app = self.handle
        self.param_convertors = {}
        self.path_regex = re.compile("[^/]*".join(re.escape(part) for part in _EXPRESSION.split(self.path)[::2]))
        self._names = _EXPRESSION.findall(self.path)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Ask the kernel."""
        if scope["type"] == "http":
            hit = self.index.find(scope)
            if hit is not None and self.index.route(hit, scope["method"]) is self:
                return Match.FULL, self.found(hit, scope)
        return Match.NONE, {}

    def found(self, hit: Hit[Target], scope: Scope) -> Scope:
        """Return what a match adds to a scope: the endpoint, and the path parameters as text."""
        values: dict[str, Any] = dict(scope.get("path_params", ()))
        for name, value in zip(self._names, hit.values, strict=False):
            values[name] = decode(value) or value
        return {"endpoint": self.endpoint, "path_params": values}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that matched."""
        hit = self.index.find(scope)
        assert hit is not None, "a route answers only what it matched"
        await self.index.answer(hit, raw_path(scope), scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """Return the path of the operation of a name, its parameters named as in the contract."""
        if name != self.name or path_params.keys() != set(self._names):
            raise NoMatchFound(name, path_params)
        return URLPath(_EXPRESSION.sub(lambda found: quote(str(path_params[found[1]]), safe=""), self.path), "http")
