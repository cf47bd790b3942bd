"""An outcome becomes text that a person reads in ten seconds, the verdict last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from apigen.contract.outcome import Broken, Finding, Outcome, Stop
from apigen.spec.words import counted

_SHOWN: Final = 10
"""How many causes somebody reads; whoever has more mends those first."""
_NAMED: Final = 3
"""How many operations show where a cause is."""
_LONGEST: Final = 200
_MOST_LINES: Final = 8
_TELLS_NOTHING: Final = ("Expected: 4", "Validated against the response schema")
_ORDER: Final = (
    "not_a_server_error",
    "ignored_auth",
    "use_after_free",
    "ensure_resource_availability",
    "response_schema_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "status_code_conformance",
    "positive_data_acceptance",
    "negative_data_rejection",
)
"""The worst first. Those that are not here come last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Failures of one check that have one cause. `also` are other checks that say the same of the same answers."""

    check: str
    title: str
    cause: str
    findings: tuple[Finding, ...]
    also: tuple[str, ...]

    @property
    def times(self) -> int:
        """How many requests failed."""
        return sum(each.times for each in self.findings)

    @property
    def example(self) -> Finding:
        """The one that is easiest to reproduce."""
        return min(self.findings, key=lambda each: len(each.curl) + sum(map(len, each.steps)))


def groups(findings: Iterable[Finding]) -> list[Group]:
    """Return failures by what they have in common, the worst first."""
    found = list(findings)
    crashed = {each.operation for each in found if each.check == "not_a_server_error"}
    parts: dict[tuple[str, str, str], list[Finding]] = {}
    repeated: set[str] = set()
    for each in found:
        if each.operation in crashed and _is_crash(each):
            repeated.add(each.operation)
        else:
            parts.setdefault((each.check, each.title, each.cause), []).append(each)
    made = [
        Group(
            check=check,
            title=title,
            cause=cause,
            findings=tuple(members),
            also=("status_code_conformance",)
            if check == "not_a_server_error" and any(each.operation in repeated for each in members)
            else (),
        )
        for (check, title, cause), members in parts.items()
    ]
    return sorted(made, key=lambda group: (_rank(group.check), -len(group.findings)))


def _is_crash(finding: Finding) -> bool:
    """Tell whether a failure is that a status of a server's error is not declared, which is no news."""
    return finding.check == "status_code_conformance" and finding.cause.startswith("Received: 5")


def _rank(check: str) -> int:
    return _ORDER.index(check) if check in _ORDER else len(_ORDER)


def lines(outcome: Outcome, *, verbose: bool = False) -> Iterator[str]:
    """Yield the lines of the summary; with `verbose`, those of every failure and every operation."""
    found = groups(outcome.findings)
    for number, group in enumerate(found if verbose else found[:_SHOWN], 1):
        yield from _group(number, group, verbose=verbose)
        yield ""
    if len(found) > _SHOWN and not verbose:
        yield f"... and {counted(len(found) - _SHOWN, 'more cause')}: --verbose or a --report shows all"
        yield ""
    yield from _asides(outcome, verbose=verbose)
    yield from _counts(outcome, verbose=verbose)
    yield verdict(outcome, len(found))


def _group(number: int, group: Group, *, verbose: bool) -> Iterator[str]:
    where = sorted({each.operation for each in group.findings})
    checks = ", ".join((group.check, *group.also))
    yield f"{number}. {_shown(where, verbose=verbose)}: {group.title} ({checks}, {_times(group.times)})"
    for each in group.findings if verbose else (group.example,):
        if verbose and len(where) > 1:
            yield f"   {each.operation} ({_times(each.times)})"
        yield from (f"     {line}" for line in _message(each, verbose=verbose))
        if len(where) > 1 and not verbose:
            yield f"     for instance {each.operation}:"
        yield from (f"     {line}" for line in (*each.steps, each.curl))


def _message(finding: Finding, *, verbose: bool) -> Iterator[str]:
    """Yield what a failure says of itself; in short, without the schemas and the values."""
    said = [line.rstrip() for line in finding.message.splitlines() if line.strip()]
    if verbose:
        yield from said
        if finding.log:
            yield from ("log:", *(f"  {line}" for line in finding.log.splitlines()))
        return
    if finding.check == "not_a_server_error":
        yield _cut("; ".join(dict.fromkeys(each for each in (finding.answer, finding.cause) if each)))
        return
    for line in said[:_MOST_LINES]:
        if line.startswith(("Schema at", "Schema:", "Value:", " ")):
            return
        if not line.startswith(_TELLS_NOTHING):
            yield _cut(line)


