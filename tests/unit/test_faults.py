"""What is wrong with a value: of alternatives, only the one that is meant is spoken of, however deep they are nested."""

from __future__ import annotations

from typing import Any, Final

import pytest

from apigen.runtime.server.validation import Judge, Schema


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}


def told(**kinds: str) -> dict[str, Any]:
    """Return a choice that the property `kind` makes, as a discriminator is written."""
    return {
        "oneOf": [{"allOf": [{"properties": {"kind": {"enum": [kind]}}}, ref(name)]} for kind, name in kinds.items()]
    }


DEFINITIONS: Final[dict[str, Schema]] = {
    "Leaf": {"required": ["size"], "properties": {"kind": {}, "size": {"type": "integer"}}},
    "Twig": {"properties": {"kind": {}, "next": ref("Tree"), "all": {"items": ref("Tree")}}},
    "Tree": told(leaf="Leaf", twig="Twig"),
    # Nothing tells these apart, so each is tried at every level.
    "A": {"type": "object", "properties": {"next": ref("Either"), "a": {"type": "integer"}}},
    "B": {"type": "object", "properties": {"next": ref("Either"), "b": {"type": "integer"}}},
    "Either": {"anyOf": [ref("A"), ref("B")]},
}


@pytest.mark.parametrize("dialect", ["draft4", "2020-12"])
@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (ref("Tree"), {"kind": "leaf"}, {"": '"size" is a required property'}),
        (ref("Tree"), {"kind": "leaf", "size": "x"}, {"/size": '"x" is not of type "integer"'}),
        (ref("Tree"), {"kind": "x", "size": "x"}, {"/kind": '"x" is not one of "leaf", "twig"'}),
        (
            ref("Tree"),
            {"kind": "twig", "next": {"kind": "x"}, "all": [{"kind": "leaf", "size": 1}, {"kind": "leaf"}]},
            {"/next/kind": '"x" is not one of "leaf", "twig"', "/all/1": '"size" is a required property'},
        ),
        ({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]}, 0, {"": "0 is less than the minimum of 1"}),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "x", {"": '"x" is not of types "integer", "null"'}),
        ({"anyOf": [{"enum": ["a"]}, {"enum": ["b", 1]}]}, "x", {"": '"x" is not one of "a", "b", 1'}),
        ({"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]}, "x", {"": '"x" is not one of "a"'}),
        ({"anyOf": [{"minimum": 3}, {"multipleOf": 2}]}, 1, {"": "1 fits none of the alternatives"}),
        ({"oneOf": [{"minimum": 3}, {"multipleOf": 2}]}, 4, {"": "4 fits more than one of the alternatives"}),
        ({"not": {"oneOf": [{"type": "integer"}, {"type": "null"}]}}, 1, {"": None}),
        ({"properties": {"oneOf": {"enum": [{"oneOf": [1]}]}}}, {"oneOf": 1}, {"/oneOf": None}),
    ],
)
def test_faults(dialect: str, schema: Schema, value: Any, expected: dict[str, str | None]) -> None:
    """`None` is whatever the validator says."""
    judge = Judge(dialect, DEFINITIONS)
    found = {each.pointer: each.message for each in judge.violations(judge.add(schema), value, location="body")}
    assert found.keys() == expected.keys()
    assert {pointer: text for pointer, text in expected.items() if text is not None and found[pointer] != text} == {}


def test_what_alternatives_have_seen_is_heeded() -> None:
    schema: Schema = {"oneOf": [{"properties": {"a": True}}, False], "unevaluatedProperties": False}
    judge = Judge("2020-12", {})
    key = judge.add(schema)
    assert judge.violations(key, {"a": 1}, location="body") == []
    [found] = judge.violations(key, {"b": 1}, location="body")
    assert (found.pointer, found.message) == ("", "does not fit the contract")


def test_what_nobody_has_seen_is_named_where_there_is_no_choice() -> None:
    schema: Schema = {"allOf": [ref("Leaf")], "properties": {"a": True}, "unevaluatedProperties": False}
    judge = Judge("2020-12", DEFINITIONS)
    [found] = judge.violations(judge.add(schema), {"size": 1, "a": 1, "b": 1}, location="body")
    assert found.message == "Unevaluated properties are not allowed ('b' was unexpected)"


@pytest.mark.parametrize(("name", "leaf"), [("Either", {"a": "x", "b": "x"}), ("Tree", {"kind": "leaf"})])
def test_alternatives_are_nested_as_deep_as_a_caller_likes(name: str, leaf: dict[str, Any]) -> None:
    """A validator that listed all errors would be busy with this for longer than anybody waits."""
    value: Any = leaf
    for _ in range(150):
        value = {"kind": "twig", "next": value}
    judge = Judge("2020-12", DEFINITIONS)
    [found] = judge.violations(judge.add(ref(name)), value, location="body")
    assert found.message == "an object fits none of the alternatives"
