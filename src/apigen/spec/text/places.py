"""Pointers into places, by a second pass over the text: nothing is kept while all is well.

The place of a mapping's entry is its key, that of a list's item where the item starts.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from apigen.report import Place, Pointer
from apigen.spec.text.source import Source

Spot: TypeAlias = tuple[int, int]
"""Offset and length in the text."""


class Mark(Enum):
    """What a text holds at an offset, in either language."""

    OBJECT = auto()
    LIST = auto()
    END = auto()
    SCALAR = auto()


class _Wanted:
    """The pointers asked for, as a tree: a part of the text that no pointer enters is skipped."""

    __slots__ = ("children", "spot")

    def __init__(self) -> None:
        self.children: dict[str, _Wanted] = {}
        self.spot: Spot | None = None

    @classmethod
    def tree(cls, pointers: frozenset[Pointer]) -> tuple[_Wanted, int]:
        """Return the root, and how many spots there are to find."""
        root = cls()
        size = 1
        for pointer in pointers:
            node = root
            for token in pointer:
                if token not in node.children:
                    node.children[token] = cls()
                    size += 1
                node = node.children[token]
        return root, size

    def nearest(self, pointer: Pointer) -> Spot:
        """Return the spot of a pointer, or of its last ancestor that the text holds."""
        node = self
        spot = self.spot or (0, 1)
        for token in pointer:
            node = node.children[token]
            spot = node.spot or spot
        return spot


@dataclass(frozen=True)
class TextPlaces(ABC):
    """What both languages share."""

    source: Source

    def find(self, pointers: frozenset[Pointer]) -> dict[Pointer, Place]:
        """Return the place of each pointer; of the nearest ancestor that exists where the pointer itself does not."""
        if not pointers:
            return {}
        root, missing = _Wanted.tree(pointers)
        for _ in self._spots(root):
            missing -= 1
            if missing == 0:
                break
        return {pointer: self.source.place(*root.nearest(pointer)) for pointer in pointers}

    def line(self, place: Place) -> str:
        """Return the text of the place's line, without its end."""
        return self.source.line(place.line)

    def _spots(self, root: _Wanted) -> Iterator[None]:
        """Fill in spots, and yield after each one that is wanted: the root's always is."""
        stack: list[_Level] = []
        node: _Wanted | None = root  # what is wanted of the value that comes next
        has_key = False
        skipped = 0
        for mark, offset, length, text in self._marks():
            opens = mark is Mark.OBJECT or mark is Mark.LIST
            if skipped:
                skipped += opens - (mark is Mark.END)
                continue
            if mark is Mark.END:
                stack.pop()
                has_key = False
                continue
            level = stack[-1] if stack else None
            if level is None:
                root.spot = (offset, length)
                yield
            elif level.index is not None or not has_key:
                is_key = level.index is None
                node = level.enter(text if level.index is None else str(level.index), (offset, length))
                if node is not None:
                    yield
                if is_key:
                    has_key = True
                    continue
            has_key = False
            if opens and node is not None and node.children:
                stack.append(_Level(node, is_list=mark is Mark.LIST))
            elif opens:
                skipped = 1

    @abstractmethod
    def _marks(self) -> Iterator[tuple[Mark, int, int, str]]:
        """Yield the language's marks: what, offset, length, and the text of what may be a key."""


class JsonPlaces(TextPlaces):
    """Places in a JSON text, which is known to be valid.

    It has a scanner of its own: U+2028 and lone surrogates are legal here and break a YAML parser.
    """

    def _marks(self) -> Iterator[tuple[Mark, int, int, str]]:
        from apigen.spec.text.jsontext import TOKEN

        punctuation = {"{": Mark.OBJECT, "[": Mark.LIST, "}": Mark.END, "]": Mark.END}
        for token in TOKEN.finditer(self.source.text):
            word = token.group()
            if word in ",:":
                continue
            mark = punctuation.get(word, Mark.SCALAR)
            text = json.loads(word) if word[0] == '"' else word
            yield mark, token.start(), len(word), text


class YamlPlaces(TextPlaces):
    """Places in a YAML text. What an alias or a merge key brings in has the place of that alias or key."""

    def _marks(self) -> Iterator[tuple[Mark, int, int, str]]:
        from yaml.events import (
            AliasEvent,
            MappingEndEvent,
            MappingStartEvent,
            ScalarEvent,
            SequenceEndEvent,
            SequenceStartEvent,
        )

        from apigen.spec.text.yaml import events

        marks: dict[type, Mark] = {
            MappingStartEvent: Mark.OBJECT,
            SequenceStartEvent: Mark.LIST,
            MappingEndEvent: Mark.END,
            SequenceEndEvent: Mark.END,
            ScalarEvent: Mark.SCALAR,
            AliasEvent: Mark.SCALAR,
        }
        for kind, event in events(self.source.text):
            mark = marks.get(kind)
            if mark is None:
                continue
            start = event.start_mark.index
            if mark is Mark.SCALAR:
                yield mark, start, event.end_mark.index - start, event.value if kind is ScalarEvent else ""
            else:
                yield mark, start, 1, ""


@dataclass(frozen=True)
class PlainPlaces:
    """Places in a text that is one value: there is only its start."""

    source: Source

    def find(self, pointers: frozenset[Pointer]) -> dict[Pointer, Place]:
        """Return the start of the text for every pointer."""
        return dict.fromkeys(pointers, self.source.place(0))

    def line(self, place: Place) -> str:
        """Return the text of the place's line, without its end."""
        return self.source.line(place.line)


class _Level:
    """An object or list on the way to something wanted. `index` is None in an object."""

    __slots__ = ("index", "wanted")

    def __init__(self, wanted: _Wanted, *, is_list: bool) -> None:
        self.wanted = wanted
        self.index: int | None = 0 if is_list else None

    def enter(self, token: str, spot: Spot) -> _Wanted | None:
        """Note the spot of a child, if anybody wants to know."""
        if self.index is not None:
            self.index += 1
        node = self.wanted.children.get(token)
        if node is not None:
            node.spot = spot
        return node
