"""`x-apigen-pagination` of an operation to how the pages of its result follow each other, in types."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, cast

from apigen.ir.api import Operation, Pagination, PaginationStyle
from apigen.ir.combine import union
from apigen.ir.pointers import Definitions, at_pointer, items_at, names_at, read_pointer, variants
from apigen.ir.reader import Reader
from apigen.ir.types import (
    AnyType,
    BooleanType,
    LiteralType,
    NullType,
    NumberType,
    StreamType,
    StringType,
    TypeRef,
    UnionType,
)
from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.pagination import PAGINATION, STYLES
from apigen.spec.words import did_you_mean

_FIRST: Final = {"offset": 0, "page": 1}
"""What asks for the first page where the contract does not say it."""


def read_pagination(reader: Reader, operation: Operation) -> Operation:
    """Return the operation with its pagination; what leads nowhere is reported. The checks have refused other faults."""
    value = reader.object(operation.origin)[1].get(PAGINATION)
    if not isinstance(value, dict):
        return operation
    body = union(each.type for found in operation.successes for each in found.media if each.kind == "json")
    parts = [key for key in ("items", "next", "more", "total") if key in value and key in _keys(value)]
    found = [_judged(reader, operation, body, key, str(value[key])) for key in parts]
    item = items_at(body, read_pointer(str(value["items"])), reader.types.definitions)
    if item is None or not all(found):
        return operation
    pointers = {key: read_pointer(str(value[key])) for key in parts}
    parameter = value.get("parameter")
    return replace(
        operation,
        pagination=Pagination(
            style=cast("PaginationStyle", value["style"]),
            page=_without_null(each for found in operation.successes for each in found.types),
            item=item,
            items=pointers["items"],
            parameter=parameter if isinstance(parameter, str) else None,
            start=_start(operation, value),
            next=pointers.get("next"),
            more=pointers.get("more"),
            total=pointers.get("total"),
        ),
    )


def _keys(value: dict[str, Json]) -> tuple[str, ...]:
    needed, optional = STYLES[str(value["style"])]
    return (*needed, *optional)


def _judged(reader: Reader, operation: Operation, body: TypeRef, key: str, text: str) -> bool:
    """Whether a pointer leads to what its key means; if it does not, that is reported."""
    definitions = reader.types.definitions
    reached = at_pointer(body, read_pointer(text), definitions)
    at = (*operation.origin, PAGINATION, key)
    if reached is None:
        reader.report.error(
            "AG253",
            f"`{text}` leads to nothing in the body of a success",
            at=at,
            help=_advice(body, read_pointer(text), definitions),
        )
        return False
    if key == "items":
        fits, wanted = items_at(body, read_pointer(text), definitions) is not None, "a list"
    else:
        fits = any(_is(key, each) for each in variants(reached, definitions))
        wanted = {"next": "a string or a number", "more": "a boolean", "total": "an integer"}[key]
    if not fits:
        what = f"what `{text}` leads to" if text else "the body itself"
        reader.report.error("AG254", f"`{key}` must lead to {wanted}, and {what} is none", at=at)
    return fits


def _advice(body: TypeRef, pointer: Pointer, definitions: Definitions) -> str:
    """Return how a pointer that leads to nothing may have been meant."""
    for number, token in enumerate(pointer):
        here = at_pointer(body, pointer[:number], definitions)
        known = names_at(here, definitions) if here is not None else []
        if here is not None and token not in known:
            listed = ", ".join(f"`{name}`" for name in known[:10])
            return did_you_mean(token, known) or (
                f"there is {listed}" if known else "the schema declares no properties"
            )
    return "write a JSON Pointer by the names of properties"


def _is(key: str, found: TypeRef) -> bool:
    """Whether a value of a type can be what a key leads to."""
    match found:
        case AnyType():
            return True
        case LiteralType(values=values):
            return any(isinstance(each, bool) == (key == "more") for each in values)
        case BooleanType():
            return key == "more"
        case NumberType(integer=integer):
            return key == "next" or (key == "total" and integer)
        case StringType():
            return key == "next"
        case _:
            return False


def _without_null(types: Iterable[TypeRef]) -> TypeRef:
    """Return the type of what is a page: null is none, and a stream of values has none."""
    found = union(each for each in types if not isinstance(each, StreamType))
    if isinstance(found, UnionType) and NullType() in found.variants:
        return union((each for each in found.variants if each != NullType()), discriminator=found.discriminator)
    return found


def _start(operation: Operation, value: dict[str, Json]) -> int:
    """Return what asks for the first page: as the contract says it, there or by the default of the parameter."""
    given = value.get("start")
    for each in operation.parameters:
        if given is None and each.location == "query" and each.name == value.get("parameter") and each.default:
            given = json.loads(each.default)
    return given if isinstance(given, int) else _FIRST.get(str(value["style"]), 0)
