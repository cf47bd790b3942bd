"""TypedDicts of what request bodies hold: which there are, what they say, and that such a body is sent as it is written."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest
from pydantic import Field

from apigen.contract.examples import make_examples
from apigen.ir.api import Api
from apigen.ir.lower import lower
from apigen.names.assign import assign_names
from apigen.python.annotations import ARGUMENT
from apigen.python.operations import Operations
from apigen.python.type_views import TypedDictView, TypesView
from apigen.python.typed_dicts import build_types, dict_names
from apigen.report import Report
from apigen.runtime.client import ArgumentError
from apigen.runtime.core import MISSING, BaseModel, Media, Operation, Request, UploadFile, body, form
from apigen.spec.document import Json
from apigen.spec.load import parse

from ..support.calls import WAYS, Server, Way, call

JSON = "application/json"
ITEM: dict[str, object] = {"$ref": "#/components/schemas/Item"}


def lowered(schemas: dict[str, object], media: str = JSON) -> Api:
    """Return an API whose one body is the schema `Body`."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/a": {
                "post": {
                    "operationId": "send",
                    "requestBody": {"content": {media: {"schema": {"$ref": "#/components/schemas/Body"}}}},
                    "responses": {"200": {"description": ""}},
                }
            }
        },
        "components": {"schemas": schemas},
    }
    report = Report()
    return lower(parse(json.dumps(document).encode(), file="c.json", report=report), report)


def types_of(api: Api) -> TypesView:
    report = Report()
    names = assign_names(api, report)
    annotator = Operations(api, names, make_examples(api, report)).annotator(wire=ARGUMENT)
    (view,) = build_types(api, dict_names(api, names), annotator, "T")
    return view


def dict_of(view: TypesView, name: str) -> TypedDictView:
    return next(each for each in view.dicts if each.name == name)


@pytest.mark.parametrize(
    ("schema", "annotation"),
    [
        ({"type": "string", "minLength": 1}, "str"),
        ({"enum": ["a", 1, None]}, "Literal['a', 1] | None"),
        ({"type": ["string", "null"], "format": "date-time"}, "datetime | str | None"),
        ({"type": "string", "format": "uuid"}, "UUID | str"),
        ({"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}, "str"),
        ({"type": "array", "items": {"type": "string"}}, "list[str]"),
        ({"type": "array", "items": {"type": "string", "format": "date"}}, "Sequence[date | str]"),
        (ITEM, "Item | ItemDict"),
        ({"type": "array", "items": ITEM}, "Sequence[Item | ItemDict]"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "dict[str, int]"),
        ({"type": "object", "additionalProperties": ITEM}, "Mapping[str, Item | ItemDict]"),
        ({"oneOf": [ITEM, {"type": "integer"}]}, "Item | ItemDict | int"),
        ({"$ref": "#/components/schemas/Word"}, "Word"),
        ({"$ref": "#/components/schemas/Items"}, "Items | ItemsDict"),
        ({"$ref": "#/components/schemas/Day"}, "Day | DayDict"),
        ({}, "Any"),
    ],
)
def test_a_value_is_typed_as_it_may_be_written(schema: Json, annotation: str) -> None:
    schemas: dict[str, object] = {
        "Body": {"type": "object", "required": ["a"], "properties": {"a": schema, "b": schema}},
        "Item": {"type": "object", "properties": {"id": {"type": "integer"}}},
        "Items": {"type": "array", "items": ITEM},
        "Word": {"enum": ["yes", "no"]},
        "Day": {"type": "string", "format": "date"},
    }
    found = dict_of(types_of(lowered(schemas)), "BodyDict")
    assert [each.annotation for each in found.fields] == [annotation, f"NotRequired[{annotation}]"]


def test_only_what_a_body_can_hold_has_one() -> None:
    schemas: dict[str, object] = {
        "Body": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"own": {}, "item": ITEM}}]},
        "Base": {"type": "object", "properties": {"id": {"type": "string"}, "item": {}}},
        "Item": {"type": "object", "properties": {"body": {"$ref": "#/components/schemas/Body"}}},
        "Other": {"type": "object", "properties": {"item": ITEM}},
    }
    view = types_of(lowered(schemas))
    assert [each.name for each in view.dicts] == ["BodyDict", "ItemDict"]
    assert {each.name for each in dict_of(view, "BodyDict").fields} == {"id", "item", "own"}


def test_what_extends_an_object_may_be_written_for_it() -> None:
    kind: dict[str, object] = {"propertyName": "kind"}
    base: dict[str, object] = {"$ref": "#/components/schemas/Body"}
    schemas: dict[str, object] = {
        "Body": {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"type": "string"}},
            "discriminator": kind,
        },
        "Cat": {"allOf": [base, {"properties": {"lives": {"type": "integer"}}}]},
    }
    api = lowered(schemas)
    view = types_of(api)
    assert {"BodyDict", "CatDict"} <= {each.name for each in view.dicts}
    assert any("CatDict" in each.value and "BodyDict" in each.value for each in view.aliases)


