"""Multipart forms as the client writes them, read back by parsers of others."""

from __future__ import annotations

import re
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from python_multipart import parse_form
from werkzeug.formparser import FormDataParser

from apigen.runtime.core import (
    MISSING,
    BaseModel,
    Codec,
    Encoding,
    Media,
    Operation,
    Request,
    UploadFile,
    encoding,
    form,
)
from apigen.runtime.core import body as describe

from ..support.calls import Server, Way, call

MULTIPART = "multipart/form-data"


class Meta(BaseModel):
    tags: list[str]


class Album(BaseModel):
    title: str | None = None
    count: int | MISSING = MISSING
    public: bool | MISSING = MISSING
    names: list[str] | MISSING = MISSING
    meta: Meta | MISSING = MISSING
    metas: list[Meta] | MISSING = MISSING
    cover: UploadFile | MISSING = MISSING
    pages: list[UploadFile] | MISSING = MISSING
    either: UploadFile | str | MISSING = MISSING


class Part(NamedTuple):
    name: str
    filename: str | None
    content_type: str | None
    content: bytes


def send(way: Way, value: object, encodings: dict[str, str | Encoding] | None = None, kind: Any = Album) -> Server:
    media: Media = form(encodings, media_type=MULTIPART)
    request = type("Sent", (Request,), {"__annotations__": {"body": kind}})
    operation: Operation[Any, Any, None] = Operation(
        id="send", method="POST", path="/", request=request, responses={}, body=describe(media)
    )
    server = Server(status=204)
    call(way, server, operation, body=value)
    return server


def parts(server: Server) -> list[Part]:
    """Return the parts of the last request, as the standard library reads them."""
    head = f"Content-Type: {server.last.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + server.last.content)
    found: list[Part] = []
    for each in message.iter_parts():
        assert isinstance(each, Message)
        disposition, kind = each["content-disposition"], each.get("content-type")
        content = each.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append(
            Part(
                disposition.params["name"],
                disposition.params.get("filename"),
                kind and str(kind).replace('"', ""),
                content,
            )
        )
    return found


def test_each_property_is_a_part_and_so_is_each_item(way: Way) -> None:
    value: dict[str, object] = {
        "title": "ä\n",
        "count": 2,
        "public": True,
        "names": ["a", "b"],
        "meta": {"tags": ["x"]},
        "metas": [{"tags": []}, {"tags": ["y"]}],
        "cover": UploadFile(b"\x89PNG", filename="cover.png"),
        "pages": [b"one", UploadFile(b"two", filename="2", content_type="text/x; a=b")],
        "either": "text",
    }
    server = send(way, value)
    assert parts(server) == [
        ("title", None, None, "ä\n".encode()),
        ("count", None, None, b"2"),
        ("public", None, None, b"true"),
        ("names", None, None, b"a"),
        ("names", None, None, b"b"),
        ("meta", None, "application/json", b'{"tags":["x"]}'),
        ("metas", None, "application/json", b'{"tags":[]}'),
        ("metas", None, "application/json", b'{"tags":["y"]}'),
        ("cover", "cover.png", "image/png", b"\x89PNG"),
        ("pages", "pages", "application/octet-stream", b"one"),
        ("pages", "2", "text/x; a=b", b"two"),
        ("either", None, None, b"text"),
    ]
    assert int(server.last.headers["content-length"]) == len(server.last.content)


def test_null_and_absent_are_left_out(way: Way) -> None:
    server = send(way, Album(title=None))
    assert parts(server) == []
    assert server.last.content.startswith(b"--") and server.last.content.endswith(b"--\r\n")


@pytest.mark.parametrize(
    ("name", "declared", "value", "expected"),
    [
        (
            "meta",
            encoding(media_type="application/vnd.x+json"),
            {"tags": []},
            ("application/vnd.x+json", b'{"tags":[]}'),
        ),
        ("title", encoding(media_type="application/json"), "a", ("application/json", b'"a"')),
        ("title", encoding(media_type="text/csv"), "a,b", ("text/csv", b"a,b")),
        ("title", encoding(media_type="text/plain; charset=latin-1"), "ä", ("text/plain; charset=latin-1", b"\xe4")),
        ("title", encoding(media_type="text/*"), "a", (None, b"a")),
        ("cover", encoding(media_type="image/png, image/jpeg"), b"x", ("image/png", b"x")),
        (
            "cover",
            encoding(media_type="image/png, image/jpeg"),
            UploadFile(b"x", filename="a.jpg"),
            ("image/jpeg", b"x"),
        ),
        ("cover", encoding(media_type="image/png"), UploadFile(b"x", filename="a.txt"), ("image/png", b"x")),
        ("cover", encoding(media_type="image/png"), UploadFile(b"x", content_type="image/gif"), ("image/gif", b"x")),
        ("cover", encoding(media_type="image/*"), UploadFile(b"x", filename="a.gif"), ("image/gif", b"x")),
        ("cover", encoding(media_type="image/*"), b"x", ("application/octet-stream", b"x")),
        ("names", encoding(explode=False), ["a", "b"], (None, b"a,b")),
        ("names", encoding("pipeDelimited"), ["a", "ä"], (None, "a|ä".encode())),
    ],
)
def test_encodings(way: Way, name: str, declared: Encoding, value: object, expected: tuple[str | None, bytes]) -> None:
    (found,) = parts(send(way, {name: value}, {name: declared}))
    assert (found.name, found.content_type, found.content) == (name, *expected)


