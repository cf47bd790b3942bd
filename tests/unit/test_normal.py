"""Schemas in the validators' dialect: what they accept, and what they refuse, by the rules of each version."""

from __future__ import annotations

import json
from typing import Final

import jsonschema_rs
import pytest

from apigen.ir.lower import schema_roots
from apigen.ir.normal import Normalizer
from apigen.ir.schemas import read_schemas
from apigen.ir.types import Direction
from apigen.report import Report
from apigen.spec.document import Json
from apigen.spec.load import parse

OLD, NEW = "3.0.3", "3.1.0"
OTHERS: Final[dict[str, Json]] = {
    "Name": {"type": "string", "minLength": 1},
    "Maybe": {"type": "string", "nullable": True},
    "odd name/~%25{}": {"type": "integer"},
    "Node": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}, "additionalProperties": False},
    "Pet": {
        "type": "object",
        "required": ["id", "secret"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "secret": {"type": "string", "writeOnly": True},
        },
    },
}  # fmt: skip
KIND: Final[dict[str, Json]] = {"propertyName": "kind"}
OTHERS.update(
    {
        name: {
            "type": "object",
            "required": ["kind", own],
            "properties": {"kind": {"type": "string"}, own: {"type": "integer"}},
        }
        for name, own in (("Cat", "purrs"), ("Dog", "barks"))
    }
)
OTHERS.update(
    {
        "Base": {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["cat", "dog", "other"]}}},
        "BaseCat": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["purrs"]}]},
        "BaseDog": {"allOf": [{"$ref": "#/components/schemas/Base"}]},
        "Free": {"type": "object", "properties": {"kind": {"type": "string"}}},
        "Loose": {"type": "object", "properties": {"kind": {"anyOf": [{"enum": ["loose"]}, {"type": "null"}]}}},
        "Numbered": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "integer"}}},
        "Pets": {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": KIND,
        },
    }
)
A, B = Direction.REQUEST, Direction.RESPONSE


def validator(schema: Json, version: str, direction: Direction) -> jsonschema_rs.Validator:
    document = {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {**OTHERS, "It": schema}},
    }
    parsed = parse(json.dumps(document).encode(), file="c.json", report=Report())
    schemas = read_schemas(parsed, schema_roots(parsed))
    normal = Normalizer(schemas, lambda pattern, pointer: pattern != "(")
    written = normal.schema(("components", "schemas", "It"), direction)
    kind = jsonschema_rs.Draft4Validator if schemas.is_30 else jsonschema_rs.Draft202012Validator
    return kind({"definitions": normal.definitions, "properties": {"it": written}}, validate_formats=True)


def ref(name: str) -> dict[str, Json]:
    return {"$ref": f"#/components/schemas/{name}"}


def told(*variants: Json, keyword: str = "oneOf", default: str | None = None, **mapping: str) -> dict[str, Json]:
    """Return a choice that a discriminator makes. A text is the name of a component."""
    branches: list[Json] = [ref(each) if isinstance(each, str) else each for each in variants]
    rest: dict[str, Json] = {"mapping": {**mapping}} if mapping else {}
    rest |= {"defaultMapping": default} if default else {}
    return {keyword: branches, "discriminator": {**KIND, **rest}}


