"""Bodies that come bit by bit: the types of what handlers take and answer with, and the events of a server."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from types import UnionType
from typing import Any, Generic, Protocol, TypeVar, Union, get_args, get_origin

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


class ItemDecoder(Protocol[T]):
    """Makes values of bytes that are fed to it in pieces. Raises `ItemError`."""

    @property
    def done(self) -> bool:
        """Whether the end was announced: what follows means nothing."""
        ...

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent[T]]:
        """Yield what is complete now. It is to be read to its end."""
        ...

    def finish(self) -> Iterator[ServerSentEvent[T]]:
        """Yield what is left when no more bytes come."""
        ...


class UploadedItems(Generic[T]):
    """The values of a body that came as a stream. All of them have been judged; each is read again when it is asked for.

    Read them once at a time: they are kept as they came, in memory or, if they are many, on disk.
    """

    __slots__ = ("_decoder", "_pieces")

    def __init__(self, pieces: Callable[[], Iterable[bytes]], decoder: Callable[[], ItemDecoder[T]]) -> None:
        self._pieces, self._decoder = pieces, decoder

    def __iter__(self) -> Iterator[T]:
        return (each.data for each in self.events())

    def events(self) -> Iterator[ServerSentEvent[T]]:
        """Yield the values with what stands beside them where they are events: ids, names, retry times."""
        decoder = self._decoder()
        for piece in self._pieces():
            yield from decoder.feed(piece)
        yield from decoder.finish()


# Aliases that keep their names at run time: what a response's body may be is read from its annotation.
BinaryContent = TypeAliasType("BinaryContent", FileSource | Iterable[bytes] | AsyncIterable[bytes])
"""Bytes: all at once, a file, or one piece after the other."""

TextPieces = TypeAliasType("TextPieces", Iterable[str] | AsyncIterable[str])
"""A text, one piece after the other."""

JsonLines = TypeAliasType("JsonLines", Iterable[T] | AsyncIterable[T], type_params=(T,))
"""JSON values, one after the other."""

ServerSentEvents = TypeAliasType(
    "ServerSentEvents", Iterable[T | ServerSentEvent[T]] | AsyncIterable[T | ServerSentEvent[T]], type_params=(T,)
)
"""Data of events, one after the other; a `ServerSentEvent` where more than its data is to be said."""


def body_types(annotation: Any) -> tuple[Any, Any]:
    """Return what a body's annotation says of whole values, and of those that come one after the other.

    `Any` where it says nothing.
    """
    whole: list[Any] = []
    item: Any = Any
    for each in get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,):
        if get_origin(each) in (JsonLines, ServerSentEvents, UploadedItems):
            # Whatever stands for a file is one.
            item = Any if get_args(each)[0] is BinaryContent else get_args(each)[0]
        elif each not in (BinaryContent, TextPieces):
            whole.append(each)
    return (reduce(lambda one, other: one | other, whole) if whole else Any), item
