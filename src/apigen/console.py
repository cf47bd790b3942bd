"""What people read of a run: findings, differences, progress, and the summary at the end."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from apigen.config import Form
from apigen.output import Kind, diff, refusals
from apigen.report import LEFT_OUT, Diagnostic, Report, Severity
from apigen.spec.words import counted

if TYPE_CHECKING:
    from apigen.pipeline import Outcome
    from apigen.spec.document import Places

_WARNINGS_OF_A_CODE = 5
"""How many warnings of one kind say enough in the middle of other work."""
_ALWAYS_SHOWN = frozenset({LEFT_OUT})
"""What is left out is a list that somebody asked for."""
_PROGRESS_AFTER = 0.5
"""Seconds after which somebody wonders what a run is doing."""


def print_check(outcome: Outcome, command: str | None) -> int:
    """Print how the folder differs from what belongs there; return the exit status.

    People are told the command that mends it; without one, nobody is told anything.
    """
    differs = any(change.kind is not Kind.KEEP for change in outcome.changes)
    sys.stdout.write(diff(outcome.changes))
    if command is None:
        return int(differs)
    if not differs:
        say(f"{outcome.root} is up to date")
        return 0
    for line in refusals(outcome.changes):
        say(line)
    say(f"{outcome.root} is not up to date: run `{command}`")
    return 1


def print_plan(outcome: Outcome) -> int:
    """List what would change; return the exit status that the change itself would have."""
    for change in outcome.changes:
        if change.kind is not Kind.KEEP:
            print(f"{change.kind} {outcome.root / change.path}" + (f": {change.reason}" if change.reason else ""))
    return 2 if refusals(outcome.changes) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How findings are printed: in which form, and whether warnings alone, and all of them, are worth it."""

    form: Form = Form.FULL
    quiet: bool = False
    all_warnings: bool = False


def show(report: Report, places: Places | None, stream: TextIO, manner: Manner, *, file: str) -> None:
    """Print the findings, in colour on a terminal; `file` is named where one has no place.

    With `quiet`, warnings alone are not worth breaking a silence. Of those with one code only the first are shown
    to people, unless `all_warnings` are wanted. Programs get everything, and an array of JSON even for nothing.
    """
    silent = manner.quiet and not report.count(Severity.ERROR)
    if manner.form is Form.JSON:
        from apigen.formats import records, render_json

        print(render_json([] if silent else records(report, places, file)), file=stream)
    elif silent or not any(report):
        return
    elif manner.form is Form.GITHUB:
        from apigen.formats import render_github

        print(render_github(report, places, file), file=stream)
    else:
        _show_people(report, places, stream, manner)


def _show_people(report: Report, places: Places | None, stream: TextIO, manner: Manner) -> None:
    from apigen.diagnostics import render_concise, render_full

    shown, more = (list(report), Counter[str]()) if manner.all_warnings else _first_of_each(report)
    if manner.form is Form.CONCISE:
        print(render_concise(shown, places), end="", file=stream)
    else:
        colour = stream.isatty() and not os.environ.get("NO_COLOR")
        print(render_full(shown, places, colour=colour), file=stream)
    for code, number in more.items():
        print(f"and {number} more of {code}: `apigen validate` prints every one\n", file=stream)


def _first_of_each(report: Report) -> tuple[list[Diagnostic], Counter[str]]:
    """Return the findings that a run should show, and how many of which code it should not."""
    seen, shown = Counter[str](), list[Diagnostic]()
    for found in report:
        seen[found.code] += 1
        few = seen[found.code] <= _WARNINGS_OF_A_CODE or found.code in _ALWAYS_SHOWN
        if found.severity is Severity.ERROR or few:
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
        f"{outcome.root}: {counted(written, 'file')} written, {kinds.count(Kind.KEEP)} unchanged,"
        f" {kinds.count(Kind.DELETE)} deleted ({seconds:.2f} s)"
    )
    say(
        f"{counted(outcome.operations, 'operation')}, {counted(outcome.models, 'model')},"
        f" {counted(report.count(Severity.WARNING), 'warning')}"
    )
    for hint in outcome.hints:
        say(f"to do: {hint}")
    if outcome.next:
        there = [] if outcome.root.resolve() == Path.cwd() else [f"cd {shlex.quote(str(outcome.root))}"]
        say("next:\n" + "\n".join(f"  {command}" for command in (*there, *outcome.next)))


def findings(report: Report) -> str:
    """Return how many findings there are, in words."""
    return f"{counted(report.count(Severity.ERROR), 'error')}, {counted(report.count(Severity.WARNING), 'warning')}"


def say(text: str) -> None:
    """Print lines for people. Names of files and addresses may hold anything: only our own lines may end."""
    from apigen.diagnostics import escaped

    print("\n".join(escaped(line) for line in text.split("\n")), file=sys.stderr)


class Progress:
    """Says on a terminal what is being done, once a run takes long enough for somebody to wonder."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._start = time.perf_counter()
        self._verbose = verbose
        # An app that is tested in this process has another one.
        self._stream = sys.stderr
        self._live = self._stream.isatty() and not quiet and not verbose
        self._shown = False

    def seconds(self) -> float:
        return time.perf_counter() - self._start

    def tell(self, stage: str) -> None:
        if self._verbose:
            say(f"  {self.seconds():5.2f} s  {stage}")
        elif self._live and self.seconds() > _PROGRESS_AFTER:
            line = f"{stage} ..."[: shutil.get_terminal_size().columns - 1]
            print(f"\r\x1b[K{line}", end="", file=self._stream, flush=True)
            self._shown = True

    def done(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=self._stream, flush=True)
            self._shown = False
