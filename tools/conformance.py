"""Contracts to a table of what Schemathesis says of the servers that are generated from them.

Each contract is generated anew for each server, and tested in a process of its own with a time limit, as `apigen test`
does it: every phase, every check, going on after a failure. Of one with many operations some are tested, evenly over it;
of one that is refused, with --lenient what is left of it. The exit status is 1 if a row is not fine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.commands import ROOT, Done, generate, python, servers
from tools.conformance_row import Failure, Refusal, Row, summary, told
from tools.corpus import find_documents

BUILD = ROOT / "build" / "conformance"
TASKS = Path(__file__).resolve().with_name("conformance_task.py")
MOST = 60
LIMIT = 600.0


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A contract to be tested. One that is `sampled` from a folder may be refused."""

    name: str
    path: Path
    sampled: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is tested of a contract: how many operations it has, and the flags that choose among them."""

    declared: int
    lenient: bool
    flags: tuple[str, ...]


def main() -> int:
    """Run the tool; return its exit status."""
    arguments = _arguments()
    first, every = arguments.shard
    contracts = list(_contracts(arguments))[first - 1 :: every]
    shutil.rmtree(arguments.build, ignore_errors=True)
    arguments.build.mkdir(parents=True)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        found = [each for several in pool.map(partial(rows_of, arguments), contracts) for each in several]
    rows = [each for each in found if isinstance(each, Row)]
    refusals = [each for each in found if isinstance(each, Refusal)]
    if arguments.json:
        print(json.dumps([{**asdict(row), "fine": row.fine} for row in rows], indent=2))
    else:
        print("\n".join(summary(rows, refusals)))
    return 0 if rows and all(row.fine for row in rows) else 1


def rows_of(arguments: argparse.Namespace, contract: Contract) -> list[Row | Refusal]:
    """Return a row for each server, and tell each as it comes. A document of the corpus may be refused instead."""
    rows: list[Row | Refusal] = []
    chosen = choice(contract, arguments)
    if isinstance(chosen, Choice):
        for server in arguments.server or servers():
            rows.append(row(contract, server, chosen, arguments))
            _tell(rows[-1])
    else:
        rows.append(chosen)
        _tell(chosen)
    return rows


def choice(contract: Contract, arguments: argparse.Namespace) -> Choice | Row | Refusal:
    """Return what to test of a contract."""
    flags = (*_roots(arguments), "--most", str(arguments.most))
    done = python(TASKS, "choose", contract.path.absolute(), *flags, cwd=arguments.build, limit=arguments.limit)
    facts = _facts(done)
    if facts is None:
        return Row(contract=contract.name, server="", problem=done.why())
    why = facts.get("refused")
    if why is not None and contract.sampled:
        return Refusal(contract=contract.name, why=f"refused: {why}")
    if why is not None:
        return Row(contract=contract.name, server="", problem=f"refused: {why}")
    lenient = ("--lenient",) if facts["lenient"] else ()
    names = [part for name in facts["chosen"] for part in ("--include-operation", str(name))]
    return Choice(declared=facts["declared"], lenient=bool(lenient), flags=(*lenient, *names))


def row(contract: Contract, server: str, chosen: Choice, arguments: argparse.Namespace) -> Row:
    """Generate for a server, and test what was generated."""
    output, limit = arguments.build / f"{contract.name}-{server}", arguments.limit
    flags = (*_roots(arguments), *chosen.flags)
    blank = partial(Row, contract=contract.name, server=server, declared=chosen.declared, lenient=chosen.lenient)
    made = generate(contract.path, output, "--server", server, *flags, limit=limit)
    if made.status != 0:
        return blank(problem=f"not generated: {made.why()}")
    numbers = ("--examples", str(arguments.examples), "--seed", str(arguments.seed))
    done = python(TASKS, "test", contract.path.absolute(), *numbers, *flags, cwd=output, limit=limit)
    facts = _facts(done)
    if facts is None:
        return blank(seconds=done.seconds, problem=done.why())
    failures = tuple(Failure(**each) for each in facts.pop("failures"))
    return blank(failures=failures, seconds=done.seconds, **facts)


def _facts(done: Done) -> dict[str, Any] | None:
    """Return what a task found, `None` if it did not come so far."""
    try:
        facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return None
    return facts


def _tell(row: Row | Refusal) -> None:
    print("\n".join(told(row)), file=sys.stderr, flush=True)


def _roots(arguments: argparse.Namespace) -> list[str]:
    """Return the flags for folders that contracts may refer to, beside their own: those of a corpus share one."""
    roots = [*arguments.allow_root, *([arguments.corpus] if arguments.corpus else [])]
    return [part for root in roots for part in ("--allow-root", str(root.absolute()))]


def _contracts(arguments: argparse.Namespace) -> Iterator[Contract]:
    for given in arguments.contracts:
        for path in find_documents(given):
            yield Contract(name=path.stem, path=path, sampled=False)
    if arguments.corpus is not None:
        for path in find_documents(arguments.corpus):
            name = "-".join(path.relative_to(arguments.corpus).with_suffix("").parts)
            if any(text in name for text in arguments.filter.split("|")):
                yield Contract(name=name, path=path, sampled=True)


def _whole(text: str) -> Path:
    return Path(text).absolute()  # each process stands in a folder of its own


def _shard(text: str) -> tuple[int, int]:
    part, _, parts = text.partition("/")
    if not 1 <= int(part) <= int(parts):
        raise ValueError(text)
    return int(part), int(parts)


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
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="also every document here that is not refused")
    parser.add_argument(
        "--filter", default="", metavar="TEXT", help="of the corpus, only names that have one of these texts (a|b)"
    )
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help="operations that are tested of a contract")
    parser.add_argument("--shard", type=_shard, default=(1, 1), metavar="I/N", help="only every Nth contract, from Ith")
    parser.add_argument("--server", action="append", metavar="NAME", help="only this server; may be repeated")
    parser.add_argument("--examples", type=int, default=10, metavar="N", help="random requests for an operation")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which random requests")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="for each process")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="contracts at once")
    parser.add_argument("--build", type=_whole, default=BUILD, metavar="DIR", help="where to generate; emptied first")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
