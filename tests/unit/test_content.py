"""The content of bodies: which media types there are, in which order, and of which types."""

from __future__ import annotations

import json

import pytest

from apigen.ir import media as at_generation
from apigen.ir.api import Api, MediaType
from apigen.ir.lower import lower
from apigen.ir.types import (
    AnyType,
    ArrayType,
    BooleanType,
    BytesType,
    Direction,
    MapType,
    NamedRef,
    NumberType,
    ObjectDef,
    StreamType,
    StringType,
    TypeRef,
    UnionType,
)
from apigen.report import Report
from apigen.runtime.core import media as at_run_time
from apigen.spec.document import Json
from apigen.spec.load import parse

_PET: Json = {"$ref": "#/components/schemas/Pet"}
_TEXT: Json = {"type": "string"}
INTEGER = NumberType(integer=True)
_FILE: Json = {"type": "string", "format": "binary"}


def _lower(operation: dict[str, Json], *, version: str = "3.0.3", schemas: dict[str, Json] | None = None) -> Api:
    pet: Json = {"type": "object", "properties": {"name": _TEXT}}
    value: dict[str, Json] = {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {"operationId": "act", "responses": {"204": {"description": ""}}, **operation}}},
        "components": {"schemas": {"Pet": pet, **(schemas or {})}},
    }
    return lower(parse(json.dumps(value).encode(), file="c.json", report=Report()), Report())


def _responses(content: Json, version: str = "3.0.3") -> tuple[MediaType, ...]:
    api = _lower({"responses": {"200": {"description": "", "content": content}}}, version=version)
    return api.operations[0].responses[0].media


def _body(content: Json, **schemas: Json) -> tuple[Api, tuple[MediaType, ...]]:
    api = _lower({"requestBody": {"content": content}}, schemas=schemas)
    body = api.operations[0].body
    assert body is not None
    return api, body.media


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("image/png text/csv application/xml a/vnd.b+json", "a/vnd.b+json application/xml text/csv image/png"),
        ("text/csv application/json text/plain", "application/json text/csv text/plain"),
        ("*/* application/json", "application/json"),
        ("text/* image/*", "text/* image/*"),
        ("multipart/mixed text/event-stream", "text/event-stream multipart/mixed"),
    ],
)
def test_the_preferred_media_type_comes_first(names: str, found: str) -> None:
    assert " ".join(each.name for each in _responses({name: {} for name in names.split()})) == found


@pytest.mark.parametrize(
    ("name", "schema", "found"),
    [
        ("application/json", None, AnyType()),
        ("application/json", _TEXT, StringType()),
        ("text/plain", _PET, StringType()),
        ("application/yaml", _PET, StringType()),
        ("application/xml", None, StringType()),
        ("image/png", _PET, BytesType()),
        ("application/x-www-form-urlencoded", _PET, StringType()),
        ("multipart/form-data", _PET, BytesType()),
        ("text/event-stream", None, StreamType(StringType(), events=True)),
        ("text/event-stream", {"type": "array", "items": {"type": "boolean", "enum": [True]}}, None),
        ("application/x-ndjson", None, StreamType(AnyType(), events=False)),
    ],
)
def test_what_a_server_answers_has_the_type_of_its_kind(name: str, schema: Json, found: TypeRef | None) -> None:
    media = _responses({name: {} if schema is None else {"schema": schema}})[0]
    if found is None:
        assert media.schema == {"type": "boolean", "enum": [True]}, "of a stream, it is the schema of the items"
    else:
        assert media.type == found


_DATA: Json = {"type": "string", "contentMediaType": "application/json", "contentSchema": {"type": "integer"}}


