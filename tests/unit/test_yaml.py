"""YAML 1.2's core schema, and the limits."""

from __future__ import annotations

import pytest

from apigen.spec.text.source import Malformed
from apigen.spec.text.yaml import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("Null", None),
        ("nUll", "nUll"),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("-7", -7),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2001-01-01", "2001-01-01"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.10", 1.1),
        ("=", "="),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ("! 1", "1"),
        ("1.2.3", "1.2.3"),
        ("-", [None]),
        ("--- a", "a"),
    ],
)
def test_scalars(text: str, value: object) -> None:
    found = parse(text)
    assert found == value
    assert type(found) is type(value)


def test_keys_keep_their_text() -> None:
    assert parse("{200: 1, on: 2, null: 3, 1.0: 4, 0x1F: 5, ~: 6}") == {
        "200": 1,
        "on": 2,
        "null": 3,
        "1.0": 4,
        "0x1F": 5,
        "~": 6,
    }


def test_aliases_and_merge_keys() -> None:
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [{x: 9}, *a]}\nd: [*a, *a]\ne: {<<: {z: 1}}\n'<<': plain"
    assert parse(text) == {
        "a": {"x": 1, "y": 2},
        "b": {"y": 3, "x": 1},
        "c": {"x": 9, "y": 2},
        "d": [{"x": 1, "y": 2}, {"x": 1, "y": 2}],
        "e": {"z": 1},
        "<<": "plain",
    }


@pytest.mark.parametrize(
    ("text", "code", "offset"),
    [
        ("a: 1\na: 2", "AG005", 5),
        ("a: &a [*a]", "AG008", 7),
        ("a: *b", "AG008", 3),
        ("a: !x 1", "AG010", 3),
        ("a: !x [1]", "AG010", 3),
        ("!x a: 1", "AG010", 0),
        ("a: 1\n---\nb: 2", "AG011", 5),
        ("a: .inf", "AG012", 3),
        ("a: 1e999", "AG012", 3),
        ("a: " + "1" * 5000, "AG013", 3),
        ("[[a]: 1]", "AG018", 1),
        ("a: [1", "AG003", 5),
        ("a: \x07", "AG003", 3),
        ("<<: 1", "AG020", 4),
        ("[" * 3000, "AG006", 256),
    ],
)
def test_refused(text: str, code: str, offset: int) -> None:
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert (caught.value.code, caught.value.offset) == (code, offset)


def test_aliases_count_towards_the_depth() -> None:
    deep = "[" * 200 + "]" * 200
    with pytest.raises(Malformed, match="nested deeper"):
        parse(f"a: &a {deep}\nb: " + "[" * 100 + "*a" + "]" * 100)
