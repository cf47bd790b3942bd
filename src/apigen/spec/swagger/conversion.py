"""What a conversion knows while it runs: the author's document, where its parts go, and what still refers to them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from apigen.report import Pointer, Report
from apigen.spec.document import Json, follow, found_at, reference_to
from apigen.spec.grammar import Kind
from apigen.spec.origins import origin_of


class Reference(NamedTuple):
    """An object with a `$ref` that still says where its target stood, and what it stands for."""

    holder: dict[str, Json]
    kind: Kind


class Found(NamedTuple):
    """An object of the author's document behind its references: where it is used, where it stands, and what it says."""

    used: Pointer
    at: Pointer
    value: dict[str, Json]


@dataclass(frozen=True)
class Conversion:
    """One document on its way to OpenAPI 3.0.

    `homes` are the media types that a shared body or response has as a component. `origins` lead back from its new
    places, `destinations` there from the old ones.
    """

    root: dict[str, Json]
    report: Report
    homes: Mapping[Pointer, tuple[str, ...]]
    origins: dict[Pointer, Pointer] = field(default_factory=dict[Pointer, Pointer])
    destinations: dict[Pointer, Pointer] = field(default_factory=dict[Pointer, Pointer])
    references: list[Reference] = field(default_factory=list[Reference])
    warned: set[tuple[str, Pointer]] = field(default_factory=set[tuple[str, Pointer]])

    def move(self, old: Pointer, new: Pointer) -> None:
        """Remember where a part goes. Of a part that goes to several places, references lead to the first."""
        self.origins[new] = old
        self.destinations.setdefault(old, new)

    def reference(self, value: Mapping[str, Json], kind: Kind) -> dict[str, Json]:
        """Return a reference that is rewritten once it is known where everything has gone."""
        holder = dict(value)
        self.references.append(Reference(holder, kind))
        return holder

    def reference_to(self, shared: Pointer, kind: Kind) -> dict[str, Json]:
        """Return a reference to what the author has defined at the root."""
        return self.reference({"$ref": reference_to(shared)}, kind)

    def warn(self, code: str, message: str, *, at: Pointer, help: str) -> None:
        """Report something about a part of the new document: once, however often the author's part is used."""
        spot = (code, origin_of(at, self.origins))
        if spot not in self.warned:
            self.warned.add(spot)
            self.report.warning(code, message, at=at, help=help)


def is_shared(pointer: Pointer) -> bool:
    """Whether a parameter or a response is defined at the root, for several operations."""
    return len(pointer) == 2 and pointer[0] in ("parameters", "responses")


def found_behind(root: Mapping[str, Json], pointer: Pointer) -> Found | None:
    """Return the object that a pointer of the author's document leads to; None where there is none.

    A reference that leads nowhere is found itself.
    """
    end = pointer
    with suppress(LookupError):
        end = follow(root, pointer)
    value = found_at(root, end)
    return Found(pointer, end, value) if isinstance(value, dict) else None


def listed(root: Mapping[str, Json], owner: Pointer, key: str) -> list[Found]:
    """Return the objects in a list, or in a map, that an object has."""
    values = found_at(root, (*owner, key))
    names = map(str, range(len(values))) if isinstance(values, list) else values if isinstance(values, dict) else ()
    found = (found_behind(root, (*owner, key, name)) for name in names)
    return [each for each in found if each is not None]


def extensions(value: Mapping[str, Json]) -> dict[str, Json]:
    """Return the specification extensions of an object."""
    return {key: each for key, each in value.items() if key.startswith("x-")}


def object_at(value: Mapping[str, Json], key: str) -> dict[str, Json]:
    """Return the object that a key has; an empty one where it has something else."""
    found = value.get(key)
    return found if isinstance(found, dict) else {}
