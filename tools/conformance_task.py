"""What tools/conformance.py does with one contract, in a process of its own: `choose` operations, and `test` an app.

The last line that is printed are the facts, as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from apigen.reading import Reading
    from apigen.report import Report

T = TypeVar("T")


def main() -> int:
    """Run the task that the command line names; return its exit status."""
    arguments = _arguments()
    tasks = {"choose": choose, "test": test}
    return tasks[arguments.task](arguments)


def choose(arguments: argparse.Namespace) -> int:
    """Print how many operations a contract has, which of them to test, and whether it takes --lenient to have them."""
    from apigen.report import ContractError, Report, Severity

    report, refusal = Report(), Report()
    lenient = False
    try:
        found = _operations(arguments, report, lenient=False)
    except ContractError:
        lenient = True
        try:
            found = _operations(arguments, refusal, lenient=True)
        except ContractError:
            codes = sorted({each.code for each in report if each.severity is Severity.ERROR})
            print(json.dumps({"refused": ", ".join(codes)}))
            return 0
    chosen = spread(found, arguments.most)
    facts: dict[str, object] = {"declared": len(found), "lenient": lenient}
    print(json.dumps({**facts, "chosen": chosen if len(chosen) < len(found) else []}))
    return 0


def spread(every: Sequence[T], most: int) -> list[T]:
    """Return so many of all, evenly over them, and always the same ones."""
    if len(every) <= most:
        return [*every]
    return [every[index * len(every) // most] for index in range(most)]


def _operations(arguments: argparse.Namespace, report: Report, *, lenient: bool) -> list[str]:
    from apigen.contract.source import read_contract

    api = read_contract(arguments.contract, report, _reading(arguments, lenient=lenient))
    return [f"{each.method} {each.path}" for each in api.operations]


def test(arguments: argparse.Namespace) -> int:
    """Test the app of the working directory."""
    from apigen.contract.command import AppError, TestOptions, test_spec
    from apigen.report import ContractError, Report

    report = Report()
    options = TestOptions(examples=arguments.examples, seed=arguments.seed)
    reading = _reading(arguments, lenient=arguments.lenient)
    try:
        outcome = test_spec(arguments.contract, "app.main:app", options, report, reading)
    except AppError as error:
        print(error, file=sys.stderr)
        return 1
    except ContractError:
        print(*(f"{each.code}: {each.message}" for each in report), sep="\n", file=sys.stderr)
        return 1
    failures = [
        {
            "check": each.check,
            "operation": each.operation,
            "times": each.times,
            "text": f"{each.title}\n{each.message}\n{each.curl}",
        }
        for each in outcome.findings
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


def _reading(arguments: argparse.Namespace, *, lenient: bool) -> Reading:
    """Return how a contract is read with the flags of `apigen generate` that were given."""
    from apigen.reading import Reading
    from apigen.spec.files.read import Access
    from apigen.spec.selection.select import Selection

    return Reading(
        access=Access(roots=tuple(arguments.allow_root)),
        selection=Selection(include_operations=tuple(arguments.include_operation)),
        lenient=lenient,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=("choose", "test"))
    parser.add_argument("contract", type=Path)
    parser.add_argument("--allow-root", action="append", type=Path, default=[])
    parser.add_argument("--include-operation", action="append", default=[])
    parser.add_argument("--lenient", action="store_true")
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--examples", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
