"""Requests that are too large, too deep, or no HTTP: refused with a reason, cheaply, and never with a 500."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from ..support.watched import HAS_PROC, Watched
from .conftest import LIMIT
from .wire import CLOSE, asked, exchange, head, is_well, send, status_of

JSON = b"Content-Type: application/json"
FORM = b"Content-Type: multipart/form-data; boundary=b"
FIELDS = b"Content-Type: application/x-www-form-urlencoded"
CLOSING = CLOSE.strip()
MEGABYTES = 50


def post(path: str, body: bytes, *headers: bytes) -> bytes:
    return head(f"POST /v1/{path}", *headers, CLOSING, b"Content-Length: %d" % len(body)) + body


def part(content: bytes, *headers: bytes, name: str = "name") -> bytes:
    lines = [f'Content-Disposition: form-data; name="{name}"'.encode(), *headers]
    return b"--b\r\n" + b"\r\n".join(lines) + b"\r\n\r\n" + content + b"\r\n"


END = b"--b--\r\n"
DEEP = b"[" * 10_000 + b"]" * 10_000
REFUSED = {
    "nested arrays": (post("json", DEEP, JSON), 422),
    "arrays without an end": (post("json", b"[" * 10_000, JSON), 422),
    "nested objects": (post("json", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, JSON), 422),
    "nested arrays in a part": (post("forms", part(DEEP, JSON, name="tree") + END, FORM), 422),
    "nested arrays in a field": (post("fields", b"tree=" + DEEP, FIELDS), 200),
    "nested brackets": (post("fields", b"tree" + b"[a]" * 10_000 + b"=1", FIELDS), 200),
    "no boundary": (post("forms", part(b"a") + END, b"Content-Type: multipart/form-data"), 422),
    "another boundary": (post("forms", part(b"a") + END, b"Content-Type: multipart/form-data; boundary=c"), 422),
    "a boundary that is never closed": (post("forms", part(b"a"), FORM), 422),
    "nothing but a boundary": (post("forms", b"--b", FORM), 422),
    "a header without a colon": (post("forms", part(b"a", b"Content-Type text/plain") + END, FORM), 422),
    "a header with a NUL": (post("forms", part(b"a", b"Content\0Type: text/plain") + END, FORM), 422),
    "a header of a megabyte": (post("forms", part(b"a", b"X: " + b"a" * (LIMIT - 300)) + END, FORM), 422),
    "a name of a megabyte": (post("forms", part(b"a", name="a" * (LIMIT - 300)) + END, FORM), 422),
    "many headers": (post("forms", part(b"a", *(b"X-%d: a" % n for n in range(1000))) + END, FORM), 422),
    "many parts": (post("forms", b"--b\r\n" * 100_000 + END, FORM), 422),
    "many right parts": (post("forms", part(b"") * 10_000 + END, FORM), 413),
    "a form within": (post("forms", part(part(b"a") + END, FORM, name="tree") + END, FORM), 422),
    "many fields": (post("fields", b"a&" * 100_000, FIELDS), 413),
    "a body that is too large": (post("json", b" " * (LIMIT + 1), JSON), 413),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_body_that_is_refused(name: str, server: Watched) -> None:
    raw, expected = REFUSED[name]
    before = len(server.said())
    answer = exchange(server, raw)
    assert status_of(answer) == expected, answer[:2000]
    assert is_well(server)
    assert "Traceback" not in server.said()[before:] and "WARNING" not in server.said()[before:]


@pytest.mark.skipif(not HAS_PROC, reason="nobody says how much memory a process takes")
@pytest.mark.parametrize("way", ["said", "chunks"])
def test_much_more_json_than_is_allowed(way: str, server: Watched) -> None:
    """The answer is there before the body is, and nothing of it is kept."""
    length = b"Content-Length: %d" % (MEGABYTES * 2**20) if way == "said" else b"Transfer-Encoding: chunked"
    piece = b'"' + b"a" * (2**16 - 4) + b'",\n' if way == "said" else b"10000\r\n" + b"a" * 2**16 + b"\r\n"
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        yield head("POST /v1/json", JSON, length, CLOSING)
        for _ in range(MEGABYTES * 16):
            taken += len(piece)
            yield piece

    is_well(server)
    before = server.kilobytes()
    with server.connect() as connection:
        answer = send(connection, pieces())
    assert status_of(answer) == 413
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["detail"] == f"the body is larger than {LIMIT} bytes"
    # What lies in the buffers of sockets has been sent, too.
    assert taken < 20 * 2**20
    assert server.kilobytes() - before < 10 * 1024
    assert is_well(server)


GARBAGE = {
    "no text in a header": b"X-Text: \xff\xfe\x80",
    "no number in a header": b"X-Number: \xff",
    "another digit in a header": "X-Number: ٣".encode(),
    "a NUL in a header": b"X-Text: a\0b",
    "a control character in a header": b"X-Text: \x01\x1f\x7f",
    "no text in a cookie": b"Cookie: sort=\xff\xfe; \x80=\x81",
    "broken escapes in a cookie": b"Cookie: sort=%ff%zz%; =; ;;;=a=b;",
    "quotes in a cookie": b'Cookie: sort="a;b"c\\"; sort',
    "a NUL in a cookie": b"Cookie: sort=a\0b",
    "a large cookie": b"Cookie: sort=" + b"a" * 65536,
    "a thousand cookies": b"Cookie: " + b"; ".join(b"c%d=1" % n for n in range(600)),
    "a thousand headers": b"\r\n".join(b"X-%d: a" % n for n in range(1000)),
    "no length": b"Content-Length: many",
    "a length below zero": b"Content-Length: -1",
    "a length beyond all": b"Content-Length: " + b"9" * 4000,
    "two lengths": b"Content-Length: 1\r\nContent-Length: 2",
    "a length and chunks": b"Content-Length: 3\r\nTransfer-Encoding: chunked",
    "another way to send": b"Transfer-Encoding: gzip",
    "no media type": b"Content-Type: \xff/\0",
    "an odd list of media types": b"Accept: ,;q=x,*/*;q=nan," + b"a/b;" * 300,
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_in_headers(name: str, server: Watched) -> None:
    """Whoever finds it, the HTTP server or the service, refuses it or takes it for text."""
    before = len(server.said())
    status = status_of(exchange(server, head("GET /v1/answers/good", GARBAGE[name], CLOSING)))
    # A server may also just close the connection, or say that it does not know a way to send.
    assert status in (0, 200, 400, 422, 431, 501), status
    assert is_well(server)
    assert "Traceback" not in server.said()[before:]


@pytest.mark.parametrize(
    "chunks",
    [b"z\r\n", b"-1\r\n", b"5\r\nab\r\n0\r\n\r\n", b"1\r\nab", b"ffffffffffffffffffff\r\n", b"1;" + b"a" * 99999],
)
def test_chunks_that_are_none(chunks: bytes, server: Watched) -> None:
    before = len(server.said())
    with server.connect() as connection:
        answer = send(
            connection, [head("POST /v1/json", JSON, b"Transfer-Encoding: chunked", CLOSING) + chunks], ends=True
        )
    assert status_of(answer) in (0, 400, 413)
    assert is_well(server)
    assert "Traceback" not in server.said()[before:]


def test_requests_in_one_piece(server: Watched) -> None:
    """What follows a refused request on a connection is read from where it begins, or not at all."""
    first = head("POST /v1/json", JSON, b"Content-Length: 1") + b"["
    second = head("GET /v1/answers/good", CLOSING)
    answer = exchange(server, first + second)
    assert status_of(answer) == 422 and answer.count(b"HTTP/1.1 ") <= 2
    with asked(server, "GET", "/v1/nothing") as other:
        assert other.status == 404
