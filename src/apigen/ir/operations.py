"""Path items to operations: what each takes, answers and asks of its caller."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apigen.ir.api import Operation, Response
from apigen.ir.bodies import read_body
from apigen.ir.content import read_content
from apigen.ir.headers import read_headers
from apigen.ir.implied import SUCCESS, implied_statuses
from apigen.ir.pagination import read_pagination
from apigen.ir.parameters import read_parameters, template_names
from apigen.ir.pins import read_pin
from apigen.ir.reader import Reader, text
from apigen.ir.security import read_security
from apigen.ir.servers import read_own_servers, warn_of_own_path
from apigen.ir.types import Direction
from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.grammar import grammar_of
from apigen.spec.rules.names import PIN

_STATUS: Final = re.compile(r"[2-5](?:\d\d|XX)|default")


def operation_places(reader: Reader) -> Iterator[tuple[str, str, Pointer, Pointer]]:
    """Yield path, method, and where the path item and the operation stand, in the order of the document."""
    grammar = grammar_of(reader.document.version)
    for path in reader.entries(dict(reader.document.value), "paths"):
        item, value = reader.object(("paths", path))
        for method, place in grammar.operations(value):
            yield path, method, item, (*item, *place)


def read_operation(reader: Reader, path: str, method: str, item: Pointer, pointer: Pointer) -> Operation:
    """Return one operation."""
    _, value = reader.object(pointer)
    words = operation_words(value, method, path)
    parameters = read_parameters(reader, path, item, pointer, words)
    body = read_body(reader, value, pointer, words)
    responses = tuple(_read_responses(reader, value, pointer, words))
    security = read_security(reader, value)
    servers = read_own_servers(reader, item, pointer)
    warn_of_own_path(reader, servers, method, path)
    implied = implied_statuses(
        declared=list(reader.entries(value, "responses")),
        has_input=body is not None or any(parameter.location != "path" for parameter in parameters),
        secured=bool(security) and all(security),
        scoped=any(use.scopes for alternative in security for use in alternative),
        templated=any(parameter.location == "path" for parameter in parameters),
    )
    if SUCCESS in implied:
        # Else no handler could answer a valid request.
        responses = (_empty(SUCCESS, pointer), *responses)
    found = Operation(
        id=text(value, "operationId") or f"{method} {path}",
        words=words,
        method=method,
        path=path,
        tag=_group(reader, value),
        summary=text(value, "summary"),
        description=text(value, "description"),
        deprecated=value.get("deprecated") is True,
        parameters=parameters,
        body=body,
        responses=responses,
        security=security,
        implied=implied,
        pin=read_pin(value, pointer),
        origin=pointer,
        servers=servers,
    )
    return read_pagination(reader, found)


def _empty(status: str, origin: Pointer) -> Response:
    """Return a response without content that the contract does not declare."""
    return Response(
        status=status, component=None, media=(), headers=(), summary=None, description=None, pin=None, origin=origin
    )


def _group(reader: Reader, operation: dict[str, Json]) -> str | None:
    """Return the tag that an operation is grouped by: the first one, of those that are for navigation if there are any.

    What a tag is for is its `kind` (OpenAPI 3.2, Tag Object): a `badge` or an `audience` groups nothing.
    """
    tags = operation.get("tags")
    names = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    if len(names) < 2:
        return next(iter(names), None)
    declared = reader.document.value.get("tags")
    others = [
        tag.get("name")
        for tag in (declared if isinstance(declared, list) else [])
        if isinstance(tag, dict) and tag.get("kind", "nav") != "nav"
    ]
    return next((name for name in names if name not in others), names[0])


def operation_words(value: dict[str, Json], method: str, path: str) -> tuple[str, ...]:
    """Return what an operation is named after: the name it is given, its operationId, or its method and path.

    A path's own words come first, its parameters behind `by`: `GET /pets/{petId}` is "get pets by petId".
    """
    identifier = text(value, PIN) or text(value, "operationId")
    if identifier:
        return (identifier,)
    literal = [part for part in re.sub(r"\{[^{}]*\}", " ", path).replace("/", " ").split() if part]
    names = template_names(path)
    return (method.lower(), *literal, *(("by", *names) if names else ()))


def _read_responses(
    reader: Reader, operation: dict[str, Json], pointer: Pointer, words: tuple[str, ...]
) -> Iterator[Response]:
    """Yield the responses that a server can answer with: 1xx are not for an application to send."""
    for status in reader.entries(operation, "responses"):
        normal = status if status == "default" else status.upper()
        if not _STATUS.fullmatch(normal):
            continue
        place, value = reader.object((*pointer, "responses", status))
        shared = place[:2] == ("components", "responses") and len(place) == 3
        hint = (text(value, PIN) or place[2],) if shared else (*words, normal)
        has_content = normal not in ("204", "205", "304")
        yield Response(
            status=normal,
            component=place if shared else None,
            media=read_content(reader, place, value, Direction.RESPONSE, hint) if has_content else (),
            headers=read_headers(reader, place, hint),
            summary=text(value, "summary"),
            description=text(value, "description"),
            pin=read_pin(value, place),
            origin=place,
        )
