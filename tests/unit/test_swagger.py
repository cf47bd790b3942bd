"""Swagger 2.0 becomes OpenAPI 3.0 that means the same, and every part knows where its author wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json, value_at
from apigen.spec.load import load, parse
from apigen.spec.origins import origin_of
from apigen.spec.swagger import convert, upgraded

DEPOT = Path(__file__).parents[2] / "specs" / "depot.yaml"
OK: Json = {"200": {"description": "Fine."}}
JSON = "application/json"


def converted(rest: dict[str, Json], report: Report | None = None) -> Document:
    contract: dict[str, Json] = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}, **rest}
    return parse(json.dumps(contract).encode(), file="t.json", report=report or Report())


def with_operation(operation: dict[str, Json], rest: dict[str, Json] | None = None) -> Document:
    return converted({"paths": {"/a": {"post": {"responses": OK, **operation}}}, **(rest or {})})


def operation_of(document: Document, *path: str) -> Json:
    return value_at(document.value, ("paths", "/a", "post", *path))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"type": "integer", "default": 1}, {"schema": {"type": "integer", "default": 1}}),
        ({"type": "string", "x-nullable": True}, {"schema": {"type": "string", "nullable": True}}),
        ({"type": "string", "x-example": "a"}, {"schema": {"type": "string"}, "example": "a"}),
        ({"type": "string", "allowEmptyValue": True}, {"schema": {"type": "string"}, "allowEmptyValue": True}),
        ({"type": "string", "x-apigen-name": "other"}, {"schema": {"type": "string"}, "x-apigen-name": "other"}),
        (
            {"type": "array", "items": {"type": "integer", "format": "int64"}},
            {
                "style": "form",
                "explode": False,
                "schema": {"type": "array", "items": {"type": "integer", "format": "int64"}},
            },
        ),
    ],
)
def test_parameters(written: dict[str, Json], expected: dict[str, Json]) -> None:
    document = with_operation({"parameters": [{"name": "q", "in": "query", **written}]})
    assert operation_of(document, "parameters", "0") == {"name": "q", "in": "query", **expected}


LIST: dict[str, Json] = {"type": "array", "items": {"type": "string"}}
TEXT: dict[str, Json] = {"type": "string"}


@pytest.mark.parametrize(
    ("location", "format", "expected", "codes"),
    [
        ("query", "csv", {"style": "form", "explode": False, "schema": LIST}, []),
        ("query", "ssv", {"style": "spaceDelimited", "explode": False, "schema": LIST}, []),
        ("query", "pipes", {"style": "pipeDelimited", "explode": False, "schema": LIST}, []),
        ("query", "multi", {"schema": LIST}, []),
        ("query", "tsv", {"schema": TEXT}, ["AG411"]),
        ("header", "csv", {"schema": LIST}, []),
        ("header", "pipes", {"schema": TEXT}, ["AG411"]),
        ("path", "csv", {"schema": LIST}, []),
        ("path", "ssv", {"schema": TEXT}, ["AG411"]),
    ],
)
def test_lists(location: str, format: str, expected: dict[str, Json], codes: list[str]) -> None:
    report = Report()
    parameter: Json = {"name": "q", "in": location, **LIST, "collectionFormat": format}
    document = converted({"paths": {"/a": {"post": {"parameters": [parameter], "responses": OK}}}}, report)
    assert operation_of(document, "parameters", "0") == {"name": "q", "in": location, **expected}
    assert [found.code for found in report] == codes


def test_a_list_within_a_list_is_a_list_of_texts() -> None:
    report = Report()
    parameter: Json = {"name": "q", "in": "query", "type": "array", "items": LIST, "collectionFormat": "pipes"}
    document = converted({"paths": {"/a": {"post": {"parameters": [parameter], "responses": OK}}}}, report)
    assert operation_of(document, "parameters", "0", "schema") == {"type": "array", "items": TEXT}
    assert [found.code for found in report] == ["AG411"]


@pytest.mark.parametrize(
    ("default", "own", "expected"),
    [
        (None, None, ["application/json"]),
        (["text/plain"], None, ["text/plain"]),
        (["text/plain"], ["application/xml", "application/json"], ["application/xml", "application/json"]),
        (["text/plain"], [], ["application/json"]),
    ],
)
def test_media_types(default: Json, own: Json, expected: list[str]) -> None:
    lists: dict[str, Json] = {"consumes": own, "produces": own} if own is not None else {}
    rest: dict[str, Json] = {"consumes": default, "produces": default} if default is not None else {}
    responses: Json = {"200": {"description": "Fine.", "schema": TEXT, "examples": {"application/json": "a"}}}
    body: Json = {"name": "b", "in": "body", "schema": TEXT, "required": True, "description": "It."}
    found = with_operation({"parameters": [body], "responses": responses, **lists}, rest)
    assert operation_of(found, "requestBody") == {
        "description": "It.",
        "required": True,
        "content": {name: {"schema": TEXT} for name in expected},
    }
    assert operation_of(found, "responses", "200", "content") == {
        name: {"schema": TEXT, **({"example": "a"} if name == JSON else {})} for name in expected
    }


FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
FILE: dict[str, Json] = {"type": "string", "format": "binary"}


@pytest.mark.parametrize(
    ("field", "consumes", "expected"),
    [
        (TEXT, [], [FORM]),
        (TEXT, [MULTIPART], [MULTIPART]),
        (TEXT, ["application/json"], [FORM]),
        (TEXT, [FORM, MULTIPART], [FORM, MULTIPART]),
        ({"type": "file"}, ["application/json"], [MULTIPART]),
    ],
)
def test_forms(field: dict[str, Json], consumes: list[Json], expected: list[str]) -> None:
    parameters: Json = [
        {"name": "a", "in": "formData", "description": "It.", **field},
        {"name": "b", "in": "formData", "required": True, **LIST, "collectionFormat": "multi", "x-apigen-name": "bs"},
    ]
    document = with_operation({"parameters": parameters, "consumes": consumes})
    schema: Json = {
        "type": "object",
        "properties": {
            "a": {"description": "It.", **(FILE if field != TEXT else TEXT)},
            "b": {**LIST, "x-apigen-name": "bs"},
        },
        "required": ["b"],
    }
    content: Json = {name: {"schema": schema} for name in expected}
    assert operation_of(document, "requestBody") == {"content": content, "required": True}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "integer"}, {"anyOf": [{"type": "integer"}, {"type": "string", "enum": [""]}]}),
        ({"type": "string"}, {"type": "string"}),
        (
            {"type": "string", "minLength": 1},
            {"anyOf": [{"type": "string", "minLength": 1}, {"type": "string", "enum": [""]}]},
        ),
    ],
)
def test_fields_that_can_be_empty(field: dict[str, Json], expected: Json) -> None:
    document = with_operation({"parameters": [{"name": "a", "in": "formData", "allowEmptyValue": True, **field}]})
    assert operation_of(document, "requestBody", "content", FORM, "schema", "properties", "a") == expected


def test_lists_in_forms_have_their_styles() -> None:
    report = Report()
    parameters: Json = [{"name": "a", "in": "formData", **LIST, "collectionFormat": "pipes"}]
    operation: Json = {"parameters": parameters, "responses": OK, "consumes": [FORM, MULTIPART]}
    document = converted({"paths": {"/a": {"post": operation}}}, report)
    # Parts have no styles in OpenAPI 3.0.
    assert operation_of(document, "requestBody", "content") == {
        FORM: {
            "schema": {"type": "object", "properties": {"a": LIST}},
            "encoding": {"a": {"style": "pipeDelimited", "explode": False}},
        },
        MULTIPART: {"schema": {"type": "object", "properties": {"a": TEXT}}},
    }
    assert [found.code for found in report] == ["AG411"]


def test_a_body_and_a_form_are_alternatives() -> None:
    report = Report()
    parameters: Json = [{"name": "b", "in": "body", "schema": {}}, {"name": "a", "in": "formData", "type": "string"}]
    document = converted({"paths": {"/a": {"post": {"parameters": parameters, "responses": OK}}}}, report)
    content = operation_of(document, "requestBody", "content")
    assert isinstance(content, dict)
    assert [*content] == ["application/json", FORM]
    assert [found.code for found in report] == ["AG412"]


def test_what_operations_share_moves_into_each() -> None:
    """The body of a path item is everybody's, but for who has one; parameters that are none stay."""
    shared: Json = [
        {"$ref": "#/parameters/body"},
        {"name": "q", "in": "query", "type": "string"},
    ]
    own: Json = {"parameters": [{"name": "own", "in": "body", "schema": {"type": "integer"}}], "responses": OK}
    document = converted(
        {
            "paths": {"/a": {"parameters": shared, "put": {"responses": OK}, "post": own}},
            "parameters": {"body": {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/A"}}},
            "definitions": {"A": {"type": "string"}},
        }
    )
    parameter: Json = {"name": "q", "in": "query", "schema": TEXT}
    assert value_at(document.value, ("paths", "/a")) == {
        "parameters": [parameter],
        "put": {"requestBody": {"$ref": "#/components/requestBodies/body"}, "responses": OK},
        "post": operation_of(document),
    }
    assert operation_of(document, "requestBody", "content", "application/json", "schema") == {"type": "integer"}
    assert document.value["components"] == {
        "schemas": {"A": TEXT},
        "requestBodies": {"body": {"content": {JSON: {"schema": {"$ref": "#/components/schemas/A"}}}}},
    }


def test_a_shared_response_has_the_media_types_that_most_of_its_users_produce() -> None:
    get: dict[str, Json] = {"responses": {"200": {"$ref": "#/responses/R"}}}
    document = converted(
        {
            "paths": {"/a": {"get": get, "put": {**get, "produces": ["text/plain"]}, "delete": get}},
            "responses": {"R": {"description": "It.", "schema": TEXT}},
        }
    )
    plain: Json = {"description": "It.", "content": {"text/plain": {"schema": TEXT}}}
    found = {method: value_at(document.value, ("paths", "/a", method, "responses", "200")) for method in ("get", "put")}
    assert found == {"get": {"$ref": "#/components/responses/R"}, "put": plain}
    assert value_at(document.value, ("components", "responses", "R", "content")) == {JSON: {"schema": TEXT}}


@pytest.mark.parametrize(
    ("produces", "content"),
    [
        (None, {"application/octet-stream": {"schema": FILE}}),
        (["application/pdf"], {"application/pdf": {"schema": FILE}}),
        (["application/json", "text/csv"], {"application/json": {"schema": {}}, "text/csv": {"schema": FILE}}),
    ],
)
def test_a_file_that_is_answered(produces: Json, content: Json) -> None:
    """A file of JSON is a document like any other."""
    own: dict[str, Json] = {} if produces is None else {"produces": produces}
    responses: Json = {"200": {"description": "It.", "schema": {"type": "file"}}}
    document = with_operation({"responses": responses, **own}, {"produces": ["application/json"]})
    assert operation_of(document, "responses", "200", "content") == content


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"type": "object", "discriminator": "kind"}, {"type": "object", "discriminator": {"propertyName": "kind"}}),
        ({"properties": {"a": {"x-nullable": True}}}, {"properties": {"a": {"nullable": True}}}),
        ({"properties": {"discriminator": TEXT}}, {"properties": {"discriminator": TEXT}}),
        (
            {"description": "It.", "$ref": "#/definitions/B", "x-nullable": True},
            {"description": "It.", "allOf": [{"$ref": "#/components/schemas/B"}], "nullable": True},
        ),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"type": ["string", "integer"]}, {"allOf": [{"anyOf": [{"type": "string"}, {"type": "integer"}]}]}),
        ({"example": {"discriminator": "a", "$ref": "#/definitions/B"}},) * 2,
    ],
)
def test_schemas(written: Json, expected: Json) -> None:
    document = converted({"definitions": {"A": written, "B": {}}})
    assert value_at(document.value, ("components", "schemas", "A")) == expected


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("#/definitions/a~1b%20c", "#/components/schemas/a~1b%20c"),
        ("#/definitions/P/properties/id", "#/components/schemas/P/properties/id"),
        ("#/paths/~1a/post/parameters/0/schema", "#/paths/~1a/post/requestBody/content/application~1json/schema"),
        ("#/paths/~1a/post/parameters/1/items", "#/paths/~1a/post/parameters/0/schema/items"),
        ("#/paths/~1a/post/parameters/1", "#/paths/~1a/post/parameters/0"),
        ("#/responses/R/schema", "#/components/responses/R/content/application~1json/schema"),
        ("#/responses/R/headers/H/items", "#/components/responses/R/headers/H/schema/items"),
        ("#/x-shared/S", "#/x-shared/S"),
        ("#/definitions/Nowhere", "#/definitions/Nowhere"),
        ("other.yaml#/definitions/A", "other.yaml#/definitions/A"),
    ],
)
def test_references(ref: str, expected: str) -> None:
    header: Json = {"type": "array", "items": TEXT}
    parameters: Json = [{"name": "b", "in": "body", "schema": {}}, {"name": "q", "in": "query", **LIST}]
    document = converted(
        {
            "paths": {"/a": {"post": {"parameters": parameters, "responses": OK}}},
            "definitions": {"a/b c": {}, "P": {"properties": {"id": TEXT}}, "It": {"$ref": ref}},
            "responses": {"R": {"description": "It.", "schema": {}, "headers": {"H": header}}},
            "x-shared": {"S": {"x-nullable": True}},
        }
    )
    assert value_at(document.value, ("components", "schemas", "It")) == {"$ref": expected}
    if "x-shared" in ref:
        assert document.value["x-shared"] == {"S": {"nullable": True}}
        assert document.bundle.value["x-shared"] == {"S": {"x-nullable": True}}


