"""The styles of parameters, both ways: JSON values to text and text to its parts (OpenAPI, "Style Values").

Text has no types: what comes back are strings, lists of strings or dictionaries of strings, by the
shape that the schema asks for. Giving them their types is the reader's work. Where a text can be
read in several ways, all are yielded, the meaning by the letter of the style first.

What the OpenAPI text leaves open is read in the one way that loses nothing: a primitive in style
`spaceDelimited` or `pipeDelimited` is itself; an exploded array in one of these is a pair for each
item, as in `form`; a list or object inside a part is JSON text. Null has no text: it is left out
(RFC 6570 section 2.3). What reads style `deepObject` is in `brackets`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, Literal, TypeAlias

from .escapes import Escape, cookie_text, percent, reserved, reserved_in_cookie, reserved_part
from .models import Json

Shape: TypeAlias = Literal["primitive", "array", "object"]
Texts: TypeAlias = "str | list[str] | dict[str, str]"

JOINTS: Final[Mapping[str, tuple[str, str]]] = {
    "simple": (",", ","),
    "label": (",", "."),
    "matrix": (",", ";"),
    "form": (",", "&"),
    "cookie": (",", ";"),
    "spaceDelimited": ("%20", "&"),
    "pipeDelimited": ("%7C", "&"),
}
"""What stands between the parts of a value in each style, and what if it is exploded."""

_ESCAPED_COMMA = re.compile("%2c", re.IGNORECASE)
_ESCAPED_PIPE = re.compile("%7c", re.IGNORECASE)
_SPACE = re.compile(r"%20|\+| ")


def primitive(value: Json) -> str:
    """Return a JSON scalar as parameter text: `true`, `1.5`, nothing for null. Inside a part, all else is JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, separators=(",", ":"), allow_nan=False)
    return "" if value is None else str(value)


def _escape_dots(escape: Escape, text: str) -> str:
    return escape(text).replace(".", "%2E")


def present(value: list[Json] | dict[str, Json]) -> list[Json] | dict[str, Json]:
    """Return a list or an object without its nulls."""
    if isinstance(value, list):
        return [each for each in value if each is not None]
    return {name: each for name, each in value.items() if each is not None}


def text_writer(style: str, name: str, *, explode: bool, escape: Escape) -> Callable[[Json], str]:
    """Return what writes values in style `simple`, `label` or `matrix`. It raises `ValueError` for what has no text."""
    joint = JOINTS[style][explode]
    part_escape = partial(_escape_dots, escape) if joint == "." else escape
    lead = {"simple": "", "label": ".", "matrix": f";{percent(name)}"}[style]

    def write(value: Json) -> str:
        if not isinstance(value, list | dict):
            text = escape(primitive(value))
            return f"{lead}={text}" if style == "matrix" and text else lead + text
        parts = _parts(present(value), explode=explode, escape=part_escape)
        _refuse_joints(parts, joint, name=name, style=style)
        if style != "matrix":
            return lead + joint.join(parts)
        if explode and isinstance(value, dict):
            return "".join(f";{part}" for part in parts)
        parts = parts if explode else [joint.join(parts)]
        return "".join(f"{lead}={part}" if part else lead for part in parts) or lead

    return write


def pair_writer(
    style: str, name: str, *, explode: bool, allow_reserved: bool = False
) -> Callable[[Json], Sequence[str]]:
    """Return what writes values in a style of queries: `name=value` pairs, encoded."""
    if style == "deepObject":
        return partial(write_brackets, name, escape=reserved if allow_reserved else percent)
    escape, part_escape = (reserved, reserved_part) if allow_reserved else (percent, percent)
    return _pair_writer(style, name, percent, escape, part_escape, explode=explode)


def cookie_writer(
    style: str, name: str, *, explode: bool, allow_reserved: bool = False
) -> Callable[[Json], Sequence[str]]:
    """Return what writes values in a style of cookies: `name=value` pairs, encoded but in style `cookie`."""
    if style == "cookie":
        return _pair_writer(style, name, cookie_text, cookie_text, cookie_text, explode=explode)
    escape = reserved_in_cookie if allow_reserved else percent
    return _pair_writer(style, name, percent, escape, escape, explode=explode)


