"""A generated package and its servers, ready to be asked: one driver for every server target there is."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apigen import pipeline
from apigen.pipeline import Options, generate
from apigen.render.targets import discover, names_of, templates_root
from apigen.report import Report

from .drivers import DRIVERS, Driver
from .handlers import handlers, security

SAMPLE = Path(__file__).parent / "sample.yaml"
TARGETS = Path(__file__).parent / "targets"
"""Targets that only the tests have: to add a folder is all that it takes."""

SERVERS = (*names_of(discover(templates_root()), "server"), *(path.name for path in sorted(TARGETS.iterdir())))


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the package that the sample contract makes, importable, with every server target."""
    root, name = tmp_path_factory.mktemp("sample"), "sample_api"
    options = Options(servers=SERVERS, client="none", package=name, app=False)
    targets = tmp_path_factory.mktemp("targets")
    for folder in (templates_root(), TARGETS):
        shutil.copytree(folder, targets, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "templates_root", lambda: targets)
        generate(SAMPLE, root, options, report=Report(), write=True)
    sys.path.insert(0, str(root))
    yield name
    sys.path.remove(str(root))


@pytest.fixture(scope="session", params=SERVERS)
def server(request: pytest.FixtureRequest, package: str) -> Any:
    """The module of a server target: its `create_app`."""
    return importlib.import_module(f"{package}.server.{request.param}")


@pytest.fixture(scope="session")
def driver(server: Any, package: str) -> Driver:
    """Sends raw requests to an app of the sample's own handlers."""
    app = server.create_app(handlers(package), security=security(package), max_body_size=1000)
    return DRIVERS[server.__name__.rpartition(".")[2]](app)
