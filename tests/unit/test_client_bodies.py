"""Bodies of every kind as both clients send them: documents, texts, files that are read while they are sent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from apigen.runtime.client import ArgumentError
from apigen.runtime.client.bodies import BodyWriter
from apigen.runtime.client.payload import Payload
from apigen.runtime.core import (
    MISSING,
    BaseModel,
    JsonLines,
    Media,
    Operation,
    Request,
    UploadFile,
    body,
    form,
)
from apigen.runtime.core.xml import XmlDocuments

from ..support.calls import Client, Server, Way, call

OCTETS, JSON, LINES = "application/octet-stream", "application/json", "application/jsonl"


class Row(BaseModel):
    n: int
    note: str | MISSING = MISSING


class Rights(BaseModel):
    """Looks like an open file."""

    read: bool
    close: bool


class Photo(BaseModel):
    title: str
    file: UploadFile | MISSING = MISSING


def operation(annotation: Any, *media: str | Media, xml: XmlDocuments | None = None) -> Operation[Any, Any, None]:
    kind = type("Sent", (Request,), {"__annotations__": {"body": annotation}})
    return Operation(id="send", method="POST", path="/", request=kind, responses={}, body=body(*media), xml=xml)


def sent(way: Way, annotation: Any, media: str | Media, value: object, **arguments: object) -> httpx.Request:
    server = Server(status=204)
    call(way, server, operation(annotation, media), body=value, **arguments)
    return server.last


@pytest.mark.parametrize(
    ("annotation", "media", "value", "raw"),
    [
        (Row, JSON, Row(n=1, note="ä"), '{"n":1,"note":"ä"}'.encode()),
        (Row, "application/vnd.x+json", {"n": 1}, b'{"n":1}'),
        (Row, "application/x-www-form-urlencoded", {"n": 1, "note": "a b"}, b"n=1&note=a%20b"),
        (str, "text/plain", "ä", "ä".encode()),
        (str, "text/plain; charset=latin-1", "ä", b"\xe4"),
        (str, "application/xml", "<a/>", b"<a/>"),
        (UploadFile, OCTETS, b"\x00\xff", b"\x00\xff"),
        (UploadFile, OCTETS, b"", b""),
        (JsonLines[Row], LINES, [{"n": 1}, Row(n=2)], b'{"n":1}\n{"n":2}\n'),
        (UploadFile, LINES, b'{"n":1}\n', b'{"n":1}\n'),
        (JsonLines[Row], "application/json-seq", ({"n": 1}, {"n": 2}), b'\x1e{"n":1}\n\x1e{"n":2}\n'),
    ],
)
def test_a_body_is_written_by_its_media_type(way: Way, annotation: Any, media: str, value: Any, raw: bytes) -> None:
    request = sent(way, annotation, media, value)
    assert request.content == raw
    assert request.headers["content-type"] == media


def test_described_xml_is_written_as_elements(way: Way, tmp_path: Path) -> None:
    row = {"name": "row", "properties": {"n": {"types": ["integer"]}, "note": {"types": ["string"]}}}
    path = tmp_path / "xml.json"
    path.write_text(
        json.dumps({"definitions": {}, "operations": {"send": {"body": {"application/xml": row}}}}), encoding="utf-8"
    )
    server = Server(status=204)
    call(way, server, operation(Row, "application/xml", xml=XmlDocuments(path)), body=Row(n=1, note="<"))
    assert server.last.content.endswith(b"<row><n>1</n><note>&lt;</note></row>")


def test_files_are_sent_with_their_length(way: Way, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * 200_000)
    upload = UploadFile(path)
    for source in (path, upload, upload):
        request = sent(way, UploadFile, OCTETS, source)
        assert request.content == path.read_bytes()
        assert request.headers["content-length"] == "200000"
        assert "transfer-encoding" not in request.headers
        # It was opened by the call, and closed by it.
        assert upload.source == path


def test_a_file_of_the_caller_is_sent_from_where_it_stands_and_stays_open(way: Way, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"head,body")
    for file in (BytesIO(b"head,body"), path.open("rb")):
        with file:
            file.seek(5)
            request = sent(way, UploadFile, OCTETS, file)
            assert (request.content, request.headers["content-length"]) == (b"body", "4")
            assert not file.closed


class Pipe:
    """A file that cannot be wound back."""

    def __init__(self, content: bytes) -> None:
        self._content = BytesIO(content)

    def read(self, size: int = -1) -> bytes:
        return self._content.read(size)

    def close(self) -> None:
        raise AssertionError("it is the caller's")


def test_a_file_of_unknown_length_is_sent_in_chunks(way: Way) -> None:
    request = sent(way, UploadFile, OCTETS, Pipe(b"body"))
    assert request.content == b"body"
    assert request.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in request.headers


def test_a_file_that_grows_is_as_long_as_announced(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"old")
    content = BodyWriter(operation(UploadFile, OCTETS), [Media(OCTETS)]).write(path).content
    assert isinstance(content, Payload)
    path.write_bytes(b"old and new")
    assert (content.size, content.rewindable) == (3, True)
    assert [b"".join(content), b"".join(content)] == [b"old", b"old"]


def test_what_cannot_be_wound_back_is_sent_once() -> None:
    content = BodyWriter(operation(UploadFile, OCTETS), [Media(OCTETS)]).write(Pipe(b"body")).content
    assert isinstance(content, Payload)
    assert not content.rewindable
    assert b"".join(content) == b"body"
    with pytest.raises(RuntimeError, match="sent already"):
        list(content)


def test_a_missing_file_is_found_before_anything_is_sent(way: Way, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sent(way, UploadFile, OCTETS, tmp_path / "none")
    (tmp_path / "text").write_text("")
    with (tmp_path / "text").open(encoding="utf-8") as text, pytest.raises(ValueError, match="open binary file"):
        sent(way, UploadFile, OCTETS, text)


@pytest.mark.parametrize(
    ("source", "arguments", "content_type"),
    [
        (UploadFile(b"x", content_type="image/png"), {}, "image/png"),
        (UploadFile(b"x", filename="a.jpg"), {}, "image/jpeg"),
        (b"x", {"content_type": "image/webp"}, "image/webp"),
        (UploadFile(b"x", content_type="image/png"), {"content_type": "image/webp"}, "image/webp"),
    ],
)
def test_the_media_type_of_a_range(way: Way, source: object, arguments: dict[str, str], content_type: str) -> None:
    request = sent(way, UploadFile, "image/*", source, **arguments)
    assert (request.headers["content-type"], request.content) == (content_type, b"x")


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        (b"x", {}),
        (UploadFile(b"x", filename="a.txt"), {}),
        (UploadFile(b"x", content_type="text/plain"), {}),
        (b"x", {"content_type": "text/plain"}),
    ],
)
def test_a_media_type_outside_of_the_range(way: Way, source: object, arguments: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"image/\*"):
        sent(way, UploadFile, "image/*", source, **arguments)


@pytest.mark.parametrize(
    ("annotation", "media", "value", "chosen"),
    [
        (Row | UploadFile, (JSON, OCTETS), {"n": 1}, JSON),
        (Row | UploadFile, (JSON, OCTETS), b"x", OCTETS),
        (Row | UploadFile, (OCTETS, JSON), {"n": 1}, JSON),
        (Rights | UploadFile, (OCTETS, JSON), Rights(read=True, close=False), JSON),
        (Row | str, (JSON, "text/csv"), "a,b", "text/csv"),
        (Row | str, (JSON, "application/xml"), "<a/>", "application/xml"),
        (str, (JSON, "text/plain"), "a", JSON),
        (str, ("text/plain", JSON), "a", "text/plain"),
        (UploadFile, ("image/png", "image/jpeg"), UploadFile(b"x", content_type="image/jpeg"), "image/jpeg"),
        (UploadFile, ("image/png", "image/jpeg"), UploadFile(b"x", filename="b.jpg"), "image/jpeg"),
        (UploadFile, ("image/png", "image/jpeg"), UploadFile(b"x", filename="b.gif"), "image/png"),
        (Row | JsonLines[Row], (LINES, JSON), [{"n": 1}], LINES),
        (Row | JsonLines[Row], (LINES, JSON), {"n": 1}, JSON),
        (Photo, (JSON, "multipart/form-data"), {"title": "a"}, JSON),
        (Photo, (JSON, "multipart/form-data"), {"title": "a", "file": b"x"}, "multipart/form-data"),
        (Photo, (JSON, "multipart/form-data"), Photo(title="a", file=UploadFile(b"x")), "multipart/form-data"),
    ],
)
def test_the_first_media_type_that_fits_is_sent(
    annotation: Any, media: tuple[str, ...], value: Any, chosen: str
) -> None:
    found = operation(annotation, *media)
    assert found.body is not None
    written = BodyWriter(found, found.body.media).write(value)
    assert written.media_type.partition(";")[0] == chosen


def test_another_media_type_is_chosen_by_name() -> None:
    found = operation(str, JSON, form(media_type="text/plain"))
    assert found.body is not None
    writer = BodyWriter(found, found.body.media)
    assert writer.write("a", "text/plain") == ("text/plain", b"a")
    assert writer.write("a", "application/json; profile=x") == ("application/json; profile=x", b'"a"')
    with pytest.raises(ValueError, match="it is application/json or text/plain"):
        writer.write("a", "text/csv")


def test_asynchronous_values_are_for_the_awaited_client() -> None:
    async def rows() -> AsyncIterator[Row]:
        yield Row(n=1)
        yield Row(n=2)

    assert sent("awaited", JsonLines[Row], LINES, rows()).content == b'{"n":1}\n{"n":2}\n'
    with pytest.raises(TypeError, match="asynchronous"):
        sent("blocking", JsonLines[Row], LINES, rows())


def test_wrong_bodies_are_refused(way: Way) -> None:
    for annotation, media, value in (
        (JsonLines[Row], LINES, [{"n": "x"}]),
        (JsonLines[Row], LINES, 5),
        (str, "text/plain", 5),
        (UploadFile, OCTETS, "text"),
        (Row, "multipart/form-data", [1]),
    ):
        with pytest.raises(ArgumentError, match="send: body: "):
            sent(way, annotation, media, value)


def test_a_body_is_sent_again_where_authentication_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"body")
    bodies: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        challenge = {"www-authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'}
        return httpx.Response(204) if "authorization" in request.headers else httpx.Response(401, headers=challenge)

    with httpx.Client(transport=httpx.MockTransport(answer), auth=httpx.DigestAuth("me", "pw")) as http:
        Client(http).api.call(operation(UploadFile, OCTETS), body=path)
    assert bodies == [b"body", b"body"]
