"""Styles of parameters, both ways: the tables of the OpenAPI text, and what is written is what is read."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen.runtime.core.brackets import Node, keys_below
from apigen.runtime.core.escapes import percent, reserved, reserved_in_cookie, reserved_in_path
from apigen.runtime.core.models import Json
from apigen.runtime.core.styles import (
    Shape,
    cookie_writer,
    pair_writer,
    primitive,
    read_listed,
    read_pairs,
    read_text,
    text_writer,
    write_brackets,
)

BLUE, LIST, RGB = "blue", ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}
TEXTS = {"R": "100", "G": "200", "B": "150"}
ODD = "a,b=c&d e/f%2F+ü#?;|.[x]"


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (False, "false"), (None, ""), (3, "3"), (-1.5, "-1.5"), ("x y", "x y"), ("", ""), ([1], "[1]")],
)
def test_primitive(value: Json, text: str) -> None:
    assert primitive(value) == text


def test_percent_keeps_only_the_unreserved() -> None:
    assert percent("aZ0-._~") == "aZ0-._~"
    assert percent("/?#[]@!$&'()*+,;= %ü") == "%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%20%25%C3%BC"


def test_reserved_keeps_what_a_query_can_hold() -> None:
    assert reserved("/?#[]@!$&'()*+,;= %ü") == "/?%23%5B%5D@!$%26'()*%2B,;=%20%25%C3%BC"


# OpenAPI 3.0.4 and 3.1.1, "Style Examples": the columns are empty, string, array and object.
IN_TEXT = [
    ("matrix", False, [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]),
    ("matrix", True, [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]),
    ("label", False, [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
    ("label", True, [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
    ("simple", False, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
    ("simple", True, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
]
IN_PAIRS = [
    ("form", False, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
    ("form", True, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
    ("spaceDelimited", False, [None, None, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"]),
    ("pipeDelimited", False, [None, None, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"]),
    ("deepObject", False, [None, None, None, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"]),
]  # fmt: skip
COLUMNS: list[tuple[Any, Shape, Any]] = [
    ("", "primitive", ""),
    (BLUE, "primitive", BLUE),
    (LIST, "array", LIST),
    (RGB, "object", TEXTS),
]


@pytest.mark.parametrize(("style", "explode", "row"), IN_TEXT)
def test_table_of_texts(style: str, explode: bool, row: list[str]) -> None:
    write = text_writer(style, "color", explode=explode, escape=percent)
    for (value, shape, texts), text in zip(COLUMNS, row, strict=True):
        assert write(value) == text
        assert next(read_text(style, "color", text, shape, explode=explode, unescape=unquote)) == texts


@pytest.mark.parametrize(("style", "explode", "row"), IN_PAIRS)
def test_table_of_pairs(style: str, explode: bool, row: list[str | None]) -> None:
    write = pair_writer(style, "color", explode=explode)
    for (value, shape, texts), text in zip(COLUMNS, row, strict=True):
        if text is None:
            continue
        assert "&".join(write(value)) == text
        if style == "deepObject" or (explode and shape == "object"):
            assert tree(text.split("&"), "color" if style == "deepObject" else None) == texts
        else:
            values = [pair.partition("=")[2] for pair in text.split("&")]
            assert next(read_pairs(style, values, shape, explode=explode, unescape=unquote_plus)) == texts


# OpenAPI 3.2, "Style Examples": the columns are empty, string, array and object.
IN_COOKIES = [
    ("cookie", False, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
    ("cookie", True, ["color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"]),
    ("form", True, ["color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"]),
]


@pytest.mark.parametrize(("style", "explode", "row"), IN_COOKIES)
def test_table_of_cookies(style: str, explode: bool, row: list[str]) -> None:
    write = cookie_writer(style, "color", explode=explode)
    assert ["; ".join(write(value)) for value, _, _ in COLUMNS] == row
    if not explode:
        for (_, shape, texts), text in zip(COLUMNS, row, strict=True):
            assert next(read_pairs(style, [text.partition("=")[2]], shape, explode=False, unescape=str)) == texts


@pytest.mark.parametrize("text", ["Hello%2C%20world!", "a=b", '"quoted"', "a b", "%"])
def test_style_cookie_passes_values_through(text: str) -> None:
    assert cookie_writer("cookie", "c", explode=True)(text) == (f"c={text}",)


@pytest.mark.parametrize("text", ["a; b", "a\nb", "ü", " a", "a "])
def test_style_cookie_refuses_what_would_need_an_escape(text: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in a cookie"):
        cookie_writer("cookie", "c", explode=True)(text)


def test_reserved_characters_stay_where_they_mean_nothing() -> None:
    everything = "/?#[]@!$&'()*+,;=:% ü"
    assert reserved_in_path(everything) == "%2F%3F%23%5B%5D@!$&'()*+%2C%3B%3D:%25%20%C3%BC"
    assert reserved_in_cookie(everything) == "/?#[]@!$&'()*+%2C%3B=:%25%20%C3%BC"


def tree(pairs: list[str], root: str | None) -> Any:
    """Return what pairs of a query say as a tree, each node as its text, its list or its dictionary."""
    node = Node()
    for pair in pairs:
        name, _, value = pair.partition("=")
        keys = keys_below(unquote_plus(name), root) if root else (unquote_plus(name),)
        assert keys is not None
        node.at(keys).texts.append(unquote_plus(value))
    return plain(node)


def plain(node: Node) -> Any:
    if not node.children:
        return node.texts[0] if len(node.texts) == 1 else node.texts
    items = node.items()
    if items is not None:
        return [plain(each) for each in items]
    return {key: plain(each) for key, each in node.children.items()}


# What the table says of explode, and all it leaves open, in the one way that loses nothing.
@pytest.mark.parametrize(
    ("style", "explode", "value", "pairs"),
    [
        ("spaceDelimited", False, "blue", ["color=blue"]),
        ("pipeDelimited", True, ["a", "b"], ["color=a", "color=b"]),
        ("spaceDelimited", True, [], []),
        ("form", True, [], []),
        ("form", False, [], ["color="]),
        ("form", True, [None, "a"], ["color=a"]),
        ("form", False, {"a": None, "b": 1}, ["color=b,1"]),
        ("form", False, ["a,b", "c"], ["color=a%2Cb,c"]),
        ("form", True, [{"a": 1}], ["color=%7B%22a%22%3A1%7D"]),
        ("form", True, {"a": [1, 2], "b": {"c": 3}}, ["a=1", "a=2", "b%5Bc%5D=3"]),
        ("deepObject", False, 7, ["color=7"]),
        ("deepObject", False, ["a", None, "b"], ["color%5B%5D=a", "color%5B%5D=b"]),
        ("deepObject", False, {"a": {"b": [1, 2]}}, ["color%5Ba%5D%5Bb%5D%5B%5D=1", "color%5Ba%5D%5Bb%5D%5B%5D=2"]),
        ("deepObject", False, [{"a": 1}, {"a": 2}], ["color%5B0%5D%5Ba%5D=1", "color%5B1%5D%5Ba%5D=2"]),
        ("deepObject", False, {}, []),
    ],
)
def test_what_the_table_leaves_open(style: str, explode: bool, value: Json, pairs: list[str]) -> None:
    assert list(pair_writer(style, "color", explode=explode)(value)) == pairs


def test_reserved_characters_stay() -> None:
    assert pair_writer("form", "q", explode=True, allow_reserved=True)("a/b,c&d") == ("q=a/b,c%26d",)
    assert pair_writer("form", "q", explode=False, allow_reserved=True)(["a/b,c", "d"]) == ("q=a/b%2Cc,d",)
    assert pair_writer("deepObject", "q", explode=False, allow_reserved=True)({"a": "b:c"}) == ["q%5Ba%5D=b:c"]


def test_names_are_encoded_too() -> None:
    assert pair_writer("form", "filter[]", explode=True)(["x"]) == ["filter%5B%5D=x"]


@pytest.mark.parametrize(
    ("style", "explode", "value"),
    [
        ("spaceDelimited", False, ["a b", "c"]),
        ("pipeDelimited", False, {"a": "b|c"}),
        ("deepObject", False, {"": "a"}),
        ("deepObject", False, {"a]": "a"}),
    ],
)
def test_pairs_that_would_be_read_as_something_else(style: str, explode: bool, value: Json) -> None:
    with pytest.raises(ValueError, match="cannot"):
        pair_writer(style, "color", explode=explode)(value)


@pytest.mark.parametrize(
    ("explode", "value"), [(False, ["a,b"]), (True, {"a": "b,c"}), (True, {"a=b": "c"}), (False, {"a,b": "c"})]
)
def test_headers_that_would_be_read_as_something_else(explode: bool, value: Json) -> None:
    with pytest.raises(ValueError, match="cannot"):
        text_writer("simple", "color", explode=explode, escape=str)(value)


# Property: whatever has a text comes back. What has none is an empty object, or an empty array where every item is
# a pair. That an array of one empty text could be empty is the second reading, or the first: the schema decides.
words = st.text(st.characters(codec="utf-8"), max_size=6)
values = st.one_of(words, st.lists(words, max_size=4), st.dictionaries(words, words, min_size=1, max_size=4))


def shape_of(value: object) -> Shape:
    return "array" if isinstance(value, list) else "object" if isinstance(value, dict) else "primitive"


@given(value=values, style=st.sampled_from(["simple", "label", "matrix"]), explode=st.booleans())
def test_texts_come_back(value: Any, style: str, explode: bool) -> None:
    text = text_writer(style, "color", explode=explode, escape=percent)(value)
    readings = list(read_text(style, "color", text, shape_of(value), explode=explode, unescape=unquote))
    assert value in readings[: 2 if value in ([], [""]) else 1]


@given(value=values, style=st.sampled_from(["form", "spaceDelimited", "pipeDelimited"]), explode=st.booleans())
def test_pairs_come_back(value: Any, style: str, explode: bool) -> None:
    if explode and (isinstance(value, dict) or value == []):
        return
    delimiter = {"form": None, "spaceDelimited": " ", "pipeDelimited": "|"}[style]
    parts = value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else []
    write = pair_writer(style, "color", explode=explode)
    if delimiter and not explode and any(delimiter in part for part in parts):
        with pytest.raises(ValueError, match="separates"):
            write(value)
        return
    found = [pair.partition("=")[2] for pair in write(value)]
    readings = list(read_pairs(style, found, shape_of(value), explode=explode, unescape=unquote_plus))
    assert value in readings[: 2 if value in ([], [""]) else 1]


@given(st.dictionaries(words, words, min_size=1))
def test_exploded_objects_come_back(value: Any) -> None:
    found = [pair.split("=") for pair in pair_writer("form", "color", explode=True)(value)]
    assert {unquote_plus(name): unquote_plus(text) for name, text in found} == value


# A key that is empty, has brackets or counts would be taken for something else where no schema says what it is.
keys = st.text(st.characters(codec="utf-8", exclude_characters="[]0123456789"), min_size=1, max_size=4)
trees = st.recursive(
    words,
    lambda inner: st.dictionaries(keys, inner, min_size=1, max_size=3) | st.lists(inner, min_size=2, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(keys, trees, min_size=1))
def test_deep_objects_come_back(value: Any) -> None:
    assert tree(write_brackets("color", value), "color") == value


@pytest.mark.parametrize(
    ("style", "text", "shape", "explode"),
    [
        ("simple", "a,1,b", "object", False),
        ("simple", "a,1,a,2", "object", False),
        ("simple", "a=1,b", "object", True),
        ("simple", "a=1,a=2", "object", True),
        ("label", "blue", "primitive", False),
        ("label", "", "array", True),
        ("matrix", "blue", "primitive", False),
        ("matrix", "", "primitive", False),
        ("matrix", ";size=1", "primitive", False),
        ("matrix", ";color=1;color=2", "primitive", True),
        ("matrix", ";color=1;size=2", "array", True),
        ("matrix", ";color=1;color=2", "array", False),
        ("matrix", "x;color=1", "array", True),
    ],
)
def test_texts_of_another_shape(style: str, text: str, shape: Shape, explode: bool) -> None:
    assert list(read_text(style, "color", text, shape, explode=explode, unescape=unquote)) == []


@pytest.mark.parametrize(
    ("style", "text", "shape", "explode", "readings"),
    [
        ("label", ".a.b", "array", False, [["a.b"], ["a", "b"]]),
        ("label", "%2E", "primitive", False, [""]),
        ("label", "%2e%2E", "array", True, [["", ""]]),
        ("matrix", ";c%6Flor=a", "primitive", False, ["a"]),
        ("simple", "a%2Cb", "array", False, [["a,b"], ["a", "b"]]),
        ("simple", "", "array", False, [[], [""]]),
    ],
)
def test_readings(style: str, text: str, shape: Shape, explode: bool, readings: list[Any]) -> None:
    assert list(read_text(style, "color", text, shape, explode=explode, unescape=unquote)) == readings


@pytest.mark.parametrize(
    ("style", "value", "readings"),
    [
        ("form", "a%2cb", [["a,b"], ["a", "b"]]),
        ("spaceDelimited", "a+b%20c", [["a", "b", "c"], ["a b c"]]),
        ("pipeDelimited", "a|b%7Cc", [["a", "b|c"]]),
        ("pipeDelimited", "a%7Cb", [["a", "b"], ["a|b"]]),
        ("pipeDelimited", "", [[], [""]]),
    ],
)
def test_readings_of_delimited_values(style: str, value: str, readings: list[Any]) -> None:
    assert list(read_pairs(style, [value], "array", explode=False, unescape=unquote_plus)) == readings


@pytest.mark.parametrize("found", [[], ["1", "2"]])
def test_pairs_that_come_more_than_once(found: list[str]) -> None:
    assert list(read_pairs("form", found, "primitive", explode=True, unescape=unquote)) == []


def test_exploded_cookies_in_one() -> None:
    assert list(read_listed("a,b", "array", unescape=unquote)) == [["a", "b"]]
    assert list(read_listed("a=1,b=2", "object", unescape=unquote)) == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("f", ()),
        ("f[a]", ["a"]),
        ("f[a][b]", ["a", "b"]),
        ("f[]", [""]),
        ("f[a]]", ["a]"]),
        ("f[[a]", ["[a"]),
        ("f[a", None),
        ("f[a]b", None),
        ("g[a]", None),
        ("fa[b]", None),
        ("f" + "[a]" * 40, ["a" + "][a" * 39]),
    ],
)
def test_keys_in_brackets(name: str, keys: Any) -> None:
    assert keys_below(name, "f") == keys


@pytest.mark.parametrize(
    ("names", "items"),
    [
        (["f[]", "f[]"], ["0", "1"]),
        (["f", "f"], ["0", "1"]),
        (["f[1]", "f[0]"], ["1", "0"]),
        (["f[10]", "f[9]"], ["1", "0"]),
        (["f[][a]", "f[][b]"], [{"a": "0", "b": "1"}]),
        (["f[][a]", "f[][a]"], None),
        (["f", "f[]"], None),
        (["f[0]", "f[]"], None),
        (["f[01]"], None),
        (["f[a]"], None),
    ],
)
def test_items_in_brackets(names: list[str], items: Any) -> None:
    node = Node()
    for index, name in enumerate(names):
        node.at(keys_below(name, "f") or ()).texts.append(str(index))
    found = node.items()
    assert (found if found is None else [plain(each) for each in found]) == items
