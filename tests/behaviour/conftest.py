"""A generated package and its servers, ready to be asked: one driver for every server target there is."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from apigen import pipeline
from apigen.pipeline import Options, generate
from apigen.render.targets import discover, names_of, templates_root
from apigen.report import Report

from .drivers import DRIVERS, Driver
from .handlers import handlers, security
from .streams import Streams

SAMPLE, STREAMS = (Path(__file__).parent / name for name in ("sample.yaml", "streams.yaml"))
TARGETS = Path(__file__).parent / "targets"
"""Targets that only the tests have: to add a folder is all that it takes."""

SERVERS = (*names_of(discover(templates_root()), "server"), *(path.name for path in sorted(TARGETS.iterdir())))


@contextmanager
def generated(contract: Path, name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the package that a contract makes, importable, with every server target."""
    root, targets = tmp_path_factory.mktemp(name), tmp_path_factory.mktemp("targets")
    options = Options(servers=SERVERS, client="none", package=name, app=False)
    for folder in (templates_root(), TARGETS):
        shutil.copytree(folder, targets, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "templates_root", lambda: targets)
        generate(contract, root, options, report=Report(), write=True)
    sys.path.insert(0, str(root))
    yield name
    sys.path.remove(str(root))


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the package of the sample contract."""
    with generated(SAMPLE, "sample_api", tmp_path_factory) as name:
        yield name


@pytest.fixture(scope="session")
def streams_package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the package of the contract whose responses are of every kind."""
    with generated(STREAMS, "streams_api", tmp_path_factory) as name:
        yield name


@pytest.fixture(params=SERVERS)
def streams(request: pytest.FixtureRequest, streams_package: str) -> Streams:
    """A server target of that contract."""
    return Streams(streams_package, request.param)


@pytest.fixture(scope="session", params=SERVERS)
def server(request: pytest.FixtureRequest, package: str) -> Any:
    """The module of a server target: its `create_app`."""
    return importlib.import_module(f"{package}.server.{request.param}")


@pytest.fixture(scope="session")
def driver(server: Any, package: str) -> Driver:
    """Sends raw requests to an app of the sample's own handlers."""
    app = server.create_app(handlers(package), security=security(package), max_body_size=1000)
    return DRIVERS[server.__name__.rpartition(".")[2]](app)