def test_a_form_within_a_form(way: Way) -> None:
    within = encoding(media_type="multipart/form-data", encodings={"tags": "pipeDelimited"})
    sent = send(way, {"meta": {"tags": ["x y", "ä"], "size": 2}}, {"meta": within}).last.content.decode()
    outer, inner = re.findall(r"--([0-9a-f]{32})--", sent)[::-1]
    head = 'Content-Disposition: form-data; name="'
    assert sent == (
        f'--{outer}\r\n{head}meta"\r\nContent-Type: multipart/form-data; boundary={inner}\r\n\r\n'
        f'--{inner}\r\n{head}tags"\r\n\r\nx y|ä\r\n--{inner}\r\n{head}size"\r\n\r\n2\r\n--{inner}--\r\n'
        f"\r\n--{outer}--\r\n"
    )


def test_deep_objects_are_a_part_for_each_property(way: Way) -> None:
    found = parts(send(way, {"meta": {"tags": ["x y", "ä"]}}, {"meta": "deepObject"}))
    assert [(each.name, each.content) for each in found] == [
        ("meta[tags][]", b"x y"),
        ("meta[tags][]", "ä".encode()),
    ]


def test_files_are_read_while_they_are_sent(way: Way, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"x" * 150_000)
    file = BytesIO(b"head,body")
    file.seek(5)
    server = send(way, Album(cover=UploadFile(path), pages=[UploadFile(file), UploadFile(path, filename="again")]))
    assert parts(server) == [
        ("cover", "page.txt", "text/plain", path.read_bytes()),
        ("pages", "pages", "application/octet-stream", b"body"),
        ("pages", "again", "application/octet-stream", path.read_bytes()),
    ]
    assert int(server.last.headers["content-length"]) == len(server.last.content)
    assert not file.closed


@pytest.mark.parametrize(
    "filename",
    [
        "plain.txt",
        'a"; name="x',
        "a\r\nX-Evil: 1\r\n\r\nbody",
        "ünï\u4e2d\U0001f600.png",
        "back\\slash\\",
        "..",
        "a;b=c",
        "50%22",
        "",
    ],
)
def test_hostile_file_names_stay_names(filename: str) -> None:
    server = send("blocking", {"cover": UploadFile(b"x", filename=filename), "title": "t"})
    content_type = server.last.headers["content-type"]
    expected = filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    assert f'filename="{expected}"'.replace("\\", r"\\").encode() in server.last.content

    names: list[str] = []
    fields: list[str] = []
    headers: Any = {"Content-Type": content_type.encode()}
    parse_form(
        headers,
        BytesIO(server.last.content),
        lambda field: fields.append((field.field_name or b"").decode()),
        lambda file: names.append((file.file_name or b"").decode()),
    )
    assert (len(names), fields.count("title"), len(names) + len(fields)) == (1 if filename else len(names), 1, 2)

    options = dict([content_type.split("; ")[1].split("=")])
    _, form_fields, files = FormDataParser().parse(
        BytesIO(server.last.content), MULTIPART, len(server.last.content), options
    )
    assert dict(form_fields) == {"title": "t"}
    assert [*files] == ["cover"]
    assert files["cover"].read() == b"x"
    assert files["cover"].filename == expected.replace("%22", '"')


def test_hostile_names_of_properties_stay_names() -> None:
    name = 'a"\r\nX-Evil: 1'
    (found,) = parts(send("blocking", {name: "x"}, kind=dict[str, str]))
    assert (found.name, found.content) == ("a%22%0D%0AX-Evil: 1", b"x")


def test_a_boundary_is_not_guessed() -> None:
    types = {send("blocking", {"title": "t"}).last.headers["content-type"] for _ in range(3)}
    assert len(types) == 3


def test_files_where_the_contract_allows_anything(way: Way) -> None:
    value = {"a": UploadFile(b"x", filename="x"), "b": [UploadFile(b"y")], "c": {"d": 1}}
    for kind in (dict[str, object], Album):
        assert [each[:2] for each in parts(send(way, value, kind=kind))] == [("a", "x"), ("b", "b"), ("c", None)]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"cover": UploadFile(b"", content_type="a/b\r\nX-Evil: 1")}, "is no media type"),
        ({"other": {"inside": UploadFile(b"")}}, "inside of 'other'"),
        ({"cover": "text"}, "a file must be bytes"),
        ({"meta": {}}, "tags"),
    ],
)
def test_what_cannot_be_sent_is_refused(way: Way, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        send(way, value)


def test_models_take_files_of_every_kind(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"x")
    with (tmp_path / "a.bin").open("rb") as file:
        for source in (b"x", tmp_path / "a.bin", file, UploadFile(b"x")):
            album = Codec[Album](Album).check({"cover": source})
            assert isinstance(album.cover, UploadFile)
            assert album.cover.read() == b"x"


def test_a_text_beside_an_object_is_json_like_it(way: Way) -> None:
    found = parts(send(way, {"x": [{}, "9999-12-31"], "y": ["a"]}, kind=dict[str, Any]))
    assert [(part.content_type, part.content) for part in found] == [
        ("application/json", b"{}"),
        ("application/json", b'"9999-12-31"'),
        (None, b"a"),
    ]
