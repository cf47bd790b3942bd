"""The `content` of a body, either way: its media types, each with its type, the preferred one first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from apigen.ir.api import Encoding, MediaType
from apigen.ir.media import MediaKind, concrete, essence, kind_of, response_kind
from apigen.ir.reader import Reader, shared_hint, text
from apigen.ir.sequences import form_parts, has_items, part_of, read_stream, warn_of_positions
from apigen.ir.types import AnyType, BytesType, Direction, MapType, StringType, TypeRef
from apigen.report import Pointer
from apigen.spec.document import Json

_STYLES: Final = frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"})
_RANK: Final[tuple[MediaKind, ...]] = ("json", "xml", "form", "multipart", "text", "lines", "events", "parts", "binary")
"""Which media type of several is preferred."""
_Sort: TypeAlias = Literal["value", "map", "files"]
"""As what a body is read: a value of its schema, a form that the schema does not describe, a form with files."""


def read_content(
    reader: Reader, place: Pointer, value: dict[str, Json], direction: Direction, words: tuple[str, ...]
) -> tuple[MediaType, ...]:
    """Return the media types of a request body or of a response. `words` are what a type of its own is named after."""
    kinds: dict[str, MediaKind] = {
        name: _kind(reader, name, (*place, "content", name), direction)
        for name in _chosen(list(reader.entries(value, "content")))
    }
    seen: list[tuple[_Sort, Json, MediaType]] = []
    found: list[MediaType] = []
    for number, name in enumerate(sorted(kinds, key=lambda name: _RANK.index(kinds[name]))):
        pointer, media = reader.object((*place, "content", name))
        kind, schema = kinds[name], media.get("schema")
        sort = _sort(reader, kind, pointer, media)
        known = next((media for *other, media in seen if sort is not None and other == [sort, schema]), None)
        if known is not None:
            found.append(_of_form(reader, replace(known, name=name, kind=kind, encodings=(), files=(), origin=pointer)))
            continue
        hint = (*words, "body") if number == 0 else (*words, "form" if kind == "form" else name, "body")
        read = read_media(reader, name, kind, pointer, direction, shared_hint(pointer, hint))
        if sort is not None:
            seen.append((sort, schema, read))
        found.append(read)
    return tuple(found)


def read_media(
    reader: Reader, name: str, kind: MediaKind, pointer: Pointer, direction: Direction, hint: tuple[str, ...]
) -> MediaType:
    """Return a media type with its type, and with what is said of a form's properties."""
    return _of_form(reader, _read(reader, name, kind, pointer, direction, hint))


def _sort(reader: Reader, kind: MediaKind, pointer: Pointer, media: dict[str, Json]) -> _Sort | None:
    """Return as what a body is read, if it is by its schema: equal schemas have one type where it is the same."""
    schema = (*pointer, "schema")
    if kind not in ("json", "xml", "form", "multipart") or "schema" not in media:
        return None
    if kind == "xml" and reader.is_string(schema):
        return None
    if kind in ("json", "xml"):
        return "value"
    if not reader.is_object(schema):
        return "map"
    return "files" if kind == "multipart" and reader.schemas.has_files(schema) else "value"


def _kind(reader: Reader, name: str, pointer: Pointer, direction: Direction) -> MediaKind:
    """Return how a body is read. A stream that a client sends is a file, unless the contract has items (OpenAPI 3.2)."""
    if part_of(reader, name, pointer) is not None:
        return "parts"
    if direction is Direction.RESPONSE:
        return response_kind(name)
    found = kind_of(name)
    is_file = found in ("events", "lines") and not has_items(reader, reader.object(pointer)[1])
    return "binary" if is_file else found


def _chosen(names: list[str]) -> Iterator[str]:
    """Yield the names but for a range whose type, the one that is sent for it, is there by another name."""
    sent = {essence(name) for name in names}
    for name in names:
        if concrete(name) == name:
            yield name
        elif concrete(name) not in sent:
            sent.add(concrete(name))
            yield name


def _read(
    reader: Reader, name: str, kind: MediaKind, pointer: Pointer, direction: Direction, hint: tuple[str, ...]
) -> MediaType:
    """Return an entry of `content`. Without a schema anything is valid.

    Bytes are bytes, whatever their schema says of them; of text, only a schema for strings can say something.
    """
    _, value = reader.object(pointer)
    warn_of_positions(reader, name, pointer, value)
    schema = (*pointer, "schema")
    is_string = reader.is_string(schema) if "schema" in value else None
    if kind in ("lines", "events", "parts"):
        return read_stream(reader, name, kind, pointer, direction, hint)
    if kind == "xml" and is_string is not False:
        # There is no name for the root: it can be anybody's document.
        kind = "text"
    found: TypeRef | None = None
    if kind == "binary":
        found = BytesType()
    elif kind == "text" and not is_string:
        found = StringType()
    elif kind in ("form", "multipart") and (is_string is None or not reader.is_object(schema)):
        found = MapType(AnyType())
    elif is_string is None:
        found = AnyType()
    if found is not None:
        examples = reader.examples(pointer, value) if isinstance(found, AnyType | MapType) else ()
        return MediaType(name=name, kind=kind, type=found, schema={}, examples=examples, origin=pointer)
    if kind == "multipart":
        direction = Direction.FORM
    examples = reader.examples(pointer, value)
    return MediaType(
        name=name,
        kind=kind,
        type=reader.types.read(schema, direction, hint),
        schema=reader.normal.schema(schema, direction),
        # The text of an XML document is no value of its schema.
        examples=tuple(each for each in examples if kind != "xml" or not isinstance(each, str)),
        origin=pointer,
    )


