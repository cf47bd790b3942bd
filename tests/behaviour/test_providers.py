"""Handlers that are made for each request: what their provider sees of how the request ended, on every server target."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from .drivers import DRIVERS
from .handlers import handlers, security


def _driver(server: Any, package: str, provide: Any, **options: Any) -> Any:
    app = server.create_app(provide, security=security(package), **options)
    return DRIVERS[server.__name__.rpartition(".")[2]](app)


@pytest.mark.parametrize(
    ("kind", "status", "end"),
    [
        ("fine", 200, "done"),
        ("raise", 500, "undone: RuntimeError"),
        ("schema", 500, "undone: BadAnswer"),
        ("foreign", 500, "undone: BadAnswer"),
        ("abort", 409, "undone: Abort"),
        ("undeclared", 500, "undone: BadAnswer"),
    ],
)
def test_a_provider_can_undo(server: Any, package: str, kind: str, status: int, end: str) -> None:
    """A transaction is kept only if the caller is told what the handler meant to tell."""
    events: list[str] = []

    def provide() -> Iterator[Any]:
        try:
            yield handlers(package)
        except Exception as error:
            events.append(f"undone: {type(error).__name__}")
            raise
        events.append("done")

    answer = _driver(server, package, provide).send("GET", f"/v1/faults/{kind}", {})
    assert (answer.status, events) == (status, [end])


def test_examples_can_be_refused(server: Any, package: str, caplog: pytest.LogCaptureFixture) -> None:
    driver = _driver(server, package, lambda: handlers(package), examples=False)
    with caplog.at_level(logging.ERROR):
        assert driver.send("GET", "/v1/things/1", {}).status == 500
    assert "examples are switched off" in caplog.text
    assert driver.send("GET", "/v1/faults/fine", {}).status == 200
