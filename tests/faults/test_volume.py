"""Many callers at once, and large bodies: the right bytes come, and memory stays as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest

from ..support.watched import HAS_PROC, Watched
from .wire import PIECE, ROWS, asked, is_well

CALLERS = 200
ALLOWED = 60 * 1024
"""Kilobytes by which a server may grow, where it is sent as much as the issue asks for."""

pytestmark = pytest.mark.skipif(not HAS_PROC, reason="nobody says how much memory a process takes")


@pytest.fixture
def megabytes(full: bool) -> int:
    return 200 if full else 40


@pytest.fixture
def allowed(full: bool) -> int:
    return ALLOWED if full else 24 * 1024


def test_many_callers_at_once(server: Watched) -> None:
    """Handlers that are awaited, those that block, refusals and streams, all at the same time."""
    expected = {
        "/v1/answers/good": (200, b'{"n":1}'),
        "/v1/awaited/good": (200, b'{"n":1}'),
        "/v1/lines/short": (200, b'{"n":1}\n{"n":2}\n'),
        "/v1/awaited/lines/short": (200, b'{"n":1}\n{"n":2}\n'),
        "/v1/bytes/none": (404, None),
        "/v1/secret": (401, None),
    }
    targets = [*expected] * (CALLERS // len(expected) + 1)

    def call(target: str) -> tuple[int, bytes]:
        with asked(server, "GET", target) as answer:
            return answer.status, answer.read()

    call("/v1/lines/short")
    before = server.kilobytes()
    with ThreadPoolExecutor(CALLERS) as pool:
        for target, (status, body) in zip(targets, pool.map(call, targets), strict=True):
            wanted = expected[target]
            assert status == wanted[0] and body == (body if wanted[1] is None else wanted[1]), target
    assert server.kilobytes() - before < ALLOWED
    assert is_well(server)


@pytest.mark.parametrize("kind", ["bytes", "texts"])
def test_a_large_answer(kind: str, roomy: Watched, megabytes: int, allowed: int) -> None:
    piece = PIECE if kind == "bytes" else ROWS.encode()
    with asked(roomy, "GET", f"/v1/{kind}/1") as small:
        assert hashlib.sha256(small.read()).digest() == hashlib.sha256(piece * 16).digest()
    before = most = roomy.kilobytes()
    found, size = hashlib.sha256(), 0
    with asked(roomy, "GET", f"/v1/{kind}/{megabytes}") as answer:
        assert answer.headers["Content-Type"] == (
            "text/csv; charset=utf-8" if kind == "texts" else "application/octet-stream"
        )
        while received := answer.read(2**20):
            found.update(received)
            if size // 2**22 != (size := size + len(received)) // 2**22:
                most = max(most, roomy.kilobytes())
    assert size == len(piece) * megabytes * 16
    assert found.hexdigest() == _digest(piece, megabytes * 16)
    assert most - before < allowed


@pytest.mark.parametrize("kind", ["file", "form"])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_upload(kind: str, chunked: bool, roomy: Watched, megabytes: int, allowed: int) -> None:
    _upload(roomy, kind, 1, chunked=chunked, measure=roomy.kilobytes)
    before = roomy.kilobytes()
    most = _upload(roomy, kind, megabytes * 16, chunked=chunked, measure=roomy.kilobytes)
    assert most - before < allowed


def _upload(server: Watched, kind: str, count: int, *, chunked: bool, measure: Callable[[], int]) -> int:
    """Send so many pieces, see that they have come, and return the most that was measured meanwhile."""
    before, after = b"", b""
    if kind == "form":
        before = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        after = b"\r\n--b--\r\n"
    most = 0

    def pieces() -> Iterator[bytes]:
        nonlocal most
        yield before
        for n in range(count):
            yield PIECE
            if n % 32 == 0:
                most = max(most, measure())
        yield after

    headers = {"Content-Type": "multipart/form-data; boundary=b" if kind == "form" else "application/octet-stream"}
    if not chunked:
        headers["Content-Length"] = str(len(before) + count * len(PIECE) + len(after))
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        sent = filter(None, pieces())
        connection.request(
            "POST", "/v1/forms" if kind == "form" else "/v1/bytes", sent, headers, encode_chunked=chunked
        )
        with connection.getresponse() as answer:
            assert answer.status == 200
            assert json.loads(answer.read()) == {"sha256": _digest(PIECE, count), "size": str(count * len(PIECE))}
    finally:
        connection.close()
    return max(most, measure())


def _digest(piece: bytes, count: int) -> str:
    found = hashlib.sha256()
    for _ in range(count):
        found.update(piece)
    return found.hexdigest()
