"""What people read of a run: findings, differences, progress, and the summary at the end."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from apigen.output import Kind, diff, refusals
from apigen.report import Diagnostic, Report, Severity

if TYPE_CHECKING:
    from apigen.pipeline import Outcome
    from apigen.spec.document import Places

_WARNINGS_OF_A_CODE = 5
"""How many warnings of one kind say enough in the middle of other work."""
_PROGRESS_AFTER = 0.5
"""Seconds after which somebody wonders what a run is doing."""


def print_check(outcome: Outcome, spec: Path) -> int:
    """Print how the folder differs from what belongs there; return the exit status."""
    if all(change.kind is Kind.KEEP for change in outcome.changes):
        say(f"{outcome.root} is up to date")
        return 0
    sys.stdout.write(diff(outcome.changes))
    for line in refusals(outcome.changes):
        say(line)
    say(f"{outcome.root} is not up to date: run `apigen generate {shlex.quote(str(spec))}` with the same options")
    return 1


def print_plan(outcome: Outcome) -> int:
    """List what would change; return the exit status that the change itself would have."""
    for change in outcome.changes:
        if change.kind is not Kind.KEEP:
            print(f"{change.kind} {outcome.root / change.path}" + (f": {change.reason}" if change.reason else ""))
    return 2 if refusals(outcome.changes) else 0


def show(report: Report, places: Places | None, stream: TextIO, *, quiet: bool, all_warnings: bool) -> None:
    """Print the findings, in colour on a terminal; warnings alone are not worth breaking a silence.

    Of warnings with one code only the first are shown, unless `all_warnings` are wanted.
    """
    if quiet and not report.count(Severity.ERROR):
        return
    shown, more = (list(report), Counter[str]()) if all_warnings else _first_of_each(report)
    if shown:
        from apigen.diagnostics import render_full

        colour = stream.isatty() and not os.environ.get("NO_COLOR")
        print(render_full(shown, places, colour=colour), file=stream)
    for code, number in more.items():
        print(f"and {number} more of {code}: `apigen validate` prints every one\n", file=stream)


def _first_of_each(report: Report) -> tuple[list[Diagnostic], Counter[str]]:
    """Return the findings that a run should show, and how many of which code it should not."""
    seen, shown = Counter[str](), list[Diagnostic]()
    for found in report:
        seen[found.code] += 1
        if found.severity is Severity.ERROR or seen[found.code] <= _WARNINGS_OF_A_CODE:
            shown.append(found)
    shown_codes = Counter(found.code for found in shown)
    return shown, seen - shown_codes


def summarize(outcome: Outcome, report: Report, seconds: float, *, verbose: bool) -> None:
    """Tell what the run did, and what can be done now."""
    if outcome.up_to_date:
        say(f"{outcome.root} is up to date ({seconds:.2f} s)")
        return
    kinds = [change.kind for change in outcome.changes]
    written = kinds.count(Kind.CREATE) + kinds.count(Kind.UPDATE)
    if verbose:
        for change in outcome.changes:
            say(f"  {change.kind:<7} {change.path}")
    say(
        f"{outcome.root}: {_count(written, 'file')} written, {kinds.count(Kind.KEEP)} unchanged,"
        f" {kinds.count(Kind.DELETE)} deleted ({seconds:.2f} s)"
    )
    say(
        f"{_count(outcome.operations, 'operation')}, {_count(outcome.models, 'model')},"
        f" {_count(report.count(Severity.WARNING), 'warning')}"
    )
    for hint in outcome.hints:
        say(f"to do: {hint}")
    if outcome.next:
        there = [] if outcome.root.resolve() == Path.cwd() else [f"cd {shlex.quote(str(outcome.root))}"]
        say("next:\n" + "\n".join(f"  {command}" for command in (*there, *outcome.next)))


def findings(report: Report) -> str:
    """Return how many findings there are, in words."""
    return f"{_count(report.count(Severity.ERROR), 'error')}, {_count(report.count(Severity.WARNING), 'warning')}"


def say(line: str) -> None:
    """Print a line for people."""
    print(line, file=sys.stderr)


class Progress:
    """Says on a terminal what is being done, once a run takes long enough for somebody to wonder."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._start = time.perf_counter()
        self._verbose = verbose
        self._live = sys.stderr.isatty() and not quiet and not verbose
        self._shown = False

    def seconds(self) -> float:
        return time.perf_counter() - self._start

    def tell(self, stage: str) -> None:
        if self._verbose:
            say(f"  {self.seconds():5.2f} s  {stage}")
        elif self._live and self.seconds() > _PROGRESS_AFTER:
            print(f"\r\x1b[K{stage} ...", end="", file=sys.stderr, flush=True)
            self._shown = True

    def done(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
