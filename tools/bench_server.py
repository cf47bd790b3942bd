"""The budgets of generated servers, measured: requests per CPU second, as a ratio to services written by hand.

Each side runs in a process of its own; both are asked in turn, and the median of the ratios counts. The service is
that of bench_server.yaml; bench_server_baselines.py is what generated code is compared with.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_server_sides import InProcess, Served, Side, SideError

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "tools" / "bench_server.yaml"
HAND, GENERATED = "tools.bench_server_baselines", "tools.bench_server_apps"
MANY = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Two applications that are asked the same. `budgets` is the least ratio for each case, `None` for no budget."""

    name: str
    interface: str
    baseline: str
    subject: str
    budgets: Mapping[str, float | None]
    many: bool = False
    """The subject serves a thousand operations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a case of a contest came to: requests per CPU second of both, and the median of the ratios."""

    name: str
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
        return "ok" if self.ratio >= self.budget else "below"


def contests() -> list[Contest]:
    """Return what is measured."""

    def against(name: str, interface: str, app: str, hand: str, **budgets: float | None) -> Contest:
        cases = {case.replace("_", " "): budget for case, budget in budgets.items()}
        return Contest(
            name=name, interface=interface, baseline=f"{HAND}:{hand}", subject=f"{GENERATED}:{app}", budgets=cases
        )

    refused = {"422_query": 2.5, "422_body": 2.5}
    judged = "fastapi_async_validating"
    some = {"GET": 0.95}
    return [
        against("FastAPI", "asgi", "fastapi_async", "fastapi_async", GET=3.0, POST=2.5, **refused),
        against("FastAPI, responses judged", "asgi", judged, "fastapi_async", GET=2.3, POST=2.3),
        against("FastAPI, def", "asgi", "fastapi_threads", "fastapi_threads", GET=2.0, POST=2.0),
        against("FastAPI, uvicorn", "uvicorn", "fastapi_async", "fastapi_async", GET=1.8, POST=1.8),
        against("Flask", "wsgi", "flask", "flask", GET=1.1, POST=1.1, **dict.fromkeys(refused, 1.1)),
        against("Flask, responses judged", "wsgi", "flask_validating", "flask", GET=None, POST=None),
        against("Flask, tuned by hand", "wsgi", "flask", "flask_tuned", GET=None, POST=None),
        against("Flask, async", "wsgi", "flask_async", "flask_async", GET=2.0, POST=2.0),
        against("Flask, gunicorn", "gunicorn", "flask", "flask", GET=1.0, POST=1.0),
        *(
            Contest(name=name, interface=interface, baseline=app, subject=app, budgets=some, many=True)
            for name, interface, app in (
                ("FastAPI, 1,000 operations", "asgi", f"{GENERATED}:fastapi_async"),
                ("Flask, 1,000 operations", "wsgi", f"{GENERATED}:flask"),
            )
        ),
    ]


