"""What is held against a server wrongly because of how Schemathesis writes parameters, outside the query and anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal
from urllib.parse import unquote

from apigen.contract.drops.blame import blamed_in, reasons_in
from apigen.contract.drops.drop import Drop
from apigen.contract.impossible import fits_nothing
from apigen.contract.judge import compile_schema, is_valid
from apigen.contract.sent import ParameterValue, Sent
from apigen.runtime.core.styles import read_text
from apigen.spec.document import Json

_SHAPES: Final[tuple[Literal["array", "object"], ...]] = ("array", "object")
_WRONG_TYPE: Final = re.compile(r"incorrect type|object body where non-object|violates `type` at \S+ \(was", re.I)
_ADDED_HEADER: Final = re.compile(r"in header - object with unexpected properties", re.I)


def _empty_text_in_header(sent: Sent) -> bool:
    return sent.is_invalid and any(
        one.value in ("", [""]) and list(one.sent) == [""] and one.has_type("array")
        for one in sent.parameters_in("header")
    )


def _same_in_text(sent: Sent) -> bool:
    blamed = blamed_in(sent)
    return (
        bool(blamed)
        and all(each.location != "query" for each in blamed)
        and all(_WRONG_TYPE.match(reason) for reason in reasons_in(sent))
        and all(any(each.has_type(shape) and _is_text_of(each, shape) for shape in _SHAPES) for each in blamed)
    )


def _is_text_of(one: ParameterValue, shape: Literal["array", "object"]) -> bool:
    """Tell whether the text that was sent is one of a shape, by the letter of the parameter's style."""
    name = str(one.definition.get("name"))
    texts = (read_text(one.style, name, text, shape, explode=one.is_exploded, unescape=unquote) for text in one.sent)
    return all(any(True for _ in found) for found in texts)


def _lost_in_text(sent: Sent) -> bool:
    return sent.is_valid and any(
        each.sent and each.types <= {shape, "null"} and each.has_type(shape) and not _is_text_of(each, shape)
        for shape in _SHAPES
        for each in (*sent.parameters_in("path"), *sent.parameters_in("header"), *_joined_objects(sent))
    )


def _joined_objects(sent: Sent) -> Iterator[ParameterValue]:
    """Yield the objects in the query that are one text."""
    for each in sent.parameters_in("query"):
        if each.style == "form" and not each.is_exploded and each.has_type("object"):
            yield each


def _valid_as_text(sent: Sent) -> bool:
    blamed = blamed_in(sent)
    return bool(blamed) and all(_is_valid_text(each) for each in blamed)


def _is_valid_text(one: ParameterValue) -> bool:
    """Tell whether what was sent is valid as a string, where the schema takes something else, too; or as an object of them."""
    if one.style == "deepObject" and one.location == "query":
        found = {name: list(texts) for name, texts in one.query.items() if name.startswith(f"{one.name}[")}
        value: dict[str, Json] = {
            name[len(one.name) + 1 : -1]: texts[0] for name, texts in found.items() if name.count("[") == 1
        }
        return len(value) == len(found) and all(len(texts) == 1 for texts in found.values()) and _accepts(one, value)
    if len(one.sent) != 1 or not one.has_type("string") or one.types <= {"string", "null"}:
        return False
    text = next(iter(one.sent))
    return _accepts(one, unquote(text) if one.location == "path" else text)


def _accepts(one: ParameterValue, value: Json) -> bool:
    validator = compile_schema(one.schema, "2020-12") or compile_schema(one.schema, "draft4")
    return validator is not None and is_valid(validator, value)


def _leads_nowhere(sent: Sent) -> bool:
    return sent.check == "ensure_resource_availability" and any(
        not (_accepts(each, text) or _accepts(each, _number(text)))
        for each in sent.parameters_in("path")
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
        why="the engine takes an answer's value for a path's parameter that it does not fit, so nothing has that path",
        matches=_leads_nowhere,
    ),
    Drop(
        name="empty-text-in-header",
        why="where items are joined, no items and an empty one are the same text, so the latter is accepted as the former",
        matches=_empty_text_in_header,
    ),
    Drop(
        name="same-in-text",
        why="a text in a path, header or cookie is that of a list, or of an object, whatever else it was meant to be",
        matches=_same_in_text,
    ),
    Drop(
        name="lost-in-text",
        why="the engine writes what is nested as Python does, so its text is none of the declared style",
        matches=_lost_in_text,
    ),
    Drop(
        name="valid-as-text",
        why="a text is that of a string, and valid as one, whatever else the schema takes and it was meant to be",
        matches=_valid_as_text,
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