@pytest.mark.parametrize(
    ("version", "direction", "schema", "valid", "invalid"),
    [
        (OLD, B, {"type": "string", "nullable": True}, ["a", None], [1]),
        (OLD, B, {"type": "string", "nullable": True, "enum": ["a"]}, ["a", None], ["b"]),
        (OLD, B, {"nullable": True, "allOf": [ref("Name")]}, ["a", None], ["", 1]),
        (OLD, B, {**ref("Name"), "nullable": True, "maxLength": 1}, ["a", "ab"], [None, ""]),
        (OLD, B, ref("Maybe"), ["a", None], [1]),
        (NEW, B, {"type": "string", "nullable": True}, ["a"], [None, 1]),
        (OLD, B, {"type": "integer", "format": "int32"}, [2**31 - 1], [2**31]),
        (NEW, B, {"type": ["string", "null"]}, ["a", None], [1]),
        (NEW, B, {**ref("Name"), "maxLength": 1}, ["a"], ["ab", ""]),
        (OLD, B, {"type": "integer", "minimum": 1, "exclusiveMinimum": True}, [2], [1, 1.5]),
        (OLD, B, {"type": "integer", "maximum": 1, "exclusiveMaximum": False}, [1], [2]),
        (OLD, B, {"type": "number", "exclusiveMinimum": 1}, [1.5], [1]),
        (NEW, B, {"type": "number", "exclusiveMinimum": 1}, [1.5], [1]),
        (OLD, B, {"type": "integer"}, [1], [1.0, True]),
        (NEW, B, {"type": "integer"}, [1, 1.0], [1.5, True]),
        (OLD, B, {"type": "string", "format": "date-time"}, ["2024-01-01T00:00:00Z"], ["2024-01-01"]),
        (NEW, B, {"type": "string", "format": "uuid"}, ["3fa85f64-5717-4562-b3fc-2c963f66afa6"], ["x"]),
        (OLD, B, {"const": 1}, [1], [2]),
        (OLD, B, {"type": "string", "enum": [None]}, [None], ["a"]),
        (OLD, B, {"type": "string", "enum": [None, "a"]}, ["a"], [None]),
        (NEW, B, {"const": 1}, [1], [2]),
        (NEW, B, {"enum": [None, "a"]}, [None, "a"], ["b"]),
        (NEW, B, True, [1, None], []),
        (NEW, B, False, [], [1, None]),
        (NEW, B, {"properties": {"a": False}}, [{}], [{"a": 1}]),
        (NEW, B, {"prefixItems": [{"type": "string"}], "items": False}, [["a"]], [["a", 1], [1]]),
        (NEW, B, {"if": {"type": "string"}, "then": {"minLength": 2}}, ["ab", 1], ["a"]),
        (NEW, B, {"patternProperties": {"^x": {"type": "string"}, "(": False}}, [{"x": "a", "(": 1}], [{"x": 1}]),
        (NEW, B, {"dependentRequired": {"a": ["b"]}}, [{"a": 1, "b": 1}, {}], [{"a": 1}]),
        (OLD, B, ref("odd name~1~0%2525{}"), [1], ["a"]),
        (OLD, B, ref("Node"), [{"next": {"next": {}}}], [{"next": {"other": 1}}]),
        (OLD, B, {"type": "string", "pattern": "^a$"}, ["a"], ["b"]),
        # What is not well-formed judges nothing.
        (OLD, B, {"type": "string", "pattern": "("}, ["a"], [1]),
        (OLD, B, {"type": "string", "minLength": -1, "maxLength": "x", "enum": []}, ["a"], [1]),
        (OLD, B, {"type": "text"}, ["a", 1], []),
        # Who sends decides.
        (OLD, B, ref("Pet"), [{"id": 1}], [{}, {"id": 1, "secret": "a"}]),
        (OLD, A, ref("Pet"), [{"secret": "a"}, {"id": 1, "secret": "a"}], [{}, {"id": 1}]),
        (NEW, B, {"type": "array", "items": ref("Pet")}, [[{"id": 1}]], [[{}]]),
        (NEW, A, {"type": "array", "items": ref("Pet")}, [[{"secret": "a"}]], [[{}]]),
    ],
)  # fmt: skip
def test_normal(version: str, direction: Direction, schema: Json, valid: list[Json], invalid: list[Json]) -> None:
    judge = validator(schema, version, direction)
    assert [value for value in valid if not judge.is_valid({"it": value})] == []
    assert [value for value in invalid if judge.is_valid({"it": value})] == []


CAT: Final[dict[str, Json]] = {"kind": "Cat", "purrs": 1}
DOG: Final[dict[str, Json]] = {"kind": "Dog", "barks": 1}
BOTH: Final[dict[str, Json]] = {"purrs": 1, "barks": 1}