def main() -> int:
    """Run the tool; return its exit status. A row below its budget is no failure: machines differ."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="apigen-bench-") as scratch:
        try:
            stand = Stand(Path(scratch), rounds=arguments.rounds, seconds=arguments.seconds)
            rows = list(stand.hold_all(contest for contest in contests() if arguments.filter in contest.name))
        except SideError as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
    if arguments.json:
        print(json.dumps([{**asdict(row), "verdict": row.verdict} for row in rows], indent=2))
    else:
        print_table(rows, rounds=arguments.rounds)
    return 0


def print_table(rows: Sequence[Row], *, rounds: int) -> None:
    """Print the rows, their budgets beside them."""
    width = max([len(row.name) for row in rows], default=0)
    print(
        f"{'generated against handwritten':<{width}} {'by hand':>9} {'generated':>9} {'ratio':>6} {'spread':>11} budget"
    )
    for row in rows:
        spread = f"{row.lowest:.2f}-{row.highest:.2f}"
        budget = "" if row.budget is None else f"{row.budget:>5.2f}x"
        numbers = f"{row.baseline:>9,.0f} {row.subject:>9,.0f} {row.ratio:>5.2f}x {spread:>11}"
        print(f"{row.name:<{width}} {numbers} {budget:<6} {row.verdict}".rstrip())
    print(
        f"\nrequests per CPU second of the server's process; ratio is the median of {rounds} pairs of runs. An app of"
        "\n1,000 operations is compared with one of 2. Absolute numbers depend on the machine, ratios less."
    )


class Stand:
    """Where contests are held: a scratch folder with the generated services."""

    def __init__(self, scratch: Path, *, rounds: int, seconds: float) -> None:
        self._rounds, self._seconds = rounds, seconds
        self._few, self._many = scratch / "few", scratch / "many"
        contract: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
        _generate(contract, self._few)
        _generate(_with_many(contract), self._many)

    def hold_all(self, wanted: Iterable[Contest]) -> Iterator[Row]:
        """Yield the rows of contests. One that cannot be held here is left out."""
        for contest in wanted:
            try:
                yield from self.hold(contest)
            except SideError as error:
                print(f"left out, {contest.name}: {error}", file=sys.stderr)

    def hold(self, contest: Contest) -> Iterator[Row]:
        """Yield a row for each case."""
        with ExitStack() as stack:
            baseline = stack.enter_context(_side(contest.interface, contest.baseline, self._few))
            subject = stack.enter_context(
                _side(contest.interface, contest.subject, self._many if contest.many else self._few)
            )
            for case, budget in contest.budgets.items():
                name = f"{contest.name}: {case}"
                if sys.stderr.isatty():
                    print(f"\r\x1b[K{name}", end="\r", file=sys.stderr, flush=True)
                yield self._compare(name, baseline, subject, case, budget)

    def _compare(self, name: str, baseline: Side, subject: Side, case: str, budget: float | None) -> Row:
        counts = [self._warm(side, case) for side in (baseline, subject)]
        rates = [
            [count / side.seconds(case, count) for side, count in zip((baseline, subject), counts, strict=True)]
            for _ in range(self._rounds)
        ]
        ratios = [ours / theirs for theirs, ours in rates]
        return Row(
            name=name,
            baseline=statistics.median(theirs for theirs, _ in rates),
            subject=statistics.median(ours for _, ours in rates),
            ratio=statistics.median(ratios),
            lowest=min(ratios),
            highest=max(ratios),
            budget=budget,
        )

    def _warm(self, side: Side, case: str) -> int:
        """Ask until all that is made at the first request is there; return how many requests take a run's time."""
        side.seconds(case, 100)
        return max(10, round(200 * self._seconds / side.seconds(case, 200)))


def _side(interface: str, factory: str, folder: Path) -> AbstractContextManager[Side]:
    kinds: dict[str, Callable[[str, Path], AbstractContextManager[Side]]] = {
        "asgi": partial(InProcess, "asgi"),
        "wsgi": partial(InProcess, "wsgi"),
        "uvicorn": partial(Served, "uvicorn"),
        "gunicorn": partial(Served, "gunicorn"),
    }
    return kinds[interface](factory, folder)


def _with_many(contract: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contract with as many more operations as make a thousand."""
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    answers = {"200": {"description": "Done.", "content": {"application/json": {"schema": {"type": "string"}}}}}
    more = {
        f"/things-{n}/{{id}}": {
            "get": {"operationId": f"getThing{n}", "tags": ["rest"], "parameters": [identifier], "responses": answers}
        }
        for n in range(MANY - len(contract["paths"]))
    }
    return {**contract, "paths": {**more, **contract["paths"]}}


def _generate(contract: Mapping[str, Any], folder: Path) -> None:
    folder.mkdir()
    spec = folder / "contract.json"
    spec.write_text(json.dumps(contract), encoding="utf-8")
    flags = "--server fastapi --server flask --client none --package bench_orders --no-app --quiet"
    command = [sys.executable, "-m", "apigen", "generate", str(spec), "-o", str(folder), *shlex.split(flags)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SideError(f"the service could not be generated:\n{done.stderr}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure generated servers against handwritten ones.")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="pairs of runs for each row")
    parser.add_argument("--seconds", type=float, default=0.3, metavar="S", help="CPU seconds of a run")
    parser.add_argument("--filter", default="", metavar="TEXT", help="only contests whose name has this text")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
