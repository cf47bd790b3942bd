"""What a mock answers, on every server target: by default, by wish, and where there is nothing to answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from apigen.contract.source import read_contract
from apigen.contract.wsgi import as_asgi
from apigen.mock.answers import read_answers, write_answers
from apigen.mock.handlers import anybody, handlers
from apigen.mock.make import make_answers
from apigen.report import Report

from ..support.packages import SERVERS, fresh

CONTRACT = Path(__file__).with_name("contract.yaml")


@pytest.fixture(scope="module", params=SERVERS)
def mock(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    root = tmp_path_factory.mktemp("mock")
    package = fresh(CONTRACT, root)
    write_answers(make_answers(read_contract(CONTRACT, Report())), root / "answers.json")
    create_app = package.module(f"server.{request.param}").create_app
    answering = handlers(package.name, read_answers(root / "answers.json"))
    app: Any = as_asgi(create_app(answering, security=anybody(package.name), cors=["*"]))
    with TestClient(app, base_url="http://test/v1", follow_redirects=False) as client:
        yield client


def ask(mock: TestClient, path: str, prefer: str = "", **headers: str) -> tuple[int, Any, str | None]:
    """Return status, body and which preference was applied."""
    wished = {"prefer": prefer} if prefer else {}
    answer = mock.get(path, headers={**wished, **headers})
    is_json = "json" in answer.headers.get("content-type", "") and answer.content
    body = json.loads(answer.content) if is_json else answer.content
    return answer.status_code, body, answer.headers.get("preference-applied")


def test_the_author_s_first_example_that_fits(mock: TestClient) -> None:
    answer = mock.get("/pets/1")
    assert (answer.status_code, answer.json()) == (200, {"name": "Rex"})
    assert answer.headers["x-shop"] == "north"
    assert int(answer.headers["x-rate"]) >= 7


@pytest.mark.parametrize(
    ("prefer", "status", "body"),
    [
        ("example=tom", 200, {"name": "Tom"}),
        ("example=gone", 404, {"status": 404, "message": "gone"}),
        ("code=404", 404, {"status": 404, "message": "gone"}),
        ("code=404, example=gone", 404, {"status": 404, "message": "gone"}),
        ("code=410", 410, {"status": 410, "title": "It was here"}),
        ("code=418", 418, {"status": 400, "message": "Bad Request"}),
        ("code=503", 503, {"status": 500, "message": "Internal Server Error"}),
    ],
)
def test_a_preference_chooses(mock: TestClient, prefer: str, status: int, body: object) -> None:
    assert ask(mock, "/pets/1", prefer) == (status, body, prefer)


@pytest.mark.parametrize(
    ("path", "prefer", "known"),
    [
        ("/pets/1", "example=nobody", "'rex' (200), 'tom' (200), 'gone' (404)"),
        ("/pets/1", "code=404, example=rex", "'gone' (404)"),
        ("/pets/1", "code=999", "200, 404, 410, 4XX, default"),
        ("/ticks", "code=404", ": 200"),
    ],
)
def test_what_is_not_declared_is_refused_with_what_is(mock: TestClient, path: str, prefer: str, known: str) -> None:
    status, body, applied = ask(mock, path, prefer)
    assert (status, body["status"], applied) == (400, 400, None)
    # In the words of the contract, where that declares what a 400 is.
    assert body["detail"].endswith(known)


def test_what_the_contract_implies_can_be_had(mock: TestClient) -> None:
    status, body, applied = ask(mock, "/pets/1/picture", "code=404")
    assert (status, body["status"], applied) == (404, 404, "code=404")


def test_other_preferences_say_nothing(mock: TestClient) -> None:
    assert ask(mock, "/pets/1", "respond-async, wait=10") == (200, {"name": "Rex"}, None)


def test_the_caller_s_media_type(mock: TestClient) -> None:
    assert ask(mock, "/pets/1", accept="text/csv")[1] == b"name\nRex"
    assert b"<name>Bella</name>" in ask(mock, "/pets/1", accept="application/xml")[1]
    assert ask(mock, "/pets/1", "example=rex", accept="text/csv")[1] == {"name": "Rex"}


def test_bytes_and_what_comes_bit_by_bit(mock: TestClient) -> None:
    assert mock.get("/pets/1/picture").headers["content-type"] == "image/png"
    assert mock.get("/ticks", headers={"accept": "application/jsonl"}).content == b"1\n2\n"
    assert mock.get("/ticks", headers={"accept": "text/event-stream"}).content.startswith(b"data: ")


def test_nothing_is_stored(mock: TestClient) -> None:
    deleted = mock.delete("/pets/1", headers={"x-key": "any"})
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert mock.get("/pets/1").status_code == 200


def test_any_credential_of_the_right_shape(mock: TestClient) -> None:
    statuses = [
        mock.delete("/pets/1", headers=headers).status_code
        for headers in (
            {},
            {"authorization": "Bearer x"},
            {"authorization": "Basic x"},
            {"authorization": "Basic YTpi"},
        )
    ]
    assert statuses == [401, 401, 401, 204]


def test_a_request_is_judged(mock: TestClient) -> None:
    assert mock.get("/pets/one", headers={"prefer": "code=200"}).status_code == 404
    assert mock.post("/nothing", json="a").status_code == 422


def test_nothing_that_fits(mock: TestClient) -> None:
    answer = mock.post("/nothing", json=1)
    assert answer.status_code == 501
    assert "add an `example`" in answer.json()["detail"]


def test_a_redirect_and_a_page_elsewhere(mock: TestClient) -> None:
    answer = mock.delete("/pets/1", headers={"x-key": "any", "prefer": "code=302", "origin": "http://page"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (302, "*")
    assert answer.headers["location"]
    assert mock.get("/openapi.json").status_code == mock.get("/docs").status_code == 200
