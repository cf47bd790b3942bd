"""The request bodies of Names: odd 'ones' & 'all' {{ of }} them \\ in one, as TypedDicts: for type checkers, and for whoever writes plain dicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    from .models import List

__all__ = [
    "ListDict",
]


class ListDict(TypedDict):
    list: Sequence[List | ListDict]
    str: NotRequired[str]
    int: NotRequired[int]
    dict: NotRequired[dict[str, int]]