@pytest.mark.parametrize("direction", [A, B], ids=str)
@pytest.mark.parametrize("version", [OLD, NEW, "3.2.0"])
@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        # The names of components stand for them, beside either keyword.
        (
            told("Cat", "Dog"),
            [CAT, DOG, {**BOTH, "kind": "Cat"}],
            [{**DOG, "kind": "Cat"}, {**BOTH, "kind": "cat"}, BOTH, {**BOTH, "kind": 1}],
        ),
        (told("Cat", "Dog", keyword="anyOf"), [CAT, DOG], [{**DOG, "kind": "Cat"}, {**BOTH, "kind": "Bird"}]),
        # A mapping gives more values, by name or by reference; a name that it has for another schema is that one's.
        (
            told("Cat", "Dog", cat="Cat", kitten="#/components/schemas/Cat"),
            [CAT, DOG, {**CAT, "kind": "cat"}, {**CAT, "kind": "kitten"}],
            [{**DOG, "kind": "cat"}, {**BOTH, "kind": "dog"}],
        ),
        (told("Cat", "Dog", Cat="Dog", x="Cat"), [{**DOG, "kind": "Cat"}, {**CAT, "kind": "x"}], [CAT]),
        # What schemas demand themselves counts, inherited or not.
        (
            told("BaseCat", "BaseDog", cat="BaseCat", dog="BaseDog"),
            [{"kind": "cat", "purrs": 1}, {"kind": "dog"}],
            [{"kind": "cat"}, {"kind": "BaseCat", "purrs": 1}, {"kind": "bird"}],
        ),
        (told({"properties": {"kind": {"enum": ["a"]}}}, "Cat"), [{"kind": "a"}, CAT], [{"kind": "Cat"}, {"kind": "b"}]),
        # What stands in the place has no name, so it gets what nobody else claims.
        (told({"properties": {"x": {}}}, "Cat"), [CAT, {"kind": "x"}], [{"kind": "Cat"}]),
        # A choice within a choice is made by its own names.
        (told("Pets", "Free"), [CAT, DOG, {"kind": "Free"}], [{**DOG, "kind": "Cat"}, {"kind": "Bird"}]),
        (
            told({"type": "object", **ref("Pets")}, "Free"),
            [CAT, DOG, {"kind": "Free"}],
            [{**DOG, "kind": "Cat"}, {"kind": "Bird"}],
        ),
        # What all alternatives of the property demand is demanded; null beside them tells as little as nothing.
        (told("Loose", "Cat"), [CAT, {"kind": "loose"}, {"kind": None}, {}], [{"kind": "Loose"}, {"kind": "b"}]),
        # What is no text cannot be told.
        (told("Numbered", "Cat"), [{"kind": 1}, CAT], [{"kind": "Numbered"}, {"kind": "Cat"}]),
    ],
)  # fmt: skip
def test_a_discriminator_decides(
    version: str, direction: Direction, schema: Json, valid: list[Json], invalid: list[Json]
) -> None:
    judge = validator(schema, version, direction)
    assert [value for value in valid if not judge.is_valid({"it": value})] == []
    assert [value for value in invalid if judge.is_valid({"it": value})] == []


def test_a_default_mapping_takes_the_rest() -> None:
    """What names nothing, and what has no name, is judged by the default (OpenAPI 3.2)."""
    schema = told("Cat", "Free", default="Free", cat="Cat")
    judge = validator(schema, "3.2.0", A)
    valid: list[Json] = [{}, {"kind": "else"}, {"kind": "Free"}, {"kind": "cat", "purrs": 1}]
    assert [value for value in valid if not judge.is_valid({"it": value})] == []
    assert not judge.is_valid({"it": {"kind": "cat"}})
    assert validator(schema, NEW, A).is_valid({"it": CAT})


def test_objects_that_extend_another_are_not_told_apart() -> None:
    """The text keeps a discriminator out of validation there: an animal is an animal, whatever it is called."""
    animal: dict[str, Json] = {"type": "object", "properties": {"kind": {"type": "string"}}, "discriminator": KIND}
    assert validator(animal, NEW, A).is_valid({"it": {"kind": "Cat"}})
