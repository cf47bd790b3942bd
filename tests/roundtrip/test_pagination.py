"""Pages of the workflows' runs, by the clients, from the servers: each page is a call of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from apigen.proof.trips.callers import awaited_client, blocking_client
from apigen.proof.trips.package import Package
from apigen.proof.trips.service import Service, credentials

from ..support.packages import SPECS

WORKFLOWS = next(path for path in SPECS if path.stem == "workflows")


@pytest.fixture
def runs(packages: Callable[..., Package], kind: tuple[str, str, str], services: Callable[..., Service]) -> Service:
    """The workflows' service of each kind, which has three pages of two runs."""
    service = services(packages(WORKFLOWS), *kind, validate_responses=True)
    package = service.package

    def answer(request: Any) -> Any:
        number = request.page_number
        found = [{"id": str(UUID(int=n)), "state": request.state} for n in (2 * number - 1, 2 * number)]
        return package.operations.ListRuns200.parse({"page": {"runs": found, "has-more": number < 3}})

    return service.told(answer)


def walked(service: Service, awaited: bool, into: str, **arguments: Any) -> list[Any]:
    settings = credentials(service.package)
    if not awaited:
        with blocking_client(service, **settings) as client:
            return [*getattr(client.runs.list_runs, into)(**arguments)]

    async def collect() -> list[Any]:
        async with awaited_client(service, **settings) as client:
            return [each async for each in getattr(client.runs.list_runs, into)(**arguments)]

    return asyncio.run(collect())


@pytest.mark.parametrize("awaited", [False, True], ids=["blocking", "awaited"])
def test_all_pages_are_asked_for(runs: Service, awaited: bool) -> None:
    found = walked(runs, awaited, "items", name="nightly", state="done")
    assert [each.id for each in found] == [UUID(int=n) for n in range(1, 7)]
    assert all(isinstance(each, runs.package.models.Run) for each in found)
    assert [sent.query for sent in runs.wire] == ["state=done", "page-number=2&state=done", "page-number=3&state=done"]
    assert [request.page_number for request in runs.seen] == [1, 2, 3]


@pytest.mark.parametrize("awaited", [False, True], ids=["blocking", "awaited"])
def test_the_caller_says_where_to_begin(runs: Service, awaited: bool) -> None:
    found = walked(runs, awaited, "pages", name="nightly", state="failed", page_number=3)
    assert [each.page.has_more for each in found] == [False]