@pytest.mark.parametrize(
    ("written", "servers"),
    [
        ({}, None),
        ({"basePath": "/v1/"}, ["/v1"]),
        ({"host": "a.example", "basePath": "/"}, ["//a.example"]),
        (
            {"host": "a.example", "basePath": "v1", "schemes": ["https", "wss"]},
            ["https://a.example/v1", "wss://a.example/v1"],
        ),
        ({"schemes": ["https"]}, None),
    ],
)
def test_servers(written: dict[str, Json], servers: list[str] | None) -> None:
    found = converted(written).value.get("servers")
    urls: Json = [{"url": url} for url in servers or ()]
    assert found == (urls or None)


def test_security() -> None:
    flow: dict[str, Json] = {"type": "oauth2", "scopes": {"a": "A.", "x-b": 1}}
    address: Json = "https://a.example"
    document = converted(
        {
            "securityDefinitions": {
                "basic": {"type": "basic", "description": "It.", "x-apigen-name": "login"},
                "key": {"type": "apiKey", "in": "query", "name": "k"},
                "implicit": {**flow, "flow": "implicit", "authorizationUrl": address},
                "code": {**flow, "flow": "accessCode", "authorizationUrl": address, "tokenUrl": address},
                "robot": {**flow, "flow": "application", "tokenUrl": address},
                "phone": {**flow, "flow": "password", "tokenUrl": address},
            }
        }
    )
    scopes: dict[str, Json] = {"scopes": {"a": "A."}}
    assert value_at(document.value, ("components", "securitySchemes")) == {
        "basic": {"type": "http", "scheme": "basic", "description": "It.", "x-apigen-name": "login"},
        "key": {"type": "apiKey", "in": "query", "name": "k"},
        **{
            name: {"type": "oauth2", "flows": {new: {**dict.fromkeys(urls, address), **scopes}}}
            for name, new, urls in (
                ("implicit", "implicit", ["authorizationUrl"]),
                ("code", "authorizationCode", ["authorizationUrl", "tokenUrl"]),
                ("robot", "clientCredentials", ["tokenUrl"]),
                ("phone", "password", ["tokenUrl"]),
            )
        },
    }


