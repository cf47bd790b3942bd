"""Contracts to a table of round trips: every operation, called by both clients on every server, with all that it may answer.

Each document runs in a process of its own with a time limit. A failure is a difference between what was passed and what
arrived, or between what was answered and what came back. What the wire cannot say is counted apart, by its reason. The
exit status is 1 if there is a failure.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from apigen.proof.trips.limits import REASONS
from tools.commands import ROOT, python
from tools.corpus import find_documents
from tools.corpus_count import count_operations
from tools.table import table

MOST = 120
"""Operations of a document, up to which all documents come before the larger ones."""
LIMIT = 240.0
WHOLE = 1200.0
SHOWN = 3
"""How many failures of a kind are shown of a document."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What went wrong with an operation, and on which way."""

    kind: str
    operation: str
    way: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """What became of a document. `problem` is why it could not be called to the end; one that is refused has nothing else."""

    document: str
    refused: bool = False
    operations: int = 0
    without: tuple[str, ...] = ()
    trips: int = 0
    failures: tuple[Failure, ...] = ()
    limits: dict[str, int] = field(default_factory=dict[str, int])
    generated: float = 0.0
    seconds: float = 0.0
    problem: str = ""

    @property
    def fine(self) -> bool:
        return not (self.failures or self.problem)


def main() -> int:
    """Run the tool; return its exit status."""
    arguments = _arguments()
    found = [*find_documents(ROOT / "specs")]
    if arguments.corpus is not None:
        if not arguments.corpus.exists():
            print(
                f"error: {arguments.corpus} does not exist: name a folder, make roundtrip CORPUS=...", file=sys.stderr
            )
            return 2
        found += find_documents(arguments.corpus)
    found = chosen([path for path in found if arguments.filter in str(path)], arguments.large)
    if not found:
        print("error: no contract has operations and matches", file=sys.stderr)
        return 2
    ends = time.monotonic() + arguments.whole
    with ThreadPoolExecutor(arguments.jobs) as pool:
        rows = list(pool.map(lambda path: _timed(path, arguments, ends), found))
    if arguments.json:
        print(json.dumps([{**asdict(row), "fine": row.fine} for row in rows], indent=2))
    else:
        print_rows(rows)
    return 0 if rows and all(row.fine for row in rows) else 1


def chosen(documents: Sequence[Path], large: int) -> list[Path]:
    """Return the documents that have operations, small ones first; of those with many, so many."""
    sizes = {path: count_operations(path) for path in documents}
    ordered = sorted((path for path in sizes if sizes[path]), key=lambda path: (sizes[path], path))
    big = [path for path in ordered if sizes[path] > MOST]
    return [path for path in ordered if sizes[path] <= MOST] + big[:large]


def _timed(path: Path, arguments: argparse.Namespace, ends: float) -> Row:
    left = min(arguments.limit, ends - time.monotonic())
    folder = arguments.corpus if arguments.corpus is not None and arguments.corpus in path.parents else path.parent
    if left < 1:
        return Row(document=_name(path, folder), problem="not called: the time of all documents is over")
    row = run(path, folder, limit=left)
    print(f"{row.document}: {row.trips:,} trips, {len(row.failures)} failures", file=sys.stderr, flush=True)
    return row


def run(document: Path, folder: Path, *, limit: float) -> Row:
    """Make the round trips of a document, which may refer to all files of the folder."""
    one, name = Path(__file__).resolve().with_name("roundtrip_one.py"), _name(document, folder)
    with tempfile.TemporaryDirectory(prefix="apigen-roundtrip-") as nowhere:
        done = python(one, document.absolute(), folder.absolute(), cwd=Path(nowhere), limit=limit)
    try:
        facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return Row(document=name, seconds=done.seconds, problem=done.why())
    failures = tuple(Failure(**each) for each in facts.pop("failures", ()))
    return Row(document=name, failures=failures, without=tuple(facts.pop("without", ())), **facts)


def _name(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder))


def print_rows(rows: Sequence[Row]) -> None:
    """Print a line for each document, the first failures of each kind, what the wire cannot say, and the totals."""
    heads = ("document", "operations", "without", "trips", "failures", "limits", "generated s", "CPU s", "what")
    called = [row for row in rows if not row.refused]
    lines = [
        (
            row.document,
            row.operations,
            len(row.without),
            row.trips,
            len(row.failures),
            sum(row.limits.values()),
            row.generated,
            row.seconds,
            _what(row),
        )
        for row in called
    ]
    print("\n".join(table(heads, lines) if lines else ["no document was called"]))
    for row in called:
        for line in _explained(row):
            print(line)
    print()
    for line in totals(rows):
        print(line)


def totals(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines under the table."""
    called = [row for row in rows if not row.refused]
    yield (
        f"{len(called)} documents called, {sum(row.fine for row in called)} of them fine; {len(rows) - len(called)} refused"
    )
    yield (
        f"{sum(row.operations for row in called):,} operations, {sum(row.trips for row in called):,} round trips,"
        f" {sum(len(row.failures) for row in called):,} failures"
    )
    without = [f"  {row.document}, {found:.300}" for row in called for found in row.without]
    yield f"{len(without)} operations that no value was found for: they were not called"
    yield from without
    kinds = Counter(failure.kind for row in called for failure in row.failures)
    yield from (f"  {count:,} {kind}" for kind, count in kinds.most_common())
    limits = Counter[str]()
    for row in called:
        limits.update(row.limits)
    yield f"{limits.total():,} round trips that the wire cannot make, by the reason:"
    for name, count in limits.most_common():
        reason = REASONS.get(name)
        yield f"  {count:,} {name}" + (f" ({reason})" if reason else "")


def _what(row: Row) -> str:
    kinds = [f"{kind} x{count}" for kind, count in Counter(each.kind for each in row.failures).most_common()]
    return ", ".join([*kinds, *(["not to the end"] if row.problem else [])])


def _explained(row: Row) -> Iterator[str]:
    if row.fine:
        return
    yield f"\n{row.document}"
    if row.problem:
        yield _indented(row.problem)
    for kind, count in Counter(each.kind for each in row.failures).most_common():
        yield f"  {kind} ({count})"
        distinct = {each.operation: each for each in reversed(row.failures) if each.kind == kind}
        for failure in list(distinct.values())[:SHOWN]:
            yield f"    {failure.operation} ({failure.way})"
            yield _indented(failure.what)


def _indented(text: str) -> str:
    return "\n".join(f"      {line}" for line in text.splitlines() if line.strip())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Call every operation of contracts by what is generated from them.")
    parser.add_argument("--corpus", type=Path, default=None, metavar="FOLDER", help="also the documents of a folder")
    parser.add_argument("--filter", default="", metavar="TEXT", help="only documents whose path has this text")
    parser.add_argument("--large", type=int, default=5, metavar="N", help=f"documents of more than {MOST} operations")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="for each document")
    parser.add_argument("--whole", type=float, default=WHOLE, metavar="SECONDS", help="for all documents")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="documents at once")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
