"""Options of all tests."""

from __future__ import annotations

import pytest

from apigen.config import EMITTERS, NATIVE
from apigen.pipeline import Options


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let every test that generates a package be run on the models of another emitter."""
    parser.addoption("--models", choices=EMITTERS, default=NATIVE, help="who makes the models of generated packages")

    parser.addoption(
        "--full", action="store_true", help="send as much as the issue asks for, where a part of it will do"
    )


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether tests of large bodies and of many callers have their full size."""
    return bool(request.config.getoption("--full"))


def pytest_configure(config: pytest.Config) -> None:
    """Make the chosen emitter the default of the options."""
    defaults = Options.__init__.__kwdefaults__
    assert defaults is not None
    defaults["models"] = config.getoption("--models")
