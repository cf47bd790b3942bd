"""Styles of parameters, both ways: what is written is what is read."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, unquote_plus

import pytest

from apigen.runtime.core.models import Json
from apigen.runtime.core.styles import (
    Shape,
    percent,
    primitive,
    read_form,
    read_form_object,
    read_simple,
    write_form,
    write_simple,
)

ODD = "a,b=c&d e/f%2F+ü#?;"


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (False, "false"), (None, ""), (3, "3"), (-1.5, "-1.5"), ("x y", "x y"), ("", "")],
)
def test_primitive(value: Json, text: str) -> None:
    assert primitive(value) == text


def test_percent_keeps_only_the_unreserved() -> None:
    assert percent("aZ0-._~") == "aZ0-._~"
    assert percent("/?#[]@!$&'()*+,;= %ü") == "%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%20%25%C3%BC"


@pytest.mark.parametrize(
    ("value", "explode", "text"),
    [
        ("blue", False, "blue"),
        ("", False, ""),
        (["blue", "black"], False, "blue,black"),
        (["blue", "black"], True, "blue,black"),
        ([], False, ""),
        ({"R": 100, "G": 200}, False, "R,100,G,200"),
        ({"R": 100, "G": 200}, True, "R=100,G=200"),
        ("a/b", False, "a%2Fb"),
        (["a,b", "c"], False, "a%2Cb,c"),
    ],
)
def test_write_simple(value: Json, explode: bool, text: str) -> None:
    assert write_simple(value, explode=explode, escape=percent) == text


@pytest.mark.parametrize(
    ("value", "explode", "pairs"),
    [
        ("blue", True, ["color=blue"]),
        ("", True, ["color="]),
        (["blue", "black"], True, ["color=blue", "color=black"]),
        (["blue", "black"], False, ["color=blue,black"]),
        ([], True, []),
        ({"R": 100, "G": 200}, True, ["R=100", "G=200"]),
        ({"R": 100, "G": 200}, False, ["color=R,100,G,200"]),
        ("a&b=c", True, ["color=a%26b%3Dc"]),
        (["a,b", "c"], False, ["color=a%2Cb,c"]),
    ],
)
def test_write_form(value: Json, explode: bool, pairs: list[str]) -> None:
    assert write_form("color", value, explode=explode) == pairs


def test_names_are_encoded_too() -> None:
    assert write_form("filter[a]", "x", explode=True) == ["filter%5Ba%5D=x"]


@pytest.mark.parametrize("explode", [False, True])
@pytest.mark.parametrize(
    ("value", "shape"), [(ODD, "primitive"), ([ODD, "x"], "array"), ({ODD: ODD, "x": "y"}, "object")]
)
def test_simple_round_trip(value: Any, shape: Shape, explode: bool) -> None:
    text = write_simple(value, explode=explode, escape=percent)
    assert read_simple(text, shape, explode=explode, unescape=unquote) == value


@pytest.mark.parametrize("explode", [False, True])
@pytest.mark.parametrize(("value", "shape"), [(ODD, "primitive"), ([ODD, "x"], "array")])
def test_form_round_trip(value: Any, shape: Shape, explode: bool) -> None:
    values = [pair.partition("=")[2] for pair in write_form("p", value, explode=explode)]
    assert read_form(values, shape, explode=explode, unescape=unquote_plus) == value


def test_form_object_round_trip() -> None:
    value: dict[str, Json] = {ODD: ODD, "x": "y"}
    whole = [pair.partition("=")[2] for pair in write_form("p", value, explode=False)]
    assert read_form(whole, "object", explode=False, unescape=unquote_plus) == value
    pairs = [pair.partition("=") for pair in write_form("p", value, explode=True)]
    decoded = [(unquote_plus(name), unquote_plus(text)) for name, _, text in pairs]
    assert read_form_object([*decoded, ("other", "1")], frozenset(value)) == value


@pytest.mark.parametrize(
    ("text", "shape", "explode"),
    [("a,1,b", "object", False), ("a,1,a,2", "object", False), ("a=1,b", "object", True), ("a=1,a=2", "object", True)],
)
def test_simple_of_another_shape(text: str, shape: Shape, explode: bool) -> None:
    assert read_simple(text, shape, explode=explode, unescape=unquote) is None


@pytest.mark.parametrize("values", [[], ["1", "2"]])
def test_form_that_comes_more_than_once(values: list[str]) -> None:
    assert read_form(values, "primitive", explode=True, unescape=unquote) is None


def test_form_object_whose_property_comes_twice() -> None:
    assert read_form_object([("a", "1"), ("a", "2")], frozenset({"a"})) is None
