"""Bodies of every kind, whole or in pieces: what a server sends of what a handler returns, on every server target."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from apigen.runtime.server.accept import preferred

from .streams import Streams

CSV, HTML = "text/csv; charset=utf-8", "text/html; charset=utf-8"


async def awaited(items: Iterable[Any]) -> AsyncIterator[Any]:
    for each in items:
        yield each


def rows(ops: Any) -> list[Any]:
    """Return a row as each thing that it may be."""
    row = ops.Report200.parse([{"n": 1}]).body[0]
    return [row, {"n": 2}]


ROWS = b'{"n":1}\n{"n":2}\n'
EVENTS = b'data: {"n":1}\n\ndata: {"n":2}\n\n'


@pytest.mark.parametrize(
    ("make", "content_type", "body"),
    [
        (lambda ops: ops.Watch200(iter(rows(ops))), "text/event-stream", EVENTS),
        (lambda ops: ops.Watch200(awaited(rows(ops))), "text/event-stream", EVENTS),
        (lambda ops: ops.Watch200(rows(ops)), "text/event-stream", EVENTS),
        (lambda ops: ops.Watch200([]), "text/event-stream", b""),
        (lambda ops: ops.Watch200(['{"n":\r\n3}']), "text/event-stream", b'data: {"n":\ndata: 3}\n\n'),
        (lambda ops: ops.Export200(iter(rows(ops))), "application/jsonl", ROWS),
        (lambda ops: ops.Export200(awaited(rows(ops))), "application/jsonl", ROWS),
        (
            lambda ops: ops.Export200(rows(ops), media_type="application/json-seq"),
            "application/json-seq",
            b'\x1e{"n":1}\n\x1e{"n":2}\n',
        ),
        (lambda ops: ops.Download200(b"abc"), "application/octet-stream", b"abc"),
        (lambda ops: ops.Download200(iter([b"a", b"", b"bc"])), "application/octet-stream", b"abc"),
        (lambda ops: ops.Download200([b"a", b"bc"]), "application/octet-stream", b"abc"),
        (lambda ops: ops.Download200(()), "application/octet-stream", b""),
        (lambda ops: ops.Download200(awaited([b"a", b"bc"])), "application/octet-stream", b"abc"),
        (lambda ops: ops.Image200(b"abc", media_type="image/png"), "image/png", b"abc"),
        (lambda ops: ops.Image200(b"abc", "image/x; a=b"), "image/x; a=b", b"abc"),
        (lambda ops: ops.Report200(rows(ops)), "application/json", b'[{"n":1},{"n":2}]'),
        (lambda ops: ops.Report200("a"), CSV, b"a"),
        (lambda ops: ops.Report200(iter(["é", "", "b"]), media_type="text/csv"), CSV, b"\xc3\xa9b"),
        (lambda ops: ops.Report200(awaited(["a", "b"]), media_type="text/html"), HTML, b"ab"),
        (
            lambda ops: ops.Report200(iter(["a", "b"]), media_type="text/csv; charset=utf-16"),
            "text/csv; charset=utf-16",
            "ab".encode("utf-16"),
        ),
        (lambda ops: ops.Report200("a", media_type="text/html"), HTML, b"a"),
        (lambda ops: ops.Report200("é", media_type="text/csv; charset=latin-1"), "text/csv; charset=latin-1", b"\xe9"),
        (lambda ops: ops.Report200(b"a"), "application/pdf", b"a"),
        (lambda ops: ops.Report200(awaited(rows(ops)), media_type="text/event-stream"), "text/event-stream", EVENTS),
    ],
)
def test_what_is_sent(streams: Streams, make: Callable[[Any], Any], content_type: str, body: bytes) -> None:
    ops = streams.ops
    path = {
        ops.Watch200: "events", ops.Export200: "lines", ops.Download200: "files", ops.Image200: "images",
        ops.Report200: "reports",
    }[type(make(ops))]  # fmt: skip
    driver = streams.driver(streams.record(lambda _: make(ops)))
    answer = driver.send("GET", f"/v1/{path}/x", {})
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, content_type, body)
    assert answer.headers.get("cache-control") == ("no-cache" if content_type == "text/event-stream" else None)
    alone = driver.send("HEAD", f"/v1/{path}/x", {})
    assert (alone.status, alone.headers, alone.body) == (200, answer.headers, b"")


def test_what_an_event_says(streams: Streams) -> None:
    items = [
        streams.core.ServerSentEvent({"n": 1}, event="row", id="7", retry=500),
        streams.core.ServerSentEvent({"n": 2}, id=""),
    ]
    driver = streams.driver(streams.record(lambda _: streams.ops.Watch200(items)))
    expected = b'event: row\nid: 7\nretry: 500\ndata: {"n":1}\n\nid: \ndata: {"n":2}\n\n'
    assert driver.send("GET", "/v1/events/x", {}).body == expected


def test_files(streams: Streams, tmp_path: Path) -> None:
    """A file is sent from where it stands, and closed; without its length where that is not known."""
    path, content = tmp_path / "file", bytes(range(256)) * 1000
    path.write_bytes(content)
    opened: list[Any] = []

    def file(request: Any) -> Any:
        match request.kind:
            case "path":
                return path
            case "file":
                opened.append(path.open("rb"))
                opened[-1].seek(1000)
                return opened[-1]
            case "upload":
                opened.append(io.BytesIO(content))
                return streams.core.UploadFile(opened[-1])
            case _:
                reader, writer = os.pipe()
                with open(writer, "wb") as pipe:
                    pipe.write(b"abc")
                opened.append(io.FileIO(reader))
                return opened[-1]

    driver = streams.driver(streams.record(lambda request: streams.ops.Download200(file(request))))
    sizes: dict[str, bytes] = {"path": content, "file": content[1000:], "upload": content, "pipe": b"abc"}
    for kind, expected in sizes.items():
        answer = driver.send("GET", f"/v1/files/{kind}", {})
        length = None if kind == "pipe" else str(len(expected))
        assert (answer.body, answer.headers.get("content-length")) == (expected, length)
        assert driver.send("HEAD", f"/v1/files/{kind}", {}).headers.get("content-length") == length
    assert len(opened) == 6 and all(each.closed for each in opened)


@pytest.mark.parametrize(
    ("accept", "body", "content_type"),
    [
        (None, [], "application/json"),
        ("application/xml", [], "application/xml"),
        ("text/event-stream", [], "application/json"),
        ("application/pdf, */*;q=0.1", [], "application/json"),
        ("text/html", "a", HTML),
        ("text/html;q=0.5, text/csv;q=0.4", "a", HTML),
        ("text/html;q=0.5, text/*", "a", CSV),
        ("image/png", "a", CSV),
        ("text/html", "a text that is too long for HTML here", HTML),
    ],
)
def test_what_the_caller_prefers(streams: Streams, accept: str | None, body: Any, content_type: str) -> None:
    driver = streams.driver(streams.record(lambda _: streams.ops.Report200(body)), validate_responses=False)
    answer = driver.send("GET", "/v1/reports/x", {} if accept is None else {"Accept": accept})
    assert (answer.status, answer.headers["content-type"], answer.headers["vary"]) == (200, content_type, "accept")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "a/x"),
        ("*/*", "a/x"),
        ("b/*", "b/y"),
        ("b/y;q=0.1, */*;q=0.5", "a/x"),
        ("A/X;Q=0, */*", "b/y"),
        ("c/z;v=2", "c/z;v=2"),
        ('c/z;v="2", b/y;q=0.9', "c/z;v=2"),
        ("c/z;v=3", "a/x"),
        ("b/y; charset=utf-8", "b/y"),
        ("d/*;q=0.2, d/w;q=0.8, b/y;q=0.5", "d/*"),
        ("b/y;q=nan", "b/y"),
        (",, ;q=1 ,b/y", "b/y"),
        ('a/x;p="b/y,c', "a/x"),
    ],
)
def test_accept(accept: str, expected: str) -> None:
    declared = ["a/x", "b/y", "c/z;v=2", "d/*"]
    assert declared[preferred(accept, declared)] == expected


@pytest.mark.parametrize(
    ("path", "make", "reason"),
    [
        ("images", lambda ops: ops.Image200(b"", media_type="text/plain"), "is 'text/plain', which is none of image/*"),
        ("images", lambda ops: ops.Image200(b"", media_type="image/*"), "is 'image/*'"),
        ("images", lambda ops: ops.Image200(b"", media_type="image/a\r\nx: y"), "is none of image/*"),
        ("files", lambda ops: ops.Download200("text"), "not bytes"),
        ("files", lambda ops: ops.Download200(bytearray(b"text")), "not bytes"),
        ("files", lambda ops: ops.Download200([b"text", 1]), "not bytes"),
        ("files", lambda ops: ops.Download200(Path("/nowhere")), "No such file"),
        ("events", lambda ops: ops.Watch200({"n": 1}), "not what yields"),
        ("reports", lambda ops: ops.Report200([{"n": 101}]), "101 is greater"),
        ("reports", lambda ops: ops.Report200([{"n": 101}], media_type="application/xml"), "101 is greater"),
        ("reports", lambda ops: ops.Report200("a" * 21, media_type="text/html"), "longer than 20"),
        ("reports", lambda ops: ops.Report200(None), "the body of the 200 response does not fit"),
        ("events", lambda ops: (each for each in ""), "yields itself"),
        ("events", lambda ops: awaited(()), "yields itself"),
    ],
)
def test_what_cannot_be_sent(
    streams: Streams, path: str, make: Callable[[Any], Any], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    driver = streams.driver(streams.record(lambda _: make(streams.ops)))
    with caplog.at_level(logging.ERROR):
        answer = driver.send("GET", f"/v1/{path}/x", {})
    assert (answer.status, answer.headers["content-type"]) == (500, "application/problem+json")
    assert reason in caplog.text


@pytest.mark.parametrize("status", [99, 101, 1000])
def test_a_status_that_ends_no_request(streams: Streams, status: int, caplog: pytest.LogCaptureFixture) -> None:
    driver = streams.driver(streams.record(lambda _: streams.ops.ImageDefault(status, {})))
    with caplog.at_level(logging.ERROR):
        assert driver.send("GET", "/v1/images/x", {}).status == 500
    assert f"status {status} is not one of default" in caplog.text
