"""Commands in processes of their own, run as a user runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

Done: TypeAlias = subprocess.CompletedProcess[str]


def environment() -> dict[str, str]:
    """Return the variables of this process, made so that the same modules are in reach from any folder."""
    paths = [str(Path(path).resolve()) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    reach = os.pathsep.join(paths)
    return {**os.environ, "NO_COLOR": "1", "PYTHONPATH": reach, "MYPYPATH": reach}


def python(*arguments: str | Path, cwd: Path) -> Done:
    """Run this interpreter in another folder."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, encoding="utf-8", check=False)


def apigen(*arguments: str | Path, cwd: Path) -> Done:
    """Run the command line."""
    return python("-m", "apigen", *arguments, cwd=cwd)


def contents(root: Path) -> dict[str, bytes]:
    """Return every file below a folder but what tools leave behind, by its path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part == "__pycache__" or part.endswith("_cache") for part in path.parts)
    }
