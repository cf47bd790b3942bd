"""A folder of contracts to a table: what is generated of each, what is refused and why, and whether the result works.

Each document runs in processes of its own with a time limit, so that one which crashes, hangs or eats the memory
costs one line. The exit status is 1 if a document crashed, a package does not work, or an operation is lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.commands import CORPUS, python
from tools.table import table

SUFFIXES = frozenset({".json", ".yaml", ".yml"})
IS_CONTRACT = re.compile(rb"(?:^|[{,])\s*[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?[0-9]", re.MULTILINE)
"""What a contract says of its version. A file without it is a part of another one, or no contract."""
SEED = 4
LIMIT = 120.0

Verdict: TypeAlias = Literal["generated", "refused", "crashed", "broken"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """What became of a document. `broken` is a package that was written and does not compile, import or build.

    `operations` are those of the contract, counted here and not by the generator; `generated` those of the
    package's own source; `codes` are all findings, by code;
    `stopped_by` only the errors.
    """

    document: str
    verdict: Verdict
    codes: dict[str, int]
    stopped_by: tuple[str, ...] = ()
    operations: int = 0
    generated: int = 0
    models: int = 0
    modules: int = 0
    seconds: float = 0.0
    memory: int = 0
    problem: str = ""

    @property
    def lost(self) -> int:
        """How many operations of a generated contract are not in the package."""
        return self.operations - self.generated if self.verdict in ("generated", "broken") else 0

    @property
    def fine(self) -> bool:
        return self.verdict in ("generated", "refused") and not self.lost


def main() -> int:
    """Run the tool; return its exit status."""
    arguments = _arguments()
    folder = Path(arguments.folder)
    if not folder.exists():
        print(f"error: {folder} does not exist: name a folder of contracts, make corpus FOLDER=...", file=sys.stderr)
        return 2
    documents = [path for path in find_documents(folder) if arguments.filter in str(path)]
    if not documents:
        print(f"error: {folder} has no contract that matches", file=sys.stderr)
        return 2
    if arguments.sample is not None:
        documents = sample(documents, arguments.sample)
    rows = run_all(documents, folder, limit=arguments.limit, jobs=arguments.jobs)
    if arguments.json:
        json.dump([{**asdict(row), "lost": row.lost} for row in rows], sys.stdout, indent=2)
        print()
    else:
        print_table(rows)
    return 0 if all(row.fine for row in rows) else 1


def find_documents(folder: Path) -> list[Path]:
    """Return the contracts below a folder, or the file itself."""
    if folder.is_file():
        return [folder]
    found = (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return sorted(path for path in found if IS_CONTRACT.search(path.read_bytes()))


def sample(documents: list[Path], count: int) -> list[Path]:
    """Return some of the documents, always the same ones."""
    return sorted(random.Random(SEED).sample(documents, min(count, len(documents))))


def run_all(documents: list[Path], folder: Path, *, limit: float, jobs: int) -> list[Row]:
    """Return a row for each document, in their order, and show on a terminal how far it is."""
    rows: dict[Path, Row] = {}
    live = sys.stderr.isatty()
    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(run, path, folder, limit): path for path in documents}
        for done in as_completed(running):
            rows[running[done]] = done.result()
            if live:
                line = f"{len(rows)}/{len(documents)} {done.result().document}"
                print(f"\r\x1b[K{line[:100]}", end="", file=sys.stderr, flush=True)
    if live:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return [rows[path] for path in documents]


def run(document: Path, folder: Path, limit: float) -> Row:
    """Generate from one document of a folder and try what was written."""
    name = document.name if folder.is_file() else str(document.relative_to(folder))
    corpus = folder.parent if folder.is_file() else folder
    with tempfile.TemporaryDirectory(prefix="apigen-corpus-") as scratch:
        output = Path(scratch) / "output"
        made = _task("generate", document, output, corpus, limit=limit)
        if "problem" in made:
            return Row(document=name, verdict="crashed", codes={}, problem=made["problem"])
        facts = dict(made)
        if facts.pop("refused"):
            return Row(document=name, verdict="refused", **facts)
        tried = _task("try", output, limit=limit)
        facts.update({key: value for key, value in tried.items() if key != "problem"})
        problem = str(tried.get("problem", ""))
        return Row(document=name, verdict="broken" if problem else "generated", problem=problem, **facts)


def print_table(rows: list[Row]) -> None:
    """Print a line for each document, what went wrong, and the totals."""
    heads = ("document", "verdict", "operations", "generated", "lost", "models", "CPU s", "findings")
    lines = [
        (
            row.document,
            row.verdict,
            row.operations,
            row.generated,
            row.lost,
            row.models,
            row.seconds,
            _codes(row),
        )
        for row in rows
    ]
    print("\n".join(table(heads, lines)))
    for row in rows:
        if row.problem:
            print(f"\n{row.document}: {row.verdict}\n" + "\n".join(f"  {line}" for line in row.problem.splitlines()))
    print()
    for line in totals(rows):
        print(line)


def totals(rows: list[Row]) -> Iterator[str]:
    """Yield the lines under the table."""
    verdicts = Counter(row.verdict for row in rows)
    made = [row for row in rows if row.verdict in ("generated", "broken")]
    generated, seconds = sum(row.generated for row in made), sum(row.seconds for row in made)
    noun = "document" if len(rows) == 1 else "documents"
    yield f"{len(rows)} {noun}: " + ", ".join(f"{verdicts[kind]} {kind}" for kind in ("generated", "refused"))
    yield f"  {verdicts['crashed']} crashed, {verdicts['broken']} broken"
    yield (
        f"{sum(row.operations for row in made)} operations in what was generated: {generated} generated,"
        f" {sum(row.lost for row in made)} lost"
    )
    yield f"{sum(row.models for row in made)} models and {sum(row.modules for row in made)} modules imported and built"
    per_operation = f", {1000 * seconds / generated:.1f} ms for each operation generated" if generated else ""
    yield f"{seconds:.1f} CPU seconds of generation{per_operation}"
    refusals = Counter(code for row in rows if row.verdict == "refused" for code in row.stopped_by)
    if refusals:
        yield "refused because of: " + ", ".join(f"{code} ({count})" for code, count in sorted(refusals.items()))


def _codes(row: Row) -> str:
    codes = {code: row.codes.get(code, 0) for code in row.stopped_by} if row.verdict == "refused" else row.codes
    return " ".join(f"{code}x{count}" if count > 1 else code for code, count in sorted(codes.items()))


def _task(task: str, *paths: Path, limit: float) -> dict[str, Any]:
    """Run one task in a process of its own; return the facts it found, or the `problem` that it died of."""
    tasks = Path(__file__).resolve().with_name("corpus_tasks.py")
    with tempfile.TemporaryDirectory(prefix="apigen-corpus-") as nowhere:
        done = python(tasks, task, *(path.absolute() for path in paths), cwd=Path(nowhere), limit=limit)
    try:
        return cast("dict[str, Any]", json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError):
        return {"problem": done.why()}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Generate from every contract of a folder and try the result.")
    parser.add_argument("folder", nargs="?", default=str(CORPUS), help="a folder of contracts, or one")
    parser.add_argument("--filter", default="", metavar="TEXT", help="only documents whose path has this text")
    parser.add_argument("--sample", type=int, metavar="N", help="so many of the documents, always the same ones")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="for each process")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="documents at once")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