def _pair_writer(
    style: str, name: str, key_escape: Escape, escape: Escape, part_escape: Escape, *, explode: bool
) -> Callable[[Json], Sequence[str]]:
    """Return what writes pairs: names, values and the parts of values each have escapes of their own."""
    joint, start = JOINTS[style][0], f"{key_escape(name)}="

    def write(value: Json) -> Sequence[str]:
        if not isinstance(value, list | dict):
            return (start + escape(primitive(value)),)
        found = present(value)
        if not explode:
            parts = _parts(found, explode=False, escape=part_escape)
            _refuse_joints(parts, joint, name=name, style=style)
            return (start + joint.join(parts),)
        if isinstance(found, list):
            return [start + escape(primitive(each)) for each in found]
        return [pair for key, each in found.items() for pair in _property_pairs(key, each, key_escape, escape)]

    return write


def _property_pairs(key: str, value: Json, key_escape: Escape, escape: Escape) -> list[str]:
    """Return the pairs of an exploded object's property. An array is a pair for each item, as if it stood alone."""
    if isinstance(value, list):
        return [f"{key_escape(key)}={escape(primitive(each))}" for each in value if each is not None]
    if isinstance(value, dict):
        return write_brackets(key, value, escape=escape)
    return [f"{key_escape(key)}={escape(primitive(value))}"]


def write_brackets(name: str, value: Json, *, escape: Escape = percent) -> list[str]:
    """Return a value in style `deepObject`, as encoded pairs: `name[key]=value`.

    The text defines it for an object of primitives. What is nested has its brackets appended, arrays
    of primitives are `name[]=`, arrays of others `name[0]`: so PHP, Rails and Stripe read them.
    """
    return [f"{path}={escape(text)}" for path, text in _bracketed(percent(name), value)]


