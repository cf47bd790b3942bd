"""A request body as data: the media types that it may have, and how the properties of a form are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a property of a form is written: like a query parameter, or as a document of a media type.

    Without one, arrays are a pair for each item, and objects are JSON text (OpenAPI, Encoding Object). `encodings` are
    those of a form within the form.
    """

    style: str
    explode: bool
    allow_reserved: bool
    media_type: str | None
    encodings: Mapping[str, Encoding] = field(default_factory=dict[str, "Encoding"])


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a body.

    `encodings` are those of a form's properties that say how they are written, `files` its properties that are
    files, or lists of files. `has_items` is set where a stream is read item by item; without it, a stream is a file.
    `part` is the media type of the items of a multipart body.
    """

    name: str
    encodings: Mapping[str, Encoding] = field(default_factory=dict[str, Encoding])
    files: frozenset[str] = frozenset()
    has_items: bool = False
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A request body, found in the request's attribute `body`: of one media type, or of one out of several."""

    media: tuple[Media, ...]
    required: bool

    @property
    def media_type(self) -> str:
        """The media type that is sent unless another one is asked for."""
        return self.media[0].name


def body(*media: str | Media, required: bool = False) -> Body:
    """Describe a request body by its media types, the preferred one first."""
    return Body(
        tuple(Media(each) if isinstance(each, str) else each for each in media or ("application/json",)), required
    )


def form(
    encodings: Mapping[str, str | Encoding] | None = None, *, media_type: str = FORM, files: Iterable[str] = ()
) -> Media:
    """Describe a form some of whose properties are not written as usual: a style's name, or all that there is to say."""
    return Media(media_type, _by_name(encodings), frozenset(files))


def items(media_type: str, *, part: str | None = None) -> Media:
    """Describe a stream that is read item by item; `part` is what each part of a multipart body is."""
    return Media(media_type, has_items=True, part=part)


def encoding(
    style: str = "form",
    *,
    explode: bool | None = None,
    allow_reserved: bool = False,
    media_type: str | None = None,
    encodings: Mapping[str, str | Encoding] | None = None,
) -> Encoding:
    """Describe how a property of a form is written. Style `form` is exploded unless said otherwise, no other is."""
    exploded = style == "form" if explode is None else explode
    return Encoding(style, exploded, allow_reserved, media_type, _by_name(encodings))


def _by_name(encodings: Mapping[str, str | Encoding] | None) -> dict[str, Encoding]:
    return {name: encoding(each) if isinstance(each, str) else each for name, each in (encodings or {}).items()}
