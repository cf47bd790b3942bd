"""The schemas of Archive, as Pydantic models."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import MISSING, Field

from ._runtime.core import BaseModel, UploadFile

__all__ = [
    "Around",
    "Change",
    "Description",
    "Document",
    "Filter",
    "Found",
    "Ids",
    "NewDocument",
    "NewDocumentForm",
    "Place",
    "Problem",
    "Receipt",
    "Summary",
    "SummaryRequest",
    "SummaryWord",
    "Words",
]


class Problem(BaseModel):
    title: str
    detail: str | MISSING = MISSING


class Description(BaseModel):
    title: Annotated[str, Field(min_length=1, max_length=200)]
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] | MISSING = MISSING
    pages: Annotated[int, Field(ge=1, le=100000)] | MISSING = MISSING
    confidential: bool | MISSING = MISSING
    keywords: Annotated[list[Annotated[str, Field(pattern="^[a-z]+$")]], Field(max_length=5)] | MISSING = MISSING


class Document(Description):
    id: Annotated[int, Field(ge=1)]
    added_at: Annotated[datetime, Field(alias="addedAt")]
    size: Annotated[int, Field(ge=0)] | MISSING = MISSING


class NewDocument(BaseModel, extra="forbid"):
    about: Description
    content: str
    """The document itself."""

    attachments: Annotated[list[str], Field(max_length=3)] | MISSING = MISSING
    copies: Annotated[int, Field(ge=1, le=9)] | MISSING = MISSING
    recipients: Annotated[list[Annotated[str, Field(pattern="^[a-z]+$")]], Field(max_length=3)] | MISSING = MISSING
    urgent: bool | MISSING = MISSING


class NewDocumentForm(BaseModel, extra="forbid"):
    about: Description
    content: UploadFile
    """The document itself."""

    attachments: list[UploadFile] | MISSING = MISSING
    copies: Annotated[int, Field(ge=1, le=9)] | MISSING = MISSING
    recipients: Annotated[list[Annotated[str, Field(pattern="^[a-z]+$")]], Field(max_length=3)] | MISSING = MISSING
    urgent: bool | MISSING = MISSING


class Receipt(BaseModel):
    size: Annotated[int, Field(ge=0)]
    media_type: Annotated[str | MISSING, Field(alias="mediaType")] = MISSING


class Words(BaseModel):
    paragraphs: list[str]


class Change(BaseModel):
    document_id: Annotated[int, Field(alias="documentId")]
    what: Literal["added", "described", "removed"]


class SummaryRequest(BaseModel):
    text: Annotated[str, Field(min_length=1)]
    stream: bool | MISSING = MISSING
    """Default: `false`."""


class Summary(BaseModel):
    summary: str


class SummaryWord(BaseModel):
    word: str
    last: bool | MISSING = MISSING


class Place(BaseModel, extra="forbid"):
    shelf: Annotated[str, Field(pattern="^[A-Z]{1,3}$")]
    row: Annotated[int, Field(ge=1, le=99)]


class Around(BaseModel, extra="forbid"):
    lat: Annotated[float, Field(ge=-90, le=90)]
    long: Annotated[float, Field(ge=-180, le=180)]
    within: Annotated[list[Annotated[str, Field(pattern="^[a-z]+$")]], Field(max_length=3)] | MISSING = MISSING


class Filter(BaseModel, extra="forbid"):
    before: date | MISSING = MISSING
    owners: Annotated[list[str], Field(max_length=3)] | MISSING = MISSING


class Found(BaseModel):
    ids: list[int]


Ids: TypeAlias = Annotated[list[Annotated[int, Field(ge=1, le=999)]], Field(min_length=1, max_length=4)]
