"""Parameters and headers as data: what each is called, where it travels and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .body import Media

Location: TypeAlias = Literal["path", "query", "querystring", "header", "cookie"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, or a header of a response: its name on the wire, the attribute that holds it, and its style.

    Styles are those of OpenAPI, Parameter Object, "Style Values". A parameter with a media type has
    no style: its text is a document of that type. `allow_reserved` is for who writes it. `media` is for a whole
    query string: what it is, and how the properties of a form are written.
    """

    location: Location
    name: str
    attribute: str
    style: str
    explode: bool
    required: bool
    media_type: str | None = None
    allow_reserved: bool = False
    media: Media | None = None


def path(
    name: str,
    attribute: str,
    *,
    style: str = "simple",
    explode: bool = False,
    media_type: str | None = None,
    allow_reserved: bool = False,
) -> Parameter:
    """Describe a parameter in the path; such a one is always required."""
    return Parameter("path", name, attribute, style, explode, True, media_type, allow_reserved)


def query(
    name: str,
    attribute: str,
    *,
    style: str = "form",
    explode: bool | None = None,
    required: bool = False,
    media_type: str | None = None,
    allow_reserved: bool = False,
) -> Parameter:
    """Describe a parameter in the query string. Style `form` is exploded unless said otherwise, no other is."""
    explode = style == "form" if explode is None else explode
    return Parameter("query", name, attribute, style, explode, required, media_type, allow_reserved)


def querystring(name: str, attribute: str, media: str | Media, *, required: bool = False) -> Parameter:
    """Describe a parameter that is the whole query string: a form, a JSON text, or a text of another media type."""
    media = Media(media) if isinstance(media, str) else media
    return Parameter("querystring", name, attribute, "form", True, required, media.name, media=media)


def header(
    name: str,
    attribute: str,
    *,
    style: str = "simple",
    explode: bool = False,
    required: bool = False,
    media_type: str | None = None,
) -> Parameter:
    """Describe a parameter in the headers, or a header of a response."""
    return Parameter("header", name, attribute, style, explode, required, media_type)


def cookie(
    name: str,
    attribute: str,
    *,
    style: str = "form",
    explode: bool = True,
    required: bool = False,
    media_type: str | None = None,
    allow_reserved: bool = False,
) -> Parameter:
    """Describe a parameter in the cookies. Both styles are exploded unless said otherwise."""
    return Parameter("cookie", name, attribute, style, explode, required, media_type, allow_reserved)
