"""What came of contracts on servers, as rows, and as the text that people read: a table, every failure, the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tools.table import table

SHOWN = 3
"""How many failures of a check, and errors and operations of a kind, are shown of a row."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A check that an operation failed: how often, and the first time."""

    check: str
    operation: str
    times: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """What came of a contract on a server. `problem` is why it could not be tested to the end.

    `declared` is how many operations the contract has. Where more than `operations`, the others were left out: by a
    choice, or because of faults that --lenient goes on without (`lenient`).
    """

    contract: str
    server: str
    declared: int = 0
    lenient: bool = False
    operations: int = 0
    cases: int = 0
    failures: tuple[Failure, ...] = ()
    errors: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict[str, int])
    seconds: float = 0.0
    problem: str = ""

    @property
    def fine(self) -> bool:
        return not (self.failures or self.errors or self.never or self.problem) and self.cases > 0

    @property
    def checks(self) -> Counter[str]:
        """How many operations failed each check."""
        return Counter(each.check for each in self.failures)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A contract that was not tested, and why: the codes that refuse it, or that it has no operation."""

    contract: str
    why: str


def told(row: Row | Refusal) -> Iterator[str]:
    """Yield what to say of a row as soon as it is there."""
    if isinstance(row, Refusal):
        yield f"{row.contract}: not tested: {row.why}"
        return
    tested = f"{row.operations} of {row.declared} operations{' (lenient)' if row.lenient else ''}"
    verdict = "fine" if row.fine else "NOT FINE"
    yield f"{row.contract}, {row.server}: {verdict}: {tested}, {row.cases:,} cases, {row.seconds:.0f} s {_what(row)}"
    if row.problem:
        yield _indented(row.problem)
    for check in row.checks:
        found = [each for each in row.failures if each.check == check]
        for each in found[:SHOWN]:
            yield f"  {check}: {each.operation} ({each.times})"
            yield _indented(each.text)
        if len(found) > SHOWN:
            yield f"  {check}: ... and {len(found) - SHOWN} more operations"
    for kind, names in (("error", row.errors), ("never answered its success", row.never)):
        yield from (f"  {kind}: {each}" for each in names[:SHOWN])
        if len(names) > SHOWN:
            yield f"  {kind}: ... and {len(names) - SHOWN} more"


def summary(rows: Sequence[Row], refusals: Sequence[Refusal]) -> Iterator[str]:
    """Yield a line for each row, then what is not fine in full, and the totals."""
    heads = ("contract", "server", "operations", "of", "cases", "failed", "errors", "never", "s", "what")
    lines = [
        (
            row.contract,
            row.server,
            row.operations,
            row.declared,
            row.cases,
            len(row.failures),
            len(row.errors),
            len(row.never),
            row.seconds,
            _what(row),
        )
        for row in rows
    ]
    yield from table(heads, lines)
    yield ""
    wrong: list[Row | Refusal] = [*(row for row in rows if not row.fine), *refusals]
    for each in wrong:
        yield from told(each)
    yield ""
    yield from _counted(("check", "failures", "contracts"), [(row.contract, row.checks) for row in rows])
    yield from _counted(("dropped as", "failures", "contracts"), [(row.contract, Counter(row.dropped)) for row in rows])
    yield from _totals(rows, refusals)


def _counted(heads: Sequence[str], found: Sequence[tuple[str, Counter[str]]]) -> Iterator[str]:
    """Yield a table of kinds: how many there are, in how many contracts."""
    kinds = sum((counter for _, counter in found), Counter[str]())
    if kinds:
        contracts = {kind: len({name for name, counter in found if kind in counter}) for kind in kinds}
        yield from table(heads, [(kind, times, contracts[kind]) for kind, times in kinds.most_common()])
        yield ""


def _totals(rows: Sequence[Row], refusals: Sequence[Refusal]) -> Iterator[str]:
    contracts = {row.contract: row for row in rows}.values()
    operations = sum(row.operations for row in contracts)
    yield (
        f"{len(contracts)} contracts, {operations:,} of their {sum(row.declared for row in contracts):,} operations,"
        f" {sum(row.cases for row in rows):,} cases; {len(refusals)} contracts not tested"
    )
    yield (
        f"{sum(row.fine for row in rows)} of {len(rows)} rows are fine:"
        f" {sum(len(row.failures) for row in rows)} failures, {sum(len(row.errors) for row in rows)} errors,"
        f" {sum(len(row.never) for row in rows)} operations that never answered their declared success,"
        f" {sum(bool(row.problem) for row in rows)} not tested to the end;"
        f" {sum(sum(row.dropped.values()) for row in rows)} failures dropped"
    )


def _what(row: Row) -> str:
    kinds = [f"{check} x{times}" for check, times in row.checks.most_common()]
    kinds += [f"dropped {kind} x{times}" for kind, times in row.dropped.items()]
    return ", ".join([*kinds, *(["not tested to the end"] if row.problem else [])])


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines() if line.strip())
