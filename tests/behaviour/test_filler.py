"""Error bodies say what is true in the author's own shape."""

from __future__ import annotations

from typing import Any

import pytest

from apigen.runtime.server.filler import Facts, fill
from apigen.runtime.server.messages import Violation
from apigen.runtime.server.validation import Judge

FACTS = Facts(status=422, detail="wrong", violations=(Violation("body", "/a/0", "is no number", "type"),))
ERRORS = [{"location": "body", "pointer": "/a/0", "detail": "is no number"}]
PROBLEM = {"type": "about:blank", "title": "Unprocessable Entity", "status": 422, "detail": "wrong", "errors": ERRORS}
TEXT = {"type": "string"}
CLOSED = {"type": "object", "additionalProperties": False}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, PROBLEM),
        ({"type": "object"}, PROBLEM),
        (TEXT, "wrong"),
        ({**CLOSED, "properties": {"message": TEXT}}, {"message": "wrong"}),
        ({"type": "object", "properties": {"message": TEXT}}, {"errors": ERRORS, "message": "wrong"}),
        ({**CLOSED, "properties": {"code": {"type": "integer"}, "title": TEXT}}, {"code": 422, "title": PROBLEM["title"]}),
        ({**CLOSED, "properties": {"errors": {"type": "array", "items": TEXT}}}, {"errors": ["is no number"]}),
        (
            {**CLOSED, "required": ["error"], "properties": {"error": {**CLOSED, "required": ["code"], "properties": {"code": TEXT}}}},
            {"error": {"code": "unprocessable_entity"}},
        ),
        (
            {"type": "array", "items": {**CLOSED, "properties": {"field": TEXT, "msg": TEXT}}},
            [{"field": "/a/0", "msg": "is no number"}],
        ),
        ({"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 3}}}, {"n": 3, "errors": ERRORS}),
        ({**CLOSED, "properties": {"n": {"type": "integer"}}}, {}),
        (
            {**CLOSED, "required": ["code"], "properties": {"code": {"anyOf": [{"type": "null"}, TEXT]}}},
            {"code": "unprocessable_entity"},
        ),
    ],
)  # fmt: skip
def test_the_first_body_that_fits(schema: Any, expected: object) -> None:
    assert first(schema, FACTS) == expected


ONE = {**CLOSED, "required": ["msg"], "properties": {"msg": {**TEXT, "minLength": 1}, "path": {**TEXT, "minLength": 1}}}
SOME = {**CLOSED, "required": ["errors"], "properties": {"errors": {"type": "array", "minItems": 1, "items": ONE}}}


@pytest.mark.parametrize(
    ("violations", "expected"),
    [((Violation("body", "", "is required", "required"),), "is required"), ((), "wrong")],
)
def test_lists_that_must_not_be_empty(violations: tuple[Violation, ...], expected: str) -> None:
    assert first(SOME, Facts(status=400, detail="wrong", violations=violations)) == {"errors": [{"msg": expected}]}


def first(schema: Any, facts: Facts) -> object:
    judge = Judge("2020-12", {})
    key = judge.add(schema)
    return next(body for body in fill(schema, facts, {}) if judge.accepts(key, body))
