"""Header objects of a response, read. They have no location, no name of their own, and one style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apigen.ir.api import Header
from apigen.ir.pins import read_pin
from apigen.ir.reader import Reader, text
from apigen.ir.types import Direction
from apigen.ir.values import read_value
from apigen.report import Pointer

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
        yield _read(reader, name, (*response, "headers", name), (*hint, name))


def _read(reader: Reader, name: str, pointer: Pointer, hint: tuple[str, ...]) -> Header:
    pointer, value = reader.object(pointer)
    read = read_value(reader, pointer, value, Direction.RESPONSE, hint)
    return Header(
        name=name,
        media_type=read.media_type,
        explode=value.get("explode") is True and "content" not in value,
        required=value.get("required") is True,
        type=read.type,
        schema=read.schema,
        examples=read.examples,
        description=text(value, "description"),
        deprecated=value.get("deprecated") is True,
        pin=read_pin(value, pointer),
        origin=read.origin,
    )