def _of_form(reader: Reader, media: MediaType) -> MediaType:
    """Return a media type with what is said of a form's properties."""
    if media.kind not in ("form", "multipart"):
        return media
    pointer, value = reader.object(media.origin)
    has_files = media.kind == "multipart" and "schema" in value
    files = tuple(dict.fromkeys(reader.schemas.files((*pointer, "schema")))) if has_files else ()
    forms = tuple(form_parts(reader, pointer, value)) if media.kind == "multipart" else ()
    parts = _Parts(media.kind, files, forms, tuple(_texts(reader, pointer, value)))
    return replace(media, encodings=tuple(_encodings(reader, pointer, parts)), files=files)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The properties of a form that can have any media type: files, parts that are forms themselves, and texts.

    Whoever reads OpenAPI 3.2 must read one level of forms in forms, and nobody needs to read more.
    """

    kind: MediaKind
    files: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.files, *self.forms, *self.texts)


def _encodings(reader: Reader, pointer: Pointer, parts: _Parts) -> Iterator[Encoding]:
    """Yield the encodings that say something. A style, or what goes with one, overrules a media type (3.1, `style`).

    In OpenAPI 3.0 the parts of multipart forms have no style (Encoding Object), and what a URL-encoded form has is text.
    """
    styled = parts.kind == "form" or not reader.schemas.is_30
    pointer, media = reader.object(pointer)
    for name in reader.entries(media, "encoding"):
        place, value = reader.object((*pointer, "encoding", name))
        style, explode, kind = value.get("style"), value.get("explode"), text(value, "contentType")
        allow_reserved = value.get("allowReserved") is True
        has_style = style in _STYLES or isinstance(explode, bool) or allow_reserved
        if styled and name not in parts.files and has_style:
            style = style if isinstance(style, str) and style in _STYLES else "form"
            yield Encoding(
                name=name,
                style=style,
                explode=explode if isinstance(explode, bool) and style != "deepObject" else style == "form",
                allow_reserved=allow_reserved,
                media_type=None,
            )
        elif kind and (kind_of(kind) == "json" or (parts.kind == "multipart" and name in parts.names)):
            inner = tuple(_encodings(reader, place, _Parts("multipart"))) if name in parts.forms else ()
            yield Encoding(
                name=name, style="form", explode=True, allow_reserved=False, media_type=kind, encodings=inner
            )
        elif kind and name not in parts.names and _property(reader, pointer, name) and _is_single(kind):
            _warn_of_encoding(reader, (*place, "contentType"), f"the property {name!r} is not read as {kind}")
        headers = [each for each in reader.entries(value, "headers") if each.lower() != "content-type"]
        if headers and parts.kind == "multipart":
            _warn_of_encoding(reader, (*place, "headers"), f"the header {headers[0]!r} of a part is not read")


def _texts(reader: Reader, pointer: Pointer, media: dict[str, Json]) -> Iterator[str]:
    """Yield the properties of a form that are texts, or lists of texts, and have a media type that a text can have."""
    for name in reader.entries(media, "encoding"):
        place = _property(reader, pointer, name)
        _, encoding = reader.object((*pointer, "encoding", name))
        has_type = kind_of(text(encoding, "contentType") or "multipart/form-data") in ("text", "xml", "binary")
        if has_type and place is not None and reader.is_string(reader.items(place)):
            yield name


def _property(reader: Reader, pointer: Pointer, name: str) -> Pointer | None:
    """Return where the schema of a form describes a property itself."""
    schema = reader.schemas.resolve((*pointer, "schema"))
    described = reader.schemas.at(schema)
    properties = described.get("properties") if isinstance(described, dict) else None
    return (*schema, "properties", name) if isinstance(properties, dict) and name in properties else None


def _is_single(media_type: str) -> bool:
    return not essence(media_type).startswith("multipart/")


def _warn_of_encoding(reader: Reader, at: Pointer, message: str) -> None:
    reader.report.warning(
        "AG445", message, at=at, help="let the property be JSON, a text or a file without headers of its own"
    )
