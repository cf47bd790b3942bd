"""What Schemathesis holds against a server wrongly: named classes, as narrow as can be, counted and printed.

Every class here has a canary test, which fails when the pinned Schemathesis no longer needs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, cast
from urllib.parse import unquote

from apigen.contract.sent import ParameterValue, Sent
from apigen.runtime.core.styles import read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A class of failures to be dropped: its name, why it says nothing of the server, and how it is known."""

    name: str
    why: str
    matches: Callable[[Sent], bool]


_SHAPES: Final[tuple[Literal["array", "object"], ...]] = ("array", "object")
_DELIMITERS: Final = {"pipeDelimited": "|", "spaceDelimited": " "}
_WRONG_TYPE: Final = re.compile(
    r"Invalid component: parameter `(.+)` in (?:path|header) - (?:incorrect type|violates `type` at \S+ \(was)", re.I
)
_IN_PART: Final = re.compile(r" - (?:violates `\w+` at /properties/([^/\s]+)|([^\s>`]+) -> |.+)")
_ADDED_HEADER: Final = re.compile(r"in header - object with unexpected properties", re.I)
_NO_STRING: Final = re.compile(
    r"Invalid component: in body - violates `type` at /properties/([^/\s]+) \(was string, became (?!array)\w+\)$", re.M
)
_OUTSIDE_BODY: Final = re.compile(r"\b(?:in|at) (?:path|query|header|cookie)\b", re.I)


def _nothing_sent(sent: Sent) -> bool:
    return sent.is_valid and any(
        one.definition.get("required") is True and not one.sent and one.value != {} and _is_hollow(one.value)
        for one in sent.parameters_in("query")
    )


def _is_hollow(value: object) -> bool:
    """Tell whether a value is a list or an object without any scalar, so that no style has a text for it."""
    if isinstance(value, list):
        return all(_is_hollow(item) for item in cast("list[object]", value))
    return value == {}


def _empty_text_in_query(sent: Sent) -> bool:
    return sent.is_invalid and any(
        one.value in ("", [""]) and list(one.sent) == [""] and not one.is_exploded and one.has_type("array")
        for one in sent.parameters_in("query")
    )


def _empty_text_in_header(sent: Sent) -> bool:
    return sent.is_invalid and any(
        one.value in ("", [""]) and list(one.sent) == [""] and one.has_type("array")
        for one in sent.parameters_in("header")
    )


def _names_for_object(sent: Sent) -> bool:
    return sent.is_valid and any(_is_names(each) for each in sent.parameters_in("query"))


def _is_names(one: ParameterValue) -> bool:
    value = one.value
    if one.style not in _DELIMITERS or not isinstance(value, dict):
        return False
    names = [*map(str, cast("dict[object, object]", value))]
    return bool(names) and list(one.sent) in (names, [_DELIMITERS[one.style].join(names)])


def _empty_text_for_list(sent: Sent) -> bool:
    return sent.is_invalid and sent.form is not None and sent.form.has_empty_text_for_list()


def _same_in_text(sent: Sent) -> bool:
    found = _WRONG_TYPE.search(sent.message) if sent.is_invalid else None
    return found is not None and any(
        each.definition.get("name") == found[1]
        and any(each.has_type(shape) and _is_text_of(each, shape) for shape in _SHAPES)
        for each in (*sent.parameters_in("path"), *sent.parameters_in("header"))
    )


def _is_text_of(one: ParameterValue, shape: Literal["array", "object"]) -> bool:
    """Tell whether the text that was sent is one of a shape, by the letter of the parameter's style."""
    name = str(one.definition.get("name"))
    texts = (read_text(one.style, name, text, shape, explode=one.is_exploded, unescape=unquote) for text in one.sent)
    return all(any(True for _ in found) for found in texts)


def _lost_in_text(sent: Sent) -> bool:
    return sent.is_valid and any(
        each.has_type(shape) and each.sent and not _is_text_of(each, shape)
        for shape in _SHAPES
        for each in (*sent.parameters_in("path"), *sent.parameters_in("header"))
    )


def _object_in_cookie(sent: Sent) -> bool:
    return sent.is_valid and any(
        each.is_exploded and each.has_type("object") and each.sent for each in sent.parameters_in("cookie")
    )


def _header_always_sent(sent: Sent) -> bool:
    return (sent.is_invalid or sent.check == "missing_required_header") and any(
        each.definition.get("required") is True and each.value is None and (each.sent or _is_host(each))
        for each in sent.parameters_in("header")
    )


def _is_host(header: ParameterValue) -> bool:
    """Tell whether a header is in every request (RFC 9110 section 7.2): no record of what was sent shows it."""
    return str(header.definition.get("name")).lower() == "host"


def _unknown_header(sent: Sent) -> bool:
    return sent.is_invalid and _ADDED_HEADER.search(sent.message) is not None


def _item_for_list(sent: Sent) -> bool:
    return sent.is_invalid and sent.form is not None and sent.form.has_item_for_list()


def _nothing_in_form(sent: Sent) -> bool:
    if sent.form is None:
        return False
    return (sent.is_invalid and sent.form.has_hollow_part()) or (sent.is_valid and sent.form.lacks_required())


