"""Request bodies, read."""

from __future__ import annotations

from apigen.ir.api import Body
from apigen.ir.content import read_content
from apigen.ir.reader import Reader, text
from apigen.ir.types import Direction
from apigen.report import Pointer
from apigen.spec.document import Json


def read_body(reader: Reader, operation: dict[str, Json], pointer: Pointer, words: tuple[str, ...]) -> Body | None:
    """Return the body that an operation takes; `None` for none."""
    if "requestBody" not in operation:
        return None
    place, value = reader.object((*pointer, "requestBody"))
    media = read_content(reader, place, value, Direction.REQUEST, words)
    if not media:
        return None
    return Body(required=value.get("required") is True, media=media, description=text(value, "description"))
