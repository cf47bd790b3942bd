"""A contract and its API become the effective contract: the author's document plus what every server needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from apigen.ir.api import Api, Operation
from apigen.report import Pointer
from apigen.runtime.server.routing import expressions
from apigen.spec.document import Json, follow, found_at
from apigen.spec.rules.headers import IGNORED_HEADERS, TOKEN

MARK: Final = "x-apigen-implied"

_FRAMING: Final = frozenset({"content-length", "transfer-encoding"})
"""Headers that say where a message ends (RFC 9112 section 6.3): a value of anyone's choice breaks it."""
_REASONS: Final = {
    "2XX": "The request was answered.",
    "401": "The caller is not authenticated.",
    "403": "The caller lacks a scope that the operation asks for.",
    "404": "The path names no resource.",
    "422": "The request is not valid.",
}


def effective(document: Mapping[str, Json], api: Api, *, implied: bool = True) -> dict[str, Json]:
    """Return the document with the implied responses of each operation, marked `x-apigen-implied: true`; or without.

    The input is not changed; whatever did not change is shared with it. An implied response has a
    description and no content: the author said nothing of its body, so any body is right. Header
    parameters that OpenAPI says to ignore are not in it (Parameter Object, `name`), nor those that HTTP cannot send, nor
    those of the path that its template does not have; those that it has and nothing declares are.
    """
    value = dict(document)
    for operation in api.operations:
        if implied and operation.implied:
            _add(value, operation)
        for owner in (_path_item(operation), operation.origin):
            _drop_ignored(value, document, owner, expressions(operation.path))
        _declare(value, operation)
    return value


def added(api: Api) -> int:
    """Return how many responses the effective contract has that the author's lacks."""
    return sum(len(operation.implied) for operation in api.operations)


def _add(value: dict[str, Json], operation: Operation) -> None:
    responses = _own(value, (*operation.origin, "responses"))
    for status in operation.implied:
        responses.setdefault(status, {"description": _REASONS[status], MARK: True})


def _path_item(operation: Operation) -> Pointer:
    """Return where the path item of an operation stands. Only keys of `additionalOperations` are methods as they are sent."""
    return operation.origin[:-2] if operation.origin[-1] == operation.method else operation.origin[:-1]


def _declare(value: dict[str, Json], operation: Operation) -> None:
    """Add the parameters that the path has and nothing declares: what stands there is the operation itself."""
    missing: list[Json] = [
        {"name": each.name, "in": "path", "required": True, "schema": each.schema, MARK: True}
        for each in operation.parameters
        if each.origin == operation.origin
    ]
    if missing:
        own = _own(value, operation.origin)
        declared = own.get("parameters")
        own["parameters"] = [*(declared if isinstance(declared, list) else []), *missing]


def _drop_ignored(
    value: dict[str, Json], document: Mapping[str, Json], owner: Pointer, expressions: Collection[str]
) -> None:
    """Leave out `Accept`, `Content-Type`, `Authorization`, and what is not in the path, from the parameters of an owner."""
    pointer = (*owner, "parameters")
    parameters = found_at(document, pointer)
    if not isinstance(parameters, list):
        return
    kept = [
        each for index, each in enumerate(parameters) if not _is_ignored(document, (*pointer, str(index)), expressions)
    ]
    if len(kept) < len(parameters):
        _own(value, owner)["parameters"] = kept


def _is_ignored(document: Mapping[str, Json], pointer: Pointer, expressions: Collection[str]) -> bool:
    parameter = found_at(document, follow(document, pointer))
    if not isinstance(parameter, dict):
        return False
    name = str(parameter.get("name"))
    if parameter.get("in") == "path":
        return name not in expressions
    # A name that is no token (AG226) is refused by servers of HTTP before an app sees it.
    is_sendable = name.lower() not in IGNORED_HEADERS | _FRAMING and TOKEN.fullmatch(name) is not None
    return parameter.get("in") == "header" and not is_sendable


def _own(value: dict[str, Json], pointer: Pointer) -> dict[str, Json]:
    """Copy the objects along a pointer into `value`, whose root is a copy already, and return the last.

    Only objects are on the way to an operation. An earlier operation's copy is copied once more:
    that costs little, and nothing needs to remember which objects are copies.
    """
    current = value
    for token in pointer:
        child = current.get(token)
        if not isinstance(child, dict):
            child = {}
        child = dict(child)
        current[token] = child
        current = child
    return current
