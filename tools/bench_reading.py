"""Contracts that are read and judged, measured: large YAML, and GitHub's description, beside what is in use elsewhere.

Run as a file, with who is to judge a contract and its name, it prints the CPU seconds that this takes beyond reading.
"""

from __future__ import annotations

import gc
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_stand import OURS, BenchError, Row, Stand, Work, tell
from tools.commands import python

SIZE = 10 << 20
VALIDATOR = "openapi-spec-validator"
LIMIT = 300.0
_OURS = "import gc, sys; gc.disable(); from apigen.report import Report; from apigen.spec.load import load; load(sys.argv[1], Report())"
_THEIRS = "import gc, sys, yaml; gc.disable(); yaml.load(open(sys.argv[1], 'rb'), yaml.CSafeLoader)"


def reading_works(spec: Path, stand: Stand) -> Iterator[Work]:
    """Yield the reading of YAML: the contract over and over, until there are 10 MB."""
    large = stand.scratch / "large.yaml"
    for who, program, budget in ((OURS, _OURS, 2.0), ("PyYAML, CSafeLoader", _THEIRS, None)):
        command = (sys.executable, "-c", program, str(large))
        yield Work(
            task="read 10 MB of YAML", who=who, command=command, budget=budget, prepare=partial(_enlarge, spec, large)
        )


def _enlarge(spec: Path, large: Path) -> None:
    if large.exists():
        return
    text = spec.read_bytes()
    contract: dict[str, Any] = json.loads(text) if spec.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    with large.open("w", encoding="utf-8") as file:
        copy = 0
        while file.tell() < SIZE:
            # Read anew, or YAML would have aliases. Copies are extensions, and read as all else is.
            again = json.loads(json.dumps(contract))
            part = {f"x-copy-{copy}": again} if copy else again
            yaml.dump(part, file, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
            copy += 1


def judging_rows(spec: Path, *, runs: int, peer: bool) -> Iterator[Row]:
    """Yield what it takes to judge a contract that has been read."""
    ours: float | None = None
    for who, budget, times in ((OURS, 0.3, runs), (VALIDATOR, None, 1)):
        if who == OURS or peer:
            tell(f"judge GitHub: {who}")
            row = partial(Row, task="judge GitHub, read before", who=who, budget=budget)
            try:
                values = [_seconds(who, spec) for _ in range(times + 1)][1:] if times > 1 else [_seconds(who, spec)]
                cost = statistics.median(values)
                ours = ours or cost
                yield row(value=cost, spread=max(values) - min(values), ratio=cost / ours)
            except BenchError as error:
                yield row(value=None, note=str(error))


def _seconds(who: str, spec: Path) -> float:
    done = python(Path(__file__).resolve(), who, spec, cwd=spec.parent, limit=LIMIT)
    if done.status != 0:
        raise BenchError(f"failed: {done.why(1)}")
    return float(done.stdout)


def _judge(who: str, spec: Path) -> None:
    """Print the CPU seconds of judging a contract, with the import of what judges left out."""
    from apigen.report import Report
    from apigen.spec.check import check
    from apigen.spec.load import load
    from apigen.spec.second_opinion import second_opinion

    report = Report()
    document = load(spec, report)
    work: Callable[[], object] = partial(check, document, report)
    if who == VALIDATOR:
        importlib.import_module("openapi_spec_validator")
        work = partial(second_opinion, document)
    gc.disable()  # As every command does.
    start = time.process_time()
    work()
    print(time.process_time() - start)


if __name__ == "__main__":
    _judge(sys.argv[1], Path(sys.argv[2]))