@pytest.mark.parametrize(
    ("name", "media", "kind", "items", "schema"),
    [
        ("application/jsonl", {"itemSchema": {"type": "boolean"}}, "lines", BooleanType(), {"type": "boolean"}),
        ("a/geo+json-seq", {"itemSchema": {"type": "boolean"}}, "lines", BooleanType(), {"type": "boolean"}),
        ("application/jsonl", {"itemSchema": True}, "lines", AnyType(), {}),
        # The items' own schema counts most.
        (
            "application/jsonl",
            {"itemSchema": {"type": "boolean"}, "schema": {"type": "array", "items": {"type": "string"}}},
            "lines",
            BooleanType(),
            {"type": "boolean"},
        ),
        # Events are objects, whose data are texts, or documents in texts: in whichever branch they are described.
        ("text/event-stream", {"itemSchema": {"type": "object"}}, "events", StringType(), {}),
        ("text/event-stream", {"itemSchema": {"properties": {"data": _TEXT}}}, "events", StringType(), _TEXT),
        ("text/event-stream", {"itemSchema": {"properties": {"data": _DATA}}}, "events", INTEGER, {"type": "integer"}),
        (
            "text/event-stream",
            {"itemSchema": {"allOf": [{"properties": {"id": _TEXT}}, {"properties": {"data": _DATA}}]}},
            "events",
            INTEGER,
            {"type": "integer"},
        ),
        (
            "text/event-stream",
            {"itemSchema": {"oneOf": [{"properties": {"data": _TEXT}}, {"properties": {"data": _DATA}}]}},
            "events",
            UnionType((StringType(), INTEGER)),
            {"anyOf": [_TEXT, {"type": "integer"}]},
        ),
    ],
)
def test_items_have_a_schema_of_their_own(name: str, media: Json, kind: str, items: TypeRef, schema: Json) -> None:
    content: Json = {name: media}
    own: dict[str, Json] = {
        "requestBody": {"content": content},
        "responses": {"200": {"description": "", "content": content}},
    }
    operation = _lower(own, version="3.2.0").operations[0]
    assert operation.body is not None
    for found in (operation.body.media[0], operation.responses[0].media[0]):
        assert (found.kind, found.type) == (kind, StreamType(items, events=kind == "events"))
        assert found.schema == schema


def test_a_stream_that_a_client_sends_is_a_file_before_openapi_32() -> None:
    for version, kind in (("3.1.0", "binary"), ("3.2.0", "lines")):
        content: Json = {"application/jsonl": {"itemSchema": _TEXT, "schema": {"type": "array"}}}
        body = _lower({"requestBody": {"content": content}}, version=version).operations[0].body
        assert body is not None
        assert body.media[0].kind == kind


def test_equal_schemas_have_one_type_in_every_media_type_that_has_types() -> None:
    inline: Json = {"type": "object", "properties": {"a": _TEXT}}
    names = (
        "application/json",
        "application/xml",
        "a/b+json",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
    )
    _, media = _body({name: {"schema": inline} for name in names})
    assert len({each.type for each in media}) == 1
    assert [each.kind for each in media] == ["json", "json", "xml", "form", "multipart"]


@pytest.mark.parametrize("media", [{}, {"schema": {"type": "array", "items": _TEXT}}])
def test_a_form_is_an_object_whatever_else_its_schema_says(media: Json) -> None:
    _, found = _body(
        dict.fromkeys(("application/json", "application/x-www-form-urlencoded", "multipart/form-data"), media)
    )
    assert [each.type for each in found[1:]] == [MapType(AnyType())] * 2


@pytest.mark.parametrize(
    ("version", "media_type", "styles"),
    [
        ("3.0.3", "application/x-www-form-urlencoded", ["pipeDelimited"]),
        ("3.0.3", "multipart/form-data", []),
        ("3.1.0", "multipart/form-data", ["pipeDelimited"]),
    ],
)
def test_parts_have_a_style_from_openapi_31_on(version: str, media_type: str, styles: list[str]) -> None:
    schema: Json = {"type": "object", "properties": {"a": {"type": "array", "items": _TEXT}}}
    content: Json = {media_type: {"schema": schema, "encoding": {"a": {"style": "pipeDelimited"}}}}
    body = _lower({"requestBody": {"content": content}}, version=version).operations[0].body
    assert body is not None
    assert [each.style for each in body.media[0].encodings] == styles


