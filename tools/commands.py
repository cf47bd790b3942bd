"""Commands in processes of their own, with a time limit, that find apigen's sources whatever folder they run in."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "dev"
_MADE = re.compile(r"^([\d,]+) operations?, ([\d,]+) models?", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a command. `status` is `None` if its time was over."""

    status: int | None
    stdout: str
    stderr: str
    seconds: float

    def why(self, lines: int = 12) -> str:
        """Return what there is to say of a command that failed: the end of what it printed."""
        if self.status is None:
            return f"not done after {self.seconds:.0f} s"
        words = (self.stdout + self.stderr).strip().splitlines()
        return "\n".join(words[-lines:]) or f"ended with status {self.status}"


def environment() -> dict[str, str]:
    """Return the variables of this process, made so that apigen's sources and all that is in reach here stay so."""
    given = [str(Path(path).absolute()) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    return {**os.environ, "NO_COLOR": "1", "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *given])}


def own(variables: Mapping[str, str], program: str | Path) -> dict[str, str]:
    """Return variables with which a program finds what is installed beside it, and nothing of apigen."""
    path = os.pathsep.join([str(Path(program).parent), variables.get("PATH", "")])
    return {**{name: value for name, value in variables.items() if name != "PYTHONPATH"}, "PATH": path}


def run(command: Sequence[str | Path], *, cwd: Path, limit: float, variables: Mapping[str, str] | None = None) -> Done:
    """Run a command, and whatever it starts, for so many seconds at most; with `environment` if nothing else is given."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+b") as out, tempfile.TemporaryFile("w+b") as err:
        process = subprocess.Popen(
            list(map(str, command)), cwd=cwd, env=variables or environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            start_new_session=True,
        )  # fmt: skip
        status: int | None = None
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            pass
        finally:
            end(process)
        stdout, stderr = _text(out), _text(err)
    return Done(status=status, stdout=stdout, stderr=stderr, seconds=time.monotonic() - started)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and whatever it started."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def python(*arguments: str | Path, cwd: Path, limit: float) -> Done:
    """Run this interpreter."""
    return run((sys.executable, *arguments), cwd=cwd, limit=limit)


def generate(spec: Path, output: Path, *flags: str, limit: float) -> Done:
    """Generate as a user does. The output's folder above must exist."""
    return python("-m", "apigen", "generate", spec.absolute(), "-o", output, *flags, cwd=output.parent, limit=limit)


def operations_of(done: Done) -> int:
    """Return how many operations a run of `generate` says it made."""
    found = _MADE.search(done.stderr)
    return int(found[1].replace(",", "")) if found else 0


def server_flags(servers: Sequence[str]) -> list[str]:
    """Return the flags that ask for some servers."""
    return [part for server in servers for part in ("--server", server)]


def servers() -> tuple[str, ...]:
    """Return the name of every server that can be generated."""
    from apigen.render.targets import discover, names_of, templates_root

    return tuple(names_of(discover(templates_root()), "server"))
