"""What Schemathesis holds against a server wrongly: named classes, as narrow as can be, counted and printed.

Every class here has a canary test, which fails when the pinned Schemathesis no longer needs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, cast

from apigen.contract.forms import FormValue
from apigen.spec.document import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryValue:
    """A query parameter of a request: as declared, as meant, and the texts that stand for it on the wire."""

    definition: Mapping[str, Json]
    value: object
    sent: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A class of failures to be dropped: its name, why it says nothing of the server, and how it is known."""

    name: str
    why: str
    matches: Callable[[str, Collection[QueryValue], FormValue | None], bool]


def _nothing_sent(check: str, query: Collection[QueryValue], _: FormValue | None) -> bool:
    return check == "positive_data_acceptance" and any(
        one.definition.get("required") is True and not one.sent and one.value != {} and _is_hollow(one.value)
        for one in query
    )


def _is_hollow(value: object) -> bool:
    """Tell whether a value is a list or an object without any scalar, so that no style has a text for it."""
    if isinstance(value, list):
        return all(_is_hollow(item) for item in cast("list[object]", value))
    return value == {}


def _item_for_list(check: str, _: Collection[QueryValue], form: FormValue | None) -> bool:
    return check == "negative_data_rejection" and form is not None and form.has_item_for_list()


def _nothing_in_form(check: str, _: Collection[QueryValue], form: FormValue | None) -> bool:
    if form is None:
        return False
    if check == "negative_data_rejection":
        return form.has_hollow_part()
    return check == "positive_data_acceptance" and form.lacks_required()


def _objects_in_list(check: str, _: Collection[QueryValue], form: FormValue | None) -> bool:
    return check == "positive_data_acceptance" and form is not None and form.has_objects_in_lists()


def _brackets_in_name(check: str, _: Collection[QueryValue], form: FormValue | None) -> bool:
    return check == "positive_data_acceptance" and form is not None and form.has_brackets_in_names()


DROPS: Final = (
    Drop(
        name="empty-list-in-query",
        why="an empty list is written as nothing, so the request lacks a required parameter and is rejected rightly",
        matches=_nothing_sent,
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
        name="objects-in-list-in-form",
        why="the engine writes a list of objects as the names of their properties, and the objects are lost",
        matches=_objects_in_list,
    ),
    Drop(
        name="brackets-in-name-in-form",
        why="a name within a property stands between brackets, so one that has some is read as several",
        matches=_brackets_in_name,
    ),
)

_TUPLE_ERROR: Final = re.compile(
    r"Invalid Schema Object in response definition.*Location:\n[^\n]*\bitems\n.*Problematic definition:\n\s*\[",
    re.DOTALL,
)


def drop_for(check: str, query: Collection[QueryValue], form: FormValue | None = None) -> Drop | None:
    """Return the class that a failure belongs to, `None` if it counts."""
    return next((drop for drop in DROPS if drop.matches(check, query, form)), None)


def is_tuple_error(message: str) -> bool:
    """Tell whether an error is the engine's own over `prefixItems` in a response of OpenAPI 3.1.

    It rewrites tuples as Draft 7 has them, and then refuses them by the rules of 2020-12.
    """
    return _TUPLE_ERROR.search(message) is not None
