"""What a contract says in vain is not said to Schemathesis."""

from __future__ import annotations

import pytest

from apigen.contract.links import with_tied_links
from apigen.contract.noise import without_noise
from apigen.spec.document import Json

SCHEMA: Json = {"type": "string"}
HEADER: dict[str, Json] = {"name": "H", "in": "header", "schema": SCHEMA}
PATH: dict[str, Json] = {"name": "p", "in": "path", "schema": SCHEMA}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"type": "string", "required": True}, {"type": "string"}),
        ({"type": "object", "required": ["a"]}, {"type": "object", "required": ["a"]}),
        ({**HEADER, "required": True}, {**HEADER, "required": True}),
        ({"required": True, "content": {}}, {"required": True, "content": {}}),
        ({**PATH, "required": False}, {**PATH, "required": True}),
        ({**HEADER, "type": "string", "x-of": "mine"}, {**HEADER, "x-of": "mine"}),
        ({**HEADER, "example": "a\n"}, HEADER),
        ({**HEADER, "example": "a b"}, {**HEADER, "example": "a b"}),
        (
            {**HEADER, "examples": {"a": {"value": " a"}, "b": {"value": "b"}}},
            {**HEADER, "examples": {"b": {"value": "b"}}},
        ),
        (
            {"responses": {"204": {"description": "No.", "content": {}}, "200": {"content": {}}}},
            {"responses": {"204": {"description": "No."}, "200": {"content": {}, "description": ""}}},
        ),
        (
            {"requestBody": {"content": {"*/*": 1, "text/*": 2, "image/*": 3, "text/plain": 4}}},
            {"requestBody": {"content": {"application/json": 1, "text/plain": 4, "image/*": 3}}},
        ),
        (
            {"openapi": "3.1.0", "paths": {"/a": {"get": {}, "tags": [], "x-a": [], "parameters": []}}},
            {"openapi": "3.1.0", "paths": {"/a": {"get": {}, "x-a": [], "parameters": []}}},
        ),
    ],
)
def test_noise_is_left_out(before: dict[str, Json], after: Json) -> None:
    assert without_noise(before) == after


def test_links_give_only_parameters_that_there_are() -> None:
    def response(parameters: Json) -> dict[str, Json]:
        return {"links": {"one": {"operationId": "read", "parameters": parameters}}}

    known = {"read": frozenset({"id", "path.to"})}
    given: Json = {"id": "$response.body#/id", "path.id": 1, "query.q": 2, "path.to": 3, "more": 4}
    left: Json = {"id": "$response.body#/id", "path.id": 1, "path.to": 3}
    assert with_tied_links(known, response(given)) == response(left)
    assert with_tied_links({}, response(given)) == response(given)
