"""Handlers that fail: the caller learns that and nothing more, the developer all of it, and the server goes on."""

from __future__ import annotations

import json
from http.client import IncompleteRead

import pytest

from ..support.watched import Watched, until
from .wire import asked, is_well


class Log:
    """What a server logs from now on."""

    def __init__(self, server: Watched) -> None:
        self._server, self._before = server, len(server.said())

    def text(self) -> str:
        return self._server.said()[self._before :]

    def has(self, *texts: str) -> bool:
        """Wait for texts."""
        return until(lambda: all(text in self.text() for text in texts), 10)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("raises", "the handler failed\nTraceback"),
        ("undeclared", "the handler returned Download200; declared are Answer200"),
        ("none", "the handler returned nothing; declared are Answer200"),
        ("wrong", "the body of the 200 response does not fit the contract:\n  /n: 101 is greater than"),
    ],
)
@pytest.mark.parametrize("way", ["answers", "awaited"])
def test_a_handler_that_fails(way: str, kind: str, reason: str, server: Watched) -> None:
    log = Log(server)
    with asked(server, "GET", f"/v1/{way}/{kind}") as answer:
        body = answer.read()
        assert (answer.status, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(body) == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "the server could not answer this request",
    }
    name = "answer" if way == "answers" else "awaited_answer"
    expected = reason.replace("Answer200", "AwaitedAnswer200") if way == "awaited" else reason
    assert log.has(f"ERROR apigen: GET /{way}/{{kind}} (faults.{name}): {expected}")
    assert is_well(server)


@pytest.mark.parametrize("way", ["lines", "awaited/lines"])
@pytest.mark.parametrize(
    ("kind", "reason"),
    [("raises", "the handler failed"), ("wrong", "an item of the 200 response does not fit the contract:\n  /n: 101")],
)
def test_a_handler_that_fails_in_the_middle_of_its_answer(way: str, kind: str, reason: str, server: Watched) -> None:
    """The connection ends before the body does, and the log says why, once."""
    log = Log(server)
    with asked(server, "GET", f"/v1/{way}/{kind}") as answer:
        assert answer.status == 200
        with pytest.raises(IncompleteRead) as caught:
            answer.read()
    assert caught.value.partial == b'{"n":1}\n'
    name = "lines" if way == "lines" else "awaited_lines"
    assert log.has(f"ERROR apigen: GET /{way}/{{kind}} (faults.{name}): {reason}")
    assert is_well(server)
    assert log.text().count("Traceback") == (1 if kind == "raises" else 0), log.text()
    assert "BrokenOff" not in log.text()


def test_what_a_caller_prefers_is_no_fault_of_the_handler(server: Watched) -> None:
    """Media types with schemas of their own: one that the body does not fit is none that can be preferred."""
    with asked(server, "GET", "/v1/either", headers={"Accept": "application/xml, application/json;q=0.1"}) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")


def test_an_upload_that_cannot_be_closed(server: Watched) -> None:
    """What was made of it is an answer nevertheless."""
    log = Log(server)
    body = (
        b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nunclosable\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc\r\n--b--\r\n'
    )
    with asked(server, "POST", "/v1/forms", body, {"Content-Type": "multipart/form-data; boundary=b"}) as answer:
        assert (answer.status, json.loads(answer.read())["size"]) == (200, "0")
    assert log.has("ERROR apigen: POST /forms (faults.form): ", "the disk is full")
    assert is_well(server)
