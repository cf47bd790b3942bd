"""The budgets of generation, measured: CPU seconds of whole processes with warm bytecode, beside a bare interpreter's.

Ratios within one run count; absolute numbers depend on the machine. Peers are measured where an environment that has
them is given: `--peer openapi-python-client=/path/to/environment`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "dev"
PETSTORE = ROOT / "specs" / "petstore.yaml"
MEDIUM = CORPUS / "real" / "resend-resend-openapi-resend.yaml"
LARGE = (CORPUS / "real" / "box-box-openapi-openapi.json", CORPUS / "real" / "stripe.com.json")
GITHUB = CORPUS / "real" / "oxidecomputer-sample_openapi-api.github.com.json"

PEERS = {
    "datamodel-codegen": "datamodel-codegen --input {spec} --input-file-type openapi --output {output}/models.py",
    "fastapi-codegen": "fastapi-codegen --input {spec} --output {output}",
    "openapi-python-client": "openapi-python-client generate --path {spec} --output-path {output}/client --meta none",
}
"""What a peer's environment has to offer, and how it is asked for what it makes."""

_MADE = re.compile(r"^\d+ operations?, \d+ models?(?:, \d+ operations? left out)?", re.MULTILINE)
"""The line of the summary that says what was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A command to be measured. Budgets are CPU seconds and MB; `fresh` empties the output before each run."""

    name: str
    command: tuple[str, ...]
    seconds: float | None = None
    memory: int | None = None
    fresh: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The median of several runs of a command, and what it may cost."""

    name: str
    seconds: float
    spread: float
    memory: int
    ratio: float
    budget: float | None
    memory_budget: int | None
    made: str

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        within = self.seconds <= self.budget and (self.memory_budget is None or self.memory <= self.memory_budget)
        return "ok" if within else "over"


class BenchError(Exception):
    """A command that should be measured failed. The message says which, and how."""


def main() -> int:
    """Run the tool; return its exit status. A row over its budget is no failure: machines differ."""
    arguments = _arguments()
    if not hasattr(os, "wait4"):
        print("error: this system has no wait4, so the CPU time of one process cannot be had", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="apigen-bench-") as scratch:
        stand = Stand(Path(scratch), runs=arguments.runs)
        try:
            rows = list(stand.measure_all(_works(stand, arguments.peer), arguments.filter))
            corpus = None if arguments.filter or not CORPUS.is_dir() else per_operation()
        except BenchError as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
    if arguments.json:
        values = [{**asdict(row), "verdict": row.verdict} for row in rows]
        print(json.dumps({"rows": values, "per_operation_ms": corpus}, indent=2))
    else:
        print_table(rows, corpus, runs=arguments.runs)
    return 0


def print_table(rows: list[Row], corpus: float | None, *, runs: int) -> None:
    """Print the rows, their budgets beside them."""
    width = max(len(row.name) for row in rows)
    print(f"{'work':<{width}} {'CPU s':>7} {'spread':>7} {'x bare':>7} {'peak MB':>8} {'budget':>15}")
    for row in rows:
        budget = "" if row.budget is None else f"{row.budget:g} s"
        if row.memory_budget is not None:
            budget += f", {row.memory_budget} MB"
        numbers = f"{row.seconds:>7.3f} {row.spread:>7.3f} {row.ratio:>7.1f} {row.memory:>8}"
        print(f"{row.name:<{width}} {numbers} {budget:>15} {row.verdict:<4} {row.made}".rstrip())
    if corpus is not None:
        verdict = "ok" if corpus <= 5 else "over"
        print(f"{'per operation of the corpus (ms)':<{width}} {corpus:>7.1f} {'':>24} {'5 ms':>15} {verdict}")
    print(
        f"\nmedian of {runs} runs; spread is the slowest less the fastest; x bare is the ratio to `python -c pass`"
        "\nin the same run. Absolute budgets are a guide: machines differ, ratios less."
    )


class Stand:
    """Where commands are measured: a scratch folder with bytecode caches of its own."""

    def __init__(self, scratch: Path, *, runs: int) -> None:
        self.scratch = scratch
        self.runs = runs
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "PYTHONPYCACHEPREFIX": str(scratch / "bytecode"),
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH")))),
        }

    def output(self, name: str) -> Path:
        """Return a folder for what a command writes."""
        return self.scratch / "output" / name

    def measure_all(self, works: list[Work], wanted: str) -> Iterator[Row]:
        """Yield a row for each piece of work whose name has the wanted text, after the bare interpreter."""
        bare = self._measure(works[0], 1.0)
        yield bare
        for number, work in enumerate(works[1:], 2):
            if wanted not in work.name:
                continue
            self._tell(f"{number}/{len(works)} {work.name}")
            yield self._measure(work, bare.seconds)
        self._tell("")

    def _measure(self, work: Work, bare: float) -> Row:
        # The first run compiles, and is not counted.
        samples = [self._once(work) for _ in range(self.runs + 1)][1:]
        seconds = [each for each, _, _ in samples]
        made = _MADE.search(samples[-1][2])
        median = statistics.median(seconds)
        return Row(
            name=work.name,
            seconds=median,
            spread=max(seconds) - min(seconds),
            memory=max(memory for _, memory, _ in samples),
            ratio=median / bare if work.name != "python -c pass" else 1.0,
            budget=work.seconds,
            memory_budget=work.memory,
            made=made[0] if made else "",
        )

    def _once(self, work: Work) -> tuple[float, int, str]:
        """Return the CPU seconds of one run, its children included, the peak memory in MB, and what was printed."""
        if work.fresh is not None:
            shutil.rmtree(work.fresh, ignore_errors=True)
            work.fresh.mkdir(parents=True)
        with (self.scratch / "log").open("w+b") as log:
            process = subprocess.Popen(
                work.command, cwd=self.scratch, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            log.seek(0)
            printed = log.read().decode(errors="replace")
        if process.returncode:
            words = "\n".join(printed.strip().splitlines()[-8:])
            raise BenchError(f"{shlex.join(work.command)} ended with {process.returncode}:\n{words}")
        unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return used.ru_utime + used.ru_stime, used.ru_maxrss // unit, printed

    def _tell(self, line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def per_operation() -> float:
    """Return the milliseconds of CPU that a generated operation of the corpus costs, start-up included."""
    command = [sys.executable, str(ROOT / "tools" / "corpus.py"), str(CORPUS), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    try:
        rows = [row for row in json.loads(done.stdout) if row["verdict"] == "generated"]
    except ValueError:
        raise BenchError("tools/corpus.py printed no rows") from None
    operations = sum(row["generated"] for row in rows)
    return 1000 * float(sum(row["seconds"] for row in rows)) / operations if operations else 0.0


def _works(stand: Stand, peers: list[str]) -> list[Work]:
    """Return the work, the bare interpreter first. Contracts that are not there are left out."""
    python = (sys.executable,)
    apigen = (*python, "-m", "apigen")
    works = [
        Work(name="python -c pass", command=(*python, "-c", "pass")),
        Work(name="python -c 'import typer'", command=(*python, "-c", "import typer")),
        Work(name="apigen --version", command=(*apigen, "--version"), seconds=0.08),
        Work(name="apigen --help", command=(*apigen, "--help"), seconds=0.2),
    ]

    def generate(name: str, spec: Path, seconds: float, again: float | None, memory: int | None = None) -> None:
        if not spec.is_file():
            print(f"left out, there is no {spec}", file=sys.stderr)
            return
        output = stand.output(spec.stem)
        command = (*apigen, "generate", str(spec), "-o", str(output))
        works.append(Work(name=f"generate {name}", command=command, seconds=seconds, memory=memory, fresh=output))
        if again is not None:
            works.append(Work(name=f"generate {name} again", command=command, seconds=again))

    generate("petstore", PETSTORE, 0.4, 0.2)
    generate("medium: Resend", MEDIUM, 0.7, None)
    generate("large: Box", LARGE[0], 1.2, None)
    generate("large: Stripe", LARGE[1], 1.2, None)
    generate("GitHub", GITHUB, 5.0, 0.6, 300)
    return [*works, *_peer_works(stand, peers)]


def _peer_works(stand: Stand, peers: list[str]) -> Iterator[Work]:
    for given in peers:
        name, _, environment = given.partition("=")
        line = PEERS.get(name)
        if line is None or not environment:
            raise BenchError(f"--peer {given}: write NAME=ENVIRONMENT, NAME being one of {', '.join(PEERS)}")
        for spec in (PETSTORE, GITHUB):
            if not spec.is_file():
                continue
            output = stand.output(f"{name}-{spec.stem}")
            program, *rest = line.split()
            filled = (part.format(spec=spec, output=output) for part in rest)
            command = (str(Path(environment).absolute() / "bin" / program), *filled)
            yield Work(name=f"{name}: {spec.stem[:24]}", command=command, fresh=output)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what generating costs, and show the budget beside it.")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="runs that count, after one that does not")
    parser.add_argument("--filter", default="", metavar="TEXT", help="only rows whose name has this text")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=ENVIRONMENT", help="measure a peer, too")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
