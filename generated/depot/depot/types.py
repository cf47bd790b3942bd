"""The request bodies of Depot, as TypedDicts: for type checkers, and for whoever writes plain dicts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

from ._runtime.core import FileSource

if TYPE_CHECKING:
    from .models import NewParcelSize, ShelfFree

__all__ = [
    "AddPapersBodyDict",
    "MoveShelvesBodyDict",
    "NewParcelDict",
    "NewParcelSizeDict",
    "WriteLabelBodyDict",
]


class AddPapersBodyDict(TypedDict):
    remark: NotRequired[str]
    """A word about it."""
    paper: FileSource
    """The paper itself."""
    pages: NotRequired[int]
    marks: NotRequired[list[Literal["customs", "fragile"]]]


MoveShelvesBodyDict = TypedDict(
    "MoveShelvesBodyDict",
    {
        "remark": "NotRequired[str]",
        "from": "list[str]",
        "to": "list[str]",
        "when": "NotRequired[datetime | str]",
    },
)


class NewParcelDict(TypedDict):
    """What is said of a parcel when it is brought."""

    weight: float
    owner: NotRequired[str | None]
    marks: NotRequired[list[str]]
    size: NotRequired[NewParcelSize | NewParcelSizeDict]


class NewParcelSizeDict(TypedDict):
    width: NotRequired[ShelfFree]
    height: NotRequired[int]


class WriteLabelBodyDict(TypedDict):
    to: str
    lines: NotRequired[list[str]]
    weight: NotRequired[float]
    express: NotRequired[bool]
