"""An outcome becomes what programs read: JSON, whose keys are only ever added, lines, and commands of GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from apigen.contract.outcome import Finding, Outcome
from apigen.contract.summary import groups, verdict
from apigen.diagnostics import escaped
from apigen.formats import in_command
from apigen.spec.document import Json


def as_json(outcome: Outcome) -> str:
    """Return the text, which shows every failure."""
    value: dict[str, Json] = {
        "title": outcome.title,
        "passed": outcome.passed,
        "stopped": outcome.stopped,
        "strict": outcome.strict,
        "seed": outcome.seed,
        "seconds": round(outcome.seconds, 3),
        "cases": outcome.cases,
        "operations": [*outcome.tested],
        "successes": dict(outcome.successes),
        "statuses": {
            operation: {str(status): count for status, count in counts.items()}
            for operation, counts in outcome.statuses.items()
        },
        "failures": [_finding(each) for each in outcome.findings],
        "errors": [asdict(each) for each in outcome.broken],
        "never_succeeded": [*outcome.never_succeeded],
        "unfinished": [*outcome.unfinished],
        "without_success": [*outcome.undeclared],
        "untested": [*outcome.untested],
        "astray": [*outcome.astray],
        "unjudged": [*outcome.unjudged],
        "implied": outcome.implied,
        "contradictions": [
            {"operation": each.operation, "lacking": [*each.lacking]} for each in outcome.contradictions
        ],
        "dropped": dict(outcome.dropped),
        "anonymous": outcome.anonymous,
        "variables": dict(outcome.variables),
    }
    return json.dumps(value, indent=2)


def as_lines(outcome: Outcome) -> str:
    """Return a line for each cause, and for whatever else is wrong, the verdict last."""
    return "\n".join(escaped(_in_a_line(each)) for each in (*_wrong(outcome), _verdict(outcome)))


def as_commands(outcome: Outcome) -> str:
    """Return a command for each cause, and for whatever else is wrong, by which GitHub annotates a run."""
    title = in_command(f"apigen test: {outcome.title}", ",:")
    level = "notice" if outcome.passed else "error"
    said = [f"::error title={title}::{'%0A'.join(map(in_command, each.splitlines()))}" for each in _wrong(outcome)]
    return "\n".join((*said, f"::{level} title={title}::{in_command(_verdict(outcome))}"))


def _wrong(outcome: Outcome) -> Iterator[str]:
    for group in groups(outcome.findings):
        where = ", ".join(sorted({each.operation for each in group.findings}))
        example = group.example
        cause = f": {group.cause}" if group.cause else ""
        lines = "\n".join((*example.steps, example.curl))
        yield f"{where}: {group.title} ({group.check}){cause}\n{lines}"
    for broken in outcome.broken:
        yield f"{broken.operation}: not tested to the end: {broken.message}"
    for operation in outcome.never_succeeded:
        if operation not in outcome.unfinished:
            yield f"{operation}: never answered its declared success"


def _in_a_line(text: str) -> str:
    return "; ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _verdict(outcome: Outcome) -> str:
    return verdict(outcome, len(groups(outcome.findings)))


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "check": finding.check,
        "operation": finding.operation,
        "title": finding.title,
        "message": finding.message,
        "cause": finding.cause or None,
        "times": finding.times,
        "answer": finding.answer or None,
        "steps": [*finding.steps],
        "curl": finding.curl,
        "log": finding.log or None,
    }
