"""Declared statuses become the one that counts as an operation's success."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Success:
    """A declared response, by its key in the contract, and the status that an answer under it has."""

    declared: str
    status: int

    def covers(self, status: int) -> bool:
        """Tell whether an answer with this status shows that the operation can succeed.

        A 2xx is shown by any 2xx: an operation that declares 200 and 202 works if it answers either.
        Under `default` nothing but an error says that it did not.
        """
        if self.declared == "default":
            return status < 400
        return status // 100 == self.status // 100


def declared_success(statuses: Iterable[str]) -> Success | None:
    """Return the success among declared statuses: a 2xx, else a 3xx, else `default`; `None` if there is none.

    An exact status goes before its range, the lowest first.
    """
    present = sorted(statuses)
    for family in ("2", "3"):
        exact = [status for status in present if status.startswith(family) and status.isdecimal()]
        if exact:
            return Success(exact[0], int(exact[0]))
        ranges = [status for status in present if status.upper() == f"{family}XX"]
        if ranges:
            return Success(ranges[0], int(family) * 100)
    return Success("default", 200) if "default" in present else None


def example_answer(statuses: Iterable[str]) -> Success | None:
    """Return what an example handler answers with: the declared success, else the lowest declared error."""
    present = sorted(statuses)
    found = declared_success(present)
    if found is not None or not present:
        return found
    lowest = present[0]
    return Success(lowest, int(lowest[0]) * 100 if not lowest.isdecimal() else int(lowest))
