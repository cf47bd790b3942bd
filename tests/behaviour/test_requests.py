"""One suite of requests, run against every server target."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import yaml

from .drivers import Answer, Driver

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))


def _name(case: dict[str, Any]) -> str:
    parts = (case["send"], case.get("json"), case.get("raw"), case.get("headers"))
    return " ".join(str(part) for part in parts if part is not None)


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_request(case: dict[str, Any], driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = send(case, driver)
    assert answer.status == case["status"], answer.body
    for name, value in case.get("headers_back", {}).items():
        assert answer.headers.get(name) == value
    if "body" in case:
        assert (json.loads(answer.body) if answer.body else None) == case["body"]
    if "wrong" in case:
        errors = json.loads(answer.body)["errors"]
        assert [each["location"] + each["pointer"] for each in errors] == case["wrong"]
    if "latin" in case:
        assert answer.body == case["latin"].encode("latin-1")
    text = answer.body.decode(errors="replace")
    assert case.get("text", "") in text
    assert case.get("log", "") in caplog.text
    assert "secret reason" not in text


def send(case: dict[str, Any], driver: Driver) -> Answer:
    """Send the request of a case. A body is JSON unless the case's headers say otherwise."""
    method, target = case["send"].split(" ", 1)
    body = b""
    if "json" in case:
        body = json.dumps(case["json"]).encode()
    elif "raw" in case:
        body = case["raw"].encode()
    elif "large" in case:
        body = b" " * case["large"]
    headers = {"Content-Type": "application/json"} if body else {}
    headers.update(case.get("headers", {}))
    return driver.send(method, target, {name: value for name, value in headers.items() if value is not None}, body)


def test_a_query_has_so_many_fields(driver: Driver) -> None:
    fields = "&".join(["other=1"] * 1000)
    assert driver.send("GET", f"/v1/echo/7?{fields}", {}).status == 200
    answer = driver.send("GET", f"/v1/echo/7?{fields}&", {})
    errors = json.loads(answer.body)["errors"]
    assert (answer.status, [(each["location"], each["pointer"]) for each in errors]) == (422, [("query", "")])


def test_deleted_examples_stay_deleted(driver: Driver) -> None:
    def status(method: str, target: str) -> int:
        return driver.send(method, target, {}).status

    assert status("GET", "/v1/things/5") == 200
    assert status("DELETE", "/v1/things/5") == 204
    assert status("GET", "/v1/things/5") == 404
    assert status("DELETE", "/v1/things/5") == 404
    assert status("GET", "/v1/things/50") == 200
    assert driver.send("GET", "/v1/things/5", {}).body == b""
