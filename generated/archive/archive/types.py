"""The request bodies of Archive, as TypedDicts: for type checkers, and for whoever writes plain dicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NotRequired, TypedDict

from ._runtime.core import FileSource

if TYPE_CHECKING:
    from .models import Description

__all__ = [
    "DescriptionDict",
    "NewDocumentFormDict",
    "SummaryRequestDict",
]


class DescriptionDict(TypedDict):
    title: str
    language: NotRequired[str]
    pages: NotRequired[int]
    confidential: NotRequired[bool]
    keywords: NotRequired[list[str]]


class NewDocumentFormDict(TypedDict):
    about: Description | DescriptionDict
    content: FileSource
    """The document itself."""
    attachments: NotRequired[Sequence[FileSource]]
    copies: NotRequired[int]
    recipients: NotRequired[list[str]]
    urgent: NotRequired[bool]


class SummaryRequestDict(TypedDict):
    text: str
    stream: NotRequired[bool]
    """Default: `false`."""
