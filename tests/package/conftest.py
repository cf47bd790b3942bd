"""Packages without a server, as a publisher generates them, and example servers that answer their calls."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from apigen.pipeline import Options, generate
from apigen.proof.trips.package import Package
from apigen.render.targets import names_of
from apigen.report import Report

from ..support.packages import SPECS, TARGETS, fresh

CLIENTS = names_of(TARGETS, "client")


@dataclass(frozen=True)
class Published:
    """A package with a client alone, and the apps that answer its calls: a WSGI one and an ASGI one."""

    package: Package
    client: str
    wsgi: Any
    asgi: Any

    def in_process(self) -> Any:
        """Return the HTTP library of the package, with clients that ask the apps and no network, whatever the host is."""
        library = self.package.module("client._http").LIBRARY
        http = sys.modules[self.client]
        return replace(
            library,
            client=lambda **settings: http.Client(transport=http.WSGITransport(app=self.wsgi), **settings),
            async_client=lambda **settings: http.AsyncClient(transport=http.ASGITransport(app=self.asgi), **settings),
        )


class Welcome:
    """Lets everybody in."""

    def __getattr__(self, scheme: str) -> Callable[[Any], object]:
        if scheme.startswith("_"):
            raise AttributeError(scheme)
        return lambda _: "somebody"


@pytest.fixture(scope="session", params=SPECS, ids=lambda path: path.stem)
def spec(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="session")
def served(spec: Path, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """Everything for a contract, for the sake of its server."""
    return fresh(spec, tmp_path_factory.mktemp(f"served_{spec.stem}"))


@pytest.fixture(scope="session", params=CLIENTS)
def published(
    request: pytest.FixtureRequest, spec: Path, served: Package, tmp_path_factory: pytest.TempPathFactory
) -> Published:
    client: str = request.param
    root = tmp_path_factory.mktemp(f"published_{spec.stem}_{client}")
    package = publish(spec, root, client, re.sub(r"\W", "_", f"{client}_{spec.stem}"))
    sys.path.insert(0, str(root))
    apps = {server: _app(served, server) for server in ("flask", "fastapi")}
    return Published(package, client, _with_tokens(apps["flask"]), apps["fastapi"])


def publish(spec: Path, root: Path, client: str, name: str | None = None) -> Package:
    """Generate a package without a server."""
    options = Options(servers=(), client=client, package=name, app=True)
    return Package(root, generate(spec, root, options, report=Report(), write=True).package)


def _app(package: Package, server: str) -> Any:
    """Return an app whose handlers are the generated examples."""
    handlers, examples = package.module("server.handlers").Handlers, package.module("server.examples")
    kinds = {name: kind.removesuffix("Handlers") for name, kind in handlers.__annotations__.items()}
    record = handlers(**{name: getattr(examples, f"Example{kind}")() for name, kind in kinds.items()})
    return package.module(f"server.{server}").create_app(record, security=Welcome())


def _with_tokens(app: Any) -> Any:
    """Return a WSGI app that is a token server, too."""

    def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
        if not environ["PATH_INFO"].endswith("/token"):
            answered: Iterable[bytes] = app(environ, start_response)
            return answered
        start_response("200 OK", [("content-type", "application/json")])
        return [json.dumps({"access_token": "...", "token_type": "bearer", "expires_in": 3600}).encode()]

    return answer
