"""Real contracts, changed at random, through every stage: `python tools/fuzz_contracts.py --seconds 600`.

A contract is read or refused, whatever is in it. Any other exception, or more than ten seconds, is a finding: it is kept
in a folder, cut down to what is needed for it. The exit status is 1 if there is one.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from apigen.diagnostics import render_full
from apigen.pipeline import Options, RejectedContract, generate, validate
from apigen.reading import Reading
from apigen.report import ContractError, Report
from apigen.spec.load import SourceError, load
from tools.commands import CORPUS, ROOT
from tools.fuzz_changes import Vocabulary, changed, copied, damaged

FOLDER: Final = ROOT / "build" / "fuzz"
LARGEST: Final = 60_000
"""Bytes of a contract to start with: of small ones, more are tried in the same time."""
LIMIT: Final = 10
"""CPU seconds for one document."""
OPTIONS: Final = Options(servers=None, client=None, package=None, app=True)


class TooSlowError(BaseException):
    """A document takes too long. No `except Exception` may hide it."""


@dataclass(slots=True)
class Findings:
    """What was found, by the kind of error and where it was raised, and what became of all others."""

    folder: Path
    known: set[str] = field(default_factory=set[str])
    tried: int = 0
    refused: int = 0

    def note(self, fault: str, said: str, document: bytes, suffix: str) -> None:
        """Keep the document of a fault that is new."""
        self.known.add(fault)
        name = f"{len(self.known):03}"
        (self.folder / f"{name}{suffix}").write_bytes(document)
        (self.folder / f"{name}.txt").write_text(said, encoding="utf-8", errors="backslashreplace")
        print(f"{self.folder / name}{suffix}: {fault}", flush=True)


def main() -> int:
    """Run the tool; return its exit status."""
    parser = argparse.ArgumentParser(description="Change contracts at random, and see that each is read or refused.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where findings are kept")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGPROF, _stop)
    chance, findings = random.Random(arguments.seed), Findings(arguments.folder)
    seeds = list(read_seeds())
    vocabulary = Vocabulary.of([value for _, value in seeds])
    end = time.monotonic() + arguments.seconds
    while time.monotonic() < end:
        path, value = chance.choice(seeds)
        if chance.random() < 0.1:
            try_text(damaged(path.read_bytes(), chance), path.suffix, findings, chance)
        else:
            with suppress(RecursionError):  # Some are too deep to be written; what reads them catches its own.
                try_value(changed(value, vocabulary, chance), findings, chance)
    print(f"{findings.tried:,} documents: {findings.refused:,} refused, {len(findings.known)} findings")
    return 1 if findings.known else 0


def read_seeds() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the contracts to start with: our own, and small ones of the corpus."""
    for folder in (ROOT / "specs", ROOT / "tests" / "diagnostics" / "cases", CORPUS):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".yaml", ".yml", ".json") and path.stat().st_size < LARGEST:
                with suppress(ContractError, SourceError):
                    yield path, load(path, Report()).bundle.value


def try_value(value: dict[str, Any], findings: Findings, chance: random.Random) -> None:
    """Try a document, and cut it down if it is a finding."""
    findings.tried += 1
    whole, lenient = chance.random() < 0.1, chance.random() < 0.2
    said = fault_of(_written(value), ".json", findings, whole=whole, lenient=lenient)
    if said is None or (fault := _kind(said)) in findings.known:
        return
    scratch = Findings(findings.folder)

    def has_it(smaller: Any) -> bool:
        found = fault_of(_written(smaller), ".json", scratch, whole=whole, lenient=lenient)
        return found is not None and _kind(found) == fault

    findings.note(fault, said, _written(cut_down(value, has_it)), ".json")


def try_text(data: bytes, suffix: str, findings: Findings, chance: random.Random) -> None:
    """Try the bytes of a document."""
    findings.tried += 1
    said = fault_of(data, suffix, findings, whole=False, lenient=chance.random() < 0.2)
    if said is not None and _kind(said) not in findings.known:
        findings.note(_kind(said), said, data, suffix)


def fault_of(data: bytes, suffix: str, findings: Findings, *, whole: bool, lenient: bool) -> str | None:
    """Send a document through every stage; return the traceback of what must not happen."""
    path, report = findings.folder / f"current{suffix}", Report()
    path.write_bytes(data)
    reading, places = Reading(lenient=lenient), None
    # What no signal interrupts ends the tool; the document is still there then.
    faulthandler.dump_traceback_later(30 * LIMIT, exit=True)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        try:
            if whole:
                places = generate(path, findings.folder / "output", OPTIONS, report=report, write=False).places
            else:
                places = validate(path, reading, report=report).places
        except RejectedContract as rejected:
            findings.refused += 1
            places = rejected.places
            if not any(report):
                raise AssertionError("refused without a finding") from None
        render_full(report, places, colour=False)
    except (Exception, TooSlowError):
        return traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()
    return None


def cut_down(value: Any, has_it: Callable[[Any], bool], *, seconds: float = 30) -> Any:
    """Return a smaller value with the same fault: whatever is not needed goes, the largest parts first."""
    end, smallest = time.monotonic() + seconds, value
    pending: list[tuple[str | int, ...]] = [()]
    while pending and time.monotonic() < end:
        at = pending.pop(0)
        found = _at(smallest, at)
        for key in list(found) if isinstance(found, dict) else list(range(len(found) - 1, -1, -1)):
            candidate = copied(smallest)
            del _at(candidate, at)[key]
            if time.monotonic() < end and has_it(candidate):
                smallest = candidate
        found = _at(smallest, at)
        keys: Sequence[str | int] = list(found) if isinstance(found, dict) else range(len(found))
        pending.extend((*at, key) for key in keys if isinstance(found[key], (dict, list)))
    return smallest


def _at(value: Any, pointer: Sequence[str | int]) -> Any:
    for key in pointer:
        value = value[key]
    return value


def _written(value: Any) -> bytes:
    return json.dumps(value).encode()


def _kind(said: str) -> str:
    """Return the last line of a traceback's kind and place: what tells one fault from another."""
    lines = said.strip().splitlines()
    places = [line.strip() for line in lines if line.strip().startswith('File "') and "apigen" in line]
    error = "TooSlowError" if "TooSlowError" in lines[-1] else lines[-1].partition(":")[0]
    return f"{error} in {places[-1].rpartition('/')[2] if places else '?'}"


def _stop(signal: int, frame: FrameType | None) -> None:
    raise TooSlowError


if __name__ == "__main__":
    sys.exit(main())
