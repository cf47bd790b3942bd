"""Request bodies on the server: each kind of media type, from the bytes of the wire to the field of a request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import MISSING

from apigen.runtime.core import BaseModel, Encoding, Media, Operation, Request, UploadFile, body, encoding, form
from apigen.runtime.core.xml import XmlDocuments
from apigen.runtime.server import multipart as limits
from apigen.runtime.server.content import RequestBody
from apigen.runtime.server.messages import HttpError, Limits, RawRequest, ReadBody, Rejection
from apigen.runtime.server.spool import SPOOLED
from apigen.runtime.server.validation import Judge, Schema

BOUNDARY = "b0unda'ry"
MULTIPART = f'multipart/form-data; boundary="{BOUNDARY}"'
PHOTOS: Schema = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "minLength": 2},
        "cover": {},
        "pages": {"type": "array", "items": {}, "maxItems": 2},
        "count": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "sizes": {"type": "array", "items": {"type": "integer"}},
        "meta": {"type": "object", "additionalProperties": {"type": "integer"}},
        "piped": {"type": "array", "items": {"type": "string"}},
        "spread": {"type": "object", "properties": {"x": {"type": "integer"}}},
        "rows": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
    },
    "additionalProperties": {"type": "string"},
}


class Photos(BaseModel):
    title: str
    cover: UploadFile | MISSING = MISSING
    pages: list[UploadFile] | MISSING = MISSING


class AnyRequest(Request):
    body: Any | MISSING = MISSING


class UploadRequest(Request):
    body: UploadFile | MISSING = MISSING


class PhotosRequest(Request):
    body: Photos | UploadFile


class Reader:
    """A request body of an operation, read as an adapter does it: in pieces."""

    def __init__(
        self,
        *media: str | Media,
        schema: Schema = True,
        request: type[Request] = AnyRequest,
        required: bool = True,
        limit: int | None = None,
        max_fields: int | None = None,
        xml: XmlDocuments | None = None,
    ) -> None:
        self.uploads: list[UploadFile] = []
        self.media_type: str | None = None
        judge = Judge("2020-12", {})
        described = body(*media, required=required)
        operation: Operation[Any, Any, Any] = Operation(
            id="send", method="POST", path="/", request=request, responses={}, body=described, xml=xml
        )
        schemas = {each.name: schema for each in described.media}
        self.body = RequestBody(
            operation, schemas, judge=judge, definitions={}, limits=Limits(size=limit, fields=max_fields)
        )

    def __call__(self, content_type: str | None, raw: bytes, *, piece: int = 7) -> Any:
        """Return the body of the request; `MISSING` if it has none."""
        headers = [] if content_type is None else [(b"content-type", content_type.encode("latin-1"))]
        fields: dict[str, Any] = {}
        reading = self.body.read(RawRequest("POST", "/", "", headers, None), fields, self.uploads)
        try:
            reading.send(_performed(next(reading), raw, piece))
        except StopIteration:
            self.media_type = fields.get("_media_type")
            return fields.get("body", MISSING)
        raise AssertionError("a body is read once")


def _performed(effect: ReadBody, raw: bytes, piece: int) -> bytes | None:
    if effect.limit is not None and len(raw) > effect.limit:
        return None
    if effect.into is None:
        return raw
    for start in range(0, len(raw), piece):
        effect.into(raw[start : start + piece])
    return b""


def multipart(*parts: tuple[str, bytes] | tuple[str, bytes, str]) -> bytes:
    """Return a body of parts: what stands behind `form-data`, the content, and the media type if there is one."""
    whole = b""
    for disposition, content, *kind in parts:
        headers = f"Content-Disposition: form-data; {disposition}\r\n"
        headers += "".join(f"Content-Type: {each}\r\n" for each in kind)
        whole += f"--{BOUNDARY}\r\n{headers}\r\n".encode() + content + b"\r\n"
    return whole + f"--{BOUNDARY}--\r\n".encode()


def photos(
    encodings: dict[str, str | Encoding] | None = None, *, request: type[Request] = AnyRequest, **options: Any
) -> Reader:
    media = form(encodings, media_type="multipart/form-data", files=("cover", "pages"))
    return Reader(media, schema=PHOTOS, request=request, **options)


def wrong(read: Reader, raw: bytes, content_type: str = MULTIPART) -> tuple[str, list[str]]:
    with pytest.raises(Rejection) as caught:
        read(content_type, raw)
    return caught.value.event, [each.location + each.pointer for each in caught.value.violations]


def test_a_binary_body_is_an_upload() -> None:
    read = Reader("application/pdf", "image/*", "*/*", request=UploadRequest)
    found = read("application/pdf; q=1", b"%PDF")
    assert (found.read(), found.filename, found.content_type) == (b"%PDF", None, "application/pdf; q=1")
    assert read.media_type == "application/pdf"
    assert read.uploads == [found]
    assert (read("Image/PNG", b"x").size, read.media_type) == (1, "image/png")


def test_a_large_upload_leaves_the_memory() -> None:
    read = Reader("application/octet-stream", request=UploadRequest)
    raw = bytes(range(256)) * (SPOOLED // 256 + 1)
    found = read("application/octet-stream", raw, piece=100_000)
    assert found.file.fileno() >= 0
    assert b"".join(found.chunks()) == raw
    found.close()


@pytest.mark.parametrize("required", [True, False])
def test_an_empty_file_is_one_where_its_media_type_came(required: bool) -> None:
    read = Reader("image/png", required=required)
    assert read("image/png", b"").read() == b""
    if required:
        with pytest.raises(Rejection) as caught:
            read(None, b"")
        assert caught.value.event == "invalid"
    else:
        assert read(None, b"") is MISSING


def test_json_lines_are_as_they_came() -> None:
    assert Reader("application/jsonl")("application/jsonl", b'{"a": 1}\n').read() == b'{"a": 1}\n'


def test_xml_is_judged_like_json(tmp_path: Path) -> None:
    shape = {"type": ["object"], "name": "pet", "properties": {"id": {"type": ["integer"]}}}
    file = {"definitions": {}, "operations": {"send": {"body": {"application/xml": shape}}}}
    (tmp_path / "xml.json").write_text(json.dumps(file))
    schema: Schema = {"type": ["object", "string"], "properties": {"id": {"minimum": 1}}}
    read = Reader("application/xml", "text/xml", schema=schema, xml=XmlDocuments(tmp_path / "xml.json"))
    assert read("application/xml", b"<pet><id>1</id></pet>") == {"id": 1}
    assert wrong(read, b"<pet><id>0</id></pet>", "application/xml") == ("invalid", ["body/id"])
    assert wrong(read, b"<pet>", "application/xml") == ("malformed", ["body"])
    assert wrong(read, b"", "application/xml") == ("invalid", ["body"])
    # Where the contract describes no XML, it is text.
    assert read("text/xml; charset=iso-8859-1", "<ä/>".encode("latin-1")) == "<ä/>"


def test_another_media_type_is_refused() -> None:
    with pytest.raises(HttpError) as caught:
        Reader("application/pdf", "image/*")("text/html", b"x")
    assert caught.value.status == 415
    assert list(caught.value.headers) == [(b"accept", b"application/pdf, image/*")]


def test_several_media_types_are_told_apart() -> None:
    media = form(media_type="multipart/form-data", files=("cover",))
    read = Reader("application/json", media, "image/*", schema=PHOTOS, request=PhotosRequest)
    assert read("application/json", b'{"title": "ab"}') == Photos(title="ab")
    assert read("image/gif", b"x").read() == b"x"
    found = read(MULTIPART, multipart(('name="title"', b"ab"), ('name="cover"; filename="c"', b"x")))
    assert (found.title, found.cover.read()) == ("ab", b"x")
    assert read.media_type == "multipart/form-data"


def test_files_come_with_what_is_said_of_them() -> None:
    read = photos(request=PhotosRequest)
    raw = multipart(
        ('name="title"', b"a % b + c"),
        ('name="pages"; filename="1.txt"', b"\r\n--b0unda"),
        ('name="cover"; filename="C:\\dir\\..\\f\xfcr %22x%22.png"', b"\x89PNG", "image/png"),
        ('name="pages"', b"\xff", "application/octet-stream"),
    )
    for piece in (1, 3, 64, 10_000):
        found = read(MULTIPART, raw, piece=piece)
        assert found.title == "a % b + c"
        assert (found.cover.filename, found.cover.content_type) == ('für "x".png', "image/png")
        assert [(each.filename, each.content_type) for each in found.pages] == [
            ("1.txt", None),
            (None, "application/octet-stream"),
        ]
        assert [each.read() for each in found.pages] == [b"\r\n--b0unda", b"\xff"]
        assert read.uploads[-3:] == [found.pages[0], found.cover, found.pages[1]]


@pytest.mark.parametrize(
    ("parameters", "filename"),
    [
        ('filename="a\\"b.txt"', 'a"b.txt'),
        ("filename=plain.txt", "plain.txt"),
        ("filename=\"x.txt\"; filename*=UTF-8''na%C3%AFve.txt", "naïve.txt"),
        ("filename*=nonsense''%FF; filename=b", "b"),
        ('filename="../../etc/passwd"', "passwd"),
        ('filename=".."', None),
        ('filename="a\x00\x01b"', "ab"),
    ],
)
def test_filename(parameters: str, filename: str | None) -> None:
    found = photos()(MULTIPART, multipart(('name="title"', b"ab"), (f'name="cover"; {parameters}', b"x")))
    assert found["cover"].filename == filename


def test_a_file_that_is_not_bytes_for_certain_may_come_as_a_text() -> None:
    schema: Schema = {"properties": {"one": {"type": "string"}, "more": {"type": "array", "items": {"type": "string"}}}}
    read = Reader(form(media_type="multipart/form-data", files=("one", "more")), schema=schema)
    found = read(MULTIPART, multipart(('name="one"', b"a"), ('name="more"', b"b"), ('name="more"; filename="c"', b"c")))
    assert found["one"].read() == b"a" and [each.read() for each in found["more"]] == [b"b", b"c"]
    bytes_only = Reader(form(media_type="multipart/form-data", files=("one",)), schema={"properties": {"one": {}}})
    assert wrong(bytes_only, multipart(('name="one"', b"a"))) == ("invalid", ["body/one"])


def test_a_filename_in_latin_1_is_read() -> None:
    raw = multipart(('name="title"', b"ab"), ('name="cover"; filename="f?"', b"x")).replace(b"f?", b"f\xfcr")
    assert photos()(MULTIPART, raw)["cover"].filename == "für"


def test_a_model_that_refuses_another_property_still_has_its_files() -> None:
    schema: Schema = {"type": "object", "properties": {"title": {}, "cover": {}}}
    read = Reader(form(media_type="multipart/form-data", files=("cover",)), schema=schema, request=PhotosRequest)
    found = read(MULTIPART, multipart(('name="cover"; filename="c"', b"x"), ('name="title"', b"1", "application/json")))
    assert (found.title, found.cover.read()) == (1, b"x")


TITLE = ('name="title"', b"ab")


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([('name="count"', b"12")], {"count": 12}),
        ([('name="tags"', b"a"), ('name="tags"', b"b,c")], {"tags": ["a", "b,c"]}),
        ([('name="sizes"', b"[1, 2]", "application/json")], {"sizes": [1, 2]}),
        ([('name="sizes"', b"1", "application/json"), ('name="sizes"', b"2", "application/json")], {"sizes": [1, 2]}),
        ([('name="meta"', b'{"a": 1}')], {"meta": {"a": 1}}),
        ([('name="meta"; filename="m.json"', b'{"a": 1}', "application/json")], {"meta": {"a": 1}}),
        ([('name="meta[a]"', b"1")], {"meta": {"a": 1}}),
        ([('name="rows"', b"[1, 2]"), ('name="rows"', b"[]")], {"rows": [[1, 2], []]}),
        ([('name="rows"', b"[1, 2]", "application/json")], {"rows": [[1, 2]]}),
        ([('name="rows"', b"[[1, 2]]", "application/json")], {"rows": [[1, 2]]}),
        ([('name="other"', "é".encode("latin-1"), "text/plain; charset=iso-8859-1")], {"other": "é"}),
        ([('name="other"', b'"a"', "application/json")], {"other": '"a"'}),
        ([('name="cover"; filename=""', b"", "application/octet-stream")], {}),
        ([('name="piped"', b"a|b%7C+")], {"piped": ["a", "b%7C+"]}),
        ([('name="x"', b"3")], {"spread": {"x": 3}}),
    ],
)
def test_other_parts_are_values(parts: list[tuple[str, bytes]], found: dict[str, Any]) -> None:
    read = photos({"piped": encoding("pipeDelimited", explode=False), "spread": "form"})
    assert read(MULTIPART, multipart(TITLE, *parts)) == {"title": "ab", **found}


def test_an_encoding_says_what_is_json() -> None:
    read = photos({"meta": encoding(media_type="application/json"), "rows": encoding(media_type="application/json")})
    parts = (('name="meta"', b'{"a": 1}'), ('name="rows"', b"[[1]]"))
    assert read(MULTIPART, multipart(TITLE, *parts)) == {"title": "ab", "meta": {"a": 1}, "rows": [[1]]}
    assert wrong(read, multipart(TITLE, ('name="meta"', b"{"))) == ("malformed", ["body/meta"])
    assert wrong(read, multipart(TITLE, ('name="meta"', b"{}"), ('name="meta"', b"{}"))) == ("invalid", ["body/meta"])


def test_a_part_can_be_a_form() -> None:
    inner: dict[str, Schema] = {
        "count": {"type": "integer", "minimum": 1},
        "tags": {"type": "array", "items": {"type": "string"}},
    }
    one: Schema = {"type": "object", "properties": inner, "required": ["count"]}
    within = encoding(media_type="multipart/form-data", encodings={"tags": "pipeDelimited"})
    media = form({"one": within, "more": within}, media_type="multipart/form-data")
    read = Reader(media, schema={"properties": {"one": one, "more": {"type": "array", "items": one}}})

    def part(name: str, *parts: tuple[str, bytes]) -> tuple[str, bytes, str]:
        content = multipart(*parts).replace(BOUNDARY.encode(), b"inner")
        return f'name="{name}"', content, 'multipart/form-data; boundary="inner"'

    count, tags = ('name="count"', b"2"), ('name="tags"', b"a|%62")
    raw = multipart(part("one", count, tags), part("more", count), ('name="more"', b'{"count": 1}', "application/json"))
    assert read(MULTIPART, raw) == {"one": {"count": 2, "tags": ["a", "%62"]}, "more": [{"count": 2}, {"count": 1}]}
    assert wrong(read, multipart(part("one"))) == ("invalid", ["body/one"])
    assert wrong(read, multipart(part("more", count), part("more", ('name="count"', b"0")))) == (
        "invalid",
        ["body/more/1/count"],
    )
    # A file within is a text there; what has no boundary is no form.
    file = part("one", ('name="count"; filename="f"', b"3"))
    assert read(MULTIPART, multipart(file)) == {"one": {"count": 3}}
    assert wrong(read, multipart(('name="one"', b"2"))) == ("invalid", ["body/one"])


@pytest.mark.parametrize(
    ("parts", "places"),
    [
        ([], ["body"]),
        ([('name="title"', b"a")], ["body/title"]),
        ([TITLE, TITLE], ["body/title"]),
        ([TITLE, ('name="cover"', b"x")], ["body/cover"]),
        ([TITLE, *[('name="cover"; filename="c"', b"x")] * 2], ["body/cover"]),
        ([TITLE, *[('name="pages"; filename="c"', b"x")] * 3], ["body/pages"]),
        (
            [('name="pages"', b"x"), ('name="pages"; filename="c"', b"x", "text/html")],
            ["body/pages/0", "body/pages/1", "body"],
        ),
        ([TITLE, ('name="meta"', b'{"a": "b"}')], ["body/meta/a"]),
        ([TITLE, ('name="count"', b"x")], ["body/count"]),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(parts: list[tuple[str, bytes]], places: list[str]) -> None:
    read = photos({"pages": encoding(media_type="image/png, text/plain")})
    assert wrong(read, multipart(*parts)) == ("invalid", places)


def test_a_file_of_the_declared_media_type_is_taken() -> None:
    read = photos({"cover": encoding(media_type="image/png, text/*")})
    for kind in ("image/png", "text/html; charset=utf-8"):
        found = read(MULTIPART, multipart(TITLE, ('name="cover"; filename="c"', b"x", kind)))
        assert found["cover"].content_type == kind
    refused = multipart(TITLE, ('name="cover"; filename="c"', b"x", "image/gif"))
    assert wrong(read, refused) == ("invalid", ["body/cover"])


@pytest.mark.parametrize(
    ("content_type", "raw"),
    [
        ("multipart/form-data", multipart(TITLE)),
        ("multipart/form-data; boundary=" + "a" * 71, multipart(TITLE)),
        ("multipart/form-data; boundary=other", multipart(TITLE)),
        (MULTIPART, multipart(TITLE)[:-10]),
        (MULTIPART, multipart(('filename="c"', b"x"))),
        (MULTIPART, multipart(TITLE).replace(b"form-data", b"attachment")),
        (MULTIPART, multipart(TITLE).replace(b"Content-Disposition:", b"Content-Disposition")),
        (MULTIPART, multipart(('name="title"', b"ab", "text/plain\r\nContent-Type: text/plain"))),
        (MULTIPART, multipart(('name="title"', b"ab", "text/plain\r\nContent-Transfer-Encoding: base64"))),
        (MULTIPART, multipart(("name=" + "a" * 5000, b"ab"))),
        (MULTIPART, multipart(('name="title"', b"\xff"))),
    ],
)
def test_what_is_no_multipart_form_is_malformed(content_type: str, raw: bytes) -> None:
    assert wrong(photos(), raw, content_type)[0] == "malformed"


def test_parts_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TEXT", 3)
    with pytest.raises(HttpError) as caught:
        photos()(MULTIPART, multipart(TITLE, TITLE))
    assert caught.value.status == 413
    assert photos()(MULTIPART, multipart(TITLE, ('name="cover"; filename="c"', b"xxxx")))["cover"].size == 4
    assert photos(max_fields=1)(MULTIPART, multipart(TITLE))["title"] == "ab"
    with pytest.raises(HttpError) as caught:
        photos(max_fields=1)(MULTIPART, multipart(TITLE, TITLE))
    assert caught.value.status == 413


def test_nothing_is_no_form() -> None:
    assert photos(required=False)(MULTIPART, b"") is MISSING
    assert wrong(photos(), b"") == ("invalid", ["body"])


@pytest.mark.parametrize(
    ("read", "content_type"), [(Reader("image/png", limit=3), "image/png"), (photos(limit=3), MULTIPART)]
)
def test_a_body_over_the_limit_is_refused(read: Reader, content_type: str) -> None:
    with pytest.raises(HttpError) as caught:
        read(content_type, b"xxxx")
    assert caught.value.status == 413
