"""The servers of the contract of faults, as their users run them: each HTTP server in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from apigen.pipeline import Options, generate
from apigen.report import Report

from ..support.watched import COMMANDS, TARGETS, Watched, watched

CONTRACT = Path(__file__).parent / "faults.yaml"
TOKEN = "t0ken"
LIMIT = 2**20
"""Bytes that a body may have."""
SECONDS = 3
"""In which a body must have come, where somebody can say so."""


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the package of the contract is; it can be imported here, too."""
    root = tmp_path_factory.mktemp("faults")
    options = Options(servers=("fastapi", "flask"), client="none", package="faults_api", app=False)
    generate(CONTRACT, root, options, report=Report(), write=True)
    sys.path.insert(0, str(root))
    yield root
    sys.path.remove(str(root))


def _served(name: str, folder: Path, limit: int | None) -> Iterator[Watched]:
    if name == "uvicorn-httptools" and find_spec("httptools") is None:
        pytest.skip("httptools is not installed")
    variables = {
        "TARGET": TARGETS[name],
        "MAX_BODY_SIZE": str(limit or ""),
        "BODY_TIMEOUT": str(SECONDS if limit else 600),
    }
    with watched(name, folder, "tests.faults.program:app", APIGEN_DEV_TOKEN=TOKEN, **variables) as found:
        yield found


@pytest.fixture(scope="package", params=COMMANDS)
def server(request: pytest.FixtureRequest, folder: Path) -> Iterator[Watched]:
    """A server that takes bodies of a megabyte."""
    yield from _served(request.param, folder, LIMIT)


@pytest.fixture(scope="package", params=COMMANDS)
def roomy(request: pytest.FixtureRequest, folder: Path) -> Iterator[Watched]:
    """A server that takes bodies of any size."""
    yield from _served(request.param, folder, None)


@pytest.fixture(params=["fastapi", "flask"])
def target(request: pytest.FixtureRequest) -> str:
    """The name of a server target."""
    name: str = request.param
    return name
