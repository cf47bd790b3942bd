"""A set of names that must differ: claims are collected first and granted together, so their order cannot matter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from apigen.ir.pins import Pin
from apigen.report import Pointer, Report
from apigen.spec.document import pointer_text

KeyT = TypeVar("KeyT", bound=Hashable)
_PINNED: Final = -1
"""The rank of names that the author gives: served before all others."""


@dataclass(frozen=True, slots=True)
class _Claim(Generic[KeyT]):
    rank: int
    exact: bool
    order: str
    key: KeyT
    candidates: tuple[str, ...]


class Scope(Generic[KeyT]):
    """Collects claims on names, then grants each claimant one.

    `reserved` names are granted to nobody: such a claim gets `avoid(name)`. `fold` says which names
    count as equal (file names must differ on file systems that ignore case).
    """

    def __init__(
        self,
        reserved: Collection[str] = (),
        *,
        avoid: Callable[[str], str] = lambda name: f"{name}_",
        fold: Callable[[str], str] = lambda name: name,
    ) -> None:
        self._reserved = frozenset(map(fold, reserved))
        self._avoid = avoid
        self._fold = fold
        self._claims: list[_Claim[KeyT]] = []
        self._pins: list[tuple[str, Pin]] = []

    def claim(self, key: KeyT, *candidates: str, rank: int, source: str, pin: Pin | None = None) -> None:
        """Ask for the first candidate that is free.

        Lower ranks are served first (components before what is derived from them). Among equals, who
        wrote the name exactly so comes first, then who comes first in `source`, the claimant's own
        text in the contract. With a pin there is one candidate, and all of them are served first.
        """
        if pin is not None:
            self._pins.append((candidates[0], pin))
            rank, candidates = _PINNED, candidates[:1]
        exact = source.rpartition("\0")[2] == candidates[0]
        self._claims.append(_Claim(rank, not exact, source, key, candidates))

    def judge_pins(self, report: Report) -> None:
        """Record an error for each pin that cannot be granted: its name is spoken for, or another one's too."""
        given: dict[str, Pin] = {}
        for name, pin in sorted(self._pins, key=lambda found: found[1].at):
            other = given.setdefault(self._fold(name), pin)
            if self._fold(name) in self._reserved:
                report.error(
                    "AG352",
                    f"`{pin.name}` cannot be a name here: the generated code beside it uses `{name}`",
                    at=pin.at,
                    help="choose another name",
                )
            elif other is not pin:
                report.error(
                    "AG353",
                    f"`{pin.name}` is also the name that `{pointer_text(other.at[:-1])}` is given",
                    at=pin.at,
                    label="given again here",
                    help="choose another name for one of the two",
                )

    def grant(self) -> tuple[dict[KeyT, str], list[tuple[KeyT, str]]]:
        """Return every claimant's name, and those that had to take a number because all their candidates were taken."""
        names: dict[KeyT, str] = {}
        numbered: list[tuple[KeyT, str]] = []
        taken = set(self._reserved)
        for claim in sorted(self._claims, key=lambda claim: (claim.rank, claim.exact, claim.order)):
            candidates = [
                self._avoid(name) if self._fold(name) in self._reserved else name for name in claim.candidates
            ]
            name = next((each for each in candidates if self._fold(each) not in taken), None)
            if name is None:
                number = 2
                while self._fold(f"{candidates[0]}_{number}") in taken:
                    number += 1
                name = f"{candidates[0]}_{number}"
                if claim.rank != _PINNED:
                    numbered.append((claim.key, name))
            taken.add(self._fold(name))
            names[claim.key] = name
        return names, numbered


def warn_of_numbers(
    report: Report, numbered: list[tuple[KeyT, str]], places: Mapping[KeyT, Pointer], kind: str
) -> None:
    """Record a warning for each name that had to take a number."""
    for key, name in numbered:
        report.warning(
            "AG351",
            f"the {kind} is called {name!r}, with a number, because its own name is taken",
            at=places.get(key),
            help="the number can change as the contract grows: give it a name of its own with `x-apigen-name`",
        )
