"""Header objects of a response, read. They have no location, no name of their own, and one style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apigen.ir.api import Header
from apigen.ir.media import kind_of
from apigen.ir.reader import Reader, text
from apigen.ir.types import AnyType, Direction, StringType, TypeRef
from apigen.report import Pointer
from apigen.spec.document import Json

_OF_THE_MESSAGE: Final = frozenset({"connection", "content-length", "content-type", "transfer-encoding"})
"""`Content-Type` is ignored (OpenAPI, Response Object, "headers"); the others are the server's, which frames messages."""


def read_headers(reader: Reader, response: Pointer, hint: tuple[str, ...]) -> tuple[Header, ...]:
    """Return the headers of a response in the order of the document. Of names that differ in case, one counts."""
    return tuple(_read_all(reader, response, hint))


def _read_all(reader: Reader, response: Pointer, hint: tuple[str, ...]) -> Iterator[Header]:
    headers = reader.object(response)[1].get("headers")
    # Here `x-rate` is a header like others: no extensions stand between them.
    names = list(headers) if isinstance(headers, dict) else []
    # What counts must not depend on the order in which a contract is written.
    chosen = {name.lower(): name for name in sorted(names, reverse=True)}
    for name in names:
        if name.lower() in _OF_THE_MESSAGE or chosen[name.lower()] != name:
            continue
        header = _read(reader, name, (*response, "headers", name), (*hint, name))
        if header is not None:
            yield header


def _read(reader: Reader, name: str, pointer: Pointer, hint: tuple[str, ...]) -> Header | None:
    """Return a header; `None`, with a warning, for a document that is not JSON."""
    pointer, value = reader.object(pointer)
    origin, owner, media_type = pointer, value, next(reader.entries(value, "content"), None)
    if media_type is not None:
        if kind_of(media_type) != "json":
            _warn(reader, name, media_type, pointer)
            return None
        origin, owner = reader.object((*pointer, "content", media_type))
    schema = (*origin, "schema") if "schema" in owner else None
    unknown: TypeRef = AnyType() if media_type else StringType()
    anything: dict[str, Json] = {} if media_type else {"type": "string"}
    return Header(
        name=name,
        media_type=media_type,
        explode=value.get("explode") is True and media_type is None,
        required=value.get("required") is True,
        type=reader.types.read(schema, Direction.RESPONSE, hint) if schema else unknown,
        schema=reader.normal.schema(schema, Direction.RESPONSE) if schema else anything,
        examples=reader.examples(origin, owner),
        description=text(value, "description"),
        deprecated=value.get("deprecated") is True,
        origin=origin,
    )


def _warn(reader: Reader, name: str, media_type: str, pointer: Pointer) -> None:
    reader.report.warning(
        "AG454",
        f"the response header {name!r} is left out: a header of type {media_type} is not supported yet",
        at=(*pointer, "content"),
        help="the rest of the response is generated; write `schema` instead of `content`",
    )
