"""The budgets of generation, measured: CPU seconds of whole processes with warm bytecode, beside other generators'.

Ratios within one run count; absolute numbers depend on the machine. The others are installed in environments of their
own below build/peers, which needs a package index, and are given the same documents.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_client import client_rows
from tools.bench_generated import import_works, line_rows, start_works, validator_rows
from tools.bench_peers import CLIENT, PEERS, Peer, flag_work, generate_work, installed
from tools.bench_reading import judging_rows, reading_works
from tools.bench_stand import Row, Stand, Work, tell
from tools.commands import CORPUS, ROOT, python
from tools.table import table

LIMIT = 180.0
CORPUS_LIMIT = 3600.0
GITHUB = CORPUS / "real" / "oxidecomputer-sample_openapi-api.github.com.json"
"""A copy of 2022 with 767 operations: what apps are started with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract that everybody generates from, and the budgets: the first run, and one in which nothing changed."""

    name: str
    path: Path
    seconds: float
    again: float | None = None
    memory: int | None = None


def contracts(github: Path) -> list[Contract]:
    """Return the contracts, small ones first. Those that are not there are left out."""
    real = CORPUS / "real"
    known = [
        Contract(name="petstore", path=ROOT / "specs" / "petstore.yaml", seconds=0.4, again=0.2),
        Contract(name="medium: Resend", path=real / "resend-resend-openapi-resend.yaml", seconds=0.7),
        Contract(name="large: Box", path=real / "box-box-openapi-openapi.json", seconds=1.2),
        Contract(name="GitHub", path=github, seconds=5.0, again=0.6, memory=300),
    ]
    for contract in known:
        if not contract.path.is_file():
            print(f"left out, {contract.name}: there is no {contract.path}", file=sys.stderr)
    return [contract for contract in known if contract.path.is_file()]


def main() -> int:
    """Run the tool; return its exit status. A row over its budget is a failure only if that is asked for."""
    arguments = _arguments()
    if not hasattr(os, "wait4"):
        print("error: this system has no wait4, so the CPU time of one process cannot be had", file=sys.stderr)
        return 2
    peers = [] if arguments.no_peers else list(installed(PEERS))
    with tempfile.TemporaryDirectory(prefix="apigen-bench-") as scratch:
        stand = Stand(Path(scratch), runs=arguments.runs, limit=arguments.limit)
        rows = list(_rows(stand, peers, arguments.github, arguments.filter))
    tell("")
    if arguments.json:
        print(json.dumps([{**asdict(row), "verdict": row.verdict} for row in rows], indent=2))
    else:
        print_rows(rows, runs=arguments.runs)
    return 1 if arguments.strict and any(row.verdict in ("over", "failed") for row in rows) else 0


def print_rows(rows: Sequence[Row], *, runs: int) -> None:
    """Print the rows, their budgets beside them."""
    heads = ("work", "who", "cost", "unit", "spread", "peak MB", "x apigen", "budget", "")
    print("\n".join(table(heads, [_cells(row) for row in rows])))
    print(
        f"\ns: CPU seconds of a whole process with warm bytecode, median of {runs} runs; spread: the slowest less the"
        "\nfastest; x apigen: the ratio to what apigen needs for the same work in this run. Absolute budgets are a guide:"
        "\nmachines differ, ratios less."
    )


def _cells(row: Row) -> list[object]:
    budget = "" if row.budget is None else f"{row.budget:g} {row.unit}"
    if row.memory_budget is not None:
        budget += f", {row.memory_budget} MB"
    cost = "" if row.value is None else f"{row.value:.3f}" if row.unit in ("s", "x") else f"{row.value:.1f}"
    spread = "" if row.spread is None else f"{row.spread:.3f}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    words = " ".join(filter(None, (row.verdict, row.note)))
    return [row.task, row.who, cost, row.unit, spread, row.memory, ratio, budget, words]


def _rows(stand: Stand, peers: Sequence[Peer], github: Path, wanted: str) -> Iterator[Row]:
    """Yield every row whose work has the wanted text."""
    yield from stand.measure_all(work for work in _works(stand, peers, github) if wanted in work.task)
    if github.is_file() and wanted in "judge GitHub, read before":
        yield from judging_rows(github, runs=stand.runs, peer=bool(peers))
    if GITHUB.is_file() and wanted in "validators of the app":
        yield from validator_rows(GITHUB, stand)
    if github.is_file() and wanted in "an operation in the client":
        yield from line_rows(github, stand, peer=CLIENT in peers)
    if wanted in "generated client, over a mock transport":
        yield from client_rows(stand)
    if CORPUS.is_dir() and wanted in "an operation of the corpus":
        yield _per_operation()


def _works(stand: Stand, peers: Sequence[Peer], github: Path) -> Iterator[Work]:
    python_command = (sys.executable,)
    apigen = (*python_command, "-m", "apigen")
    yield Work(task="nothing", who="python -c pass", command=(*python_command, "-c", "pass"))
    for flag, budget in (("--version", 0.08), ("--help", 0.2)):
        yield Work(task=flag, command=(*apigen, flag), budget=budget)
        yield from (flag_work(peer, flag) for peer in peers)
    for contract in contracts(github):
        task, spec, output = f"generate {contract.name}", contract.path, stand.output(contract.path.stem)
        command = (*apigen, "generate", str(spec), "-o", str(output))
        yield Work(task=task, command=command, budget=contract.seconds, memory=contract.memory, fresh=output)
        if contract.again is not None:
            yield Work(task=f"{task} again, unchanged", command=command, budget=contract.again)
        yield from (generate_work(peer, task, spec, stand) for peer in peers)
    if GITHUB.is_file():
        yield from reading_works(GITHUB, stand)
    if github.is_file():
        yield from import_works(github, stand, peer=CLIENT in peers)
    if GITHUB.is_file():
        yield from start_works(GITHUB, stand)


def _per_operation() -> Row:
    """Return the milliseconds of CPU that a generated operation of the corpus costs, start-up included."""
    tell("every contract of the corpus")
    tool = ROOT / "tools" / "corpus.py"
    done = python(tool, CORPUS, "--json", cwd=ROOT, limit=CORPUS_LIMIT)
    try:
        found = [row for row in json.loads(done.stdout) if row["verdict"] == "generated"]
        cost = 1000 * float(sum(row["seconds"] for row in found)) / sum(row["generated"] for row in found)
        note = ""
    except (ValueError, ZeroDivisionError):
        cost, note = None, f"tools/corpus.py printed no rows: {done.why(1)}"
    return Row(task="an operation of the corpus", who="apigen", value=cost, unit="ms", budget=5.0, note=note)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what generating costs, and show the budget beside it.")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="runs that count, after one that does not")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="for each run")
    parser.add_argument("--filter", default="", metavar="TEXT", help="only work whose name has this text")
    parser.add_argument(
        "--github", type=Path, default=GITHUB, metavar="FILE", help="another copy of GitHub's description"
    )
    parser.add_argument("--no-peers", action="store_true", help="measure apigen only, and install nothing")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a budget is missed")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
