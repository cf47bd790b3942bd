"""The schemas of Observatory, as Pydantic models."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import MISSING, Field

from ._runtime.core import BaseModel, Discriminator

__all__ = [
    "AddRecords200Body",
    "Dome",
    "FindRecordsWanted",
    "Image",
    "Instrument",
    "InstrumentFilter",
    "LinkStarBody",
    "NewStar",
    "Night",
    "Note",
    "Observer",
    "Problem",
    "QueryNightsBody",
    "Record",
    "SearchRecordsQuestion",
    "Sheet",
    "SheetPage",
    "SheetRemarksItem",
    "Spectrum",
    "Star",
    "StarQuery",
]


class NewStar(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    magnitude: Annotated[float, Field(ge=-30, le=40)]
    """How bright it looks; the smaller, the brighter."""

    constellation: Annotated[str, Field(min_length=1)] | MISSING = MISSING


class Star(NewStar):
    """A star of the catalogue."""

    id: Annotated[int, Field(ge=1)]


class Dome(BaseModel):
    id: str
    open: bool
    """Whether its shutter is open."""

    instruments: list[Instrument] | MISSING = MISSING


class Instrument(BaseModel):
    name: Annotated[str, Field(min_length=1)]
    aperture: Annotated[float, Field(gt=0)] | MISSING = MISSING
    """In metres."""


class Night(BaseModel):
    date_: Annotated[date, Field(alias="date")]
    dome: Annotated[str, Field(min_length=1)]
    targets: list[Annotated[int, Field(ge=1)]] | MISSING = MISSING


class Image(BaseModel):
    kind: Literal["image"] = "image"
    star: Annotated[int, Field(ge=1)]
    seconds: Annotated[float, Field(gt=0)] | MISSING = MISSING


class Spectrum(BaseModel):
    kind: Literal["spectrum"] = "spectrum"
    star: Annotated[int, Field(ge=1)]
    lines: list[str]


class Note(BaseModel):
    kind: str | MISSING = MISSING
    text: str


class Sheet(BaseModel):
    """A record as it is printed."""

    number: int | MISSING = MISSING
    title: str
    observer: Observer | MISSING = MISSING
    remarks: list[SheetRemarksItem]
    page: SheetPage | MISSING = MISSING


class SheetRemarksItem(BaseModel):
    by: str | MISSING = MISSING
    text: str


class SheetPage(BaseModel):
    html: str


class Observer(BaseModel):
    name: str


class Problem(BaseModel):
    title: str | MISSING = MISSING
    detail: str | MISSING = MISSING


class StarQuery(BaseModel):
    constellation: Annotated[str, Field(min_length=1)] | MISSING = MISSING
    brighter_than: Annotated[float | MISSING, Field(alias="brighterThan")] = MISSING
    limit: Annotated[int, Field(ge=1, le=100)] | MISSING = MISSING
    """Default: `20`."""


class LinkStarBody(BaseModel):
    star_id: Annotated[int, Field(alias="starId", ge=1)]
    kind: Literal["double", "cluster"]


class InstrumentFilter(BaseModel):
    can: list[Literal["imaging", "spectroscopy", "photometry"]] | MISSING = MISSING


class QueryNightsBody(BaseModel):
    since: date | MISSING = MISSING
    dome: Annotated[str, Field(min_length=1)] | MISSING = MISSING


class FindRecordsWanted(BaseModel):
    star: Annotated[int, Field(ge=1)] | MISSING = MISSING
    words: list[str] | MISSING = MISSING
    clear: bool | MISSING = MISSING


class AddRecords200Body(BaseModel):
    count: Annotated[int, Field(ge=0)]


class SearchRecordsQuestion(BaseModel):
    stars: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1)]
    clear: bool | None | MISSING = MISSING


Record: TypeAlias = Annotated[
    Image | Spectrum | Note, Discriminator("kind", {"image": Image, "spectrum": Spectrum, "Note": Note}, default=Note)
]
"""What was seen. A record that does not say what it is of is a note."""
