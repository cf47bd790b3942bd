"""Pointers into places, in both languages."""

from __future__ import annotations

import json

import pytest

from apigen.report import Place, Pointer
from apigen.spec.text.places import JsonPlaces, TextPlaces, YamlPlaces
from apigen.spec.text.source import Source

YAML = 'a: 1\n"b c":\n  - x\n  - {k: [1, 2]}\nm: &m {z: 1}\nn: *m\nlast: end\n'
JSON = '{"a": 1, "b\\u0063": ["x", {"k": [1, 22]}],\r\n "\u2028": {"]": true, "end": {}}}'


def at(places: TextPlaces, *pointer: str) -> tuple[int, int, int]:
    place = places.find(frozenset({pointer}))[pointer]
    return place.line, place.column, place.length


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ((), (1, 1, 1)),
        (("a",), (1, 1, 1)),
        (("b c",), (2, 1, 5)),
        (("b c", "0"), (3, 5, 1)),
        (("b c", "1"), (4, 5, 1)),
        (("b c", "1", "k", "1"), (4, 13, 1)),
        (("b c", "7", "k"), (2, 1, 5)),
        (("m", "z"), (5, 8, 1)),
        (("n", "z"), (6, 1, 1)),
        (("last",), (7, 1, 4)),
        (("nope", "x"), (1, 1, 1)),
    ],
)
def test_yaml(pointer: Pointer, place: tuple[int, int, int]) -> None:
    assert at(YamlPlaces(Source("f", YAML)), *pointer) == place


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ((), (1, 1, 1)),
        (("a",), (1, 2, 3)),
        (("bc",), (1, 10, 9)),
        (("bc", "0"), (1, 22, 3)),
        (("bc", "1", "k", "1"), (1, 37, 2)),
        (("\u2028", "end"), (2, 19, 5)),
        (("\u2028", "]"), (2, 8, 3)),
        (("\u2028", "nope"), (2, 2, 3)),
    ],
)
def test_json(pointer: Pointer, place: tuple[int, int, int]) -> None:
    assert at(JsonPlaces(Source("f", JSON)), *pointer) == place


def test_every_pointer_is_found_in_one_pass() -> None:
    value = {f"k{i}": [{"a": j} for j in range(5)] for i in range(200)}
    places = JsonPlaces(Source("f", json.dumps(value, indent=1)))
    pointers: frozenset[Pointer] = frozenset((key, str(j), "a") for key in value for j in range(5))
    found = places.find(pointers)
    lines = places.source.text.split("\n")
    assert {lines[place.line - 1].strip() for place in found.values()} == {f'"a": {j}' for j in range(5)}
    assert len({place.line for place in found.values()}) == len(pointers)


def test_lines() -> None:
    source = Source("f", "one\r\ntwo\rthree\nfour\u2028more")
    assert [source.line(number) for number in range(6)] == ["", "one", "two", "three", "four\u2028more", ""]
    assert source.place(5) == Place("f", 2, 1, 1)
    assert source.place(6, 100) == Place("f", 2, 2, 2)
    assert YamlPlaces(source).line(Place("f", 3, 1)) == "three"
