"""Request bodies: the media types of one, and how the properties of a form are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from apigen.ir.api import Body, Encoding, MediaType
from apigen.ir.media import MediaKind, concrete, essence, kind_of
from apigen.ir.reader import LeftOutError, Reader, text
from apigen.ir.types import Direction
from apigen.report import Pointer
from apigen.spec.document import Json

_STYLES = frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"})
_RANK: Final[dict[MediaKind, int]] = {"json": 0, "form": 1, "text": 2}
"""Which media type of several is preferred. What is not here is not supported yet."""


def read_body(reader: Reader, operation: dict[str, Json], pointer: Pointer, words: tuple[str, ...]) -> Body | None:
    """Return the body that an operation takes. Raises `LeftOutError` if one of its media types is not supported."""
    if "requestBody" not in operation:
        return None
    place, value = reader.object((*pointer, "requestBody"))
    names = list(reader.entries(value, "content"))
    if not names:
        return None
    refused = [name for name in names if kind_of(name) not in _RANK]
    if refused:
        raise LeftOutError("AG452", f"a request body of {' or '.join(refused)}", (*place, "content"))
    names = sorted(_without_ranges(names), key=lambda name: _RANK[kind_of(name)])
    media = tuple(_read_media(reader, (*place, "content"), names, words))
    form = next((name for name in names if kind_of(name) == "form"), None)
    return Body(
        required=value.get("required") is True,
        media=media,
        encodings=tuple(_encodings(reader, (*place, "content", form))) if form else (),
        description=text(value, "description"),
    )


def _without_ranges(names: list[str]) -> Iterator[str]:
    """Yield the names but for a range whose type, the one that is sent for it, is there by another name."""
    sent = {essence(name) for name in names}
    for name in names:
        if concrete(name) == name:
            yield name
        elif concrete(name) not in sent:
            sent.add(concrete(name))
            yield name


def _read_media(reader: Reader, content: Pointer, names: list[str], words: tuple[str, ...]) -> Iterator[MediaType]:
    """Yield the media types. Two whose schemas are the same to the letter have one type."""
    seen: list[tuple[Json, MediaType]] = []
    for number, name in enumerate(names):
        _, value = reader.object((*content, name))
        schema, kind = value.get("schema"), kind_of(name)
        found = next((media for other, media in seen if other == schema and kind != "text"), None)
        if found is None:
            hint = (*words, "body") if number == 0 else (*words, "form" if kind == "form" else name, "body")
            found = reader.media_type(name, (*content, name), Direction.REQUEST, hint)
            if kind == "form" and not _is_object(found.schema):
                raise LeftOutError("AG452", "a form whose schema is not one of an object", (*content, name))
            if kind != "text":
                seen.append((schema, found))
        yield replace(found, name=name)


def _is_object(schema: Json) -> bool:
    """Whether a schema lets objects through, as far as it says so itself."""
    kind = schema.get("type") if isinstance(schema, dict) else None
    return kind is None or "object" in (kind if isinstance(kind, list) else [kind])


def _encodings(reader: Reader, pointer: Pointer) -> Iterator[Encoding]:
    """Yield the encodings that say something. A style, or what goes with one, overrules a media type (3.1, `style`)."""
    pointer, media = reader.object(pointer)
    for name in reader.entries(media, "encoding"):
        _, value = reader.object((*pointer, "encoding", name))
        style, explode, kind = value.get("style"), value.get("explode"), text(value, "contentType")
        allow_reserved = value.get("allowReserved") is True
        if style in _STYLES or isinstance(explode, bool) or allow_reserved:
            style = style if isinstance(style, str) and style in _STYLES else "form"
            yield Encoding(
                name=name,
                style=style,
                explode=explode if isinstance(explode, bool) and style != "deepObject" else style == "form",
                allow_reserved=allow_reserved,
                media_type=None,
            )
        elif kind and kind_of(kind) == "json":
            yield Encoding(name=name, style="form", explode=True, allow_reserved=False, media_type=kind)
