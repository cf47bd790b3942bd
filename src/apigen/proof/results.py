"""What a step of a proof comes to, and what all of them come to together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Whether something holds. What could not be tried is neither proven nor wrong."""

    PROVEN = "proven"
    FAILED = "failed"
    UNPROVEN = "not proven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a step with one target.

    `note` is a line of the table: how much was tried, or why nothing was. `details` are the lines to read where it failed.
    `remedy` is the command after which the step could be tried.
    """

    step: str
    target: str
    state: State
    seconds: float = 0.0
    note: str = ""
    details: tuple[str, ...] = ()
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All steps of a contract, in the order of the table."""

    spec: str
    results: tuple[Result, ...]
    seconds: float

    @property
    def failed(self) -> tuple[Result, ...]:
        return tuple(each for each in self.results if each.state is State.FAILED)

    @property
    def unproven(self) -> tuple[Result, ...]:
        return tuple(each for each in self.results if each.state is State.UNPROVEN)