def leaves(value: Json, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Json]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*pointer, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from leaves(each, (*pointer, str(index)))
    else:
        yield pointer, value


MADE = {
    "$ref",
    "explode",
    "format",
    "nullable",
    "openapi",
    "propertyName",
    "required",
    "scheme",
    "style",
    "type",
    "url",
}
"""Keys that can have a value that the author has not written there."""


def test_every_part_knows_where_its_author_wrote_it() -> None:
    document = load(DEPOT, Report())
    strays = {
        (pointer, origin)
        for pointer, value in leaves(document.value)
        for origin in [origin_of(pointer, document.origins)]
        if pointer[-1] not in MADE and not pointer[-1].isdecimal() and written_at(document, origin) != value
    }
    assert {("/".join(pointer), "/".join(origin)) for pointer, origin in strays} == set()


def written_at(document: Document, pointer: Pointer) -> Json:
    try:
        return value_at(document.bundle.value, pointer)
    except LookupError:
        return "nothing is written there"


def test_an_upgraded_document_says_which_names_others_may_refuse() -> None:
    report = Report()
    document = converted({"definitions": {"a b": {}, "a.b-c_D": {}}}, report)
    assert upgraded(document, report) == document.value
    assert [(found.code, found.at) for found in report] == [("AG413", ("components", "schemas", "a b"))]


HOSTILE: list[Json] = [
    None,
    True,
    0,
    "a",
    [],
    [None],
    [[]],
    {},
    {"a": None},
    {"$ref": 1},
    {"$ref": "#"},
    {"$ref": "#/a"},
]


def test_what_is_malformed_stops_nothing() -> None:
    """Wherever something else stands than Swagger asks for, there is a document all the same."""
    whole = load(DEPOT, Report()).bundle
    pointers = {pointer[:end] for pointer, _ in leaves(whole.value) for end in range(1, len(pointer) + 1)}
    for index, pointer in enumerate(sorted(pointers)):
        value = replaced(whole.value, pointer, HOSTILE[index % len(HOSTILE)])
        assert isinstance(value, dict)
        before = json.dumps(value)
        convert(replace(whole, value=value), Report())
        assert json.dumps(value) == before


def replaced(value: Json, pointer: Pointer, new: Json) -> Json:
    if not pointer:
        return new
    if isinstance(value, list):
        return [replaced(each, pointer[1:], new) if str(n) == pointer[0] else each for n, each in enumerate(value)]
    assert isinstance(value, dict)
    return {key: replaced(each, pointer[1:], new) if key == pointer[0] else each for key, each in value.items()}
