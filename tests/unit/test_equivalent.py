"""Schemas that mean the same, in the form that Schemathesis reads rightly."""

from __future__ import annotations

import jsonschema_rs
import pytest

from apigen.contract.equivalent import spread_types, with_plain_parameters
from apigen.spec.document import Json

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


def test_values_are_no_schemas() -> None:
    document: Json = {"schema": {"example": {"type": ["string"], "format": "date"}, "type": "object"}}
    assert spread_types(document) == document


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
