"""Which answers are impossible: only what is certain."""

from __future__ import annotations

import json

import pytest

from apigen.contract.impossible import impossible_answers
from apigen.contract.source import read_contract
from apigen.report import Report
from apigen.spec.document import Json

PET: Json = {"$ref": "#/components/schemas/Pet"}
NODE: Json = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
SCHEMAS: Json = {"Pet": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}, "Node": NODE}


@pytest.mark.parametrize(
    ("schema", "impossible"),
    [
        ({"oneOf": [PET, PET]}, True),
        ({"oneOf": [PET, PET, {"type": "string"}]}, False),
        ({"oneOf": [PET, {"type": "object"}]}, False),
        ({"anyOf": [PET, PET]}, False),
        ({"anyOf": [{"allOf": [{"type": "string"}, {"type": "null"}]}, {"oneOf": [PET, PET]}]}, True),
        ({"additionalProperties": False, "allOf": [PET]}, True),
        ({"additionalProperties": False, "properties": {"id": {}}, "allOf": [PET]}, False),
        ({"additionalProperties": False, "patternProperties": {"^i": {}}, "allOf": [PET]}, False),
        ({"additionalProperties": False, "allOf": [{"required": ["id"]}]}, False),
        ({"allOf": [{"type": "string"}, PET]}, True),
        ({"type": "array", "items": {"type": "string"}, "enum": ["a", "b"]}, True),
        ({"type": "integer", "enum": [1.0]}, False),
        ({"type": "number", "enum": [1]}, False),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, False),
        ({"type": "object", "required": ["a"], "properties": {"a": {"oneOf": [PET, PET]}}}, True),
        ({"type": "object", "properties": {"a": {"oneOf": [PET, PET]}}}, False),
        ({"type": "array", "items": {"oneOf": [PET, PET]}}, False),
        ({"$ref": "#/components/schemas/Node"}, False),
    ],
)
def test_an_answer_is_impossible_where_that_is_certain(schema: Json, impossible: bool) -> None:
    content: Json = {"application/json": {"schema": schema}}
    paths: Json = {"/a": {"get": {"responses": {"200": {"description": "", "content": content}}}}}
    document: Json = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }
    api = read_contract(json.dumps(document).encode(), Report())
    assert bool([*impossible_answers(api)]) is impossible
