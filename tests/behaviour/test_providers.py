"""Handlers that are made for each request: what their provider sees of how the request ended, on every server target."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
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


class _Leaves:
    """Ends the process, or at least tries."""

    async def fault(self, _: object) -> Any:
        raise SystemExit(3)


@pytest.mark.parametrize("is_async", [False, True])
def test_a_provider_sees_that_the_process_ends(server: Any, package: str, is_async: bool) -> None:
    events: list[str] = []
    record = replace(handlers(package), faults=_Leaves())

    def provide() -> Iterator[Any]:
        try:
            yield record
        except BaseException as error:
            events.append(type(error).__name__)
            raise
        events.append("done")

    async def provide_async() -> AsyncIterator[Any]:
        with contextmanager(provide)() as found:
            yield found

    driver = _driver(server, package, provide_async if is_async else provide)
    with pytest.raises(SystemExit):
        driver.send("GET", "/v1/faults/fine", {})
    assert events == ["SystemExit"]


def test_examples_can_be_refused(server: Any, package: str, caplog: pytest.LogCaptureFixture) -> None:
    driver = _driver(server, package, lambda: handlers(package), examples=False)
    with caplog.at_level(logging.ERROR):
        assert driver.send("GET", "/v1/things/1", {}).status == 500
    assert "examples are switched off" in caplog.text
    assert driver.send("GET", "/v1/faults/fine", {}).status == 200
