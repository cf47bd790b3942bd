"""Handlers of the contract of responses: they answer what a test says."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from .drivers import DRIVERS, Driver

METHODS = ("watch", "export", "download", "image", "report")


class Streams:
    """A server target's app whose operations all answer with what a function of the request returns."""

    def __init__(self, package: str, server: str) -> None:
        self.package, self.server = package, server
        self.ops: Any = importlib.import_module(f"{package}.operations")
        self.core: Any = importlib.import_module(f"{package}._runtime.core")
        self._handlers: Any = importlib.import_module(f"{package}.server").Handlers
        self._create_app = importlib.import_module(f"{package}.server.{server}").create_app

    def record(self, answer: Callable[[Any], Any], *, awaited: bool = False) -> Any:
        """Return a record of handlers."""

        async def awaited_method(_: object, request: Any) -> Any:
            return answer(request)

        def method(_: object, request: Any) -> Any:
            return answer(request)

        methods: dict[str, Any] = dict.fromkeys(METHODS, awaited_method if awaited else method)
        return self._handlers(streams=type("Told", (), methods)())

    def app(self, source: Any, **options: Any) -> Any:
        """Return an app of a record of handlers, or of what provides one."""
        return self._create_app(source, **options)

    def driver(self, source: Any, **options: Any) -> Driver:
        """Return what sends requests to such an app."""
        return DRIVERS[self.server](self.app(source, **options))
