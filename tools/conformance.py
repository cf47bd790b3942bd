"""Contracts to a table of what Schemathesis says of the servers that are generated from them.

Each contract is generated anew for each server, and tested in a process of its own with a time limit, as `apigen test`
does it: every phase, every check, going on after a failure. The exit status is 1 if a row is not fine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.commands import ROOT, generate, operations_of, python, servers
from tools.corpus import find_documents
from tools.table import table

BUILD = ROOT / "build" / "conformance"
LEAST, MOST = 2, 60
LIMIT = 300.0
SHOWN = 3
"""How many errors and operations of a kind are shown of a contract."""


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A contract to be tested. One that is `sampled` from a folder may be refused, and must have a fitting size."""

    name: str
    path: Path
    sampled: bool


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A check that operations failed: how many, and the first of them."""

    check: str
    times: int
    first: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """What came of a contract on a server. `problem` is why it could not be tested to the end."""

    contract: str
    server: str
    operations: int = 0
    cases: int = 0
    failures: tuple[Failure, ...] = ()
    errors: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict[str, int])
    seconds: float = 0.0
    problem: str = ""

    @property
    def fine(self) -> bool:
        return not (self.failures or self.errors or self.never or self.problem) and self.cases > 0


def main() -> int:
    """Run the tool; return its exit status."""
    arguments = _arguments()
    if arguments.child:
        return _child(Path(arguments.child), arguments)
    contracts = list(_contracts(arguments))
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        rows = [row for found in pool.map(partial(rows_of, arguments), contracts) for row in found]
    if arguments.json:
        print(json.dumps([{**asdict(row), "fine": row.fine} for row in rows], indent=2))
    else:
        print_rows(rows, len(contracts))
    return 0 if rows and all(row.fine for row in rows) else 1


def rows_of(arguments: argparse.Namespace, contract: Contract) -> list[Row]:
    """Return a row for each server. Documents of the corpus that are refused, or too big or small, have none."""
    rows: list[Row] = []
    for server in arguments.server or servers():
        output = BUILD / f"{contract.name}-{server}"
        print(f"{contract.name}, {server} ...", file=sys.stderr, flush=True)
        made = generate(contract.path, output, "--server", server, *_roots(arguments), limit=arguments.limit)
        fits = made.status == 0 and LEAST <= operations_of(made) <= arguments.most
        if contract.sampled and made.status in (0, 1) and not fits:
            break
        if made.status == 0:
            rows.append(tested(contract, server, output, arguments))
        else:
            rows.append(Row(contract=contract.name, server=server, problem=f"not generated: {made.why()}"))
    return rows


def tested(contract: Contract, server: str, output: Path, arguments: argparse.Namespace) -> Row:
    """Test what was generated."""
    numbers = ("--examples", str(arguments.examples), "--seed", str(arguments.seed))
    tool = Path(__file__).resolve()
    flags = (*numbers, *_roots(arguments))
    done = python(tool, "--child", contract.path.absolute(), *flags, cwd=output, limit=arguments.limit)
    try:
        facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return Row(contract=contract.name, server=server, seconds=done.seconds, problem=done.why())
    failures = tuple(Failure(**each) for each in facts.pop("failures"))
    return Row(contract=contract.name, server=server, failures=failures, seconds=done.seconds, **facts)


def print_rows(rows: list[Row], contracts: int) -> None:
    """Print a line for each row, the first failure of each kind, and the totals."""
    heads = ("contract", "server", "operations", "cases", "failed", "errors", "never", "s", "what")
    lines = [
        (
            row.contract,
            row.server,
            row.operations,
            row.cases,
            sum(each.times for each in row.failures),
            len(row.errors),
            len(row.never),
            row.seconds,
            _what(row),
        )
        for row in rows
    ]
    print("\n".join(table(heads, lines)))
    for row in rows:
        for line in _explained(row):
            print(line)
    fine, seen = sum(row.fine for row in rows), len({row.contract for row in rows})
    print(
        f"\n{seen} of {contracts} contracts tested: the others are refused, or have too many operations, or too few"
        f"\n{fine} of {len(rows)} rows are fine: {sum(row.cases for row in rows):,} cases,"
        f" {sum(len(row.failures) for row in rows)} kinds of failures; `failed` counts operations and checks,"
        "\n`never` operations that never answered their declared success"
    )


def _what(row: Row) -> str:
    kinds = [f"{each.check} x{each.times}" for each in row.failures]
    kinds += [f"dropped {kind} x{times}" for kind, times in row.dropped.items()]
    return ", ".join([*kinds, *(["not tested to the end"] if row.problem else [])])


def _explained(row: Row) -> Iterator[str]:
    if row.fine:
        return
    yield f"\n{row.contract}, {row.server}"
    if row.problem:
        yield _indented(row.problem)
    for failure in row.failures:
        yield f"  {failure.check} ({failure.times})"
        yield _indented(failure.first)
    for kind, found in (("error", row.errors), ("never answered its success", row.never)):
        yield from (f"  {kind}: {each}" for each in found[:SHOWN])
        if len(found) > SHOWN:
            yield f"  ... and {len(found) - SHOWN} more"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines() if line.strip())


def _roots(arguments: argparse.Namespace) -> list[str]:
    """Return the flags for folders that contracts may refer to, beside their own."""
    return [part for root in arguments.allow_root for part in ("--allow-root", str(root.absolute()))]


def _child(contract: Path, arguments: argparse.Namespace) -> int:
    """Test the app of the working directory, and print the facts."""
    from apigen.contract.command import AppError, TestOptions, test_spec
    from apigen.reading import Reading
    from apigen.report import ContractError, Report
    from apigen.spec.files.read import Access

    report = Report()
    options = TestOptions(examples=arguments.examples, seed=arguments.seed)
    reading = Reading(access=Access(roots=tuple(arguments.allow_root)))
    try:
        outcome = test_spec(contract, "app.main:app", options, report, reading)
    except AppError as error:
        print(error, file=sys.stderr)
        return 1
    except ContractError:
        print(*(f"{each.code}: {each.message}" for each in report), sep="\n", file=sys.stderr)
        return 1
    failures = [
        {
            "check": check,
            "times": times,
            "first": next(
                f"{each.operation}: {each.title}\n{each.message}\n{each.curl}"
                for each in outcome.findings
                if each.check == check
            ),
        }
        for check, times in Counter(each.check for each in outcome.findings).most_common()
    ]
    facts = {
        "operations": len(outcome.tested),
        "cases": outcome.cases,
        "failures": failures,
        "errors": [*outcome.errors],
        "never": [*outcome.never_succeeded],
        "dropped": dict(outcome.dropped),
    }
    print(json.dumps(facts))
    return 0


def _contracts(arguments: argparse.Namespace) -> Iterator[Contract]:
    for given in arguments.contracts:
        for path in find_documents(given):
            yield Contract(name=path.stem, path=path, sampled=False)
    if arguments.corpus is not None:
        for path in find_documents(arguments.corpus):
            name = "-".join(path.relative_to(arguments.corpus).with_suffix("").parts)
            if arguments.filter in name:
                yield Contract(name=name, path=path, sampled=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Test what is generated from contracts with Schemathesis.")
    parser.add_argument(
        "contracts", nargs="*", type=Path, default=[ROOT / "specs"], help="contracts, or folders of them"
    )
    parser.add_argument(
        "--allow-root",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="a folder that contracts may refer to",
    )
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="also every document here of a fitting size")
    parser.add_argument("--filter", default="", metavar="TEXT", help="of the corpus, only names that have this text")
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help="operations of a document of the corpus")
    parser.add_argument("--server", action="append", metavar="NAME", help="only this server; may be repeated")
    parser.add_argument("--examples", type=int, default=10, metavar="N", help="random requests for an operation")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which random requests")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="for each process")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="contracts at once")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
