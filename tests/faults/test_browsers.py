"""Pages of other origins, credentials, and pages about the contract: what browsers are let to do, and what they are not."""

from __future__ import annotations

import base64
import importlib
from pathlib import Path
from typing import Any

import pytest

from ..behaviour.drivers import DRIVERS
from ..support.watched import Watched
from .conftest import LIMIT, TOKEN
from .wire import asked

ORIGIN = "https://a.example"
JSON = "application/json"


@pytest.mark.parametrize(
    ("status", "method", "target", "body"),
    [
        (200, "GET", "/v1/answers/good", None),
        (401, "GET", "/v1/secret", None),
        (404, "GET", "/v1/nothing", None),
        (404, "GET", "/nothing", None),
        (405, "DELETE", "/v1/secret", None),
        (413, "POST", "/v1/json", b" " * (LIMIT + 1)),
        (415, "POST", "/v1/forms", b"{}"),
        (422, "POST", "/v1/json", b"["),
        (500, "GET", "/v1/answers/raises", None),
    ],
)
def test_a_page_of_another_origin_reads_every_answer(
    status: int, method: str, target: str, body: bytes | None, server: Watched
) -> None:
    with asked(server, method, target, body, {"Origin": ORIGIN, "Content-Type": JSON}) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (status, ORIGIN)
        assert "origin" in answer.headers["Vary"].lower()
    with asked(server, method, target, body, {"Origin": "https://b.example", "Content-Type": JSON}) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (status, None)


def test_a_preflight_needs_no_credentials(server: Watched) -> None:
    asks = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization"}
    with asked(server, "OPTIONS", "/v1/secret", headers={"Origin": ORIGIN, **asks}) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, ORIGIN)
        assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()
    with asked(server, "OPTIONS", "/v1/secret", headers={"Origin": "https://b.example", **asks}) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (400, None)


BASIC = base64.b64encode(f"ann:{TOKEN}".encode()).decode()


@pytest.mark.parametrize(
    ("target", "challenge", "name", "value"),
    [
        ("/v1/secret", "Bearer", "Authorization", f"Bearer {TOKEN}"),
        ("/v1/secret/basic", 'Basic realm="basic", charset="UTF-8"', "Authorization", f"Basic {BASIC}"),
        ("/v1/secret/key", 'ApiKey in="header", name="X-Key", ApiKey in="cookie", name="session"', "X-Key", TOKEN),
        (
            "/v1/secret/key",
            'ApiKey in="header", name="X-Key", ApiKey in="cookie", name="session"',
            "Cookie",
            f"session={TOKEN}",
        ),
    ],
)
def test_who_may_not_call_is_told_how(target: str, challenge: str, name: str, value: str, server: Watched) -> None:
    for headers in (
        {},
        {name: value + "x"},
        {name: value[:-1]},
        {name: "\xff\xfe"},
        {name: ""},
    ):
        with asked(server, "GET", target, headers=headers) as answer:
            assert answer.status == 401, headers
            assert ", ".join(answer.headers.get_all("WWW-Authenticate") or []) == challenge
    with asked(server, "GET", target, headers={name: value}) as answer:
        assert answer.status == 200


def test_a_check_that_is_not_written_lets_nobody_in(folder: Path, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scaffolded one, where there is no token for developers."""
    monkeypatch.delenv("APIGEN_DEV_TOKEN", raising=False)
    app = importlib.import_module("tests.faults.program").make_app(target)
    for value in ("", "Bearer", "Bearer ", f"Bearer {TOKEN}", "Bearer None"):
        assert DRIVERS[target](app).send("GET", "/v1/secret", {"Authorization": value}).status == 401, value


@pytest.mark.parametrize("presented", [TOKEN, "x", TOKEN[:-1] + "x", "x" + TOKEN[1:], TOKEN + "x", "\xff" * 5])
def test_how_long_a_comparison_takes_says_nothing(
    folder: Path, presented: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every text is compared to its end, whatever it begins with, and no other comparison comes before that."""
    security: Any = importlib.import_module("faults_api._runtime.server.security")
    compared: list[tuple[bytes, bytes]] = []

    class Hmac:
        @staticmethod
        def compare_digest(one: bytes, other: bytes) -> bool:
            compared.append((one, other))
            return one == other

    monkeypatch.setenv("APIGEN_DEV_TOKEN", TOKEN)
    monkeypatch.setattr(security, "hmac", Hmac)
    pair = base64.b64encode(f"ann:{presented}".encode()).decode()
    for value, texts in ((presented, [presented]), (pair, [pair, presented])):
        compared.clear()
        found = security.dev_principal(security.Credential(scheme="a", value=value))
        assert (found is not None) == (presented == TOKEN)
        assert compared == [(text.encode(), TOKEN.encode()) for text in texts]


def test_pages_about_the_contract_run_nothing_of_it(server: Watched) -> None:
    for page in ("/v1/docs", "/v1/redoc"):
        with asked(server, "GET", page) as answer:
            text = answer.read().decode()
        assert "<title>Faults &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>" in text
        assert "<script>alert" not in text
