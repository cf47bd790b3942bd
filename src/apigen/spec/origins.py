"""Where the parts of a changed document came from, so that a finding shows the author's own text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from apigen.report import Place, Pointer

if TYPE_CHECKING:
    from apigen.spec.document import Places

T = TypeVar("T")


def nearest(pointer: Pointer, known: Mapping[Pointer, T]) -> tuple[T, Pointer] | None:
    """Return what is known of the longest pointer that this one starts with, and the rest of this one."""
    for end in range(len(pointer), -1, -1):
        if pointer[:end] in known:
            return known[pointer[:end]], pointer[end:]
    return None


def origin_of(pointer: Pointer, origins: Mapping[Pointer, Pointer]) -> Pointer:
    """Return where a part of a changed document stood before; what has not moved stood there, too."""
    found = nearest(pointer, origins)
    return pointer if found is None else (*found[0], *found[1])


@dataclass(frozen=True)
class MovedPlaces:
    """Finds the parts of a changed document in the one that it came from."""

    before: Places
    origins: Mapping[Pointer, Pointer]

    def find(self, pointers: frozenset[Pointer]) -> dict[Pointer, Place]:
        """Return the place of each pointer, with the pointer that it had before."""
        moved = {pointer: origin_of(pointer, self.origins) for pointer in pointers}
        found = self.before.find(frozenset(moved.values()))
        return {pointer: _pointing(found[origin], origin) for pointer, origin in moved.items()}

    def line(self, place: Place) -> str:
        """Return the text of the place's line, without its end."""
        return self.before.line(place)


@dataclass(frozen=True)
class PlacesInFiles:
    """Finds the parts of a bundled document in the files that they came from.

    `origins` name a file and a pointer into it; what they do not speak of is the root file's.
    """

    root: str
    files: Mapping[str, Places]
    origins: Mapping[Pointer, tuple[str, Pointer]]

    def find(self, pointers: frozenset[Pointer]) -> dict[Pointer, Place]:
        """Return the place of each pointer, with the pointer into its own file."""
        wanted: dict[str, dict[Pointer, Pointer]] = {}
        for pointer in pointers:
            (file, start), rest = nearest(pointer, self.origins) or ((self.root, ()), pointer)
            wanted.setdefault(file, {})[pointer] = (*start, *rest)
        found: dict[Pointer, Place] = {}
        for file, moved in wanted.items():
            there = self.files[file].find(frozenset(moved.values()))
            found.update({pointer: _pointing(there[origin], origin) for pointer, origin in moved.items()})
        return found

    def line(self, place: Place) -> str:
        """Return the text of the place's line, without its end."""
        return self.files[place.file].line(place)


def located(places: Places, pointers: Iterable[Pointer]) -> dict[Pointer, Place]:
    """Return places that need nobody to be shown: each with its pointer, and the text of its line."""
    found = places.find(frozenset(pointers))
    return {
        pointer: replace(_pointing(at, pointer), text=places.line(at), part=pointer) for pointer, at in found.items()
    }


def _pointing(place: Place, pointer: Pointer) -> Place:
    return place if place.pointer is not None else replace(place, pointer=pointer)
