"""A contract becomes a proof: everything is generated, then looked at, run and called, several steps at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from apigen.pipeline import Options
from apigen.proof.checkers import CHECKERS, Checker, check
from apigen.proof.generating import generate, regenerate
from apigen.proof.outputs import Output, chosen, missing
from apigen.proof.results import Proof, Result
from apigen.proof.running import serve, travel
from apigen.render.targets import Target, discover, templates_root
from apigen.report import Report

Step: TypeAlias = Callable[[], tuple[Result, ...]]
"""Something to try, later: all that it depends on is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A contract, how it is read, and where its outputs are written. `config` is where the rest of the options is kept."""

    spec: str
    options: Options
    config: Path | None
    folder: Path


def prove(task: Task, report: Report, tell: Callable[[str], None]) -> Proof:
    """Try everything; `tell` hears what is done. Raises as `pipeline.generate` does, where nothing can be generated."""
    started = time.perf_counter()
    targets = discover(templates_root())
    absent = {target.name: lack for target in targets if (lack := missing(target))}
    outputs: list[Output] = []
    made: list[Result] = []
    for choice in chosen([target for target in targets if target.name not in absent]):
        tell(f"generating {choice.folder}")
        # What there is to say of the contract is said once.
        output, result = generate(task.spec, choice, task.options, task.folder, Report() if outputs else report)
        outputs.append(output)
        made.append(result)
    found = try_all(steps_of(task, outputs), tell)
    results = (*made, *found, *absent.values())
    return Proof(spec=task.spec, results=results, seconds=time.perf_counter() - started)


def steps_of(task: Task, outputs: Sequence[Output]) -> list[Step]:
    """Return what there is to try, in the order of the table: what is quick, then what takes longest."""
    whole, packages = [each for each in outputs if each.app], [each for each in outputs if not each.app]
    return [
        *(_in_turn([partial(regenerate, task.spec, each, task.options, task.config)]) for each in outputs),
        *(step for checker in CHECKERS for step in _checks(checker, whole)),
        *(partial(serve, each) for each in _once(whole)),
        *(_in_turn([partial(travel, each)]) for each in packages),
    ]


def _checks(checker: Checker, outputs: Sequence[Output]) -> Iterator[Step]:
    checks = [partial(check, checker, each) for each in outputs]
    if checker.remembers:
        yield _in_turn(checks)
    else:
        yield from (_in_turn([each]) for each in checks)


def _in_turn(tries: Iterable[Callable[[], Result]]) -> Step:
    """Return a step that tries one thing after the other."""
    return lambda: tuple(each() for each in tries)


def _once(outputs: Iterable[Output]) -> list[Output]:
    """Return an output for each server."""
    found: dict[tuple[Target, ...], Output] = {}
    for each in outputs:
        if each.servers:
            found.setdefault(each.servers, each)
    return list(found.values())


def try_all(steps: Sequence[Step], tell: Callable[[str], None]) -> list[Result]:
    """Try steps, as many at once as there are processors, and return what they came to, in their order."""
    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        try:
            running = [pool.submit(step) for step in steps]
            for done, each in enumerate(as_completed(running), 1):
                found = "; ".join(f"{result.step}, {result.target}: {result.state}" for result in each.result())
                tell(f"{done} of {len(steps)}: {found}")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return [result for each in running for result in each.result()]
