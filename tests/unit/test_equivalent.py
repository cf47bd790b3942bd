"""Schemas that mean the same, in the form that Schemathesis reads rightly."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from apigen.contract.defaults import told_by_default
from apigen.contract.equivalent import (
    equivalent,
    spread_types,
    with_newer_keywords,
    with_null_among_choices,
    with_opaque_bodies,
    with_plain_parameters,
    with_sent_credentials,
    without_nullable,
)
from apigen.contract.source import read_contract
from apigen.contract.tags import told_by_themselves
from apigen.report import Report
from apigen.spec.document import Json, found_at

VALUES: list[Json] = ["", "a@b.de", "2024-01-01", None, 1, 5, "x", [], True]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["string", "null"], "format": "email"},
        {"type": ["string"], "format": "date"},
        {"type": ["string", "integer"], "format": "date", "minimum": 3},
        {"type": ["string", "null"], "format": "email", "anyOf": [{"minLength": 3}, {"type": "null"}]},
        {"type": ["integer", "null"], "format": "email"},
        {"type": "string", "format": "email"},
        {"type": ["string", "null"]},
    ],
)
def test_the_verdicts_stay(schema: dict[str, Json]) -> None:
    before = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    spread = spread_types(schema)
    assert isinstance(spread, dict)
    after = jsonschema_rs.Draft202012Validator(spread, validate_formats=True)
    assert [before.is_valid(value) for value in VALUES] == [after.is_valid(value) for value in VALUES]


def test_wrong_examples_of_bodies_are_not_sent() -> None:
    examples: Json = {"a": {"value": 1}, "b": {"value": "x"}, "c": {"$ref": "#/components/examples/c"}}
    content: Json = {"application/json": {"schema": {"type": "integer"}, "examples": examples}}
    contract: dict[str, Json] = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/a": {"post": {"requestBody": {"content": content}, "responses": {"200": {"description": "Fine."}}}}
        },
        "components": {"examples": {"c": {"value": "y"}}},
    }
    api = read_contract(json.dumps(contract).encode(), Report())
    found = found_at(
        equivalent(api.document, api), ("paths", "/a", "post", "requestBody", "content", "application/json")
    )
    assert isinstance(found, dict) and found["examples"] == {"a": {"value": 1}}


TAGS: Json = {"oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}], "discriminator": {"propertyName": "kind"}}


@pytest.mark.parametrize(
    ("cat", "stays"),
    [({"enum": ["cat"]}, False), ({"anyOf": [{"const": "cat"}, {"type": "null"}]}, False), ({"enum": ["Cat"]}, True), ({}, True)],
)  # fmt: skip
def test_a_discriminator_that_the_schemas_are_told_apart_without(cat: Json, stays: bool) -> None:
    definitions: Json = {
        "Cat": {"properties": {"kind": cat}},
        "Dog": {"allOf": [{"properties": {"kind": {"const": "Dog"}}}]},
    }
    assert isinstance(TAGS, dict)
    assert ("discriminator" in told_by_themselves({"$defs": definitions}, TAGS)) is stays


@pytest.mark.parametrize(
    ("schema", "offers"),
    [
        ({"properties": {"p": {"oneOf": [{"type": "integer"}, {"type": "string"}]}}, "required": ["p"]}, True),
        ({"$ref": "#/components/schemas/Choice"}, True),
        ({"properties": {"oneOf": {"type": "string"}}}, False),
        ({"type": "integer"}, False),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}], "example": 5}, True),
    ],
)
def test_bodies_that_choose_are_shown(schema: dict[str, Json], offers: bool) -> None:
    contract: dict[str, Json] = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/a": {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": schema}}},
                    "responses": {"200": {"description": "Fine."}},
                }
            }
        },
        "components": {"schemas": {"Choice": {"oneOf": [{"type": "integer"}, {"type": "string"}]}}},
    }
    api = read_contract(json.dumps(contract).encode(), Report())
    media = found_at(
        equivalent(api.document, api), ("paths", "/a", "post", "requestBody", "content", "application/json")
    )
    assert isinstance(media, dict)
    assert ("example" in media) is offers
    if offers:
        whole = jsonschema_rs.Draft202012Validator({"components": contract["components"], **schema})
        assert whole.is_valid(media["example"])


def test_nullable_is_no_keyword_from_31_on() -> None:
    schema: Json = {"type": "string", "nullable": True, "example": {"type": "x", "nullable": True}}
    properties: Json = {"nullable": True, "a": {"$ref": "#/a", "nullable": False}, "b": {"oneOf": [], "nullable": True}}
    assert without_nullable({"schema": schema, "properties": properties}) == {
        "schema": {"type": "string", "example": {"type": "x", "nullable": True}},
        "properties": {"nullable": True, "a": {"$ref": "#/a"}, "b": {"oneOf": []}},
    }


def test_values_are_no_schemas() -> None:
    document: Json = {"schema": {"example": {"type": ["string"], "format": "date"}, "type": "object"}}
    assert spread_types(document) == document


@pytest.mark.parametrize(("keyword", "name"), [("responses", "default"), ("properties", "value"), ("schemas", "enum")])
def test_names_are_no_keywords(keyword: str, name: str) -> None:
    dates: Json = {"type": ["string"], "format": "date"}
    spread: Json = {"anyOf": [{"type": "string", "format": "date"}]}
    assert spread_types({keyword: {name: dates}}) == {keyword: {name: spread}}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"content": {"text/csv": {"schema": {"type": "string", "enum": ["a"]}}}}, {"type": "string", "enum": ["a"]}),
        ({"content": {"text/csv": {"schema": {"$ref": "#/components/schemas/S"}}}}, {"$ref": "#/components/schemas/S"}),
        ({"content": {"application/xml": {"schema": {"type": "object"}}}, "style": "form"}, {"type": "string"}),
        ({"content": {"text/plain": {}}}, {"type": "string"}),
    ],
)
def test_parameters_that_are_texts(written: dict[str, Json], read: Json) -> None:
    document: dict[str, Json] = {"components": {"schemas": {"S": {"type": "string"}}}}
    own: dict[str, Json] = {"name": "q", "in": "query"}
    assert with_plain_parameters([{**own, **written}], document) == [{**own, "schema": read}]


def test_parameters_that_stay_as_they_are() -> None:
    own: dict[str, Json] = {"name": "q", "in": "query", "explode": True}
    kept: list[Json] = [
        {**own, "content": {"application/json": {}}},
        {**own, "style": "form"},
        {"example": {**own, "style": "pipeDelimited"}},
    ]
    for parameter in kept:
        assert with_plain_parameters(parameter, {}) == parameter
    assert with_plain_parameters({**own, "style": "pipeDelimited"}, {}) == {**own, "style": "form"}


@pytest.mark.parametrize(
    ("scheme", "read"),
    [
        ({"type": "http", "scheme": "bearer"}, None),
        ({"type": "http", "scheme": "Basic"}, None),
        ({"type": "apiKey", "in": "query", "name": "k"}, None),
        ({"type": "http", "scheme": "digest"}, {"type": "apiKey", "in": "header", "name": "Authorization"}),
        ({"type": "openIdConnect", "openIdConnectUrl": "https://a.example"}, {"type": "http", "scheme": "bearer"}),
        ({"type": "mutualTLS"}, {"type": "apiKey", "in": "header", "name": "Client-Cert"}),
    ],
)
def test_schemes_are_what_they_make_a_caller_send(scheme: Json, read: Json) -> None:
    components: Json = {"securitySchemes": {"s": scheme}}
    contract: dict[str, Json] = {
        "openapi": "3.1.0",
        "info": {"title": "S", "version": "1"},
        "paths": {"/a": {"get": {"security": [{"s": []}], "responses": {"200": {"description": "Fine."}}}}},
        "components": components,
    }
    api = read_contract(json.dumps(contract).encode(), Report())
    found = with_sent_credentials(api.document, api)
    assert found["components"] == {"securitySchemes": {"s": scheme if read is None else read}}


@pytest.mark.parametrize(
    ("schema", "read"),
    [
        ({"type": "string", "const": "a"}, {"type": "string", "enum": ["a"]}),
        ({"type": "string", "enum": [None]}, {"enum": [None]}),
        ({"properties": {"const": {"type": "string"}}}, {"properties": {"const": {"type": "string"}}}),
        ({"items": {"const": 1}, "example": {"const": 1}}, {"items": {"enum": [1]}, "example": {"const": 1}}),
    ],
)
def test_keywords_of_openapi_31_in_30(schema: Json, read: Json) -> None:
    assert with_newer_keywords(schema) == read


@pytest.mark.parametrize(
    ("media_type", "schema", "read"),
    [
        ("application/yaml", {"type": "object"}, {}),
        ("application/yaml", {"type": "string", "maxLength": 1}, {"type": "string", "maxLength": 1}),
        ("application/pdf", {"type": "object"}, {"type": "string", "format": "binary"}),
        ("application/json", {"type": "object"}, {"type": "object"}),
    ],
)
def test_bodies_that_nobody_judges(media_type: str, schema: Json, read: Json) -> None:
    def operation(schema: Json) -> Json:
        content: Json = {"content": {media_type: {"schema": schema}}}
        return {
            "requestBodies": {"A": content},
            "a": {"requestBody": content},
            "responses": {"200": {"description": ""}},
        }

    assert with_opaque_bodies(operation(schema), {}) == operation(read)


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (
            {"application/jsonl": {"itemSchema": {"type": "integer"}}},
            {"application/jsonl": {"schema": {"type": "array", "items": {"type": "integer"}}}},
        ),
        (
            {"multipart/mixed": {"itemSchema": {"type": "object"}}},
            {
                "multipart/mixed": {
                    "schema": {"type": "array", "items": {"type": "object"}},
                    "x-apigen-part": "application/json",
                }
            },
        ),
        (
            {"multipart/mixed": {"itemSchema": {"type": "object"}, "itemEncoding": {"contentType": "image/*"}}},
            {
                "multipart/mixed": {
                    "schema": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    "x-apigen-part": "image/*",
                }
            },
        ),
        (
            {"multipart/mixed": {"schema": {"type": "array"}}},
            {"multipart/mixed": {"schema": {"type": "string", "format": "binary"}}},
        ),
    ],
)
def test_bodies_that_are_read_item_by_item(content: Json, read: Json) -> None:
    assert with_opaque_bodies({"requestBody": {"content": content}}, {}) == {"requestBody": {"content": read}}


def test_a_whole_query_string_stays_what_it_is() -> None:
    form: Json = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
    parameter: Json = {"name": "q", "in": "querystring", "content": form}
    assert with_plain_parameters(parameter, {}) == parameter


@pytest.mark.parametrize(
    ("schema", "read"),
    [
        ({"type": "string", "nullable": True, "enum": ["a"]}, ["a", None]),
        ({"type": "string", "x-nullable": True, "enum": ["a"]}, ["a", None]),
        ({"nullable": True, "enum": [None, "a"]}, [None, "a"]),
        ({"nullable": False, "enum": ["a"]}, ["a"]),
    ],
)
def test_what_is_nullable_has_null_among_its_choices(schema: Json, read: Json) -> None:
    found = with_null_among_choices({"schema": schema})
    assert isinstance(found, dict) and isinstance(schema, dict)
    assert found == {"schema": {**schema, "enum": read}}


def test_a_default_mapping_is_said_in_conditions() -> None:
    """What names no alternative is the default's (OpenAPI 3.2): no other one takes it."""
    cat: dict[str, Json] = {"$ref": "#/components/schemas/Cat"}
    dog: dict[str, Json] = {"$ref": "#/components/schemas/Dog"}
    told: dict[str, Json] = {"propertyName": "kind", "mapping": {"cat": "Cat"}, "defaultMapping": "Dog"}
    assert told_by_default({"oneOf": [cat, dog, {"type": "object"}], "discriminator": told}) == {
        "oneOf": [
            {"allOf": [cat, {"properties": {"kind": {"enum": ["cat", "Cat"]}}, "required": ["kind"]}]},
            {"allOf": [dog, {"properties": {"kind": {"not": {"enum": ["cat", "Cat"]}}}}]},
            {"allOf": [{"type": "object"}, {"required": ["kind"]}]},
        ]
    }
    without: dict[str, Json] = {"oneOf": [cat], "discriminator": {"propertyName": "kind"}}
    assert told_by_default(without) == without
