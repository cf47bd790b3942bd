"""Schemas by their names: `$id`, `$anchor` and `$dynamicRef` become pointers, and older drafts become 2020-12."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apigen.ir.lower import lower, schema_roots
from apigen.ir.normal import Normalizer
from apigen.ir.schemas import read_schemas
from apigen.ir.types import Direction
from apigen.names.assign import assign_names
from apigen.report import Report
from apigen.spec.check import check
from apigen.spec.document import Document, Json
from apigen.spec.load import load, parse

S: Final = "#/components/schemas"
INTEGER: Final[Json] = {"type": "integer"}
DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"


def contract(schemas: dict[str, Json], **more: Json) -> dict[str, Json]:
    info: Json = {"title": "T", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": schemas}, **more}


def read(value: dict[str, Json], report: Report | None = None) -> Document:
    return parse(json.dumps(value).encode(), file="api.json", report=report or Report())


def schemas_of(document: Document) -> dict[str, Any]:
    components = document.value["components"]
    assert isinstance(components, dict)
    schemas = components["schemas"]
    assert isinstance(schemas, dict)
    return schemas


@pytest.mark.parametrize(
    ("schemas", "expected"),
    [
        ({"A": {"$ref": "#b"}, "B": {"$anchor": "b"}}, {"A": {"$ref": f"{S}/B"}}),
        ({"A": {"$ref": "https://e.com/b"}, "B": {"$id": "https://e.com/b"}}, {"A": {"$ref": f"{S}/B"}, "B": {}}),
        (
            {"A": {"$id": "https://e.com/x/a", "$ref": "b#c"}, "B": {"$id": "https://e.com/x/b", "not": {"$anchor": "c"}}},
            {"A": {"$ref": f"{S}/B/not"}, "B": {"not": {}}},
        ),
        ({"A": {"$id": "a", "items": {"$ref": "#"}}}, {"A": {"items": {"$ref": f"{S}/A"}}}),
        (
            {"A": {"$id": "a", "$defs": {"b/c": {"$id": "in/b"}}, "allOf": [{"$ref": "in/b"}, {"$ref": "#/$defs/b~1c"}]}},
            {"A": {"$defs": {"b/c": {}}, "allOf": [{"$ref": f"{S}/A/$defs/b~1c"}] * 2}},
        ),
        # An `$id` makes this lead nowhere. What is meant is plain all the same.
        ({"A": {"$id": "a", "$ref": f"{S}/B"}, "B": {}}, {"A": {"$ref": f"{S}/B"}}),
        # What refers to a keyword that is unknown makes a schema of it.
        (
            {"A": {"$id": "a", "$ref": "#/definitions/b", "definitions": {"b": {"$ref": "#c"}, "c": {"$anchor": "c"}}}},
            {"A": {"$ref": f"{S}/A/definitions/b", "definitions": {"b": {"$ref": "#c"}, "c": {"$anchor": "c"}}}},
        ),
        ({"A": {"$ref": "api.json#/components/schemas/B"}, "B": {"$anchor": "x"}}, {"A": {"$ref": f"{S}/B"}}),
        # Names of properties and what stands in examples are no identifiers.
        (
            {"A": {"properties": {"$id": {"$anchor": "b"}}, "default": {"$id": "c"}, "$ref": "#b"}},
            {"A": {"properties": {"$id": {}}, "default": {"$id": "c"}, "$ref": f"{S}/A/properties/$id"}},
        ),
        (
            {
                "A": {
                    "discriminator": {"propertyName": "k", "mapping": {"x": "https://e.com/b", "y": "B"}},
                    "oneOf": [{"$ref": "https://e.com/b"}],
                },
                "B": {"$id": "https://e.com/b"},
            },
            {
                "A": {
                    "discriminator": {"propertyName": "k", "mapping": {"x": f"{S}/B", "y": "B"}},
                    "oneOf": [{"$ref": f"{S}/B"}],
                }
            },
        ),
    ],
)  # fmt: skip
def test_references_become_pointers(schemas: dict[str, Json], expected: dict[str, Json]) -> None:
    found = schemas_of(read(contract(schemas)))
    assert {name: found[name] for name in expected} == expected


def test_the_document_has_a_name_of_its_own() -> None:
    value = contract({"A": {}}, **{"$self": "https://e.com/apis/pets"})
    value["openapi"] = "3.2.0"
    value["paths"] = {"/a": {"parameters": [{"$ref": "pets#/components/parameters/p"}]}}
    components = value["components"]
    assert isinstance(components, dict)
    components["parameters"] = {
        "p": {"name": "p", "in": "query", "schema": {"$ref": "/apis/pets#/components/schemas/A"}}
    }
    document = read(value)
    assert document.value["paths"] == {"/a": {"parameters": [{"$ref": "#/components/parameters/p"}]}}
    assert document.at(("components", "parameters", "p", "schema")) == {"$ref": f"{S}/A"}


@pytest.mark.parametrize(
    "schemas",
    [{"A": {"properties": {"$id": INTEGER}}}, {"A": {"examples": [{"$anchor": "a"}]}}, {"A": {"$ref": f"{S}/A"}}],
)
def test_a_document_without_identifiers_is_the_authors_own(schemas: dict[str, Json]) -> None:
    document = read(contract(schemas, jsonSchemaDialect="https://spec.openapis.org/oas/3.1/dialect/base"))
    assert document.value is document.bundle.value


def test_a_reference_by_identifier_is_not_looked_for_in_files(tmp_path: Path) -> None:
    schemas: dict[str, Json] = {
        "A": {"$id": "https://e.com/a", "properties": {"b": {"$ref": "b.json"}, "a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {}}},
        "B": {"$id": "https://e.com/b.json", "properties": {"a": {"$ref": "#"}, "u": {"$ref": "urn:x:y"}}},
        "C": {"$id": "urn:x:y"},
    }  # fmt: skip
    (tmp_path / "api.json").write_text(json.dumps(contract(schemas)))
    report = Report()
    found = schemas_of(load(tmp_path / "api.json", report))
    assert found["A"]["properties"] == {"b": {"$ref": f"{S}/B"}, "a": {"$ref": f"{S}/A/$defs/a"}}
    assert found["B"]["properties"] == {"a": {"$ref": f"{S}/B"}, "u": {"$ref": f"{S}/C"}}
    assert not list(report)


def test_an_unknown_name_is_an_error() -> None:
    report = Report()
    unknown: dict[str, Json] = {
        "A": {"$ref": "#b"},
        "B": {"items": {"$dynamicRef": "#c"}},
        "C": {"$id": "c", "allOf": [{"$ref": "c#d"}, {"$ref": "c#/$defs/d"}, {"$ref": "#/$defs/d"}]},
    }
    check(read(contract(unknown), report), report)
    assert [(each.code, each.at) for each in report if each.severity == "error"] == [
        ("AG403", ("components", "schemas", "A", "$ref")),
        ("AG403", ("components", "schemas", "B", "items", "$ref")),
        ("AG403", ("components", "schemas", "C", "allOf", "0", "$ref")),
        ("AG201", ("components", "schemas", "C", "allOf", "1", "$ref")),
        ("AG201", ("components", "schemas", "C", "allOf", "2", "$ref")),
    ]


# What a `$dynamicRef` means: the validator that knows it judges the original, and ours what we make of it.

GENERIC: Final[dict[str, Json]] = {
    "Page": {
        "$id": "https://e.com/page",
        "type": "object",
        "required": ["data"],
        "properties": {"data": {"type": "array", "items": {"$dynamicRef": "#item"}}},
        "$defs": {"item": {"$dynamicAnchor": "item", "not": {}}},
    },
    "Integers": {
        "$id": "https://e.com/integers",
        "$ref": "page",
        "$defs": {"item": {"$dynamicAnchor": "item", "type": "integer"}},
    },
    "Strings": {
        "$id": "https://e.com/strings",
        "allOf": [{"$ref": "page"}],
        "properties": {"x": {"type": "integer"}},
        "unevaluatedProperties": False,
        "$defs": {"any": {"$dynamicAnchor": "item", "type": "string"}},
    },
    "Both": {"$id": "https://e.com/both", "anyOf": [{"$ref": "integers"}, {"$ref": "strings"}]},
}
TREE: Final[dict[str, Json]] = {
    "Tree": {
        "$id": "https://e.com/tree",
        "$dynamicAnchor": "node",
        "type": "object",
        "properties": {"data": True, "x": {"type": "array", "items": {"$dynamicRef": "#node"}}},
    },
    "Strict": {
        "$id": "https://e.com/strict",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": False,
    },
    "Holder": {"$id": "https://e.com/holder", "properties": {"x": {"$ref": "strict"}, "data": {"$ref": "tree"}}},
}
RECURSIVE: Final[dict[str, Json]] = json.loads(
    json.dumps(TREE).replace('"$dynamicAnchor": "node"', '"$recursiveAnchor": true').replace(
        '"$dynamicRef": "#node"', '"$recursiveRef": "#"'
    )
)  # fmt: skip
LEAVES = st.sampled_from([None, 1, "a", True, 1.5])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["data", "x", "y"]), inner, max_size=2),
    max_leaves=6,
)
PAGES = st.dictionaries(st.sampled_from(["data", "x"]), st.lists(LEAVES, max_size=2) | LEAVES, max_size=2)


def ours(schemas: dict[str, Json], name: str, **more: Json) -> jsonschema_rs.Validator:
    document = read(contract(schemas, **more))
    normal = Normalizer(read_schemas(document, schema_roots(document)), lambda pattern, at: True)
    written = normal.schema(("components", "schemas", name), Direction.RESPONSE)
    return jsonschema_rs.Draft202012Validator({"definitions": normal.definitions, "allOf": [written]})


def original(schemas: dict[str, Json], name: str) -> jsonschema_rs.Validator:
    schema = schemas[name]
    assert isinstance(schema, dict)
    return jsonschema_rs.Draft202012Validator({"$defs": schemas, "$ref": schema["$id"]})


@pytest.mark.parametrize(
    ("schemas", "name"), [*((GENERIC, name) for name in GENERIC), *((TREE, name) for name in TREE)]
)  # fmt: skip
def test_dynamic_references_mean_what_they_mean(schemas: dict[str, Json], name: str) -> None:
    mine, theirs = ours(schemas, name), original(schemas, name)
    seen = set[bool]()

    @settings(max_examples=150, derandomize=True, database=None, deadline=None)
    @given(PAGES if schemas is GENERIC else VALUES)
    def agree(value: Json) -> None:
        assert mine.is_valid(value) is theirs.is_valid(value)
        seen.add(mine.is_valid(value))

    agree()
    assert seen == {True, False}


def test_components_without_ids_bind_names_as_well() -> None:
    schemas: dict[str, Json] = json.loads(json.dumps(GENERIC).replace('"page"', f'"{S}/Page"'))
    for schema in schemas.values():
        assert isinstance(schema, dict)
        schema.pop("$id")
    assert ours(schemas, "Integers").is_valid({"data": [1]})
    assert not ours(schemas, "Integers").is_valid({"data": ["a"]})
    assert ours(schemas, "Strings").is_valid({"data": ["a"]})
    assert not ours(schemas, "Page").is_valid({"data": ["a"]})


@pytest.mark.parametrize("dialect", ["https://json-schema.org/draft/2019-09/schema", None])
def test_recursion_of_2019_is_dynamic(dialect: str | None) -> None:
    strict, tree = (ours(RECURSIVE, name, jsonSchemaDialect=dialect) for name in ("Strict", "Tree"))
    for value in ({"x": [{"x": [{"data": 1}]}]}, {"x": [{"y": 1}]}, {"y": 1}):
        assert tree.is_valid(value)
        assert strict.is_valid(value) is ("y" not in str(value))


def test_a_generic_schema_made_special_is_one_class() -> None:
    document = read(contract(GENERIC))
    api = lower(document, Report())
    names = {"/".join(key.pointer[2:]): name for key, name in assign_names(api, Report()).types.items()}
    assert names["Integers"] == "Integers"
    assert names["Strings/$defs/any"] == "StringsAny"
    assert names.keys() == {*GENERIC, "Page/$defs/item", "Integers/$defs/item", "Strings/$defs/any"}
    assert document.origins["components", "schemas", "Integers", "properties"][2] == "Page"


def test_copies_have_a_bound() -> None:
    many = range(30)
    wide: dict[str, Json] = {f"p{n}": {"$dynamicRef": "#item"} for n in range(100)}
    schemas: dict[str, Json] = {
        f"G{n}": {"$id": f"g{n}", "properties": wide, "$defs": {"i": {"$dynamicAnchor": "item"}}} for n in many
    }
    every: list[Json] = [{"$ref": f"g{n}"} for n in many]
    schemas |= {
        f"B{n}": {"$id": f"b{n}", "allOf": every, "$defs": {"i": {"$dynamicAnchor": "item", "type": "integer"}}}
        for n in many
    }
    report = Report()
    read(contract(schemas), report)
    assert {each.code for each in report} == {"AG374"}


@pytest.mark.parametrize(
    ("dialect", "schema", "expected"),
    [
        (
            DRAFT_7,
            {"items": [INTEGER, {"$ref": "#/definitions/a"}], "additionalItems": False, "definitions": {"a": {"$id": "#a"}}},
            {"prefixItems": [INTEGER, {"$ref": f"{S}/A/$defs/a"}], "items": False, "$defs": {"a": {}}},
        ),
        (DRAFT_7, {"items": INTEGER, "additionalItems": False}, {"items": INTEGER}),
        (DRAFT_7, {"items": {"$ref": "#", "type": "string", "description": "d"}}, {"items": {"$ref": f"{S}/A", "description": "d"}}),
        (
            DRAFT_7,
            {"dependencies": {"a": ["b"], "c": {"items": [True]}}, "not": {"$ref": "#/dependencies/c/items/0"}},
            {
                "dependentRequired": {"a": ["b"]},
                "dependentSchemas": {"c": {"prefixItems": [True]}},
                "not": {"$ref": f"{S}/A/dependentSchemas/c/prefixItems/0"},
            },
        ),
        (
            "http://json-schema.org/draft-04/schema#",
            {"id": "https://e.com/old", "minimum": 1, "exclusiveMinimum": True, "not": {"maximum": 1, "exclusiveMaximum": False}},
            {"exclusiveMinimum": 1, "not": {"maximum": 1}},
        ),
    ],
)  # fmt: skip
def test_older_drafts_are_translated(dialect: str, schema: dict[str, Json], expected: Json) -> None:
    key = "id" if "draft-04" in dialect else "$id"
    document = read(contract({"A": {"$schema": dialect, key: "a", **schema}}))
    assert schemas_of(document)["A"] == expected


THERE: Final = ("components", "schemas", "A", "$defs", "b", "type")


def test_findings_in_translated_schemas_show_the_authors_text() -> None:
    report = Report()
    bad: Json = {"$schema": DRAFT_7, "definitions": {"b": {"type": "text"}}}
    document = read(contract({"A": bad}), report)
    check(document, report)
    found = [each for each in report if each.code == "AG301"]
    assert [each.at for each in found] == [THERE]
    place = document.places.find(frozenset({THERE}))[THERE]
    assert place.pointer == ("components", "schemas", "A", "definitions", "b", "type")
