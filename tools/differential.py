"""Contracts to a table of what their models make of valid values: thousands for each schema, judged by the exact validator.

A model must reject no value and change none on its way in and out. The exit status is 1 if one does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from apigen.config import LIBRARY
from tests.corpus.differential import Outcome, compare
from tests.corpus.emitters import compare_emitters
from tests.corpus.test_models_accept import DOCUMENTS
from tools.commands import CORPUS
from tools.table import table

HEADS = ("document", "schemas", "without", "instances", "rejected", "changed", "rounded", "kept raw", "seconds")


def main() -> int:
    """Send values through the models of each document, then print what became of them."""
    arguments = _arguments()
    documents = [Path(each) for each in arguments.documents] or [CORPUS / name for name in DOCUMENTS]
    if arguments.emitters:
        return _emitters(documents, arguments.instances, arguments.seed)
    rows: list[list[object]] = []
    outcomes: dict[str, Outcome] = {}
    for document in documents:
        started = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            outcome = compare(document, Path(folder), most=arguments.instances, seed=arguments.seed)
        outcomes[document.name] = outcome
        rows.append([*_cells(document.name, outcome), time.process_time() - started])
        print(f"{document.name}: {outcome.instances:,} values", file=sys.stderr)
    print("\n".join(table(HEADS, rows)))
    for name, outcome in outcomes.items():
        for word, found in (("rejected", outcome.rejected), ("changed", outcome.changed)):
            for schema, example in found.items():
                print(f"\n{name}, {schema}, {word}: {example}")
    return int(any(outcome.rejected or outcome.changed for outcome in outcomes.values()))


def _emitters(documents: list[Path], instances: int, seed: int) -> int:
    """Print how other emitters of models disagree with our own; 1 if the one does that we offer."""
    rows: list[list[object]] = []
    examples: dict[str, str] = {}
    disagree = 0
    for document in documents:
        started = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            verdicts = compare_emitters(document, Path(folder), most=instances, seed=seed)
        examples |= {f"{document.name}, {fault}": example for fault, example in verdicts.examples.items()}
        disagree += verdicts.found[LIBRARY].total()
        cells = [", ".join(f"{fault} {times:,}" for fault, times in found.items()) for found in verdicts.found.values()]
        rows.append([document.name, verdicts.values, *cells, time.process_time() - started])
        print(f"{document.name}: {verdicts.values:,} values", file=sys.stderr)
    print("\n".join(table(("document", "values", LIBRARY, "the library alone", "seconds"), rows)))
    for fault, example in examples.items():
        print(f"\n{fault}: {example}")
    return int(disagree > 0)


def _cells(name: str, outcome: Outcome) -> list[object]:
    kinds = ", ".join(f"{kind} {times:,}" for kind, times in outcome.kept_raw.most_common())
    return [
        name,
        outcome.schemas,
        len(outcome.without),
        outcome.instances,
        len(outcome.rejected),
        len(outcome.changed),
        outcome.rounded,
        kinds,
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare models with the exact validator on many valid values.")
    parser.add_argument("documents", nargs="*", help="contracts; without any, those that the tests compare")
    parser.add_argument("--instances", type=int, default=2000, metavar="NUMBER", help="valid values for each schema")
    parser.add_argument("--emitters", action="store_true", help="compare emitters of models with each other instead")
    parser.add_argument("--seed", type=int, default=1, help="what the values are chosen by")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
