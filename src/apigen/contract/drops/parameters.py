"""What is held against a server wrongly because of how Schemathesis writes parameters, outside the query and anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from apigen.contract.drops.drop import Drop
from apigen.contract.drops.shapes import SHAPES, is_text_of
from apigen.contract.impossible import fits_nothing
from apigen.contract.sent import ParameterValue, Sent
from apigen.spec.document import Json

_ADDED_HEADER: Final = re.compile(r"in header - object with unexpected properties", re.I)


def _empty_text_in_header(sent: Sent) -> bool:
    return sent.is_invalid and any(
        one.value in ("", [""]) and list(one.sent) == [""] and (one.has_type("array") or one.has_type("object"))
        for one in sent.parameters_in("header")
    )


def _lost_in_text(sent: Sent) -> bool:
    return sent.is_valid and any(
        each.sent and each.types <= {shape, "null"} and each.has_type(shape) and not is_text_of(each, shape)
        for shape in SHAPES
        for each in (*sent.parameters_in("path"), *sent.parameters_in("header"), *_joined_objects(sent))
    )


def _joined_objects(sent: Sent) -> Iterator[ParameterValue]:
    """Yield the objects in the query and in cookies that are one text."""
    for each in (*sent.parameters_in("query"), *sent.parameters_in("cookie")):
        if each.style == "form" and not each.is_exploded and each.has_type("object"):
            yield each


def _leads_nowhere(sent: Sent) -> bool:
    is_asked = sent.check == "ensure_resource_availability"
    return (is_asked or sent.is_valid) and any(
        not (each.accepts(text) or each.accepts(_number(text)))
        for each in sent.parameters_in("path")
        # Only of these the text says all that the value is.
        if is_asked or (each.style == "simple" and each.types and each.types <= {"integer", "string"})
        for text in map(unquote, each.sent)
    )


def _number(text: str) -> Json:
    try:
        return int(text)
    except ValueError:
        return text


def _object_in_cookie(sent: Sent) -> bool:
    return sent.is_valid and any(
        each.is_exploded and each.has_type("object") and each.sent for each in sent.parameters_in("cookie")
    )


def _misses_pattern(sent: Sent) -> bool:
    return sent.is_valid and any(
        isinstance(pattern := each.schema.get("pattern"), str) and not all(_fits(pattern, text) for text in each.sent)
        for each in (*sent.parameters_in("header"), *sent.parameters_in("cookie"))
        if each.has_type("string")
    )


def _fits(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True


def _cannot_be_valid(sent: Sent) -> bool:
    return sent.is_valid and any(each.sent and fits_nothing(each.schema) for each in sent.parameters)


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


OF_PARAMETERS: Final = (
    Drop(
        name="link-to-no-resource",
        why="the engine takes an answer's value for a path's parameter that it does not fit, so no resource has that path",
        matches=_leads_nowhere,
    ),
    Drop(
        name="empty-text-in-header",
        why="where items are joined, no items and an empty one are the same text, as are no properties: it is accepted as those",
        matches=_empty_text_in_header,
    ),
    Drop(
        name="lost-in-text",
        why="the engine writes what is nested as Python does, so its text is none of the declared style",
        matches=_lost_in_text,
    ),
    Drop(
        name="object-in-cookie",
        why="the engine writes an exploded object as one cookie, where each of its properties is one",
        matches=_object_in_cookie,
    ),
    Drop(
        name="sample-for-pattern-in-header",
        why="the engine sends 0 where a header's or a cookie's pattern needs more than letters and digits",
        matches=_misses_pattern,
    ),
    Drop(
        name="impossible-parameter",
        why="no value fits the schema of a parameter, and the engine sends one and calls it valid",
        matches=_cannot_be_valid,
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
)
