"""The budgets of generated servers, measured: requests per CPU second, as a ratio to services written by hand.

Each side runs in a process of its own; both are asked in turn, and the median of the ratios counts. The service is
that of bench_server.yaml; bench_server_baselines.py is what it is compared with, and so are what others generate from
it and other frameworks. What cannot be had here is left out, with the reason.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_server_contests import FEW, Contest, contests
from tools.bench_server_places import Places
from tools.bench_server_sides import Side, ask, load_generator, side
from tools.bench_stand import BenchError, tell
from tools.table import table

STEPS, STEPS_LIMIT = "microseconds of each step", 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a case of a contest came to: requests per CPU second of both, and the median of the ratios."""

    name: str
    case: str
    baseline: float
    subject: float
    ratio: float
    lowest: float
    highest: float
    budget: float | None

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        return "ok" if self.ratio >= self.budget else "missed"


def main() -> int:
    """Run the tool; return its exit status. A row below its budget is a failure only if that is asked for."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="apigen-bench-") as scratch:
        stand = Stand(Places(Path(scratch)), rounds=arguments.rounds, seconds=arguments.seconds)
        rows = list(stand.hold_all(contest for contest in contests() if arguments.filter in contest.name))
        steps = stand.steps() if arguments.filter in STEPS else {}
    tell("")
    if arguments.json:
        print(json.dumps({"rows": [{**asdict(row), "verdict": row.verdict} for row in rows], "steps": steps}, indent=2))
    else:
        print_rows(rows, rounds=arguments.rounds)
        print_steps(steps)
    return 1 if arguments.strict and any(row.verdict == "missed" for row in rows) else 0


def print_rows(rows: Sequence[Row], *, rounds: int) -> None:
    """Print the rows, their budgets beside them."""
    if not rows:
        return
    heads = ("requests per CPU second", "case", "by hand", "this", "ratio", "spread", "budget", "")
    print("\n".join(table(heads, [_cells(row) for row in rows])))
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    client = "wrk" if load_generator() else "a client of this tool: wrk is not installed"
    print(
        f"\nof the server's process, bytecode warm; ratio: the median of {rounds} pairs of runs, one after the other. An"
        "\napp of 1,000 operations is compared with one of 3. Absolute numbers depend on the machine, ratios less."
        f"\nServers were asked by {client}. Load of this machine's {os.cpu_count()} processors: {load}."
    )


def print_steps(steps: Mapping[str, Mapping[str, float]]) -> None:
    """Print what each step of a request costs."""
    if not steps:
        return
    labels = max(steps.values(), key=len)
    cells = [
        [label, *(f"{found[label]:.1f}" if label in found else "" for found in steps.values())] for label in labels
    ]
    print()
    print("\n".join(table((STEPS, *steps), cells)))


def _cells(row: Row) -> list[object]:
    budget = "" if row.budget is None else f"{row.budget:.2f}"
    spread = f"{row.lowest:.2f}-{row.highest:.2f}"
    return [row.name, row.case, round(row.baseline), round(row.subject), row.ratio, spread, budget, row.verdict]


class Stand:
    """Where contests are held."""

    def __init__(self, places: Places, *, rounds: int, seconds: float) -> None:
        self._places, self._rounds, self._seconds = places, rounds, seconds

    def hold_all(self, wanted: Iterable[Contest]) -> Iterator[Row]:
        """Yield the rows of contests. One that cannot be held here is left out."""
        for contest in wanted:
            try:
                yield from self.hold(contest)
            except BenchError as error:
                _left_out(contest.name, error)

    def hold(self, contest: Contest) -> Iterator[Row]:
        """Yield a row for each case."""
        tell(contest.name)
        with ExitStack() as stack:
            sides = [
                stack.enter_context(side(each, self._places.find(each.place)))
                for each in (contest.baseline, contest.subject)
            ]
            for case, budget in contest.budgets.items():
                tell(f"{contest.name}: {case}")
                try:
                    yield self._compare(contest.name, case, sides, budget)
                except BenchError as error:
                    _left_out(f"{contest.name}, {case}", error)

    def steps(self) -> dict[str, dict[str, float]]:
        """Return what each step of a request costs, for each case."""
        tell(STEPS)
        try:
            found: dict[str, dict[str, float]] = json.loads(
                ask("tools.bench_server_steps", self._places.find(FEW), limit=STEPS_LIMIT)
            )
            return found
        except BenchError as error:
            _left_out(STEPS, error)
            return {}

    def _compare(self, name: str, case: str, sides: Sequence[Side], budget: float | None) -> Row:
        # The first run finds out how many requests take a run's time.
        rates = [[each.rate(case, self._seconds) for each in sides] for _ in range(self._rounds + 1)][1:]
        ratios = [ours / theirs for theirs, ours in rates]
        return Row(
            name=name,
            case=case,
            baseline=statistics.median(theirs for theirs, _ in rates),
            subject=statistics.median(ours for _, ours in rates),
            ratio=statistics.median(ratios),
            lowest=min(ratios),
            highest=max(ratios),
            budget=budget,
        )


def _left_out(what: str, error: BenchError) -> None:
    tell("")
    print(f"left out, {what}: {error}", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure generated servers against handwritten ones.")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="pairs of runs for each row")
    parser.add_argument("--seconds", type=float, default=0.3, metavar="S", help="CPU seconds of a run in a process")
    parser.add_argument("--filter", default="", metavar="TEXT", help="only contests whose name has this text")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a budget is missed")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
