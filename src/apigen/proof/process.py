"""Python modules that run in processes of their own, and find apigen from whatever folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import apigen
from apigen.booting import environment

_INSTALLED: Final = ("site-packages", "dist-packages")
"""Folders that every interpreter and type checker looks into by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a run."""

    status: int
    stdout: str
    stderr: str
    seconds: float

    def lines(self) -> tuple[str, ...]:
        """Return what was printed, without what is empty."""
        return tuple(line for line in (self.stdout + self.stderr).splitlines() if line.strip())

    def facts(self) -> dict[str, Any] | None:
        """Return the object of JSON that the last line of standard output is; `None` where the run did not get so far."""
        try:
            return dict(json.loads(self.stdout.splitlines()[-1]))
        except (IndexError, TypeError, ValueError):
            return None


def run(module: str, *arguments: str | Path, cwd: Path, variables: Mapping[str, str] | None = None) -> Done:
    """Run a module by this interpreter. It is interrupted from the terminal as this process is."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=cwd,
        env={**_environment(), **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    seconds = time.perf_counter() - started
    return Done(status=done.returncode, stdout=done.stdout, stderr=done.stderr, seconds=seconds)


def without_folder(lines: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Return lines in which the files of a folder are named as from there: it will be gone when they are read."""
    return tuple(line.replace(f"{folder}{os.sep}", "") for line in lines)


def _environment() -> dict[str, str]:
    given = environment()
    own = Path(apigen.__file__).resolve().parent.parent
    paths = [path for path in given.get("PYTHONPATH", "").split(os.pathsep) if path]
    reach = os.pathsep.join(dict.fromkeys([*paths, *([] if own.name in _INSTALLED else [str(own)])]))
    mypy = os.pathsep.join(path for path in reach.split(os.pathsep) if Path(path).name not in _INSTALLED)
    return {**given, "NO_COLOR": "1", "PYTHONPATH": reach, "MYPYPATH": mypy}
