"""Schemas to types: each schema, and what its model's fields are annotated with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, TypeAlias

import pytest

from apigen.ir.api import Api
from apigen.ir.lower import lower
from apigen.ir.types import AliasDef, Direction, ObjectDef, TypeKey
from apigen.names.assign import assign_names
from apigen.python.models import model_annotator
from apigen.report import Report
from apigen.spec.document import Json
from apigen.spec.load import parse

Schemas: TypeAlias = dict[str, Json]
STRING: Final[Json] = {"type": "string"}
CAT: Final[Json] = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["cat"]}}}
DOG: Final[Json] = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["dog"]}}}

KIND: Final[dict[str, Json]] = {"discriminator": {"propertyName": "kind"}}
ANY_KIND: Final[dict[str, Json]] = {"type": "object", "required": ["kind"], "properties": {"kind": STRING}}


def ref(name: str) -> dict[str, Json]:
    return {"$ref": f"#/components/schemas/{name}"}


def api_of(schemas: Schemas, version: str) -> Api:
    document = {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    return lower(parse(json.dumps(document).encode(), file="c.json", report=Report()), Report())


def written(api: Api) -> dict[str, str | dict[str, str]]:
    """Return each definition by its class's name: an alias as its annotation, an object as its fields' and its base."""
    names = assign_names(api, Report())
    annotator = model_annotator(names)
    found: dict[str, str | dict[str, str]] = {}
    for key, definition in api.types.items():
        match definition:
            case AliasDef():
                found[names.types[key]] = annotator.annotate(definition.type).text
            case ObjectDef():
                fields = {
                    each.name: annotator.annotate(each.type).text
                    + ("" if each.required else "?")
                    + ("" if each.kind is None else f" = {each.kind}")
                    for each in definition.properties
                }
                if definition.base is not None:
                    fields["(base)"] = names.types[definition.base]
                if definition.additional is None:
                    fields["(closed)"] = ""
                found[names.types[key]] = fields
    return found


Written: TypeAlias = Mapping[str, str | dict[str, str]]
SCALARS: Final[list[tuple[Schemas, Written]]] = [
    ({"A": {"type": "string", "minLength": 1, "maxLength": 9}}, {"A": "Annotated[str, Field(min_length=1, max_length=9)]"}),
    ({"A": {"type": "string", "minLength": 1, "maxLength": 2**70}}, {"A": "Annotated[str, Field(min_length=1)]"}),
    ({"A": {"type": "number", "minimum": 0.5, "maximum": 10**400}}, {"A": "Annotated[float, Field(ge=0.5)]"}),
    ({"A": {"type": "integer", "minimum": 1.5, "exclusiveMaximum": 9.5}}, {"A": "Annotated[int, Field(ge=2, lt=10)]"}),
    ({"A": {"type": "string", "format": "date-time"}}, {"A": "datetime"}),
    ({"A": {"type": "string", "format": "date"}}, {"A": "date"}),
    ({"A": {"type": "string", "format": "uuid"}}, {"A": "UUID"}),
    ({"A": {"type": "string", "format": "unheard-of"}}, {"A": "str"}),
    ({"A": {"type": "string", "pattern": "^a$"}}, {"A": "Annotated[str, Field(pattern='^a$')]"}),
    ({"A": {"type": "string", "pattern": "(?=a)"}}, {"A": "str"}),
    ({"A": {"type": "integer", "minimum": 1, "multipleOf": 5}}, {"A": "Annotated[int, Field(ge=1, multiple_of=5)]"}),
    ({"A": {"type": "number", "maximum": 0.5, "multipleOf": 0.1}}, {"A": "Annotated[float, Field(le=0.5)]"}),
    ({"A": {"type": "boolean"}}, {"A": "bool"}),
    ({"A": {}}, {"A": "Any"}),
    ({"A": {"type": "array", "items": STRING, "minItems": 1}}, {"A": "Annotated[list[str], Field(min_length=1)]"}),
    ({"A": {"type": "array", "items": {}}}, {"A": "list[Any]"}),
    ({"A": {"type": "object"}}, {"A": "dict[str, Any]"}),
    ({"A": {"type": "object", "additionalProperties": {"type": "integer"}}}, {"A": "dict[str, int]"}),
    ({"A": {"enum": ["a", 1, True, None]}}, {"A": "Literal['a', 1, True] | None"}),
    ({"A": {"enum": [1, True, 1, False, 0]}}, {"A": "Literal[1, True, False, 0]"}),
    ({"A": {"enum": [0.5, "a"]}}, {"A": "Literal['a'] | float"}),
    ({"A": {"enum": [None]}}, {"A": "None"}),
    ({"A": {"enum": [{"a": 1}, [1], "b"]}}, {"A": "Literal['b'] | dict[str, Any] | list[Any]"}),
    ({"A": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}}, {"A": "str"}),
]  # fmt: skip

OBJECTS: Final[list[tuple[Schemas, Written]]] = [
    ({"A": {"properties": {"b": STRING}}}, {"A": {"b": "str?"}}),
    ({"A": {"type": "object", "required": ["b"], "properties": {"b": STRING}}}, {"A": {"b": "str"}}),
    ({"A": {"properties": {"b": STRING}, "additionalProperties": False}}, {"A": {"b": "str?", "(closed)": ""}}),
    # What is required is there, described or not.
    ({"A": {"required": ["c", "b"], "properties": {"b": STRING}}}, {"A": {"b": "str", "c": "Any"}}),
    (
        {"A": {"required": ["c"], "properties": {"b": STRING}, "additionalProperties": {"type": "integer"}}},
        {"A": {"b": "str?", "c": "int"}},
    ),
    # allOf: one reference and something new is inheritance ...
    (
        {"A": {"allOf": [ref("B"), {"type": "object", "properties": {"c": STRING}}]}, "B": {"properties": {"b": STRING}}},
        {"A": {"c": "str?", "(base)": "B"}, "B": {"b": "str?"}},
    ),
    # ... two are merged, and so is what says something of the other's properties, or a closed one.
    (
        {"A": {"allOf": [ref("B"), ref("C")]}, "B": {"properties": {"b": STRING}}, "C": {"properties": {"c": STRING}}},
        {"A": {"b": "str?", "c": "str?"}, "B": {"b": "str?"}, "C": {"c": "str?"}},
    ),
    (
        {"A": {"allOf": [ref("B")], "required": ["b"]}, "B": {"properties": {"b": STRING}}},
        {"A": {"b": "str"}, "B": {"b": "str?"}},
    ),
    (
        {"A": {"allOf": [ref("B"), {"properties": {"b": {"enum": ["x"]}}}]}, "B": {"properties": {"b": STRING}}},
        {"A": {"b": "Literal['x']?"}, "B": {"b": "str?"}},
    ),
    (
        {
            "A": {"allOf": [ref("B"), {"properties": {"a": STRING}}]},
            "B": {"properties": {"b": STRING}, "additionalProperties": False},
        },
        {"A": {"b": "str?", "a": "str?"}, "B": {"b": "str?", "(closed)": ""}},
    ),
    # A reference that is only described anew is no class of its own.
    (
        {"A": {"properties": {"b": {"allOf": [ref("B")], "description": "x"}}}, "B": {"properties": {"b": STRING}}},
        {"A": {"b": "B?"}, "B": {"b": "str?"}},
    ),
    # An alternative that is no object makes a union, also behind allOf.
    (
        {"A": {"properties": {"b": {"allOf": [ref("U"), {"example": "x"}]}}}, "U": {"oneOf": [ref("B"), STRING]}, "B": {"properties": {"b": STRING}}},
        {"A": {"b": "U?"}, "U": "B | str", "B": {"b": "str?"}},
    ),
    # Recursion.
    (
        {"A": {"properties": {"next": ref("A"), "all": {"type": "array", "items": ref("A")}}}},
        {"A": {"next": "A?", "all": "list[A]?"}},
    ),
    ({"A": {"type": "array", "items": ref("A")}}, {"A": "list[A]"}),
]  # fmt: skip

UNIONS: Final[list[tuple[Schemas, Written]]] = [
    ({"A": {"oneOf": [STRING, {"type": "integer"}]}}, {"A": "str | int"}),
    ({"A": {"anyOf": [STRING, STRING]}}, {"A": "str"}),
    ({"A": {"anyOf": [STRING, {}]}}, {"A": "Any"}),
    (
        {"A": {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}, "Cat": CAT, "Dog": DOG},
        {
            "A": "Annotated[Cat | Dog, Discriminator('kind', {'cat': Cat, 'dog': Dog})]",
            "Cat": {"kind": "Literal['cat']"},
            "Dog": {"kind": "Literal['dog']"},
        },
    ),
    # A choice within something gets a name.
    (
        {"A": {"properties": {"pets": {"type": "array", "items": {"oneOf": [ref("Cat"), ref("Dog")], **KIND}}}}, "Cat": CAT, "Dog": DOG},
        {
            "A": {"pets": "list[APetsItem]?"},
            "APetsItem": "Annotated[Cat | Dog, Discriminator('kind', {'cat': Cat, 'dog': Dog})]",
            "Cat": {"kind": "Literal['cat']"},
            "Dog": {"kind": "Literal['dog']"},
        },
    ),
    # What the objects themselves do not say, the mapping does: by reference or by name, several values for one ...
    (
        {"A": {"anyOf": [ref("B"), ref("C")], "discriminator": {"propertyName": "kind", "mapping": {"b": "B", "bee": "#/components/schemas/B", "c": "C"}}}, "B": ANY_KIND, "C": ANY_KIND},
        {"A": "Annotated[B | C, Discriminator('kind', {'b': B, 'bee': B, 'c': C})]", "B": {"kind": "str"}, "C": {"kind": "str"}},
    ),
    # ... or the names of the components, where they are not told otherwise.
    (
        {"A": {"oneOf": [ref("B"), ref("Cat"), ref("All"), {"properties": {"kind": {"enum": ["x"]}}}], **KIND}, "B": ANY_KIND, "Cat": CAT, "All": {"oneOf": [ref("C"), ref("Dog")]}, "C": ANY_KIND, "Dog": DOG},
        {
            "A": "Annotated[B | Cat | All | AWithKind, Discriminator('kind', {'cat': Cat, 'dog': All, 'x': AWithKind, 'B': B})]",
            "AWithKind": {"kind": "Literal['x']?"},
            "All": "C | Dog",
            "B": {"kind": "str"},
            "C": {"kind": "str"},
            "Cat": {"kind": "Literal['cat']"},
            "Dog": {"kind": "Literal['dog']"},
        },
    ),
    # Two of one kind cannot be told apart: Pydantic tries both.
    (
        {"A": {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}, "Cat": CAT, "Dog": CAT},
        {"A": "Cat | Dog", "Cat": {"kind": "Literal['cat']"}, "Dog": {"kind": "Literal['cat']"}},
    ),
    # Inline alternatives are called after what they require.
    (
        {"A": {"oneOf": [{"properties": {"x": STRING, "b": STRING}, "required": ["x"]}, {"properties": {"d": STRING, "c": STRING}}]}},
        {"A": "AWithX | AWithC", "AWithX": {"x": "str", "b": "str?"}, "AWithC": {"d": "str?", "c": "str?"}},
    ),
]  # fmt: skip

FAMILIES: Final[list[tuple[Schemas, Written]]] = [
    # Wherever the contract names an object that others extend, each of them can be; a class knows its own kind.
    (
        {
            "Owner": {"required": ["pet"], "properties": {"pet": ref("Pet"), "cat": ref("Cat")}},
            "Pet": {**ANY_KIND, "discriminator": {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog"}}},
            "Cat": {"allOf": [ref("Pet"), {"required": ["age"], "properties": {"age": {"type": "integer"}}}]},
            "Lion": {"allOf": [ref("Cat"), {"properties": {"kind": {"enum": ["king"]}}}]},
            "Dog": {"allOf": [ref("Pet")]},
        },
        {
            "Owner": {"pet": "AnyPet", "cat": "AnyCat?"},
            "Pet": {"kind": "str"},
            "Cat": {"kind": "str = Cat", "age": "int", "(base)": "Pet"},
            "Lion": {"kind": "str = king", "(base)": "Cat"},
            "Dog": {"kind": "str = dog", "(base)": "Pet"},
            "AnyPet": "Annotated[Pet, Discriminator('kind', {'king': Lion, 'dog': Dog, 'Cat': Cat})]",
            "AnyCat": "Annotated[Cat, Discriminator('kind', {'king': Lion})]",
        },
    ),
    # A default must be one: here the property is a number.
    (
        {
            "Pet": {"required": ["kind"], "properties": {"kind": {"type": "integer"}}, **KIND},
            "Cat": {"allOf": [ref("Pet")]},
        },
        {"Pet": {"kind": "int"}, "Cat": {"(base)": "Pet"}},
    ),
    # A family stays one: of two references the kin is extended, and what is said anew of it is left to the validator.
    (
        {
            "A": ref("Pet"),
            "Pet": {"properties": {"kind": STRING, "name": STRING}, **KIND},
            "Named": {"properties": {"label": STRING}},
            "Cat": {"allOf": [ref("Named"), ref("Pet"), {"required": ["name"], "properties": {"name": {"enum": ["Tom"]}}}]},
        },
        {
            "A": "AnyPet",
            "Pet": {"kind": "str?", "name": "str?"},
            "Named": {"label": "str?"},
            "Cat": {"label": "str?", "(base)": "Pet"},
            "AnyPet": "Annotated[Pet, Discriminator('kind', {'Cat': Cat})]",
        },
    ),
]  # fmt: skip

OLD: Final[list[tuple[Schemas, Written]]] = [
    ({"A": {"type": "string", "nullable": True}}, {"A": "str | None"}),
    ({"A": {"type": "integer", "minimum": 1, "exclusiveMinimum": True}}, {"A": "Annotated[int, Field(gt=1)]"}),
    (
        {"A": {"properties": {"b": ref("B")}}, "B": {"type": "object", "nullable": True, "properties": {"c": STRING}}},
        {"A": {"b": "B | None?"}, "B": {"c": "str?"}},
    ),
    (
        {"A": {"properties": {"b": {"nullable": True, "allOf": [ref("B")]}}}, "B": {"properties": {"c": STRING}}},
        {"A": {"b": "B | None?"}, "B": {"c": "str?"}},
    ),
    # Nothing beside a reference counts.
    ({"A": {"properties": {"b": {**ref("B"), "nullable": True}}}, "B": STRING}, {"A": {"b": "B?"}, "B": "str"}),
]

NEW: Final[list[tuple[Schemas, Written]]] = [
    ({"A": {"type": ["string", "null"]}}, {"A": "str | None"}),
    ({"A": {"type": ["integer", "string"]}}, {"A": "int | str"}),
    ({"A": {"type": "null"}}, {"A": "None"}),
    ({"A": {"const": "x"}}, {"A": "Literal['x']"}),
    ({"A": {"const": None}}, {"A": "None"}),
    ({"A": {"exclusiveMinimum": 1, "type": "number"}}, {"A": "Annotated[float, Field(gt=1)]"}),
    ({"A": True, "B": False}, {"A": "Any", "B": "Any"}),
    ({"A": {"prefixItems": [STRING], "items": {"type": "integer"}}}, {"A": "list[str | int]"}),
    (
        {"A": {"type": ["object", "null"], "properties": {"b": ref("A")}}},
        {"A": {"b": "A | None?"}},
    ),
    (
        {"A": {**ref("B"), "properties": {"a": STRING}}, "B": {"properties": {"b": STRING}}},
        {"A": {"a": "str?", "b": "str?"}, "B": {"b": "str?"}},
    ),
]

CASES: Final = [
    *((version, *case) for version in ("3.0.3", "3.1.0") for case in (*SCALARS, *OBJECTS, *UNIONS, *FAMILIES)),
    *(("3.0.3", *case) for case in OLD),
    *(("3.1.0", *case) for case in NEW),
]


@pytest.mark.parametrize(("version", "schemas", "expected"), CASES)
def test_types(version: str, schemas: Schemas, expected: Written) -> None:
    assert written(api_of(schemas, version)) == expected


DIRECTED: Final[Schemas] = {
    "Pet": {
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "name": STRING,
            "secret": {"type": "string", "writeOnly": True},
        },
    },
    "Pets": {"type": "array", "items": ref("Pet")},
    "Closed": {"properties": {"id": {"readOnly": True}}, "additionalProperties": False},
    "Plain": {"properties": {"name": STRING}},
}


def test_a_schema_that_depends_on_the_direction_is_two_definitions() -> None:
    api = api_of(DIRECTED, "3.0.3")
    assert written(api) == {
        "Pet": {"id": "int", "name": "str"},
        "Pets": "list[Pet]",
        "Closed": {"id": "Any?", "(closed)": ""},
        "Plain": {"name": "str?"},
        "PetInput": {"name": "str", "secret": "str?"},
        "PetsInput": "list[PetInput]",
        # Not closed: a readOnly property may come all the same, and is no error.
        "ClosedInput": {},
    }
    place = ("components", "schemas", "Pet")
    assert TypeKey(place, Direction.REQUEST) in api.types
    assert TypeKey(place) not in api.types


def test_what_a_discriminator_tells_by_default() -> None:
    told: dict[str, Json] = {"propertyName": "kind", "mapping": {"cat": "Cat"}, "defaultMapping": "Other"}
    heir: Json = {"allOf": [ref("Base"), {"type": "object", "properties": {"n": {"type": "integer"}}}]}
    schemas: Schemas = {
        "A": {"oneOf": [ref("Cat"), ref("Other")], "discriminator": told},
        "Cat": CAT,
        "Other": {"type": "object", "properties": {"kind": STRING}},
        "Base": {
            "type": "object",
            "properties": {"kind": STRING},
            "discriminator": {
                "propertyName": "kind",
                "mapping": {"x": "X"},
                "defaultMapping": "#/components/schemas/Y",
            },
        },
        "X": heir,
        "Y": heir,
        "B": {"type": "object", "properties": {"base": ref("Base")}},
    }
    found = written(api_of(schemas, "3.2.0"))
    assert found["A"] == "Annotated[Cat | Other, Discriminator('kind', {'cat': Cat, 'Other': Other}, default=Other)]"
    assert found["AnyBase"] == "Annotated[Base, Discriminator('kind', {'x': X, 'Y': Y}, default=Y)]"
    # It is no word of the versions before.
    assert "default" not in str(written(api_of(schemas, "3.1.0")))
