"""A server that knows more than the contract: what it says is kept as it came, typed where the contract knows it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from apigen.proof.trips.package import Package

from ..support.packages import SPECS

REX: dict[str, Any] = {
    "id": 1,
    "name": "Rex",
    "status": "available",
    "animal": {"kind": "dog", "barks": True},
    "added_at": "2024-05-01T09:30:00Z",
}
NEWER: dict[str, Any] = {
    "name": "nightly",
    "steps": [
        {"kind": "Pause", "until": "noon"},
        {"kind": "Call", "url": "u", "method": "PATCH", "trace": {"depth": 2}},
        {"kind": "Choice", "then": {"name": "inner", "steps": [{"kind": "Loop"}]}, "else": None},
    ],
    "owner": None,
}


class Newer:
    """Answers as a later version of the API would, and keeps what it was sent."""

    def __init__(self, answer: object, status: int = 200, content_type: str = "application/json") -> None:
        self.content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.status = status
        self.headers = {"content-type": content_type}
        self.sent: list[bytes] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request.content)
        return httpx.Response(self.status, headers=self.headers, content=self.content)


@pytest.fixture(params=["blocking", "awaited"])
def ask(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Calls an operation of a package's client, blocking or awaited: `ask(package, server, "pets.get_pet", 1)`."""

    def blocking(package: Package, server: Newer, operation: str, *arguments: object) -> Any:
        http = httpx.Client(transport=httpx.MockTransport(server))
        with http, package.client_classes[0](base_url="http://api.example", http_client=http) as client:
            found = _found(client, operation)(*arguments)
            return list(found) if hasattr(found, "events") else found

    async def awaited(package: Package, server: Newer, operation: str, *arguments: object) -> Any:
        async with (
            httpx.AsyncClient(transport=httpx.MockTransport(server)) as http,
            package.client_classes[1](base_url="http://api.example", http_client=http) as client,
        ):
            found = await _found(client, operation)(*arguments)
            return [each async for each in found] if hasattr(found, "events") else found

    if request.param == "blocking":
        return blocking
    return lambda *arguments: asyncio.run(awaited(*arguments))


def _found(client: Any, operation: str) -> Any:
    group, _, method = operation.partition(".")
    return getattr(getattr(client, group), method)


@pytest.fixture
def named(packages: Callable[..., Package]) -> Callable[[str], Package]:
    """The package of a contract, by its name."""
    return lambda name: packages(next(path for path in SPECS if path.stem == name))


@pytest.mark.parametrize(
    ("changes", "attribute", "value"),
    [
        ({"status": "reserved"}, "status", "reserved"),
        ({"status": None}, "status", None),
        ({"nickname": "R", "more": {"a": [1]}}, "more", {"a": [1]}),
        ({"animal": {"kind": "parrot", "talks": True}}, "animal", {"kind": "parrot", "talks": True}),
        ({"animal": "a dog"}, "animal", "a dog"),
        ({"labels": {"color": "brown", "size": 3}}, "labels", {"color": "brown", "size": 3}),
        ({"born": "long ago"}, "born", "long ago"),
        ({"id": "a-1"}, "id", "a-1"),
    ],
)
def test_a_value_that_is_new_is_kept(
    ask: Callable[..., Any], petstore: Package, changes: dict[str, Any], attribute: str, value: object
) -> None:
    pet = ask(petstore, Newer(REX | changes), "pets.get_pet", 1)
    assert getattr(pet, attribute) == value
    # What is known beside it is typed as ever.
    assert isinstance(pet, petstore.models.Pet)
    assert pet.added_at == datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    assert pet.model_dump(mode="json", warnings=False) == REX | changes | {"added_at": "2024-05-01T09:30:00Z"}


def test_a_value_that_is_new_is_kept_in_depth(ask: Callable[..., Any], petstore: Package) -> None:
    items = [REX, REX | {"status": "reserved"}, {"id": 3}]
    page = ask(petstore, Newer({"items": items, "next_cursor": None, "total": 3}), "pets.list_pets")
    assert [type(each).__name__ for each in page.items] == ["Pet"] * 3
    assert [type(each.animal).__name__ for each in page.items[:2]] == ["Dog"] * 2
    assert (page.items[1].status, page.items[2].id, page.total) == ("reserved", 3, 3)


def test_members_of_a_union_that_are_new_come_and_go_as_they_are(
    ask: Callable[..., Any], named: Callable[[str], Package]
) -> None:
    package, server = named("workflows"), Newer(NEWER)
    workflow = ask(package, server, "workflows.get_workflow", "nightly")
    pause, called, choice = workflow.steps
    assert pause == {"kind": "Pause", "until": "noon"}
    assert (type(called).__name__, called.method, called.trace) == ("Call", "PATCH", {"depth": 2})
    assert choice.then.steps == [{"kind": "Loop"}]
    ask(package, server, "workflows.create_workflow", workflow)
    assert json.loads(server.sent[-1]) == NEWER


def test_items_of_a_stream_are_kept(ask: Callable[..., Any], named: Callable[[str], Package]) -> None:
    events = b'data: {"documentId": 1, "what": "renamed", "by": "me"}\n\ndata: {"documentId": "x"}\n\n'
    first, second = ask(named("archive"), Newer(events, content_type="text/event-stream"), "history.watch_changes")
    assert (first.document_id, first.what, first.by) == (1, "renamed", "me")
    assert second.document_id == "x"


def test_bodies_of_errors_are_kept(ask: Callable[..., Any], petstore: Package) -> None:
    newer = Newer({"title": "no", "status": "gone", "trace": [1]}, status=404)
    with pytest.raises(petstore.errors.NotFound404Error) as caught:
        ask(petstore, newer, "pets.get_pet", 1)
    body = caught.value.body
    assert (type(body).__name__, body.title, body.status, body.trace) == ("Problem", "no", "gone", [1])
