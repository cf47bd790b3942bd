"""Examples: what the sampler makes of a schema, and what an API's examples are."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

from apigen.contract.examples import MISSING, make_examples
from apigen.contract.judge import Dialect, compile_schema, is_valid
from apigen.contract.pattern import UnsupportedPattern, matching_text
from apigen.contract.sample import Sample, Sampler
from apigen.contract.source import read_contract
from apigen.report import Report
from apigen.spec.document import Json

ROOT = Path(__file__).parent.parent.parent
PETSTORE = ROOT / "specs" / "petstore.yaml"

DEFINITIONS: dict[str, Json] = {
    "Node": {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/definitions/MaybeNode"}}},
    "MaybeNode": {"anyOf": [{"$ref": "#/definitions/Node"}, {"type": "null"}]},
    "Tree": {
        "type": "object",
        "required": ["children"],
        "properties": {"children": {"type": "array", "items": {"$ref": "#/definitions/Tree"}}},
    },
    "Endless": {"type": "object", "required": ["self"], "properties": {"self": {"$ref": "#/definitions/Endless"}}},
    "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
    "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "barks": {"type": "boolean"}}},
    "odd name/~": {"type": "integer", "minimum": 7},
}  # fmt: skip


def sample(schema: Json, dialect: Dialect = "2020-12") -> Sample:
    validator = compile_schema({"definitions": DEFINITIONS, "properties": {"j": schema}}, dialect)
    assert validator is not None
    return Sampler(DEFINITIONS, dialect).sample(schema, lambda value: is_valid(validator, {"j": value}))


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (True, {}),
        ({}, "string"),
        ({"type": "string", "example": "Rex"}, "Rex"),
        ({"type": "string", "minLength": 3, "example": "R", "default": "Rex"}, "Rex"),
        ({"type": "string", "examples": ["Rex"]}, "Rex"),
        ({"type": ["string", "null"], "example": None}, None),
        ({"const": [1]}, [1]),
        ({"enum": ["a", "b"]}, "a"),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "integer", "exclusiveMinimum": 5, "multipleOf": 4}, 8),
        ({"type": "number", "minimum": 0.1, "maximum": 0.2}, 0.1),
        ({"type": "string", "format": "date-time"}, "2024-01-01T12:00:00Z"),
        ({"type": "string", "format": "uuid"}, "3fa85f64-5717-4562-b3fc-2c963f66afa6"),
        ({"type": "string", "maxLength": 2}, "st"),
        ({"type": "object", "properties": {"contact_email": {"type": "string"}}}, {"contact_email": "user@example.com"}),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {"key": 1}),
        ({"type": "object", "required": ["a"], "additionalProperties": {"type": "boolean"}}, {"a": True}),
        ({"type": "object", "required": ["a"]}, {"a": "string"}),
        ({"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "uniqueItems": True}, ["a", "b"]),
        ({"type": "array", "prefixItems": [{"type": "integer"}, {"type": "boolean"}]}, [1, True]),
        ({"$ref": "#/definitions/odd%20name~1~0"}, 7),
    ],
    ids=json.dumps,
)  # fmt: skip
def test_value(schema: Json, value: Json) -> None:
    assert sample(schema) == value


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^[A-Z]{2}[0-9]{3,5}$"},
        {"type": "string", "pattern": "^(foo|bar)-[^x]+$", "minLength": 9},
        {"type": "string", "pattern": r"^\+?[1-9]\d{6,14}$"},
        {"type": "string", "pattern": "^[a-z]+$", "minLength": 40, "maxLength": 40},
        {"type": "string", "pattern": r"^\p{Lu}\p{Ll}+$"},
        {"type": "string", "minLength": 3000},
        {"type": "array", "minItems": 12, "uniqueItems": True, "items": {"type": "string", "pattern": "^[a-z]{4}$"}},
        {"type": "array", "minItems": 5, "uniqueItems": True, "items": {"type": "string", "format": "date"}},
        {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"$ref": "#/definitions/Cat"}},
        {"type": "object", "minProperties": 3, "additionalProperties": {"type": "integer"}},
        {"type": "object", "minProperties": 1, "properties": {"a": {"type": "integer"}}, "additionalProperties": False},
        {"type": "object", "patternProperties": {"^x-[a-z]+$": {"type": "integer"}}, "minProperties": 2, "additionalProperties": False},
        {"type": "object", "propertyNames": {"pattern": "^[a-f]{2}$"}, "minProperties": 2},
        {"type": "object", "properties": {"a": {}, "b": {}}, "maxProperties": 1},
        {"allOf": [{"$ref": "#/definitions/Cat"}, {"required": ["lives", "extra"], "properties": {"lives": {"minimum": 9}}}]},
        {"allOf": [{"type": "integer", "minimum": 3}, {"type": "number", "maximum": 3}]},
        {"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]},
        {"oneOf": [{"type": "integer"}, {"type": "number"}]},
        {"oneOf": [{"$ref": "#/definitions/Cat"}, {"$ref": "#/definitions/Dog"}, {"type": "string"}]},
        {"allOf": [{"anyOf": [{"type": "integer"}, {"type": "string"}]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}]},
        {"type": "object", "properties": {"a": {"type": "string"}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"not": {"type": "string"}},
        {"type": "string", "not": {"enum": ["string"]}},
        {"type": "object", "properties": {"a": {}}, "not": {"required": ["a"]}},
        {"$ref": "#/definitions/Node"},
        {"$ref": "#/definitions/Tree"},
        {"type": "array", "items": {"$ref": "#/definitions/Endless"}},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_is_valid(schema: Json) -> None:
    assert sample(schema) is not MISSING


@pytest.mark.parametrize(
    "schema", [False, {"$ref": "#/definitions/Endless"}, {"type": "string", "minLength": 10**9}, {"enum": [1], "type": "string"}]
)  # fmt: skip
def test_nothing_satisfies(schema: Json) -> None:
    assert sample(schema) is MISSING


def test_draft_4() -> None:
    assert sample({"type": "integer", "minimum": 5, "exclusiveMinimum": True}, "draft4") == 6
    assert sample({"not": {}}, "draft4") is MISSING


@pytest.mark.parametrize(("form", "wrong"), [("uuid", "all"), ("duration", "week")])
def test_formats_that_draft_4_does_not_know_are_judged_as_by_a_server(form: str, wrong: str) -> None:
    validator = compile_schema({"type": "string", "format": form}, "draft4")
    assert validator is not None
    assert not is_valid(validator, wrong)
    assert sample({"type": "string", "format": form, "example": wrong, "default": wrong}, "draft4") != wrong


def test_discriminator_decides_the_value_of_its_property() -> None:
    schema: Json = {
        "oneOf": [{"$ref": "#/definitions/Cat"}, {"$ref": "#/definitions/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"feline": "#/components/schemas/Cat"}},
    }
    value = Sampler(DEFINITIONS, "draft4").sample(schema, lambda _: True)
    assert value == {"kind": "feline", "lives": 1}


def test_a_schema_that_others_extend_is_known_by_its_own_name() -> None:
    kind: dict[str, Json] = {"type": "string"}
    base: Json = {"type": "object", "properties": {"kind": kind}, "discriminator": {"propertyName": "kind"}}
    extended: Json = {"allOf": [{"$ref": "#/definitions/Pet"}, {"properties": {"lives": {"type": "integer"}}}]}
    definitions: dict[str, Json] = {"Pet": base, "Cat": extended}
    found = [
        Sampler(definitions, "draft4").sample({"$ref": f"#/definitions/{name}"}, lambda _: True) for name in definitions
    ]
    assert found == [{"kind": "Pet"}, {"kind": "Cat", "lives": 1}]
    kind["example"] = "tabby"
    assert Sampler(definitions, "draft4").sample({"$ref": "#/definitions/Pet"}, lambda _: True) == {"kind": "tabby"}


@pytest.mark.parametrize(
    "pattern", ["((((((a{99}){99}){99}){99}){99}){99})", "a{999999999}", "(" * 500, "[a", "a{2", "(?<n"]
)
def test_hostile_patterns_end(pattern: str) -> None:
    for turn in (0, 7):
        with pytest.raises(UnsupportedPattern):
            matching_text(pattern, turn=turn)


def test_petstore_examples_are_valid_and_complete() -> None:
    report = Report()
    api = read_contract(PETSTORE, report)
    examples = make_examples(api, report)
    assert list(report) == []
    assert not examples.missing
    for operation in api.operations:
        answer = examples.answer(operation.id)
        assert answer is not None and 200 <= answer.status < 300
        for response in operation.responses:
            body = examples.body(operation.id, response.status)
            assert (body is MISSING) == (not response.media)
            if response.media:
                schema: dict[str, Json] = {
                    "definitions": dict(api.definitions),
                    "properties": {"body": response.media[0].schema},
                }
                jsonschema_rs.Draft4Validator(schema, validate_formats=True).validate({"body": body})
    assert examples.body("createPet", "201") == json.loads(
        '{"id": 1, "name": "Rex", "status": "available", "animal": {"kind": "dog", "barks": true, "size": "large"},'
        ' "category": {"name": "Dogs"}, "labels": {"color": "brown"}, "born": "2024-03-01",'
        ' "added_at": "2024-05-01T09:30:00Z"}'
    ), "the author's own example is taken as it is"


def contract(schema: Json, **media: Json) -> bytes:
    content: Json = {"application/json": {"schema": schema, **media}}
    operation: Json = {"operationId": "read", "responses": {"200": {"description": "Fine.", "content": content}}}
    document: Json = {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/items": {"get": operation}},
        "components": {"schemas": {"Endless": DEFINITIONS["Endless"]}},
    }
    return json.dumps(document).replace("#/definitions/", "#/components/schemas/").encode()


AT = ("paths", "/items", "get", "responses", "200", "content", "application/json")


def test_invalid_example_of_the_author_is_reported_and_replaced() -> None:
    report = Report()
    api = read_contract(contract({"type": "integer"}, example="one"), report)
    examples = make_examples(api, report)
    assert examples.body("read", "200") == 1
    assert [(found.code, found.at) for found in report] == [("AG361", AT)]


def test_operation_without_an_example_is_reported() -> None:
    report = Report()
    api = read_contract(contract({"$ref": "#/components/schemas/Endless"}), report)
    examples = make_examples(api, report)
    assert examples.answer("read") is None
    found = [found for found in report if found.code == "AG362"]
    assert [(one.code, one.at) for one in found] == [("AG362", ("paths", "/items", "get"))]
    assert "'200'" in found[0].message and "'read'" in found[0].message


def test_required_headers_have_examples_that_can_be_sent() -> None:
    headers: Json = {
        "Location": {"required": True, "schema": {"type": "string"}, "example": "/items/1"},
        "X-Wrong": {"required": True, "schema": {"type": "integer", "minimum": 4}, "example": "many"},
        "X-Euro": {"required": True, "schema": {"type": "string"}, "example": "€"},
        "X-List": {
            "required": True,
            "schema": {"type": "array", "items": {"type": "string"}},
            "examples": {"one": {"value": ["a,b"]}, "two": {"value": ["a", "b"]}},
        },
        "X-Optional": {"schema": {"type": "string"}, "example": "any"},
    }
    document = json.loads(contract({"type": "integer"}))
    document["paths"]["/items"]["get"]["responses"]["200"]["headers"] = headers
    report = Report()
    examples = make_examples(read_contract(json.dumps(document).encode(), report), report)
    assert examples.headers["read", "200"] == {
        "Location": "/items/1",
        "X-Wrong": 4,
        "X-Euro": "string",
        "X-List": ["a", "b"],
    }
    at = ("paths", "/items", "get", "responses", "200", "headers")
    assert [(found.code, found.at) for found in report] == [
        ("AG361", (*at, name)) for name in ("X-Wrong", "X-Euro", "X-List")
    ]


def test_operation_whose_required_header_has_no_example_is_reported() -> None:
    document = json.loads(contract({"type": "integer"}))
    impossible: Json = {"required": True, "schema": {"type": "string", "enum": ["\n"]}}
    document["paths"]["/items"]["get"]["responses"]["200"]["headers"] = {"X-Line": impossible}
    report = Report()
    examples = make_examples(read_contract(json.dumps(document).encode(), report), report)
    assert examples.answer("read") is None
    assert [found.code for found in report] == ["AG362"]
