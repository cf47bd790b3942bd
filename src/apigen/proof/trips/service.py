"""Servers that answer as they are told, and keep what they received."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from apigen.contract.wsgi import as_asgi
from apigen.proof.trips.package import Package
from apigen.proof.trips.plain import plain
from apigen.proof.trips.tap import RequestTap, Sent
from apigen.runtime.core import SecurityScheme

Script: TypeAlias = Callable[[Any], Any]


@dataclass
class Service:
    """An app whose handlers ask `script` what to answer, and what has come to it since it was told."""

    package: Package
    server: str
    seen: list[Any] = field(default_factory=list[Any])
    fields: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """What came, with the content of files."""
    wire: list[Sent] = field(default_factory=list[Sent])
    script: Script | None = None
    native: Any = None
    """The app as the server target makes it."""
    app: Any = None
    """The same as an ASGI app that notes what comes on the wire."""
    url: str = ""
    """Where it listens; empty for an app that is called in this process."""

    def told(self, answer: Any) -> Service:
        """Answer the next requests with a response, or with what a function of the request returns."""
        self.seen.clear()
        self.fields.clear()
        self.wire.clear()
        self.script = answer if callable(answer) else lambda _: answer
        return self

    def answer(self, request: Any) -> Any:
        self.seen.append(request)
        self.fields.append({name: plain(getattr(request, name)) for name in request.__fields__})
        assert self.script is not None, "nobody has said what to answer"
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
    made = Service(package, server)
    create_app = package.module(f"server.{server}").create_app
    handlers, guard = _handlers(made, awaited=awaited), Guard(package)
    made.native = create_app(handlers, security=guard, validate_responses=validate_responses)
    made.app = RequestTap(as_asgi(made.native), made.wire)
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


def credentials(package: Package) -> dict[str, Any]:
    """Return what a client needs to be let in everywhere, by argument."""
    names: dict[str, str] = package.module("server.routes").SERVICE.security_methods
    schemes: dict[str, SecurityScheme] = package.operations.SECURITY_SCHEMES
    return {
        names[name]: ("user", "good") if scheme.http == "basic" else f"good-{name}"
        for name, scheme in schemes.items()
        if scheme.location != "connection"
    }
