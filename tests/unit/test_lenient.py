"""`--lenient`: an error costs the operations that it belongs to, and no other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apigen.ir.lower import lower
from apigen.lenient import without_faults
from apigen.report import ContractError, Place, Report, Severity
from apigen.spec.check import check
from apigen.spec.document import Document
from apigen.spec.load import parse
from apigen.spec.selection.reach import entries

FINE: dict[str, Any] = {"responses": {"200": {"description": "fine"}}}


def using(schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"responses": {"200": {"description": "fine", "content": content}}}


def work(document: Document, report: Report) -> int:
    """What every command does to a contract, as far as it can fail."""
    check(document, report)
    report.stop_on_errors()
    return len(lower(document, report).operations)


def lenient(paths: dict[str, Any], schemas: dict[str, Any], report: Report) -> tuple[set[str], Document]:
    """Return the operations that are left of a contract."""
    root = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}
    text = json.dumps({**root, "components": {"schemas": {"Fine": {}, **schemas}}}, indent=1)
    document = parse(text.encode(), file="s.json", report=report)
    left, count = without_faults(document, report, work, tell=lambda stage: None)
    operations = {each.title for each in entries(left.bundle)}
    assert count == len(operations)
    return operations, left


DANGLING = {"$ref": "#/components/schemas/Gone"}
TWICE = {**FINE, "operationId": "same"}
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], set[str], set[str]]] = {
    "nothing": ({"/a": {"get": FINE}}, {}, {"GET /a"}, set()),
    "in-an-operation": (
        {"/a": {"get": using("Gone"), "post": FINE}, "/b": {"get": FINE}},
        {},
        {"POST /a", "GET /b"},
        {"GET /a"},
    ),
    "in-a-path-item": (
        {"/a": {"get": FINE, "put": FINE, "parameters": [{"name": "x", "in": "nowhere"}]}, "/b": {"get": FINE}},
        {},
        {"GET /b"},
        {"GET /a", "PUT /a"},
    ),
    "of-a-path": ({"/a{": {"get": FINE}, "/b": {"get": FINE}}, {}, {"GET /b"}, {"GET /a{"}),
    "in-a-component": (
        {"/a": {"get": using("Outer"), "post": using("Fine")}, "/b": {"get": using("Wrong")}},
        {"Outer": {"items": {"$ref": "#/components/schemas/Wrong"}}, "Wrong": {"properties": {"x": DANGLING}}},
        {"POST /a"},
        {"GET /a", "GET /b"},
    ),
    "in-a-component-nobody-uses": ({"/a": {"get": using("Fine")}}, {"Wrong": DANGLING}, {"GET /a"}, set()),
    "one-of-two": ({"/a": {"get": TWICE}, "/b": {"get": TWICE}}, {}, {"GET /a"}, {"GET /b"}),
}


@pytest.mark.parametrize(("paths", "schemas", "left", "out"), CASES.values(), ids=CASES)
def test_what_is_left(paths: dict[str, Any], schemas: dict[str, Any], left: set[str], out: set[str]) -> None:
    report = Report()
    operations, document = lenient(paths, schemas, report)
    assert operations == left
    assert not report.count(Severity.ERROR)
    listed = [found for found in report if found.code == "AG504"]
    assert {found.message.partition(" is left out, because of AG")[0] for found in listed} == out
    assert all(isinstance(found.at, Place) and found.at.text for found in listed)
    # Its error is listed, too, and its components are gone.
    assert not listed or any(found.code != "AG504" for found in report)
    assert "Wrong" not in json.dumps(document.value)


@pytest.mark.parametrize(
    ("root", "message"),
    [
        ({"paths": {"/a": {"get": using("Gone")}}}, "leads nowhere"),
        ({"paths": {"/a": {"get": FINE, "post": using("Gone")}}, "servers": 1}, "must be a list"),
        ({"paths": {"/a": {"get": FINE}}, "security": [{"none": []}]}, "none"),
    ],
    ids=["nothing-is-left", "outside", "everywhere"],
)
def test_what_cannot_be_left_out(root: dict[str, Any], message: str) -> None:
    value = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, **root}
    report, usual = Report(), Report()
    document = parse(json.dumps(value).encode(), file="s.json", report=report)
    with pytest.raises(ContractError):
        without_faults(document, report, work, tell=lambda stage: None)
    with pytest.raises(ContractError):
        work(document, usual)
    assert list(report) == list(usual)
    assert any(message in found.message for found in report)


def test_an_error_that_shows_late_costs_no_more() -> None:
    """The second round finds what the first could not see."""
    rounds: list[int] = []

    def picky(document: Document, report: Report) -> None:
        rounds.append(len(list(entries(document.bundle))))
        for number, path in enumerate(("/a", "/b")):
            if number + 1 == len(rounds):
                report.error("AG900", "wrong", at=("paths", path, "get"))

    value = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}}
    paths = {f"/{name}": {"get": FINE} for name in "abc"}
    report = Report()
    document = parse(json.dumps({**value, "paths": paths}).encode(), file="s.json", report=report)
    left, _ = without_faults(document, report, picky, tell=lambda stage: None)
    assert rounds == [3, 2, 1]
    assert [each.title for each in entries(left.bundle)] == ["GET /c"]
    assert [found.message for found in report if found.code == "AG504"] == [
        "GET /a is left out, because of AG900",
        "GET /b is left out, because of AG900",
    ]
