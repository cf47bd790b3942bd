"""Commands to what they cost: CPU seconds and peak memory of whole processes, with bytecode that is warm."""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer

from tools.commands import end, environment, own

OURS = "apigen"


class BenchError(Exception):
    """What should be measured failed. The message is one line that says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A command to be measured, and who does what: rows of one task are compared with each other.

    Budgets are CPU seconds and MB. `prepare` is called once before; `fresh` is emptied before each run. With `own` the
    command sees its own environment's modules only.
    """

    task: str
    who: str = OURS
    command: tuple[str, ...]
    budget: float | None = None
    memory: int | None = None
    prepare: Callable[[], object] | None = None
    fresh: Path | None = None
    own: bool = False
    cwd: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a task cost somebody: a median, and the slowest run less the fastest. `None` if it failed, as `note` says."""

    task: str
    who: str
    value: float | None
    unit: str = "s"
    spread: float | None = None
    memory: int | None = None
    ratio: float | None = None
    budget: float | None = None
    memory_budget: int | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        if self.value is None:
            return "failed"
        fits = self.memory_budget is None or (self.memory or 0) <= self.memory_budget
        return "ok" if self.value <= self.budget and fits else "over"


class Stand:
    """Where commands are measured: a scratch folder with bytecode caches of its own."""

    def __init__(self, scratch: Path, *, runs: int, limit: float) -> None:
        self.scratch = scratch
        self.runs, self._limit = runs, limit
        self._log = scratch / "log"
        self._environment = {**environment(), "PYTHONPYCACHEPREFIX": str(scratch / "bytecode")}
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def output(self, name: str) -> Path:
        """Return a folder for what a command writes; the one above it exists."""
        (self.scratch / "output").mkdir(exist_ok=True)
        return self.scratch / "output" / name

    def measure_all(self, works: Iterable[Work]) -> Iterator[Row]:
        """Yield a row for each piece of work, with the ratio to what apigen, which comes first, needs for the task."""
        ours: dict[str, float] = {}
        for work in works:
            tell(f"{work.task}: {work.who}")
            row = self._measure(work)
            if work.who == OURS and row.value is not None:
                ours[work.task] = row.value
            known = ours.get(work.task)
            yield replace(row, ratio=row.value / known) if known and row.value is not None else row
        tell("")

    def _measure(self, work: Work) -> Row:
        row = Row(task=work.task, who=work.who, value=None, budget=work.budget, memory_budget=work.memory)
        try:
            if work.prepare is not None:
                work.prepare()
            # The first run compiles, and is not counted.
            samples = [self._once(work) for _ in range(self.runs + 1)][1:]
        except BenchError as error:
            return replace(row, note=str(error))
        seconds = [each for each, _ in samples]
        return replace(
            row,
            value=statistics.median(seconds),
            spread=max(seconds) - min(seconds),
            memory=max(memory for _, memory in samples),
        )

    def _once(self, work: Work) -> tuple[float, int]:
        """Return the CPU seconds of one run, its children included, and the peak memory in MB."""
        if work.fresh is not None:
            shutil.rmtree(work.fresh, ignore_errors=True)
            work.fresh.mkdir(parents=True)
        variables = own(self._environment, work.command[0]) if work.own else self._environment
        with self._log.open("w+b") as log:
            process = subprocess.Popen(
                work.command, cwd=work.cwd or self.scratch, env=variables, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
            # Only `wait4` below may reap the process: it says what was used.
            timer = Timer(self._limit, os.killpg, (process.pid, signal.SIGKILL))
            timer.start()
            try:
                _, status, used = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            finally:
                timer.cancel()
                end(process)
        seconds = used.ru_utime + used.ru_stime
        if process.returncode:
            is_over = process.returncode == -signal.SIGKILL
            how = f"over {self._limit:.0f} s" if is_over else f"failed after {seconds:.1f} s: {self._last_error()}"
            raise BenchError(how)
        unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return seconds, used.ru_maxrss // unit

    def _last_error(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        errors = [line for line in lines if "error" in line.lower()]
        return next(iter([*errors[-1:], *lines[-1:]]), "it says nothing").strip()[:120]


def tell(line: str) -> None:
    """Show on a terminal what is being done."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
