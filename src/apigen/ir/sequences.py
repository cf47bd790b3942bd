"""Media types whose bodies are one value after the other, and what each of these is (OpenAPI 3.2, Sequential Media Types)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from apigen.ir.api import MediaType
from apigen.ir.combine import union
from apigen.ir.media import MediaKind, essence, kind_of
from apigen.ir.reader import Reader, text
from apigen.ir.types import AnyType, BytesType, Direction, StreamType, StringType, TypeRef
from apigen.report import Pointer
from apigen.spec.document import Json, local_pointer

_OF_ITEMS: Final = frozenset({"type", "items", "title", "description", "$comment", "example", "examples", "deprecated"})
"""What the schema of a whole sequence may say without a bearing on how many items there are, and which."""


_INNER: Final = ("encoding", "prefixEncoding", "itemEncoding")


def has_items(reader: Reader, value: dict[str, Json]) -> bool:
    """Whether a media type says what each of its items is: no version before 3.2 can."""
    return "itemSchema" in value and reader.document.version >= (3, 2)


def read_stream(
    reader: Reader, name: str, kind: MediaKind, pointer: Pointer, direction: Direction, hint: tuple[str, ...]
) -> MediaType:
    """Return a stream. What is known of its items is their own schema, or that of the array that they are together."""
    _, value = reader.object(pointer)
    places: tuple[Pointer, ...] = ()
    part = part_of(reader, name, pointer) if kind == "parts" else None
    if part is not None and kind_of(part) != "json":
        return _read_opaque_parts(reader, name, part, pointer, direction, hint)
    if has_items(reader, value):
        places = ((*pointer, "itemSchema"),)
        if kind == "events":
            places = _data_of_events(reader, places[0])
        _warn_of_whole(reader, pointer, value)
    elif "schema" in value:
        place = reader.items((*pointer, "schema"))
        places = (reader.data_of_event(place),) if kind == "events" else (place,)
    types = [reader.types.read(place, direction, (*hint, "item")) for place in places]
    schemas = [reader.normal.schema(place, direction) for place in places]
    items: TypeRef = StringType() if kind == "events" else AnyType()
    return MediaType(
        name=name,
        kind=kind,
        type=StreamType(union(types) if types else items, events=kind == "events"),
        schema=schemas[0] if len(schemas) == 1 else {"anyOf": schemas} if schemas else {},
        examples=(),
        part=part,
        origin=pointer,
    )


def part_of(reader: Reader, name: str, pointer: Pointer) -> str | None:
    """Return the media type of each part of a body whose parts have no names; `None` for all other bodies."""
    _, value = reader.object(pointer)
    if not essence(name).startswith("multipart/") or kind_of(name) != "binary" or not has_items(reader, value):
        return None
    if "prefixEncoding" in value or "schema" in value or "*" in name:
        return None
    return part_type(value, reader.schemas.at(reader.schemas.resolve((*pointer, "itemSchema"))))


def part_type(media: Mapping[str, Json], schema: Json) -> str:
    """Return the media type of each part: the one that is said, or that of its schema (Encoding Object, `contentType`)."""
    encoding = media.get("itemEncoding")
    said = text(encoding, "contentType") if isinstance(encoding, dict) else None
    if said is not None:
        return said if "," not in said else "*/*"
    kind = schema.get("type") if isinstance(schema, dict) else None
    if kind is None or (isinstance(schema, dict) and "contentEncoding" in schema):
        is_json = isinstance(schema, dict) and bool(schema.keys() & {"properties", "oneOf", "anyOf", "allOf"})
        return "application/json" if is_json else "application/octet-stream"
    return "text/plain" if kind in ("string", "number", "integer", "boolean") else "application/json"


def _read_opaque_parts(
    reader: Reader, name: str, part: str, pointer: Pointer, direction: Direction, hint: tuple[str, ...]
) -> MediaType:
    """Return a multipart body whose parts are texts or files. Of a text, only a schema for strings says something."""
    place = (*pointer, "itemSchema")
    is_text, is_string = kind_of(part) != "binary", reader.is_string(place)
    items: TypeRef = StringType() if is_text else BytesType()
    return MediaType(
        name=name,
        kind="parts",
        type=StreamType(reader.types.read(place, direction, hint) if is_text and is_string else items, events=False),
        schema=reader.normal.schema(place, direction) if is_text and is_string else {},
        examples=(),
        part=part,
        origin=pointer,
    )


def _data_of_events(reader: Reader, pointer: Pointer) -> tuple[Pointer, ...]:
    """Return where the schemas stand that the data of events can have: several, if events of different names differ."""
    found = tuple(dict.fromkeys(_contents(reader, place) for place in _data(reader, pointer, set())))
    described = tuple(each for each in found if not _is_plain(reader, each))
    if len(found) > 1:
        reader.report.warning(
            "AG440",
            "which data an event has depends on more than can be read here: each may have any data that one may have",
            at=pointer,
            help="describe `data` once, and tell its values apart by what they are",
        )
    return found if described else found[:1]


def _data(reader: Reader, pointer: Pointer, seen: set[Pointer]) -> Iterator[Pointer]:
    """Yield the schemas of the property `data` of an event, in whichever branch they stand."""
    schema = reader.schemas.at(pointer)
    if pointer in seen or not isinstance(schema, dict):
        return
    seen.add(pointer)
    properties = schema.get("properties")
    if isinstance(properties, dict) and "data" in properties:
        yield (*pointer, "properties", "data")
    target = local_pointer(str(schema["$ref"])) if isinstance(schema.get("$ref"), str) else None
    if target is not None:
        yield from _data(reader, target, seen)
    for keyword in ("allOf", "oneOf", "anyOf"):
        branches = schema.get(keyword)
        for index in range(len(branches) if isinstance(branches, list) else 0):
            yield from _data(reader, (*pointer, keyword, str(index)), seen)


def _contents(reader: Reader, pointer: Pointer) -> Pointer:
    """Return where the schema of what a text holds stands, if it has one; else that of the text."""
    place = reader.schemas.resolve(pointer)
    schema = reader.schemas.at(place)
    return (*place, "contentSchema") if isinstance(schema, dict) and "contentSchema" in schema else pointer


def _is_plain(reader: Reader, pointer: Pointer) -> bool:
    """Whether a schema says of data no more than that it is a text."""
    return reader.schemas.at(reader.schemas.resolve(pointer)) == {"type": "string"}


def _warn_of_whole(reader: Reader, pointer: Pointer, value: dict[str, Json]) -> None:
    """Warn of what is said of all items together: they are judged one by one, and nobody waits for the last."""
    schema = reader.schemas.at(reader.schemas.resolve((*pointer, "schema"))) if "schema" in value else None
    if isinstance(schema, dict) and any(not key.startswith("x-") and key not in _OF_ITEMS for key in schema):
        reader.report.warning(
            "AG441",
            "`schema` beside `itemSchema` is not enforced: items are judged one by one as they come",
            at=(*pointer, "schema"),
            help="leave `itemSchema` out if the whole must be judged",
        )


def warn_of_positions(reader: Reader, name: str, pointer: Pointer, value: dict[str, Json]) -> None:
    """Warn of what is not read: the parts of a multipart body that have no names, and parts that have parts."""
    if reader.document.version < (3, 2):
        return
    if essence(name).startswith("multipart/") and part_of(reader, name, pointer) is None:
        keywords = [each for each in ("itemSchema", "prefixEncoding", "itemEncoding") if each in value]
        if keywords or (kind_of(name) == "binary" and "schema" in value):
            at = (*pointer, keywords[0] if keywords else "schema")
            reader.report.warning(
                "AG442",
                f"the parts of {name} are told apart by their places, which is not read yet: the body is bytes",
                at=at,
                help="use `itemSchema` and `itemEncoding` alone where all parts are alike, or multipart/form-data",
            )
    forms = tuple(form_parts(reader, pointer, value))
    for key in reader.entries(value, "encoding"):
        place, encoding = reader.object((*pointer, "encoding", key))
        _warn_of_inner(reader, key, place, encoding, ("prefixEncoding", "itemEncoding") if key in forms else _INNER)
        for name in reader.entries(encoding, "encoding") if key in forms else ():
            _warn_of_inner(reader, name, *reader.object((*place, "encoding", name)), _INNER)


def _warn_of_inner(
    reader: Reader, name: str, place: Pointer, encoding: dict[str, Json], keywords: Iterable[str]
) -> None:
    for keyword in keywords:
        if keyword in encoding:
            reader.report.warning(
                "AG443",
                f"an encoding within an encoding is not honoured: {name!r} is written as its own encoding says",
                at=(*place, keyword),
                help="make the part a form, a text or a file, and read its parts in the handler",
            )


def form_parts(reader: Reader, pointer: Pointer, value: dict[str, Json]) -> Iterator[str]:
    """Yield the properties of a form that are forms themselves: their parts have names (OpenAPI 3.2, Nested Encoding)."""
    encodings = [*reader.entries(value, "encoding")]
    if "schema" not in value or not encodings or reader.document.version < (3, 2):
        return
    schema = reader.schemas.resolve((*pointer, "schema"))
    described = reader.schemas.at(schema)
    properties = described.get("properties") if isinstance(described, dict) else None
    for name in properties if isinstance(properties, dict) else ():
        _, encoding = reader.object((*pointer, "encoding", name)) if name in encodings else (pointer, {})
        is_form = kind_of(text(encoding, "contentType") or "") == "multipart"
        if is_form and reader.is_object(reader.items((*schema, "properties", name))):
            yield name
