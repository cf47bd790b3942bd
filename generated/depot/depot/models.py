"""The schemas of Depot, as Pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import MISSING, Field

from ._runtime.core import BaseModel, Discriminator, UploadFile

__all__ = [
    "AddPapersBody",
    "AnyParcel",
    "Box",
    "BoxInput",
    "MoveShelvesBody",
    "NewParcel",
    "NewParcelSize",
    "Parcel",
    "ParcelInput",
    "Problem",
    "Roll",
    "RollInput",
    "Shelf",
    "ShelfFree",
    "State",
    "WriteLabelBody",
]


class Parcel(BaseModel):
    """Something that is kept."""

    kind: str
    id: int
    weight: Annotated[float, Field(ge=0)]
    """In kilograms."""

    state: State | MISSING = MISSING
    owner: str | None | MISSING = MISSING
    shelf: Shelf | None | MISSING = MISSING


class ParcelInput(BaseModel):
    """Something that is kept."""

    kind: str
    weight: Annotated[float, Field(ge=0)]
    """In kilograms."""

    state: State | MISSING = MISSING
    owner: str | None | MISSING = MISSING
    shelf: Shelf | None | MISSING = MISSING


class Box(Parcel):
    """A parcel with corners."""

    kind: str = "Box"
    stacked: bool | MISSING = MISSING
    """Default: `true`."""


class BoxInput(ParcelInput):
    """A parcel with corners."""

    kind: str = "Box"
    stacked: bool | MISSING = MISSING
    """Default: `true`."""


class Roll(Parcel):
    """A parcel without corners."""

    kind: str = "Roll"
    length: Annotated[int, Field(ge=1)]


class RollInput(ParcelInput):
    """A parcel without corners."""

    kind: str = "Roll"
    length: Annotated[int, Field(ge=1)]


class NewParcel(BaseModel):
    """What is said of a parcel when it is brought."""

    weight: Annotated[float, Field(ge=0, le=1000)]
    owner: Annotated[str, Field(min_length=1)] | None | MISSING = MISSING
    marks: list[str] | MISSING = MISSING
    size: NewParcelSize | MISSING = MISSING


class NewParcelSize(BaseModel):
    width: ShelfFree | MISSING = MISSING
    height: int | MISSING = MISSING


class Shelf(BaseModel, extra="forbid"):
    label: Annotated[str, Field(alias="name")]
    free: Annotated[int, Field(ge=0)] | MISSING = MISSING
    """How many parcels have room."""


class Problem(BaseModel):
    title: str
    detail: str | MISSING = MISSING


class AddPapersBody(BaseModel):
    remark: Annotated[str, Field(max_length=200)] | MISSING = MISSING
    """A word about it."""

    paper: UploadFile
    """The paper itself."""

    page_count: Annotated[Annotated[int, Field(ge=1)] | MISSING, Field(alias="pages")] = MISSING
    marks: list[Literal["customs", "fragile"]] | MISSING = MISSING


class WriteLabelBody(BaseModel):
    to: Annotated[str, Field(min_length=1)]
    lines: Annotated[list[str], Field(max_length=5)] | MISSING = MISSING
    weight: Annotated[float, Field(ge=0)] | MISSING = MISSING
    express: bool | MISSING = MISSING


class MoveShelvesBody(BaseModel):
    remark: Annotated[str, Field(max_length=200)] | MISSING = MISSING
    """A word about it."""

    from_: Annotated[list[str], Field(alias="from", min_length=1)]
    to: Annotated[list[str], Field(min_length=1)]
    when: datetime | MISSING = MISSING


AnyParcel: TypeAlias = Annotated[Parcel, Discriminator("kind", {"Box": Box, "Roll": Roll})]


State: TypeAlias = Literal["waiting", "stored", "gone"]


ShelfFree: TypeAlias = Annotated[int, Field(ge=0)]
"""How many parcels have room."""