def _other_file(sent: Sent) -> bool:
    form, parts = sent.form, _IN_PART.findall(sent.message.partition("Invalid component: in body")[2])
    if not sent.is_invalid or form is None or not form.multipart or not parts:
        return False
    return all(form.has_file(by_schema or by_name) for by_schema, by_name in parts)


def _same_in_form(sent: Sent) -> bool:
    found = _NO_STRING.search(sent.message) if sent.is_invalid else None
    return found is not None and sent.form is not None and sent.form.multipart and not sent.form.has_list(found[1])


def _objects_in_list(sent: Sent) -> bool:
    return sent.is_valid and sent.form is not None and sent.form.has_objects_in_lists()


def _brackets_in_name(sent: Sent) -> bool:
    return sent.is_valid and sent.form is not None and sent.form.has_brackets_in_names()


def _same_in_xml(sent: Sent) -> bool:
    in_body = _OUTSIDE_BODY.search(sent.message.partition("Invalid component")[2]) is None
    return sent.is_invalid and in_body and sent.xml is not None and not sent.xml.meant and sent.xml.read is True


def _lost_in_xml(sent: Sent) -> bool:
    return sent.is_valid and sent.xml is not None and sent.xml.meant and sent.xml.read is not True


DROPS: Final = (
    Drop(
        name="another-path",
        why="the path is a more concrete one's as well, or several templates are that path: the other one answers",
        matches=lambda sent: sent.astray,
    ),
    Drop(
        name="empty-list-in-query",
        why="an empty list is written as nothing, so the request lacks a required parameter and is rejected rightly",
        matches=_nothing_sent,
    ),
    Drop(
        name="names-for-object-in-query",
        why="the engine writes an object between delimiters as the names of its properties, and the values are lost",
        matches=_names_for_object,
    ),
    Drop(
        name="empty-text-in-query",
        why="where items are joined, no items and an empty one are the same text, so the latter is accepted as the former",
        matches=_empty_text_in_query,
    ),
    Drop(
        name="empty-text-in-form",
        why="where items are joined, no items and an empty one are the same text, so the latter is accepted as the former",
        matches=_empty_text_for_list,
    ),
    Drop(
        name="empty-text-in-header",
        why="where items are joined, no items and an empty one are the same text, so the latter is accepted as the former",
        matches=_empty_text_in_header,
    ),
    Drop(
        name="same-in-text",
        why="a text in a path or header is that of a list, or of an object, whatever else it was meant to be",
        matches=_same_in_text,
    ),
    Drop(
        name="lost-in-text",
        why="the engine writes what is nested as Python does, so its text in a path or header is none of the declared style",
        matches=_lost_in_text,
    ),
    Drop(
        name="object-in-cookie",
        why="the engine writes an exploded object as one cookie, where each of its properties is one",
        matches=_object_in_cookie,
    ),
    Drop(
        name="header-always-sent",
        why="HTTP itself sends the header that the engine left out",
        matches=_header_always_sent,
    ),
    Drop(
        name="unknown-header",
        why="a request may have headers that the contract does not know: all have some",
        matches=_unknown_header,
    ),
    Drop(
        name="item-for-list-in-form",
        why="a list of one item is written as the item, so what was meant as a wrong type is accepted rightly",
        matches=_item_for_list,
    ),
    Drop(
        name="empty-part-in-form",
        why="an empty list or object is written as nothing: what requires it is rejected rightly, what forbids it accepted",
        matches=_nothing_in_form,
    ),
    Drop(
        name="other-file-in-form",
        why="a part that is sent as a file is a file, whatever its content was meant to be",
        matches=_other_file,
    ),
    Drop(
        name="same-in-form",
        why="a part of a form is a text, so where a string is declared, whatever it was meant to be is one",
        matches=_same_in_form,
    ),
    Drop(
        name="objects-in-list-in-form",
        why="the engine writes a list of objects as the names of their properties, or as Python's text, and they are lost",
        matches=_objects_in_list,
    ),
    Drop(
        name="brackets-in-name-in-form",
        why="a name within a property stands between brackets, so one that has some is read as several",
        matches=_brackets_in_name,
    ),
    Drop(
        name="same-in-xml",
        why="what was meant is invalid, but its document is also that of a valid value, so it is accepted rightly",
        matches=_same_in_xml,
    ),
    Drop(
        name="lost-in-xml",
        why="the engine's document of a valid value is no XML, or that of an invalid value, so it is rejected rightly",
        matches=_lost_in_xml,
    ),
)

_TUPLE_ERROR: Final = re.compile(
    r"Invalid Schema Object in response definition.*Location:\n[^\n]*\bitems\n.*Problematic definition:\n\s*\[",
    re.DOTALL,
)


def drop_for(sent: Sent) -> Drop | None:
    """Return the class that a failure belongs to, `None` if it counts."""
    return next((drop for drop in DROPS if drop.matches(sent)), None)


def is_tuple_error(message: str) -> bool:
    """Tell whether an error is the engine's own over `prefixItems` in a response of OpenAPI 3.1.

    It rewrites tuples as Draft 7 has them, and then refuses them by the rules of 2020-12.
    """
    return _TUPLE_ERROR.search(message) is not None
