"""The vocabulary of 2020-12: the exact validator judges the author's schema, and ours must say the same."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from typing import Any, Final

import jsonschema_rs
import pytest
from pydantic import ValidationError

from apigen.contract.judge import Judge, is_valid
from apigen.contract.sample import Missing, Sampler
from apigen.ir.lower import lower, schema_roots
from apigen.ir.normal import Normalizer
from apigen.ir.schemas import read_schemas
from apigen.ir.types import Direction
from apigen.names.assign import assign_names
from apigen.pipeline import Options, generate
from apigen.proof.trips.variety import Variety
from apigen.report import Report
from apigen.spec.document import Document, Json
from apigen.spec.load import parse

from ..corpus.differential import differences
from ..corpus.support import codec, importable

S: Final = "#/components/schemas"
STRING: Final[Json] = {"type": "string"}
INTEGER: Final[Json] = {"type": "integer"}
A: Final[Json] = {"a": STRING}
OBJECT: Final[dict[str, Json]] = {"type": "object", "properties": A}
OPEN: Final[Json] = {"type": "object", "properties": {"a": STRING, "b": INTEGER}}
IF: Final[dict[str, Json]] = {
    "if": {"properties": {"a": {"const": "x"}}, "required": ["a"]},
    "then": {"required": ["b"], "properties": {"b": True}},
    "else": {"properties": {"c": True}},
}
CASES: Final[dict[str, Json]] = {
    "True": True,
    "False": False,
    "Empty": {},
    "Comment": {"$comment": "c", "examples": [1], "deprecated": True, "default": 1, "readOnly": True, "type": "integer"},
    "Types": {"type": ["string", "integer", "null"]},
    "TypesWithBounds": {"type": ["string", "array"], "maxLength": 2, "maxItems": 1},
    "Null": {"type": "null"},
    "ConstObject": {"const": {"a": [1, None]}},
    "ConstNull": {"const": None},
    "ConstBeside": {"const": 1, "type": ["integer", "string"]},
    "EnumMixed": {"enum": [1, "a", None, 1.5, {"a": 1}, [1], True]},
    "Bounds": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 2, "multipleOf": 0.5},
    "BoundsOld": {"type": "integer", "minimum": 0, "maximum": 3, "multipleOf": 1},
    "CountsAsDecimals": {"type": "string", "minLength": 1.0, "maxLength": 2.0},
    "Tuple": {"type": "array", "prefixItems": [STRING, INTEGER]},
    "TupleClosed": {"type": "array", "prefixItems": [STRING, INTEGER], "items": False},
    "TupleThen": {"type": "array", "prefixItems": [STRING], "items": INTEGER, "minItems": 1},
    "NoItems": {"type": "array", "items": False},
    "Contains": {"type": "array", "contains": INTEGER},
    "ContainsSome": {"type": "array", "contains": INTEGER, "minContains": 2, "maxContains": 3},
    "ContainsNone": {"type": "array", "contains": INTEGER, "minContains": 0},
    "Unique": {"type": "array", "uniqueItems": True, "maxItems": 3},
    "UnevaluatedItems": {"type": "array", "prefixItems": [STRING], "unevaluatedItems": INTEGER},
    "UnevaluatedItemsNone": {"allOf": [{"prefixItems": [STRING]}], "type": "array", "unevaluatedItems": False},
    "UnevaluatedContains": {"type": "array", "contains": STRING, "unevaluatedItems": INTEGER},
    "ItemsOfAnyOf": {"type": "array", "anyOf": [{"items": STRING}, {"items": INTEGER}]},
    "Closed": {**OBJECT, "additionalProperties": False},
    "Described": {**OBJECT, "additionalProperties": INTEGER},
    "Patterns": {**OBJECT, "patternProperties": {"^x": INTEGER}, "additionalProperties": False},
    "PatternsAndMore": {**OBJECT, "patternProperties": {"^x": INTEGER}, "additionalProperties": STRING},
    "PatternsAlone": {"type": "object", "patternProperties": {"^x": INTEGER}, "additionalProperties": STRING},
    "PatternsOnly": {"type": "object", "patternProperties": {"^x": INTEGER, "^.$": True}, "additionalProperties": False},
    "PatternsOverlap": {**OBJECT, "patternProperties": {"^a": {"minLength": 2}}},
    "Forbidden": {"type": "object", "properties": {"a": STRING, "b": False, "c": True}},
    "Nothing": {"type": "object", "additionalProperties": False},
    "Names": {"type": "object", "propertyNames": {"pattern": "^[ab]$"}, "additionalProperties": INTEGER},
    "Counted": {"type": "object", "minProperties": 1, "maxProperties": 2},
    "DependentRequired": {**OBJECT, "dependentRequired": {"a": ["b"], "c": []}},
    "DependentSchemas": {**OBJECT, "dependentSchemas": {"a": {"required": ["b"], "properties": {"b": INTEGER}}, "c": False}},
    "Unevaluated": {**OBJECT, "unevaluatedProperties": False},
    "UnevaluatedDescribed": {**OBJECT, "unevaluatedProperties": INTEGER},
    "UnevaluatedAllOf": {"allOf": [{"$ref": f"{S}/Open"}, {"properties": {"c": True}}], "unevaluatedProperties": False},
    "UnevaluatedRef": {"$ref": f"{S}/Open", "properties": {"c": STRING}, "unevaluatedProperties": False},
    "UnevaluatedAnyOf": {
        **OBJECT,
        "anyOf": [{"properties": {"b": INTEGER}, "required": ["b"]}, {"properties": {"c": STRING}}],
        "unevaluatedProperties": False,
    },
    "UnevaluatedIf": {**OBJECT, **IF, "unevaluatedProperties": False},
    "UnevaluatedDependent": {
        **OBJECT, "dependentSchemas": {"a": {"properties": {"b": INTEGER}}}, "unevaluatedProperties": False,
    },
    "UnevaluatedPattern": {"allOf": [{"patternProperties": {"^x": True}}], **OBJECT, "unevaluatedProperties": False},
    "UnevaluatedOpen": {"allOf": [{"$ref": f"{S}/Described"}], "properties": {"c": STRING}, "unevaluatedProperties": False},
    "UnevaluatedNested": {"allOf": [{"unevaluatedProperties": True}], **OBJECT, "unevaluatedProperties": False},
    "UnevaluatedHeir": {"allOf": [{"$ref": f"{S}/Unevaluated"}], "properties": {"b": INTEGER}},
    "If": {**OBJECT, **IF},
    "IfOfTypes": {"if": {"type": "integer"}, "then": {"minimum": 1}, "else": {"type": "string"}},
    "Not": {"not": INTEGER},
    "NotInside": {**OBJECT, "not": {"required": ["b"]}},
    "AllOf": {"allOf": [{"$ref": f"{S}/Open"}, {"required": ["a"]}]},
    "OneOf": {"oneOf": [INTEGER, {"type": "number", "minimum": 2}]},
    "OneOfObjects": {"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": A},
    "RefWithSiblings": {"$ref": f"{S}/Open", "required": ["a"], "maxProperties": 2},
    "RefToScalar": {"$ref": f"{S}/Types", "type": ["integer", "null"], "minimum": 1},
    "Defs": {**OBJECT, "$defs": {"Inner": {**OBJECT, "required": ["a"]}}, "additionalProperties": {"$ref": f"{S}/Defs/$defs/Inner"}},
    "RefIntoDefs": {"type": "array", "items": {"$ref": f"{S}/Defs/$defs/Inner"}},
    "RefToPart": {"$ref": f"{S}/Open/properties/b"},
    "Content": {"type": "string", "contentMediaType": "application/json", "contentEncoding": "base64", "contentSchema": INTEGER},
    "Recursive": {"type": "object", "properties": {"a": {"$ref": f"{S}/Recursive"}}, "unevaluatedProperties": False},
    "Open": OPEN,
}  # fmt: skip
POOL: Final[list[Json]] = [None, True, 0, 1, 2, 2.0, 1.5, -1, "", "x", "xyz", "aa", 2**53]
KEYS: Final = ("a", "b", "c", "x1", "ab", "class")
PACKAGE: Final = "vocabulary"


def contract(schemas: dict[str, Json]) -> dict[str, Json]:
    info: Json = {"title": PACKAGE, "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": schemas}}


DOCUMENT: Final[Document] = parse(json.dumps(contract(CASES)).encode(), file="api.json", report=Report())


def values(normal: Normalizer, schema: Json, name: str) -> list[Json]:
    """Return values of all sorts, those among them that the schema means to have."""
    random_ = random.Random(name)

    def anything(depth: int) -> Json:
        kind = random_.randrange(4 if depth else 2)
        if kind == 2:
            return [anything(depth - 1) for _ in range(random_.randrange(4))]
        if kind == 3:
            return {key: anything(depth - 1) for key in random_.sample(KEYS, random_.randrange(4))}
        return random_.choice(POOL)

    sampler, judge = Sampler(normal.definitions, "2020-12"), Judge(normal.definitions, "2020-12")
    sample = sampler.sample(schema, lambda value: True)
    made = Variety(judge.target, 1).values(schema, [] if isinstance(sample, Missing) else [sample])
    objects = ({key: anything(1) for key in random_.sample(KEYS, random_.randrange(4))} for _ in range(300))
    lists = ([anything(1) for _ in range(random_.randrange(5))] for _ in range(200))
    return [*POOL, *islice(made, 60), *objects, *lists, *(anything(3) for _ in range(100))]


def validators(name: str) -> tuple[Normalizer, Json, jsonschema_rs.Validator, jsonschema_rs.Validator]:
    normal = Normalizer(read_schemas(DOCUMENT, schema_roots(DOCUMENT)), lambda pattern, at: True)
    written = normal.schema(("components", "schemas", name), Direction.REQUEST)
    ours = jsonschema_rs.Draft202012Validator({"definitions": normal.definitions, "allOf": [written]})
    components: Json = {"schemas": CASES}
    theirs = jsonschema_rs.Draft202012Validator({"components": components, "$ref": f"{S}/{name}"})
    return normal, written, ours, theirs


@pytest.mark.parametrize("name", CASES)
def test_the_normal_form_judges_as_the_original(name: str) -> None:
    normal, written, ours, theirs = validators(name)
    every = values(normal, written, name)
    assert [value for value in every if is_valid(ours, value) is not is_valid(theirs, value)] == []
    assert any(is_valid(ours, value) for value in every) is (name != "False")


@pytest.fixture(scope="module")
def codecs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The codec of each schema's model, generated."""
    root = tmp_path_factory.mktemp(PACKAGE)
    (root / "api.json").write_text(json.dumps(contract(CASES)))
    options = Options(servers=(), client="none", package=PACKAGE, app=False)
    generate(root / "api.json", root, options, report=Report(), write=True)
    names = assign_names(lower(DOCUMENT, Report()), Report(), PACKAGE)
    with importable(root):
        modules = {name: import_module(name) for name in (f"{PACKAGE}.models", f"{PACKAGE}._runtime.core.models")}
        yield {
            key.pointer[2]: codec(modules, PACKAGE, name)
            for key, name in names.types.items()
            if key.pointer[:2] == ("components", "schemas") and len(key.pointer) == 3
        }


@pytest.mark.parametrize("name", CASES)
def test_models_take_what_the_schema_accepts(name: str, codecs: dict[str, Any]) -> None:
    normal, written, _, theirs = validators(name)
    for value in values(normal, written, name):
        # Pydantic takes no integer that is written with such an exponent: the runtime keeps it as it came.
        if not is_valid(theirs, value) or "e+" in json.dumps(value):
            continue
        codecs[name].check(value)
        assert list(differences(value, codecs[name].to_value(codecs[name].build(value)))) == []


CLOSED: Final = {"Unevaluated", "UnevaluatedAllOf", "UnevaluatedRef", "UnevaluatedAnyOf", "Recursive"}


OBJECTS: Final = [
    name for name, schema in CASES.items() if "properties" in str(schema) and "additional" not in str(schema)
]


@pytest.mark.parametrize("name", OBJECTS)
def test_a_model_is_closed_where_its_properties_are_known(name: str, codecs: dict[str, Any]) -> None:
    try:
        codecs[name].check({"a": "x", "zzz": 1})
    except ValidationError as error:
        assert ("extra_forbidden" in str(error)) is (name in CLOSED)
    else:
        assert name not in CLOSED