@pytest.mark.parametrize(
    ("version", "schema", "found"),
    [
        ("3.2.0", {"type": "object"}, ("multipart/form-data", [("b", "application/json")])),
        ("3.2.0", {"type": "array", "items": {"type": "object"}}, ("multipart/form-data", [("b", "application/json")])),
        # Before 3.2 nothing is said of a form within a form; what is a text is none.
        ("3.1.0", {"type": "object"}, None),
        ("3.2.0", {"type": "string"}, None),
    ],
)
def test_a_form_within_a_form_has_encodings_of_its_own(version: str, schema: Json, found: object) -> None:
    inner: Json = {"contentType": "multipart/form-data", "encoding": {"b": {"contentType": "application/json"}}}
    content: Json = {
        "multipart/form-data": {"schema": {"type": "object", "properties": {"a": schema}}, "encoding": {"a": inner}}
    }
    body = _lower({"requestBody": {"content": content}}, version=version).operations[0].body
    assert body is not None
    said = [(e.media_type, [(i.name, i.media_type) for i in e.encodings]) for e in body.media[0].encodings]
    assert said == ([] if found is None else [found])


def test_a_form_with_files_is_a_type_of_its_own() -> None:
    new: Json = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": _FILE, "more": {"type": "array", "items": _FILE, "maxItems": 2}, "about": _PET},
    }
    api, (plain, form) = _body(
        {
            "multipart/form-data": {
                "schema": {"$ref": "#/components/schemas/New"},
                "encoding": {"file": {"contentType": "image/*"}},
            },
            "application/json": {"schema": {"$ref": "#/components/schemas/New"}},
        },
        New=new,
    )
    assert isinstance(plain.type, NamedRef) and isinstance(form.type, NamedRef)
    assert form.type.key.direction is Direction.FORM and plain.type.key.direction is None
    definition = api.types[form.type.key]
    assert isinstance(definition, ObjectDef)
    types = {each.name: each.type for each in definition.properties}
    assert types["file"] == BytesType() and types["more"] == ArrayType(items=BytesType())
    assert isinstance(types["about"], NamedRef), "a part that is no file is as everywhere"
    assert form.files == ("file", "more") and form.encodings[0].media_type == "image/*"
    written = api.definitions["form:New"]
    assert isinstance(written, dict) and isinstance(written["properties"], dict)
    assert written["properties"]["file"] == {} and written["properties"]["more"] == {
        "type": "array",
        "items": {},
        "maxItems": 2,
    }


def test_a_form_without_files_is_what_it_is_elsewhere() -> None:
    _, media = _body({"multipart/form-data": {"schema": _PET}, "application/json": {"schema": _PET}})
    assert media[0].type == media[1].type and not media[1].files


def test_a_file_or_a_list_of_files_is_either() -> None:
    either: Json = {"anyOf": [_FILE, {"type": "array", "items": _FILE}]}
    api, (form,) = _body({"multipart/form-data": {"schema": {"type": "object", "properties": {"image": either}}}})
    assert isinstance(form.type, NamedRef)
    definition = api.types[form.type.key]
    assert isinstance(definition, ObjectDef)
    assert definition.properties[0].type == UnionType((BytesType(), ArrayType(items=BytesType())))


@pytest.mark.parametrize(
    "schema",
    [
        {"contentMediaType": "application/octet-stream"},
        {"type": "string", "contentMediaType": "image/png"},
        {"type": ["string", "null"], "format": "binary"},
    ],
)
def test_from_31_on_a_file_can_be_said_otherwise(schema: Json) -> None:
    content: Json = {"multipart/form-data": {"schema": {"type": "object", "properties": {"file": schema}}}}
    body = _lower({"requestBody": {"content": content}}, version="3.1.0").operations[0].body
    assert body is not None and body.media[0].files == ("file",)
    # What is not bytes for certain may come as a text.
    written: Json = {"type": "string"} if isinstance(schema, dict) and "contentMediaType" in schema else {}
    assert body.media[0].schema == {"type": "object", "properties": {"file": written}}


@pytest.mark.parametrize(
    "name",
    [
        "application/json",
        "text/json",
        "a/b+json",
        "*/*",
        "application/*",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/mixed",
        "application/xml",
        "text/xml",
        "a/b+xml",
        "text/plain",
        "text/*",
        "application/yaml",
        "text/event-stream",
        "application/jsonl",
        "application/x-ndjson",
        "application/json-seq",
        "image/*",
        "image/png;",
        "q=1",
    ],
)
def test_generator_and_runtime_agree_about_media_types(name: str) -> None:
    assert at_generation.kind_of(name) == at_run_time.kind_of(name)
    assert at_generation.response_kind(name) == at_run_time.response_kind(name)
