"""What openapi-spec-validator says beside us; it reads nothing, and its failures are not ours."""

from __future__ import annotations

import json
import socket
import urllib.request
from typing import Any

import pytest

from apigen.report import Report
from apigen.spec.check import check
from apigen.spec.load import parse
from apigen.spec.second_opinion import SecondOpinion, compare

OK = {"200": {"description": "ok"}}


def opinion(paths: dict[str, Any], version: str = "3.0.3", **more: Any) -> SecondOpinion:
    root = {"openapi": version, "info": {"title": "t", "version": "1"}, "paths": paths, **more}
    report = Report()
    document = parse(json.dumps(root).encode(), file="f.json", report=report)
    check(document, report)
    return compare(document, report)


def test_both_find_nothing() -> None:
    assert opinion({"/a": {"get": {"responses": OK}}}) == SecondOpinion(agrees=True)


def test_both_find_the_same() -> None:
    found = opinion({"/a/{id}": {"get": {"responses": OK, "tags": 1}}})
    assert found.agrees
    assert {one.pointer for one in found.theirs} == {("paths", "/a/{id}", "get", "tags"), None}


def test_ours_alone() -> None:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Nothing"}}}}
    found = opinion({"/a": {"post": {"requestBody": body, "responses": OK}}})
    assert [one.code for one in found.only_ours] == ["AG201"]
    assert not found.agrees and found.theirs == ()


def test_theirs_alone() -> None:
    callback = {"x-note": "text", "{$request.query.url}": {"post": {"responses": OK}}}
    found = opinion({"/a": {"get": {"responses": OK, "callbacks": {"c": callback}}}}, "3.1.0")
    assert not found.agrees
    assert {one.pointer for one in found.only_theirs} == {("paths", "/a", "get", "callbacks", "c", "x-note")}


def test_its_failure_is_not_ours() -> None:
    responses = {"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/nowhere"}}}}}
    found = opinion({"/a": {"get": {"responses": responses}}})
    assert found.failure == "it failed: PointerToNowhere"
    assert found.only_ours == () and not found.agrees


@pytest.mark.parametrize("ref", ["http://127.0.0.1:9/a.json", "file:///etc/passwd", "/etc/passwd", "ftp://127.0.0.1/a"])
def test_it_reads_nothing(ref: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("something was opened")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    responses = {"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": ref}}}}}
    found = opinion({"/a": {"get": {"responses": responses}}})
    assert found.failure is not None and "AssertionError" not in found.failure
