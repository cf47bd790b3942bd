"""Bodies of responses, read by the media type that came among those that are declared: with both clients."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from apigen.runtime.client import APIStatusError, ResponseValidationError
from apigen.runtime.client.response import read_result
from apigen.runtime.core import MISSING, BaseModel, JsonLines, Operation, Request, Response
from apigen.runtime.core.xml import XmlDocuments

from ..support.calls import Server, Way, call

JSON, CSV, XML = "application/json", "text/csv", "application/xml"


class Row(BaseModel):
    n: int


class Report200(Response):
    media_types = (JSON, CSV, XML, "application/jsonl", "image/*")
    body: Row | str | JsonLines[Row] | bytes
    media_type: str | MISSING = MISSING


class Report404(Response):
    media_types = ("text/plain", JSON)
    body: str | Row


class Report404Error(APIStatusError):
    body: str | Row


def operation(path: Path | None = None) -> Operation[Request, Report200 | Report404, Any]:
    return Operation(
        id="report",
        method="GET",
        path="/",
        request=Request,
        responses={"2XX": Report200, "404": Report404},
        xml=None if path is None else XmlDocuments(path),
    )


@pytest.mark.parametrize(
    ("content_type", "raw", "body", "media_type"),
    [
        (JSON, b'{"n":1}', Row(n=1), JSON),
        ("Application/JSON; charset=utf-8", b'{"n":1}', Row(n=1), JSON),
        ("", b'{"n":1}', Row(n=1), JSON),
        ("application/unknown", b'{"n":1}', Row(n=1), JSON),
        (CSV, b"a,\xc3\xa4", "a,ä", CSV),
        ("text/csv; charset=latin-1", b"a,\xe4", "a,ä", CSV),
        (XML, b"<n>1</n>", "<n>1</n>", XML),
        ("application/jsonl", b'{"n":1}\n\n{"n":2}', [Row(n=1), Row(n=2)], "application/jsonl"),
        ("image/png", b"\x89", b"\x89", "image/png"),
        ("image/svg+xml", b"<svg/>", b"<svg/>", "image/svg+xml"),
    ],
)
def test_the_media_type_that_came(way: Way, content_type: str, raw: bytes, body: object, media_type: str) -> None:
    found = call(way, Server(raw, content_type=content_type), operation())
    assert found.body == body
    assert type(found.body) is type(body)
    assert isinstance(found.declared, Report200)
    assert found.declared.media_type == media_type
    assert found.declared.body == body


class Text200(Response):
    media_types = ("*/*",)
    body: str


class Row200(Response):
    media_types = ("*/*",)
    body: Row


@pytest.mark.parametrize(
    ("kind", "content_type", "raw", "body"),
    [
        (Text200, JSON, b'"a"', "a"),
        (Text200, "", b'"a"', "a"),
        (Text200, "text/plain;charset=latin-1", b"\xe4", "ä"),
        (Text200, "text/plain", b"12", "12"),
        (Row200, JSON, b'{"n":1}', Row(n=1)),
        (Row200, "text/plain", b'{"n":1}', Row(n=1)),
        (Row200, "application/octet-stream", b'{"n":1}', Row(n=1)),
    ],
)
def test_a_range_leaves_it_to_the_server_whether_a_text_is_json(
    way: Way, kind: type[Response], content_type: str, raw: bytes, body: object
) -> None:
    found: Operation[Request, Any, Any] = Operation(
        id="any", method="GET", path="/", request=Request, responses={"200": kind}
    )
    assert call(way, Server(raw, content_type=content_type), found).body == body
    with pytest.raises(ResponseValidationError):
        call(way, Server(b"no", content_type=JSON), found)


def test_an_answer_of_a_proxy_is_no_declared_error() -> None:
    found: Operation[Request, Any, Any] = Operation(
        id="any", method="GET", path="/", request=Request, responses={"404": Row200}
    )
    answer = httpx.Response(404, content=b"<p>", headers={"content-type": "text/html"})
    with pytest.raises(APIStatusError) as caught:
        read_result(found, answer, {Row200: Report404Error})
    assert not isinstance(caught.value, Report404Error)
    assert caught.value.body == "<p>"


def test_described_xml_is_a_value(way: Way, tmp_path: Path) -> None:
    row = {"name": "row", "properties": {"n": {"types": ["integer"]}}}
    path = tmp_path / "xml.json"
    documents = {"definitions": {}, "operations": {"report": {"responses": {"2XX": {XML: row}}}}}
    path.write_text(json.dumps(documents), encoding="utf-8")
    assert call(way, Server(b"<row><n>1</n></row>", content_type=XML), operation(path)).body == Row(n=1)
    with pytest.raises(ResponseValidationError, match="cannot be read"):
        call(way, Server(b"<row>", content_type=XML), operation(path))


def test_every_media_type_is_accepted(way: Way) -> None:
    server = Server(b"1")
    call(way, server, operation())
    assert server.last.headers["accept"] == f"{JSON}, {CSV}, {XML}, application/jsonl, image/*, text/plain"
    nothing: Operation[Any, Any, None] = Operation(id="n", method="GET", path="/", request=Request, responses={})
    call(way, server, nothing)
    assert server.last.headers["accept"] == "*/*"


def test_an_error_that_is_not_declared_is_a_text_in_its_charset() -> None:
    answer = httpx.Response(500, content=b"\xe4", headers={"content-type": "text/plain; charset=latin-1"})
    with pytest.raises(APIStatusError) as caught:
        read_result(operation(), answer, {})
    assert caught.value.body == "ä"


@pytest.mark.parametrize(("content_type", "raw", "body"), [(JSON, b'{"n":1}', Row(n=1)), ("text/plain", b"no", "no")])
def test_errors_are_read_in_the_same_way(content_type: str, raw: bytes, body: object) -> None:
    answer = httpx.Response(404, content=raw, headers={"content-type": content_type})
    with pytest.raises(Report404Error) as caught:
        read_result(operation(), answer, {Report404: Report404Error})
    assert caught.value.body == body


@pytest.mark.parametrize(("method", "status"), [("HEAD", 404), ("GET", 304)])
def test_an_answer_without_a_body_is_the_declared_one(method: str, status: int) -> None:
    asked: Operation[Request, Any, Any] = Operation(
        id="report", method=method, path="/", request=Request, responses={"2XX": Report200, str(status): Report404}
    )
    with pytest.raises(Report404Error) as caught:
        read_result(asked, httpx.Response(status, headers={"content-type": JSON}), {Report404: Report404Error})
    assert caught.value.body is None
