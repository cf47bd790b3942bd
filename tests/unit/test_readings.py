"""Texts of queries and forms that could mean several things: which of them they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from apigen.runtime.core.parameter import query
from apigen.runtime.server.forms import FormReader
from apigen.runtime.server.parameters import build_reader
from apigen.runtime.server.validation import Judge, Schema

DEFINITIONS: Mapping[str, Schema] = {
    "Base": {"type": "object", "properties": {"n": {"type": "integer"}}},
    "Middle": {"type": "object", "allOf": [{"$ref": "#/definitions/Base"}]},
}


def judge() -> Judge:
    return Judge("2020-12", DEFINITIONS)


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": ["string", "array"]}, "a", "a"),
        # A comma that is data is percent-encoded.
        ({"type": ["string", "array"]}, "a,b", ["a", "b"]),
        ({"type": ["string", "array"]}, "a%2Cb", "a,b"),
        ({"items": {"type": "string"}}, "a", ["a"]),
    ],
)
def test_a_text_or_a_list(schema: Schema, text: str, value: Any) -> None:
    reader = build_reader(query("q", "q", explode=False), schema, judge=judge(), definitions=DEFINITIONS)
    assert reader.read([text]) == value


def test_a_pair_of_another_parameter_is_not_held_against_an_object() -> None:
    schema: Schema = {"type": "object", "properties": {"date": {"enum": ["asc"]}, "name": {"enum": ["asc"]}}}
    date = frozenset({"date"})
    reader = build_reader(query("sort", "sort"), schema, judge=judge(), definitions=DEFINITIONS, taken=date, owned=date)
    assert reader.spread is not None
    assert reader.spread({"date": ["2024-01-01"], "name": ["asc"]}) == {"name": "asc"}
    assert reader.spread({"date": ["asc"]}) == {"date": "asc"}


@pytest.mark.parametrize(
    ("schema", "raw", "value"),
    [
        # What a form is composed of may be composed itself.
        ({"allOf": [{"type": "object"}, {"$ref": "#/definitions/Middle"}]}, b"n=1", {"n": 1}),
        # Objects are written as JSON text.
        ({"type": "object", "properties": {"o": {"properties": {"a": True}}}}, b"o=%7B%22a%22:1%7D", {"o": {"a": 1}}),
        ({"type": "object", "properties": {"o": {"properties": {"a": True}}}}, b"o=%7Ba", {"o": "{a"}),
    ],
)
def test_forms(schema: Schema, raw: bytes, value: Any) -> None:
    assert FormReader(schema, {}, judge=judge(), definitions=DEFINITIONS).read(raw) == value
