"""Contracts of `specs/` to generated packages that can be imported."""

from __future__ import annotations

import importlib
import json
import re
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from apigen.pipeline import Options, generate
from apigen.reading import Reading
from apigen.render.targets import discover, names_of, templates_root
from apigen.report import Report

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "generated"
SPECS = sorted(path for path in (ROOT / "specs").iterdir() if path.suffix in (".yaml", ".yml", ".json"))
TARGETS = discover(templates_root())
SERVERS = names_of(TARGETS, "server")


@dataclass(frozen=True)
class Package:
    """A generated package. Its modules are typed by nobody here, so what comes from them is `Any`."""

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


def fresh(spec: Path, root: Path, models: str | None = None, reading: Reading | None = None) -> Package:
    """Generate everything for a contract and make it importable, under a name that nothing else has.

    `models` says who makes them, `None` that the options' default does; `reading` how the contract is read.
    """
    name = re.sub(r"\W", "_", "_".join(("fresh", spec.stem, models or "models"))).lower()
    options = Options(servers=SERVERS, client=None, package=name, app=False, reading=reading or Reading())
    if models is not None:
        options = replace(options, models=models)
    generate(spec, root, options, report=Report(), write=True)
    sys.path.insert(0, str(root))
    return Package(root, name)


def whole(spec: Path, root: Path, server: str) -> None:
    """Generate all there is for a contract and one server, the app included, as a user does."""
    options = Options(servers=(server,), client=None, package=None, app=True)
    generate(spec, root, options, report=Report(), write=True)


def start_command(server: str) -> str:
    """Return the command that starts what is generated for a server, without watching the files."""
    (target,) = (target for target in TARGETS if target.name == server)
    return target.next[0].removesuffix(" --reload")
