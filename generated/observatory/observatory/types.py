"""The request bodies of Observatory, as TypedDicts: for type checkers, and for whoever writes plain dicts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NotRequired, TypeAlias, TypedDict

if TYPE_CHECKING:
    from .models import Image, Note, Spectrum

__all__ = [
    "ImageDict",
    "LinkStarBodyDict",
    "NewStarDict",
    "NightDict",
    "NoteDict",
    "QueryNightsBodyDict",
    "RecordDict",
    "SpectrumDict",
    "StarQueryDict",
]


class ImageDict(TypedDict):
    kind: Literal["image"]
    star: int
    seconds: NotRequired[float]


class LinkStarBodyDict(TypedDict):
    starId: int
    kind: Literal["double", "cluster"]


class NewStarDict(TypedDict):
    name: str
    magnitude: float
    """How bright it looks; the smaller, the brighter."""
    constellation: NotRequired[str]


class NightDict(TypedDict):
    date: date | str
    dome: str
    targets: NotRequired[list[int]]


class NoteDict(TypedDict):
    kind: NotRequired[str]
    text: str


class QueryNightsBodyDict(TypedDict):
    since: NotRequired[date | str]
    dome: NotRequired[str]


class SpectrumDict(TypedDict):
    kind: Literal["spectrum"]
    star: int
    lines: list[str]


class StarQueryDict(TypedDict):
    constellation: NotRequired[str]
    brighterThan: NotRequired[float]
    limit: NotRequired[int]
    """Default: `20`."""


RecordDict: TypeAlias = "Image | ImageDict | Spectrum | SpectrumDict | Note | NoteDict"
"""What was seen. A record that does not say what it is of is a note."""