def _bracketed(path: str, value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            if not key or "[" in key or "]" in key:
                raise ValueError(f"the name {key!r} cannot stand in brackets, as style 'deepObject' has it")
            if each is not None:
                yield from _bracketed(f"{path}%5B{percent(key)}%5D", each)
    elif isinstance(value, list):
        nested = any(isinstance(each, list | dict) for each in value)
        for index, each in enumerate(each for each in value if each is not None):
            yield from _bracketed(f"{path}%5B{index if nested else ''}%5D", each)
    else:
        yield path, primitive(value)


def _parts(value: list[Json] | dict[str, Json], *, explode: bool, escape: Escape) -> list[str]:
    """Return the encoded parts of a list or an object: items, `name=value`, or names and values in turn."""
    if isinstance(value, list):
        return [escape(primitive(each)) for each in value]
    if not explode:
        return [escape(part) for key, each in value.items() for part in (key, primitive(each))]
    for key in value:
        if "=" in escape(key):
            raise ValueError(f"the name {key!r} has a '=' in it, which cannot be written here")
    return [f"{escape(key)}={escape(primitive(each))}" for key, each in value.items()]


def _refuse_joints(parts: Sequence[str], joint: str, *, name: str, style: str) -> None:
    """Raise `ValueError` for a part that would be read as two."""
    for part in parts:
        if joint in part:
            raise ValueError(f"{part!r} cannot be a part of {name!r}: style {style!r} separates parts by {joint!r}")


def read_text(style: str, name: str, text: str, shape: Shape, *, explode: bool, unescape: Escape) -> Iterator[Texts]:
    """Yield the readings of a text in style `simple`, `label` or `matrix`; none if it does not have the shape."""
    if style == "matrix":
        yield from _read_matrix(name, text, shape, explode=explode, unescape=unescape)
        return
    if style == "label":
        # A segment that is nothing but dots is sent with these encoded.
        text = text.replace("%2E", ".").replace("%2e", ".") if text[:1] == "%" else text
        if not text.startswith("."):
            return
        text = text[1:]
    if shape == "primitive":
        yield unescape(text)
        return
    if style == "label":
        # Up to 3.0.3 the table of styles has dots between the parts without `explode`, too.
        splits: Iterator[list[str]] = iter([text.split(".")] if explode else [text.split(","), text.split(".")])
    else:
        splits = _splits("simple", text)
    for parts in splits:
        yield from _shaped(parts if text else [], shape, explode=explode, unescape=unescape)


def _read_matrix(name: str, text: str, shape: Shape, *, explode: bool, unescape: Escape) -> Iterator[Texts]:
    lead, *pairs = text.split(";")
    if lead or not pairs:
        return
    if explode and shape == "object":
        yield from _shaped(pairs, shape, explode=True, unescape=unescape)
        return
    found = [pair.partition("=") for pair in pairs]
    if any(unescape(key) != name for key, _, _ in found) or (len(found) > 1 and not (explode and shape == "array")):
        return
    values = [value for _, _, value in found]
    if shape == "primitive":
        yield unescape(values[0])
    elif explode:
        yield from _listed([unescape(value) for value in values])
    else:
        yield from _shaped(values[0].split(",") if values[0] else [], shape, explode=False, unescape=unescape)


def read_pairs(style: str, values: Sequence[str], shape: Shape, *, explode: bool, unescape: Escape) -> Iterator[Texts]:
    """Yield the readings of the raw values found under one name, in style `form`, `spaceDelimited`, `pipeDelimited`.

    An exploded object has no values under its own name: see `brackets`.
    """
    if shape == "array" and explode:
        # An empty array leaves nothing behind, so an empty text is an item.
        yield [unescape(value) for value in values]
    elif len(values) == 1:
        if shape == "primitive":
            yield unescape(values[0])
            return
        for parts in _splits(style, values[0]):
            yield from _shaped(parts, shape, explode=False, unescape=unescape)


def read_listed(text: str, shape: Shape, *, unescape: Escape) -> Iterator[Texts]:
    """Yield the readings of a list or object of style `form` that came exploded into commas: cookies do so."""
    for parts in _splits("form", text):
        yield from _shaped(parts, shape, explode=shape == "object", unescape=unescape)


def _splits(style: str, text: str) -> Iterator[list[str]]:
    """Yield the parts that a text can have."""
    if not text:
        yield []
    elif style == "spaceDelimited":
        parts = _SPACE.split(text)
        yield parts
        if len(parts) > 1:
            yield [text]
    elif style == "pipeDelimited":
        # A pipe must be encoded in a URL. Where a client does not care, an encoded one is data.
        yield text.split("|") if "|" in text else _ESCAPED_PIPE.split(text)
        if "|" not in text and _ESCAPED_PIPE.search(text):
            yield [text]
    else:
        yield text.split(",")
        # An escaped comma is data. Many clients escape those between the parts too, and leave none that is not.
        if style != "cookie" and "," not in text and _ESCAPED_COMMA.search(text):
            yield _ESCAPED_COMMA.split(text)


def _listed(items: list[str]) -> Iterator[Texts]:
    # No text says whether an array is empty or holds an empty string.
    if items in ([], [""]):
        yield []
        yield [""]
    else:
        yield items


def _shaped(parts: list[str], shape: Shape, *, explode: bool, unescape: Escape) -> Iterator[Texts]:
    if shape == "array":
        yield from _listed([unescape(part) for part in parts])
        return
    found = _assignments(parts, unescape) if explode else _pairs(parts, unescape)
    if found is not None:
        yield found


def _pairs(parts: list[str], unescape: Escape) -> dict[str, str] | None:
    if len(parts) % 2:
        return None
    decoded = [unescape(part) for part in parts]
    found = dict(zip(decoded[::2], decoded[1::2], strict=True))
    return found if len(found) * 2 == len(decoded) else None


def _assignments(parts: list[str], unescape: Escape) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for part in parts:
        name, joint, value = part.partition("=")
        if not joint or unescape(name) in found:
            return None
        found[unescape(name)] = unescape(value)
    return found
