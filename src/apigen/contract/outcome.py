"""What a contract test found, as data, and as text that a person reads in ten seconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A check that an operation failed, in the same way each time. `curl` reproduces the first one."""

    check: str
    operation: str
    title: str
    message: str
    curl: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of a run.

    Operations are named as `GET /pets/{petId}`. `successes` counts, for each operation tested, the
    answers under its declared success; `undeclared` are the operations that declare none, which
    nothing can be asked of. `untested` are those whose methods differ from another's in case only, which Schemathesis
    cannot tell apart. `unjudged` are those whose responses Schemathesis cannot read (tuples);
    `dropped` counts the failures that are not the server's, by class. `anonymous` says that no request
    had a credential, though the contract asks for some.
    """

    title: str
    tested: tuple[str, ...]
    cases: int
    findings: tuple[Finding, ...]
    successes: Mapping[str, int]
    undeclared: tuple[str, ...]
    errors: tuple[str, ...]
    untested: tuple[str, ...]
    unjudged: tuple[str, ...]
    dropped: Mapping[str, int]
    implied: int
    seed: int
    anonymous: bool

    @property
    def never_succeeded(self) -> tuple[str, ...]:
        """The operations that never answered what they declare as success."""
        return tuple(operation for operation in self.tested if self.successes.get(operation, 1) == 0)

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong: no failure, no error, each operation succeeded at least once, and something ran."""
        return not (self.findings or self.errors or self.never_succeeded) and bool(self.tested) and self.cases > 0

    def summary(self) -> str:
        """Return the result for people, the verdict last."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        for number, finding in enumerate(self.findings[:_SHOWN], 1):
            yield f"{number}. {finding.operation}: {finding.title} ({finding.check}, {_times(finding.times)})"
            yield from (f"     {line}" for line in finding.message.splitlines() if line.strip())
            yield f"     {finding.curl}"
            yield ""
        if len(self.findings) > _SHOWN:
            yield f"... and {len(self.findings) - _SHOWN} more"
            yield ""
        for error in self.errors:
            yield f"not tested to the end: {error}"
        for operation in self.never_succeeded:
            yield f"never answered its declared success: {operation}"
        for operation in self.undeclared:
            yield f"declares no success, so none was asked of it: {operation}"
        for operation in self.untested:
            yield f"not tested, Schemathesis takes methods that differ in case for one: {operation}"
        for operation in self.unjudged:
            yield f"answers not judged, Schemathesis cannot read `prefixItems` in them: {operation}"
        if self.anonymous:
            yield "APIGEN_DEV_TOKEN is not set: secured operations were tested without a credential"
        for name, count in self.dropped.items():
            yield f"dropped as {name}: {_number(count, 'failure')}"
        yield f"{self.title}: {_number(len(self.tested), 'operation')}, {_number(self.cases, 'case')}, seed {self.seed}"
        yield self._verdict()

    def _verdict(self) -> str:
        aside = (
            f"{_number(self.implied, 'implied response')}, {_number(sum(self.dropped.values()), 'failure')} "
            "dropped as wire-ambiguous"
        )
        if self.passed:
            return f"passes every check against the effective contract; {aside}"
        if not self.tested or not self.cases:
            return "FAILED: nothing was tested"
        wrong = [
            _number(len(self.findings), "failure"),
            _number(len(self.errors), "error"),
            f"{len(self.never_succeeded)} never successful",
        ]
        return f"FAILED against the effective contract: {', '.join(wrong)}; {aside}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
