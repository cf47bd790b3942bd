"""The snippets of a Markdown page, and what it takes to do with them as a reader would.

The word behind a snippet's language says what that is: `run` in a shell, `file=...` is written, `server` is started and
`client` calls it. A snippet without a word is only read.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .commands import Done

ADDRESS = "127.0.0.1:8000"
"""Where a page says that its server listens."""

_ROOT = Path(__file__).resolve().parents[2]
_SNIPPET = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMANDS = {
    "python": (),
    "apigen": ("-m", "apigen"),
    "uvicorn": ("-m", "uvicorn"),
    "gunicorn": ("-m", "gunicorn"),
    "flask": ("-m", "flask"),
    "mypy": ("-m", "mypy"),
    "pip": ("-m", "pip", "--disable-pip-version-check"),
}


@dataclass(frozen=True)
class Snippet:
    language: str
    role: str
    text: str

    @property
    def file(self) -> str | None:
        """The path of a snippet that is to be written."""
        return self.role.removeprefix("file=") if self.role.startswith("file=") else None


def snippets(page: Path) -> list[Snippet]:
    """Return the snippets of a page, in their order."""
    return [Snippet(*found) for found in _SNIPPET.findall(page.read_text(encoding="utf-8"))]


def commands(folder: Path) -> dict[str, str]:
    """Return an environment where the commands are those of the interpreter that runs the tests."""
    scripts = folder / "scripts"
    scripts.mkdir()
    for name, arguments in _COMMANDS.items():
        script = scripts / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {" ".join(arguments)} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    known = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PATH": os.pathsep.join((str(scripts), os.environ.get("PATH", os.defpath))),
        "PYTHONPATH": os.pathsep.join((str(_ROOT / "src"), *([known] if known else ()))),
    }


def run(command: list[str], folder: Path, environment: Mapping[str, str]) -> Done:
    """Run a command, whatever comes of it."""
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


def shell(text: str, folder: Path, environment: Mapping[str, str]) -> None:
    """Run lines in a shell, all of which must succeed."""
    done = run(["sh", "-e", "-c", text], folder, environment)
    assert done.returncode == 0, f"{text}{done.stdout}{done.stderr}"


@contextmanager
def running(text: str, folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Start a server as a page does, on a free port, for a `with` block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    *before, start = text.strip().splitlines()
    variables, command = _variables(start)
    here = f"--bind 127.0.0.1:{port}" if command.startswith("gunicorn") else f"--port {port}"
    exported = [f"export {variable}" for variable in variables]
    script = "\n".join((*before, *exported, f"exec {command} {here}"))
    process = subprocess.Popen(["sh", "-e", "-c", script], cwd=folder, env=environment)
    try:
        end = time.monotonic() + 30
        while not _listens(port):
            assert process.poll() is None, "the server did not start"
            assert time.monotonic() < end, "the server does not listen"
            time.sleep(0.05)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _variables(line: str) -> tuple[list[str], str]:
    """Return the variables that a line sets for its command, and the command."""
    words = line.split(" ")
    count = next(n for n, word in enumerate(words) if "=" not in word)
    return words[:count], " ".join(words[count:])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
