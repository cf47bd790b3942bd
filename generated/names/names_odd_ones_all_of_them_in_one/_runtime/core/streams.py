"""Bodies that come bit by bit: the types of what handlers answer with, and the events of a server."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass
from functools import reduce
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from typing_extensions import TypeAliasType

from .uploads import FileSource

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ServerSentEvent(Generic[T]):
    """An event of a server, with what may stand beside its data (HTML, "Server-sent events", `text/event-stream`).

    `retry` is in milliseconds.
    """

    data: T
    event: str | None = None
    id: str | None = None
    retry: int | None = None


# Aliases that keep their names at run time: what a response's body may be is read from its annotation.
BinaryContent = TypeAliasType("BinaryContent", FileSource | Iterable[bytes] | AsyncIterable[bytes])
"""Bytes: all at once, a file, or one piece after the other."""

JsonLines = TypeAliasType("JsonLines", Iterable[T] | AsyncIterable[T], type_params=(T,))
"""JSON values, one after the other."""

ServerSentEvents = TypeAliasType(
    "ServerSentEvents", Iterable[T | ServerSentEvent[T]] | AsyncIterable[T | ServerSentEvent[T]], type_params=(T,)
)
"""Data of events, one after the other; an `ServerSentEvent` where more than its data is to be said."""


def body_types(annotation: Any) -> tuple[Any, Any]:
    """Return what a body's annotation says of whole values, and of those that come one after the other.

    `Any` where it says nothing.
    """
    whole: list[Any] = []
    item: Any = Any
    for each in get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,):
        if get_origin(each) in (JsonLines, ServerSentEvents):
            item = get_args(each)[0]
        elif each is not BinaryContent:
            whole.append(each)
    return (reduce(lambda one, other: one | other, whole) if whole else Any), item
