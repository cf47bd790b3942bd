"""Callers that go in the middle, or take their time: nothing is left of them, and the log is not troubled."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from ..support.watched import HAS_PROC, TARGETS, Watched, until
from .conftest import SECONDS
from .wire import asked, head, is_well, reset, send, status_of

COUNT = 20
"""Callers of each kind, and ten times as many with `--full`."""
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


def _uploads(server: Watched) -> None:
    """Send most of a file that is on disk by then, and go."""
    with server.connect() as connection:
        length = b"Content-Length: 9000000"
        connection.sendall(head("POST /v1/forms", b"Content-Type: multipart/form-data; boundary=b", length))
        connection.sendall(PART + bytes(3 * 2**20))
        reset(connection)


def _uploads_chunks(server: Watched) -> None:
    with server.connect() as connection:
        connection.sendall(
            head("POST /v1/bytes", b"Content-Type: application/octet-stream", b"Transfer-Encoding: chunked")
        )
        connection.sendall(b"200000\r\n" + bytes(2**20))


def _downloads(server: Watched) -> None:
    """Read some of what has no end, and go."""
    with server.connect() as connection:
        connection.sendall(head("GET /v1/lines/endless"))
        _read_a_row(connection)
        reset(connection)


def _downloads_awaited(server: Watched) -> None:
    with server.connect() as connection:
        connection.sendall(head("GET /v1/awaited/lines/endless"))
        _read_a_row(connection)


def _read_a_row(connection: socket.socket) -> None:
    """Read until a generator must have begun: one that has not is not closed either."""
    received = b""
    while b'{"n":1}' not in received:
        received += connection.recv(2**16)


WAYS: tuple[Callable[[Watched], None], ...] = (_uploads, _uploads_chunks, _downloads, _downloads_awaited)


@pytest.mark.skipif(not HAS_PROC, reason="nobody says what a process has open")
def test_callers_that_go(roomy: Watched, full: bool) -> None:
    """Files are deleted, generators closed, threads free: nothing grows with the number of callers."""
    for go in WAYS:
        go(roomy)
    closed = _closed(roomy) if until(lambda: _closed(roomy) == 2) else 0
    assert closed == 2
    files, threads = roomy.files(), roomy.threads()
    count = COUNT * 10 if full else COUNT
    for _ in range(count):
        for go in WAYS:
            go(roomy)
    assert until(lambda: _closed(roomy) == closed + 2 * count), roomy.said()[-2000:]
    assert until(lambda: roomy.files() <= files), (files, roomy.files())
    # Threads of a pool are kept, forty at most.
    assert roomy.threads() <= threads + 40
    said = roomy.said()
    assert "Traceback" not in said and "ERROR" not in said, said[-3000:]
    for place in ("POST /forms (faults.form)", "POST /bytes (faults.upload)", "GET /lines/{kind} (faults.lines)"):
        assert said.count(f"INFO apigen: {place}: the caller has gone") > count, place


def _closed(server: Watched) -> int:
    with asked(server, "POST", "/v1/json", b"0", {"Content-Type": "application/json"}) as answer:
        return int(json.loads(answer.read())["closed"])


def test_a_body_that_takes_too_long(server: Watched) -> None:
    """Where the server can wait for something else meanwhile, it does not wait for ever."""
    if TARGETS[server.name] == "flask":
        pytest.skip("a thread that reads cannot stop: the server's own limits count")
    before = time.monotonic()

    def drops() -> Iterator[bytes]:
        yield head("POST /v1/json", b"Content-Type: application/json", b"Content-Length: 1000")
        for _ in range(600):
            time.sleep(0.1)
            yield b"1"

    with server.connect() as connection:
        answer = send(connection, drops())
    assert status_of(answer) == 408 and b"connection: close" in answer.lower()
    assert b"the body has not come within 3 seconds" in answer
    assert time.monotonic() - before >= SECONDS
    assert is_well(server)
