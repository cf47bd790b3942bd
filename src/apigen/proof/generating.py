"""A contract becomes the outputs that are proven, and each of them a second time: the same bytes."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from apigen import pipeline
from apigen.pipeline import NONE, Options
from apigen.proof.outputs import Choice, Output, flags_of
from apigen.proof.process import run, without_folder
from apigen.proof.results import Result, State
from apigen.report import Report
from apigen.spec.words import counted

GENERATE: Final = "generate"
REGENERATE: Final = "the same bytes"
_ALSO: Final = "0"
"""The seed of hashes in the second run: the first has another one, as each process has."""


def generate(spec: str, choice: Choice, options: Options, folder: Path, report: Report) -> tuple[Output, Result]:
    """Generate an output below a folder. Raises as `pipeline.generate` does."""
    started = time.perf_counter()
    wanted = options_for(choice, options)
    outcome = pipeline.generate(spec, folder / choice.folder, wanted, report=report, write=True)
    output = Output(
        folder=outcome.root.absolute(),
        package=outcome.package,
        servers=choice.servers,
        client=choice.client,
        app=choice.app,
        operations=outcome.operations,
    )
    numbers = {"operation": outcome.operations, "model": outcome.models, "file": len(outcome.changes)}
    note = ", ".join(counted(number, noun) for noun, number in numbers.items())
    seconds = time.perf_counter() - started
    return output, Result(step=GENERATE, target=output.name, state=State.PROVEN, seconds=seconds, note=note)


def options_for(choice: Choice, options: Options) -> Options:
    """Return options with what an output is to have."""
    client = choice.client.name if choice.client else NONE
    return replace(options, servers=tuple(each.name for each in choice.servers), client=client, app=choice.app)


def regenerate(spec: str, output: Output, options: Options, config: Path | None) -> Result:
    """Generate an output a second time, in another process and folder, and compare every byte."""
    again = output.folder.with_name(f".again-{output.folder.name}")
    choice = Choice(servers=output.servers, client=output.client, app=output.app)
    flags = flags_of(options_for(choice, options), output.package)
    configured = ["--config", str(config)] if config else []
    arguments = ["generate", "--quiet", "--output", str(again), *flags, *configured, "--", spec]
    done = run("apigen", *arguments, cwd=Path.cwd(), variables={"PYTHONHASHSEED": _ALSO})
    details = without_folder(done.lines(), again) if done.status else tuple(differences(output.folder, again))
    return Result(
        step=REGENERATE,
        target=output.name,
        state=State.FAILED if details or done.status else State.PROVEN,
        seconds=done.seconds,
        details=details,
    )


def differences(one: Path, other: Path) -> list[str]:
    """Return what differs between two folders, a line for each file. What tools leave in the first is nobody's."""
    before, after = _contents(one), _contents(other)
    lost = [f"{path}: not there the second time" for path in sorted(before.keys() - after.keys())]
    new = [f"{path}: there the second time only" for path in sorted(after.keys() - before.keys())]
    changed = [f"{path}: not the same" for path in sorted(before.keys() & after.keys()) if before[path] != after[path]]
    return lost + new + changed


def _contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not any(part == "__pycache__" or part.endswith("_cache") for part in path.parts)
    }
