"""Request bodies: which media types an operation takes, what its descriptor says, and how a client writes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apigen.contract.examples import make_examples
from apigen.ir.api import Api
from apigen.ir.lower import lower
from apigen.names.assign import assign_names
from apigen.python.bodies import body_annotation, body_call, content_type_parameter
from apigen.python.operations import Operations
from apigen.report import Report
from apigen.runtime.client.bodies import BodyWriter, form_writer
from apigen.runtime.core import Operation, Request, body, encoding, form
from apigen.runtime.core.models import Json
from apigen.spec.load import parse

FORM = "application/x-www-form-urlencoded"
OBJECT: dict[str, object] = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}


def lowered(content: Json, *, required: bool = True) -> Api:
    document = {
        "openapi": "3.2.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/a": {
                "post": {
                    "operationId": "send",
                    "requestBody": {"required": required, "content": content},
                    "responses": {"200": {"description": ""}},
                }
            }
        },
        "components": {"schemas": {"Pet": OBJECT}},
    }
    report = Report()
    return lower(parse(json.dumps(document).encode(), file="c.json", report=report), report)


PET: dict[str, object] = {"schema": {"$ref": "#/components/schemas/Pet"}}


@pytest.mark.parametrize(
    ("content", "call", "annotation", "parameter"),
    [
        ({"application/json": PET}, 'body("application/json", required=True)', "Pet", None),
        ({FORM: PET}, f'body("{FORM}", required=True)', "Pet", None),
        ({"text/*": {}}, 'body("text/plain", required=True)', "str", None),
        # A range adds nothing where the type that is sent for it has a name of its own, or another range.
        ({"*/*": PET, "application/json": PET}, 'body("application/json", required=True)', "Pet", None),
        ({"application/*": PET, "*/*": PET}, 'body("application/json", required=True)', "Pet", None),
        (
            {"text/*": {}, "text/plain; charset=utf-8": {}},
            'body("text/plain; charset=utf-8", required=True)',
            "str",
            None,
        ),
        # JSON comes first, then forms, then text; one schema is one type.
        (
            {"text/csv": {}, FORM: PET, "application/json": PET},
            f'body("application/json", "{FORM}", "text/csv", required=True)',
            "Pet | str",
            f'content_type: Literal["application/json", "{FORM}", "text/csv"] | MISSING = MISSING',
        ),
        (
            {"application/json": {"schema": OBJECT}, FORM: {"schema": OBJECT}},
            f'body("application/json", "{FORM}", required=True)',
            "SendBody",
            f'content_type: Literal["application/json", "{FORM}"] | MISSING = MISSING',
        ),
        (
            {"application/json": PET, FORM: {"schema": OBJECT}},
            f'body("application/json", "{FORM}", required=True)',
            "Pet | SendFormBody",
            f'content_type: Literal["application/json", "{FORM}"] | MISSING = MISSING',
        ),
        # Files are said to be ones, and what they may be.
        (
            {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {"a": {"type": "string", "format": "binary"}, "b": True},
                    },
                    "encoding": {"a": {"contentType": "image/*"}},
                }
            },
            'body(form({"a": encoding(media_type="image/*")}, media_type="multipart/form-data", files=("a",)),'
            " required=True)",
            "SendBody",
            None,
        ),
        # A form within a form says how it is written.
        (
            {
                "multipart/form-data": {
                    "schema": {"type": "object", "properties": {"a": OBJECT}},
                    "encoding": {
                        "a": {"contentType": "multipart/form-data", "encoding": {"b": {"style": "pipeDelimited"}}}
                    },
                }
            },
            'body(form({"a": encoding(media_type="multipart/form-data", encodings={"b": "pipeDelimited"})},'
            ' media_type="multipart/form-data"), required=True)',
            "SendBody",
            None,
        ),
        # Encodings: a style's name, or all that there is to say. A style overrules a media type.
        (
            {
                FORM: {
                    **PET,
                    "encoding": {
                        "a": {"style": "deepObject", "explode": True, "contentType": "application/json"},
                        "b": {"explode": False},
                        "c": {"style": "pipeDelimited", "allowReserved": True},
                        "d": {"contentType": "application/json"},
                        "e": {"contentType": "text/plain"},
                        "f": {"style": "deepObject", "explode": False},
                    },
                }
            },
            'body(form({"a": "deepObject", "b": encoding(explode=False), '
            '"c": encoding("pipeDelimited", allow_reserved=True), '
            '"d": encoding(media_type="application/json"), "f": "deepObject"}), required=True)',
            "Pet",
            None,
        ),
    ],
)
def test_body(content: Json, call: str, annotation: str, parameter: str | None) -> None:
    api, report = lowered(content), Report()
    found = api.operations[0].body
    assert found is not None
    names = assign_names(api, report)
    annotator = Operations(api, names, make_examples(api, report)).annotator()
    assert body_call(found).replace("'", '"') == call
    assert body_annotation(found, annotator).text == annotation
    choice = content_type_parameter(found)
    assert (choice and choice[0].replace("'", '"')) == parameter


def test_a_client_sends_lines_as_a_file_or_as_values() -> None:
    api, report = lowered({"application/jsonl": {}}), Report()
    found = api.operations[0].body
    assert found is not None
    names = assign_names(api, report)
    operations = Operations(api, names, make_examples(api, report))
    assert body_annotation(found, operations.annotator()).text == "UploadFile"
    assert operations.body_argument(found, frozenset()).text == "FileSource | JsonLines[Any]"


@pytest.mark.parametrize(
    ("content", "choice"),
    [
        ({"image/png": {}}, None),
        ({"image/*": {}}, ("content_type: str", True)),
        ({"image/*": {}, "text/plain": {}}, ("content_type: str | MISSING = MISSING", False)),
    ],
)
def test_what_a_range_is_the_caller_says(content: Json, choice: tuple[str, bool] | None) -> None:
    found = lowered(content).operations[0].body
    assert found is not None and content_type_parameter(found) == choice


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({}, b""),
        ({"a": "x y&=+%é"}, b"a=x%20y%26%3D%2B%25%C3%A9"),
        ({"a b": 1, "c": True, "d": 1.5, "e": ""}, b"a%20b=1&c=true&d=1.5&e="),
        ({"a": None, "b": [1, None, 2], "c": []}, b"b=1&b=2"),
        ({"a": {"b": [1]}, "c": [{"d": 1}]}, b"a=%7B%22b%22%3A%5B1%5D%7D&c=%7B%22d%22%3A1%7D"),
        ({"deep": {"b": [1, 2], "c": {"d": "x"}, "e": None}}, b"deep%5Bb%5D%5B%5D=1&deep%5Bb%5D%5B%5D=2&deep%5Bc%5D%5Bd%5D=x"),
        ({"deep": [1, 2]}, b"deep%5B%5D=1&deep%5B%5D=2"),
        ({"short": [1, "a,b"]}, b"short=1,a%2Cb"),
        ({"spread": {"a": 1, "b": [1, 2]}}, b"a=1&b=1&b=2"),
        ({"json": [1, "é"]}, b"json=%5B1%2C%22%5Cu00e9%22%5D"),
        ({"open": "a/b:c"}, b"open=a/b:c"),
    ],
)  # fmt: skip
def test_forms_are_written(value: Json, written: bytes) -> None:
    encodings = form(
        {
            "deep": "deepObject",
            "short": encoding(explode=False),
            "spread": "form",
            "json": encoding(media_type="application/json"),
            "open": encoding(allow_reserved=True),
        }
    ).encodings
    assert form_writer(encodings)(value) == written


def test_one_of_several_media_types_is_written() -> None:
    class Sent(Request):
        body: dict[str, int] | str

    media = body("application/json", FORM, "text/plain; charset=latin-1").media
    operation: Operation[Sent, Any, Any] = Operation(id="send", method="POST", path="/", request=Sent, responses={})
    writer = BodyWriter(operation, media)
    assert writer.write({"a": 1}) == ("application/json", b'{"a":1}')
    assert writer.write({"a": 1}, FORM) == (FORM, b"a=1")
    assert writer.write("é", "text/plain; charset=latin-1") == ("text/plain; charset=latin-1", b"\xe9")
    with pytest.raises(ValueError, match="must be a str, not dict"):
        writer.write({"a": 1}, "text/plain; charset=latin-1")
    with pytest.raises(ValueError, match="must be an object, not str"):
        writer.write("a", FORM)
    with pytest.raises(ValueError, match="cannot be 'text/html': it is application/json or"):
        writer.write("a", "text/html")