def _asides(outcome: Outcome, *, verbose: bool) -> Iterator[str]:
    """Yield what nobody may overlook, beside the failures."""
    for message, broken in _by_message(outcome.broken).items():
        where = [each.operation for each in broken]
        yield f"not tested to the end: {_shown(where, verbose=verbose)}: {message if verbose else _cut(message)}"
        curl = next((each.curl for each in broken if each.curl), None)
        if curl is not None:
            yield f"     {curl}"
    never = [f"{each} ({_answers(outcome, each)})" for each in _never(outcome)]
    if never:
        yield f"never answered its declared success: {_shown(never, verbose=verbose, most=_SHOWN)}"
    for contradiction in outcome.contradictions[: None if verbose else _SHOWN]:
        lacking = " and ".join(contradiction.lacking)
        yield f"contradiction: {contradiction.operation} needs {lacking}, and declares nothing that could be that"
    if len(outcome.contradictions) > _SHOWN and not verbose:
        yield f"... and {counted(len(outcome.contradictions) - _SHOWN, 'more contradiction')}"
    for text, operations in (
        ("declares no success, so none was asked of it", outcome.undeclared),
        ("not tested, Schemathesis takes methods that differ in case for one", outcome.untested),
        ("not reached, each request for it was a more concrete path's", outcome.astray),
        ("answers not judged, Schemathesis cannot read `prefixItems` in them", outcome.unjudged),
    ):
        if operations:
            yield f"{text}: {_shown(operations, verbose=verbose, most=_SHOWN)}"
    if outcome.anonymous:
        yield "APIGEN_DEV_TOKEN is not set: secured operations were tested without a credential"
    if outcome.findings or outcome.broken:
        yield from (f"${name} stands for {meaning}" for name, meaning in outcome.variables.items())


def _counts(outcome: Outcome, *, verbose: bool) -> Iterator[str]:
    counts = [count for count in outcome.successes.values() if count]
    if verbose:
        yield from (f"successes: {operation} {count}" for operation, count in outcome.successes.items())
    elif counts:
        few, many = min(counts), max(counts)
        each = f"{few} each" if few == many else f"{few} to {many}, half of them {median(counts):.0f} or more"
        yield f"successes: in {len(counts)} of {counted(len(outcome.successes), 'operation')}, {each}"
    if outcome.dropped:
        classes = ", ".join(f"{name} {count}" for name, count in outcome.dropped.items())
        yield f"dropped as wire-ambiguous: {counted(sum(outcome.dropped.values()), 'failure')} ({classes})"
    seconds = f", {outcome.seconds:.1f} s" if outcome.seconds else ""
    tested = f"{counted(len(outcome.tested), 'operation')}, {counted(outcome.cases, 'case')}"
    yield f"{outcome.title}: {tested}{seconds}, seed {outcome.seed}"
    if outcome.stopped:
        why = "at --max-time" if outcome.stopped is Stop.TIME else "by Ctrl-C"
        left = f"{len(outcome.unfinished)} of {counted(len(outcome.tested), 'operation')} not tested to the end"
        named = f": {_shown(outcome.unfinished, verbose=verbose)}" if outcome.unfinished else ""
        yield f"stopped {why}: {left}{named}"


def verdict(outcome: Outcome, causes: int) -> str:
    """Return the last line. What was not finished never reads as passed."""
    contract = "the author's own contract" if outcome.strict else "the effective contract"
    aside = (
        counted(len(outcome.contradictions), "contradiction")
        if outcome.strict
        else counted(outcome.implied, "implied response")
    ) + f", {counted(sum(outcome.dropped.values()), 'failure')} dropped as wire-ambiguous"
    if outcome.passed:
        return f"passes every check against {contract}; {aside}"
    if not outcome.failed:
        if outcome.stopped and outcome.cases:
            return f"UNFINISHED: no failure against {contract} so far; {aside}"
        return "FAILED: nothing was tested"
    never = len(_never(outcome))
    failures = counted(len(outcome.findings), "failure")
    if causes < len(outcome.findings):
        failures += f" of {counted(causes, 'cause')}"
    wrong = [failures, counted(len(outcome.broken), "error"), f"{never} never successful"]
    return f"FAILED against {contract}: {', '.join(wrong)}; {aside}"


def _never(outcome: Outcome) -> list[str]:
    """Return the operations that never succeeded and had every chance."""
    return [each for each in outcome.never_succeeded if each not in outcome.unfinished]


def _answers(outcome: Outcome, operation: str) -> str:
    """Return the statuses of an operation, the most frequent first."""
    counts = outcome.statuses.get(operation, {})
    most = sorted(counts, key=lambda status: -counts[status])
    return ", ".join(map(str, most)) or "no answer"


def _by_message(broken: Iterable[Broken]) -> dict[str, list[Broken]]:
    """Return what could not be tested by the reason."""
    parts: dict[str, list[Broken]] = {}
    for each in broken:
        parts.setdefault(each.message, []).append(each)
    return parts


def _shown(operations: Sequence[str], *, verbose: bool, most: int = _NAMED) -> str:
    if verbose or len(operations) <= most:
        return ", ".join(operations)
    return f"{', '.join(operations[: most - 1])} and {len(operations) - most + 1} more"


def _cut(text: str) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
