"""What a Parameter or a Header Object says of its value: by `schema`, or by its one entry of `content`."""

from __future__ import annotations

from dataclasses import dataclass

from apigen.ir.media import kind_of
from apigen.ir.reader import Reader, shared_hint
from apigen.ir.types import AnyType, Direction, StringType, TypeRef
from apigen.report import Pointer
from apigen.spec.document import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """The type of a value, and the dialect-normal schema that judges it. With a `media_type` it is a JSON document.

    `place` is where the schema stands, if there is one that counts, and `origin` the object that it belongs to.
    """

    media_type: str | None
    type: TypeRef
    schema: Json
    place: Pointer | None
    origin: Pointer
    examples: tuple[Json, ...]


def read_value(
    reader: Reader, pointer: Pointer, owner: dict[str, Json], direction: Direction, hint: tuple[str, ...]
) -> Value:
    """Return what is said of a value. Without a schema it is a string, or any document.

    A document of another type than JSON is a text: only a schema for strings can say something of it.
    """
    name = next(reader.entries(owner, "content"), None)
    is_json = name is not None and kind_of(name) == "json"
    if name is not None:
        pointer, owner = reader.object((*pointer, "content", name))
        hint = shared_hint(pointer, hint)
    place = (*pointer, "schema")
    counts = "schema" in owner and (name is None or is_json or reader.is_string(place))
    unknown: tuple[TypeRef, Json] = (AnyType(), {}) if is_json else (StringType(), {"type": "string"})
    return Value(
        media_type=name if is_json else None,
        type=reader.types.read(place, direction, hint) if counts else unknown[0],
        schema=reader.normal.schema(place, direction) if counts else unknown[1],
        place=place if counts else None,
        origin=pointer,
        examples=reader.examples(pointer, owner),
    )
