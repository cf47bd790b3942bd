"""What a contract test found, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Stop(StrEnum):
    """Why a run was stopped before its end."""

    TIME = "max-time"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A check that an operation failed, in the same way each time. `curl` reproduces one of them, the shortest.

    `steps` are the lines that go before it, where it takes several requests. `cause` is what failures of several operations
    have in common, and `log` what the app wrote meanwhile, if it ran in this process. `answer` is the line of the status.
    """

    check: str
    operation: str
    title: str
    message: str
    curl: str
    times: int
    cause: str = ""
    steps: tuple[str, ...] = ()
    log: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """An operation that could not be tested to the end, and why; `curl` shows it, where a request does."""

    operation: str
    message: str
    curl: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """An operation whose own responses no server can keep to: those that it needs besides."""

    operation: str
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of a run.

    Operations are named as `GET /pets/{petId}`. `successes` counts, for each operation tested, the
    answers under its declared success; `undeclared` are the operations that declare none, which
    nothing can be asked of. `untested` are those whose methods differ from another's in case only, which Schemathesis
    cannot tell apart. `astray` are those that no request reached: each was that of a more concrete path, whose operation
    answered. `unjudged` are those whose responses Schemathesis cannot read (tuples);
    `dropped` counts the failures that are not the server's, by class. `anonymous` says that no request
    had a credential, though the contract asks for some.

    Of a run that was `stopped`, `unfinished` are the operations that were not tested to the end. `contradictions` are looked
    for in a strict run only, to which nothing is implied. `variables` stand for secrets in what is shown. `statuses`
    counts what each operation answered.
    """

    title: str
    tested: tuple[str, ...]
    cases: int
    findings: tuple[Finding, ...]
    successes: Mapping[str, int]
    undeclared: tuple[str, ...]
    broken: tuple[Broken, ...]
    untested: tuple[str, ...]
    unjudged: tuple[str, ...]
    dropped: Mapping[str, int]
    implied: int
    seed: int
    anonymous: bool
    strict: bool = False
    contradictions: tuple[Contradiction, ...] = ()
    stopped: Stop | None = None
    unfinished: tuple[str, ...] = ()
    astray: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    statuses: Mapping[str, Mapping[int, int]] = field(default_factory=dict[str, Mapping[int, int]])
    seconds: float = field(default=0.0, compare=False)
    waited: Mapping[str, float] = field(default_factory=dict[str, float], compare=False)
    """Seconds that the answers of each operation took, together."""

    @property
    def errors(self) -> tuple[str, ...]:
        """What could not be tested to the end, each in words."""
        return tuple(f"{each.operation}: {each.message}" for each in self.broken)

    @property
    def never_succeeded(self) -> tuple[str, ...]:
        """The operations that never answered what they declare as success."""
        asked = (operation for operation in self.tested if operation not in self.astray)
        return tuple(operation for operation in asked if self.successes.get(operation, 1) == 0)

    @property
    def failed(self) -> bool:
        """Whether something is wrong with what was tested."""
        # Where a run was stopped, an operation may have had no chance.
        never = set(self.never_succeeded) - set(self.unfinished)
        return bool(self.findings or self.broken or never)

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong: no failure, no error, each operation succeeded at least once, and all was tested."""
        return not self.failed and self.stopped is None and bool(self.tested) and self.cases > 0

    def summary(self, *, verbose: bool = False) -> str:
        """Return the result for people, the verdict last."""
        from apigen.contract.summary import lines
        from apigen.diagnostics import escaped

        # What a server says may be anything, and a terminal does what it is told.
        shown = (escaped(part) for line in lines(self, verbose=verbose) for part in line.split("\n"))
        return "\n".join(shown) + "\n"
