"""A folder of generated code to a package that can be imported."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Package:
    """A generated package, which the interpreter finds. Its modules are typed by nobody here: what comes from them is `Any`."""

    root: Path
    name: str

    def module(self, name: str) -> Any:
        """Import a module of the package."""
        return importlib.import_module(f"{self.name}.{name}" if name else self.name)

    @cached_property
    def operations(self) -> Any:
        return self.module("operations")

    @cached_property
    def models(self) -> Any:
        return self.module("models")

    @cached_property
    def errors(self) -> Any:
        return self.module("client.errors")

    @cached_property
    def routes(self) -> tuple[Any, ...]:
        """Every operation with the group and the name of the method that answers it."""
        routes: tuple[Any, ...] = self.module("server.routes").SERVICE.routes
        return routes

    @cached_property
    def schemas(self) -> dict[str, Any]:
        """What validators compile from."""
        loaded: dict[str, Any] = json.loads((self.root / self.name / "_schemas.json").read_bytes())
        return loaded

    @cached_property
    def client_classes(self) -> tuple[Any, Any]:
        """The blocking client and the awaited one."""
        module, runtime = self.module("client"), self.module("_runtime.client")
        exported = [getattr(module, name) for name in module.__all__ if name.endswith("Client")]
        found = {base: each for each in exported for base in each.__bases__}
        return found[runtime.Client], found[runtime.AsyncClient]

    @cached_property
    def http_library(self) -> Any:
        """The HTTP library of its clients."""
        client: type = self.module("client._http").LIBRARY.client
        return importlib.import_module(client.__module__.partition(".")[0])
