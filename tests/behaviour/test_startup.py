"""What an application says when it is put together, on every server target."""

from __future__ import annotations

import importlib
import logging
from typing import Any

import pytest

from .handlers import handlers, security


def test_examples_are_listed_once(server: Any, package: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        server.create_app(handlers(package), security=security(package))
    (record,) = caplog.records
    assert record.message.splitlines() == [
        "answered by examples, until you write the method:",
        "  things.get_thing  GET /things/{id}",
        "  things.delete_thing  DELETE /things/{id}",
        "  answers.headers_example  GET /headers/example",
        "  answers.headers_number  GET /headers/numbers/{n}",
        "  answers.says_nothing  GET /silent/nothing",
        "  answers.says_errors_only  POST /silent/errors",
        "  answers.refused_as_html  GET /refused/html/{n}",
        "  answers.refused_shortly  GET /refused/short/{n}",
        "  answers.refused_as_xml  GET /refused/xml/{n}",
        "  answers.refused_as_problem  GET /refused/problem/{n}",
        "  answers.refused_as_yaml  GET /refused/yaml/{n}",
    ]


def test_examples_can_be_refused(server: Any, package: str) -> None:
    with pytest.raises(_startup_error(package), match=r"things\.delete_thing  DELETE /things/\{id\}"):
        server.create_app(handlers(package), security=security(package), examples=False)


def test_missing_handlers_are_listed(server: Any, package: str) -> None:
    with pytest.raises(_startup_error(package), match=r"secret\.public  GET /public"):
        server.create_app(object(), security=security(package))


def test_security_is_needed(server: Any, package: str) -> None:
    with pytest.raises(_startup_error(package), match=r"asks for credentials \(bearer, key, pin\)"):
        server.create_app(handlers(package))


def _startup_error(package: str) -> type[Exception]:
    found: type[Exception] = importlib.import_module(f"{package}.server").StartupError
    return found
