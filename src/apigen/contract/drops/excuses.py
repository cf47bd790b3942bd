"""What is held against a server that accepts parameters which were meant to be invalid, and are not, as they were sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Final, TypeAlias
from urllib.parse import unquote

from apigen.contract.drops.blame import blamed_in, reasons_for
from apigen.contract.drops.drop import Drop
from apigen.contract.drops.shapes import SHAPES, Shape, is_text_of, readings_of
from apigen.contract.sent import ParameterValue, Sent
from apigen.spec.document import Json

Excuse: TypeAlias = Callable[[ParameterValue, Collection[str]], bool]
"""Tells of a parameter, and of what the engine says is wrong with it, that it is right all the same."""

_WRONG_TYPE: Final = re.compile(r"incorrect type|object body where non-object|violates `type` at \S+ \(was", re.I)
_NO_BRANCH: Final = re.compile(r"violates `(?:anyOf|oneOf)` at /properties/[^/\s]+$")
_UNKNOWN_NAME: Final = re.compile(r"violates `additionalProperties` at /properties/[^/\s]+$")


def _is_unknown(one: ParameterValue, reasons: Collection[str]) -> bool:
    """Tell whether an object that is exploded has a property too many, or may be left out and has none of its own."""
    if not one.is_spread or one.style != "form":
        return False
    return bool(reasons and all(map(_UNKNOWN_NAME.match, reasons))) or _is_absent(one)


def _is_absent(one: ParameterValue) -> bool:
    is_sent = any(name.partition("[")[0] in one.properties for name in one.query)
    return one.definition.get("required") is not True and bool(one.properties) and not is_sent


def _is_right(one: ParameterValue, reasons: Collection[str]) -> bool:
    """Tell whether nothing is sent of what may be left out, or a single text that is a valid list of one."""
    if one.location != "query" or one.is_spread:
        return False
    texts = [*one.sent]
    if not texts:
        return one.definition.get("required") is not True
    return one.has_type("array") and len(texts) == 1 and one.accepts([*texts])


def _is_of_shape(one: ParameterValue, reasons: Collection[str]) -> bool:
    """Tell whether a text, meant to be of another type, is one of the list or object that is declared."""
    if one.location == "query" or not reasons:
        return False
    shapes: list[Shape] = [shape for shape in SHAPES if one.has_type(shape)]
    if all(map(_WRONG_TYPE.match, reasons)):
        return any(is_text_of(one, shape) for shape in shapes)
    # That no branch fits is said of a wrong type, and of much else.
    is_whole = all(map(_NO_BRANCH.search, reasons))
    return is_whole and any(one.accepts(each) for shape in shapes for each in readings_of(one, shape))


def _is_valid_text(one: ParameterValue, reasons: Collection[str]) -> bool:
    """Tell whether what was sent is valid as a string, where the schema takes something else, too; or as an object of them."""
    if one.style == "deepObject" and one.location == "query":
        found = {name: list(texts) for name, texts in one.query.items() if name.startswith(f"{one.name}[")}
        value: dict[str, Json] = {
            name[len(one.name) + 1 : -1]: texts[0] for name, texts in found.items() if name.count("[") == 1
        }
        return len(value) == len(found) and all(len(texts) == 1 for texts in found.values()) and one.accepts(value)
    if len(one.sent) != 1 or not one.has_type("string") or one.types <= {"string", "null"}:
        return False
    text = next(iter(one.sent))
    return one.accepts(unquote(text) if one.location == "path" else text)


_EXCUSES: Final[Mapping[str, Excuse]] = {
    "unknown-in-query": _is_unknown,
    "same-in-text": _is_of_shape,
    "valid-as-text": _is_valid_text,
    "right-in-query": _is_right,
}


def _excused(name: str, sent: Sent) -> bool:
    """Tell whether every parameter that was made invalid has an excuse, and one of them this."""
    blamed = blamed_in(sent)
    return any(_EXCUSES[name](each, reasons_for(sent, each, blamed)) for each in blamed) and all(
        any(excuse(each, reasons_for(sent, each, blamed)) for excuse in _EXCUSES.values()) for each in blamed
    )


OF_EXCUSES: Final = (
    Drop(
        name="unknown-in-query",
        why="the properties of an exploded object are parameters to HTTP, and a query may have some that nobody knows",
        matches=partial(_excused, "unknown-in-query"),
    ),
    Drop(
        name="same-in-text",
        why="a text in a path, header or cookie is that of a list, or of an object, whatever else it was meant to be",
        matches=partial(_excused, "same-in-text"),
    ),
    Drop(
        name="valid-as-text",
        why="a text is that of a string, and valid as one, whatever else the schema takes and it was meant to be",
        matches=partial(_excused, "valid-as-text"),
    ),
    Drop(
        name="right-in-query",
        why="of an empty list nothing is sent, and of a list of one its item, so what was meant as another type is right",
        matches=partial(_excused, "right-in-query"),
    ),
)
