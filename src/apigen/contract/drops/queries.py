"""What is held against a server wrongly because of how Schemathesis writes queries."""

from __future__ import annotations

import re
from typing import Final, cast

from apigen.contract.drops.blame import blamed_in
from apigen.contract.drops.drop import Drop
from apigen.contract.forms import is_hollow
from apigen.contract.sent import ParameterValue, Sent

_DELIMITERS: Final = {"pipeDelimited": "|", "spaceDelimited": " "}


def _nothing_sent(sent: Sent) -> bool:
    return sent.is_valid and any(
        one.definition.get("required") is True and not one.sent and _leaves_nothing(one, sent)
        for one in sent.parameters_in("query")
    )


def _leaves_nothing(one: ParameterValue, sent: Sent) -> bool:
    """Tell whether nothing of a value is sent: a list or object without any scalar has no text in any style."""
    if one.is_spread:
        return not _own_names(one, sent)
    value: object = one.value
    return value != {} and is_hollow(value)


def _own_names(one: ParameterValue, sent: Sent) -> list[str]:
    """Return the names in the query by which the properties of an object are sent."""
    if one.style == "deepObject":
        return [name for name in one.query if name.startswith(f"{one.name}[")]
    others = [each for each in sent.parameters_in("query") if each is not one]
    claimed = {name for each in others for name in (each.name, *(each.properties if each.is_spread else ()))}
    open_names = [name for name in one.query if name.partition("[")[0] not in claimed]
    return [name for name in one.query if name.partition("[")[0] in one.properties] if one.properties else open_names


def _empty_text_in_query(sent: Sent) -> bool:
    return sent.is_invalid and any(
        one.value in ("", [""]) and list(one.sent) == [""] and not one.is_exploded and one.has_type("array")
        for one in sent.parameters_in("query")
    )


def _names_for_object(sent: Sent) -> bool:
    return sent.is_valid and any(_is_names(each) for each in sent.parameters_in("query"))


def _is_names(one: ParameterValue) -> bool:
    value = one.value
    if one.style not in _DELIMITERS or not isinstance(value, dict):
        return False
    names = [*map(str, cast("dict[object, object]", value))]
    return bool(names) and list(one.sent) in (names, [_DELIMITERS[one.style].join(names)])


def _hangs_on(sent: Sent, *parameters: ParameterValue) -> bool:
    """Tell whether the verdict may hang on one of these: an invalid request's does on what was made invalid, where that is known."""
    blamed = blamed_in(sent)
    return sent.is_valid or (sent.is_invalid and (not blamed or any(each in blamed for each in parameters)))


def _brackets_in_name(sent: Sent) -> bool:
    return any(
        name.startswith(f"{one.name}[") and re.fullmatch(r"(\[[^\[\]]*\])+", name.removeprefix(one.name)) is None
        for one in sent.parameters_in("query")
        if one.style == "deepObject" and _hangs_on(sent, one)
        for name in one.query
    )


def _nested(sent: Sent) -> bool:
    return (sent.is_valid and any(map(_is_nested_list, sent.parameters_in("query")))) or any(
        "[" in name and name.partition("[")[0] in one.properties
        for one in sent.parameters_in("query")
        if one.is_spread and one.style == "form" and _hangs_on(sent, one)
        for name in one.query
    )


def _is_nested_list(one: ParameterValue) -> bool:
    value: object = one.value
    items = cast("list[object]", value) if isinstance(value, list) else []
    return bool(one.sent) and any(
        isinstance(item, dict | list) and not is_hollow(cast("object", item)) for item in items
    )


def _shared_name(sent: Sent) -> bool:
    parameters = sent.parameters_in("query")
    return any(
        spread.is_spread
        and spread.style == "form"
        and other is not spread
        and other.name in spread.properties
        and any(name.partition("[")[0] == other.name for name in spread.query)
        and _hangs_on(sent, spread, other)
        for spread in parameters
        for other in parameters
    )


OF_QUERIES: Final = (
    Drop(
        name="empty-list-in-query",
        why="an empty list or object is written as nothing, so the request lacks a required parameter and is rejected rightly",
        matches=_nothing_sent,
    ),
    Drop(
        name="empty-text-in-query",
        why="where items are joined, no items and an empty one are the same text, so the latter is accepted as the former",
        matches=_empty_text_in_query,
    ),
    Drop(
        name="names-for-object-in-query",
        why="the engine writes an object between delimiters as the names of its properties, and the values are lost",
        matches=_names_for_object,
    ),
    Drop(
        name="brackets-in-name-in-query",
        why="a name within an object stands between brackets, so one that has some is read as several, or as none",
        matches=_brackets_in_name,
    ),
    Drop(
        name="nested-in-query",
        why="no style has a text for what is nested in a list or an exploded object: the engine makes Python's, or names with brackets",
        matches=_nested,
    ),
    Drop(
        name="shared-name-in-query",
        why="what is sent under a name is a parameter's and, the same text, a property's of another one that is exploded",
        matches=_shared_name,
    ),
)