@pytest.mark.parametrize("key", ["a-b", "class", "__a", "ﬁt", "", 'a"b'])
def test_a_key_that_is_no_attribute_is_quoted(key: str) -> None:
    schemas: dict[str, object] = {"Body": {"type": "object", "properties": {"a": {}, key: {"type": "string"}}}}
    found = dict_of(types_of(lowered(schemas)), "BodyDict")
    assert found.quoted
    assert [(each.name, each.annotation) for each in found.fields] == [
        ("'a'", "'NotRequired[Any]'"),
        (repr(key), "'NotRequired[str]'"),
    ]


def test_names_of_others_are_kept() -> None:
    schemas: dict[str, object] = {
        "Body": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/BodyDict"}}},
        "BodyDict": {"type": "object", "x-apigen-name": "PlainDict", "properties": {"b": ITEM}},
        "Item": {"type": "object", "properties": {"c": {"$ref": "#/components/schemas/ItemDict"}}},
        "ItemDict": {"type": "object", "properties": {"d": {}}},
    }
    shuffled = dict(reversed(schemas.items()))
    for each in (schemas, shuffled):
        names = [found.name for found in types_of(lowered(each)).dicts]
        assert names == ["BodyDict", "ItemDictDict", "ItemTypedDict", "PlainDictDict"]


def test_files_of_a_form_are_what_a_client_takes_for_files() -> None:
    file: dict[str, object] = {"type": "string", "format": "binary"}
    schemas: dict[str, object] = {
        "Body": {"type": "object", "properties": {"one": file, "all": {"type": "array", "items": file}}}
    }
    found = types_of(lowered(schemas, "multipart/form-data")).dicts[0]
    assert [each.annotation for each in found.fields] == [
        "NotRequired[FileSource]",
        "NotRequired[Sequence[FileSource]]",
    ]


class Tag(BaseModel):
    text: str


class Row(BaseModel):
    row_id: int = Field(alias="rowId")
    note: str | MISSING | None = MISSING
    tag: Tag | MISSING = MISSING
    tags: list[Tag] | MISSING = MISSING


class Closed(BaseModel, extra="forbid"):
    n: int | MISSING = MISSING


class Photo(BaseModel):
    title: str
    pages: list[UploadFile] | MISSING = MISSING


def operation(annotation: Any, media: str | Media) -> Operation[Any, Any, None]:
    kind = type("Sent", (Request,), {"__annotations__": {"body": annotation}})
    return Operation(id="send", method="POST", path="/", request=kind, responses={}, body=body(media))


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.mark.parametrize(
    ("given", "wire"),
    [
        ({"rowId": 1}, {"rowId": 1}),
        ({"rowId": 1, "note": None}, {"rowId": 1, "note": None}),
        ({"rowId": 1, "note": MISSING}, {"rowId": 1}),
        ({"rowId": 1, "tag": {"text": "a", "more": {"x": [1]}}}, {"rowId": 1, "tag": {"text": "a", "more": {"x": [1]}}}),
        ({"rowId": 1, "tag": Tag(text="a"), "tags": (Tag(text="b"), {"text": "c"})},
         {"rowId": 1, "tag": {"text": "a"}, "tags": [{"text": "b"}, {"text": "c"}]}),
        # What only looks like the name of a field is another property.
        ({"rowId": 1, "row_id": "x"}, {"rowId": 1, "row_id": "x"}),
        (MappingProxyType({"rowId": 1}), {"rowId": 1}),
    ],
)  # fmt: skip
def test_a_dict_is_sent_as_it_is_written(way: Way, given: Any, wire: Json) -> None:
    server, before = Server(status=204), repr(given)
    call(way, server, operation(Row, JSON), body=given)
    assert json.loads(server.last.content) == wire
    assert repr(given) == before


@pytest.mark.parametrize(
    ("annotation", "given", "message"),
    [
        (Row, {}, "body: rowId: Field required"),
        (Row, {"row_id": 1}, "body: rowId: Field required"),
        (Row, {"rowId": 1, "tag": {"text": 5}}, "body: tag.text: Input should be a valid string"),
        (Row, {"rowId": 1, "tags": [{"text": "a"}, {}]}, "body: tags.1.text: Field required"),
        (Row, {"rowId": 1, "tag": None}, "body: tag: Input should be a valid dictionary or instance of Tag"),
        (Closed, {"m": 1}, "body: m: Extra inputs are not permitted"),
        (list[Row], [{"rowId": 1}, {"rowId": None}], "body: 1.rowId: Input should be a valid integer"),
    ],
)
def test_what_is_wrong_with_a_dict_is_named(way: Way, annotation: Any, given: object, message: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        call(way, Server(status=204), operation(annotation, JSON), body=given)
    assert message in str(caught.value)


def test_forms_are_written_of_dicts(way: Way) -> None:
    server = Server(status=204)
    call(way, server, operation(Row, "application/x-www-form-urlencoded"), body={"rowId": 1, "note": None})
    assert server.last.content == b"rowId=1"
    photo = {"title": "T", "pages": [b"one", UploadFile(b"two", filename="2.txt")]}
    call(way, server, operation(Photo, form(media_type="multipart/form-data", files=("pages",))), body=photo)
    sent = server.last.content
    assert [each in sent for each in (b'name="title"', b"one", b'filename="2.txt"', b"two")] == [True] * 4
    assert photo["pages"][0] == b"one"
