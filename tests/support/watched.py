"""Programs that serve an app, each in a process of its own whose log, memory, files and threads are watched."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .commands import environment

COMMANDS: Final[Mapping[str, Sequence[str]]] = {
    "uvicorn-h11": ("uvicorn", "{app}", "--port", "{port}", "--http", "h11", "--log-level", "warning"),
    "uvicorn-httptools": ("uvicorn", "{app}", "--port", "{port}", "--http", "httptools", "--log-level", "warning"),
    "gunicorn-sync": ("gunicorn", "{app}", "--bind", "127.0.0.1:{port}", "--log-level", "warning"),
    "gunicorn-gthread": (
        *("gunicorn", "{app}", "--bind", "127.0.0.1:{port}", "--log-level", "warning"),
        *("--worker-class", "gthread", "--threads", "4"),
    ),
}
"""How an app is started by each HTTP server."""

TARGETS: Final[Mapping[str, str]] = {name: "fastapi" if name.startswith("uvicorn") else "flask" for name in COMMANDS}
"""Whose app each of them serves."""

ROOT: Final = Path(__file__).resolve().parents[2]
HAS_PROC: Final = Path("/proc/self/status").exists()
"""Somebody says how much memory a process takes, and which files are open."""


@dataclass(frozen=True)
class Watched:
    """A server that listens. `pid` is that of the process that answers."""

    name: str
    port: int
    pid: int
    _log: Path

    def connect(self, seconds: float = 20) -> socket.socket:
        """Return a connection."""
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def said(self) -> str:
        """Return what the server has logged."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def kilobytes(self) -> int:
        """Return how much memory it takes; 0 where nobody says it."""
        return self._status("VmRSS")

    def threads(self) -> int:
        """Return how many threads it has; 0 where nobody says it."""
        return self._status("Threads")

    def files(self) -> int:
        """Return how many files and sockets it has open; 0 where nobody says it."""
        folder = Path(f"/proc/{self.pid}/fd")
        return len(list(folder.iterdir())) if folder.exists() else 0

    def _status(self, name: str) -> int:
        status = Path(f"/proc/{self.pid}/status")
        if not status.exists():
            return 0
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(name + ":"))


@contextmanager
def watched(server: str, folder: Path, app: str = "program:app", **variables: str) -> Iterator[Watched]:
    """Let an app of a folder's module listen."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", *(part.format(app=app, port=port) for part in COMMANDS[server])]
    given = {**environment(), **variables}
    given["PYTHONPATH"] = os.pathsep.join([str(folder), str(ROOT), given["PYTHONPATH"]])
    log = folder / f"{server}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=given, stdout=output, stderr=output)
    found = Watched(server, port, process.pid, log)
    try:
        until(lambda: _listens(port) or process.poll() is not None, 60)
        assert process.poll() is None, found.said()
        # A master has workers, and they answer.
        yield Watched(server, port, next(_children(process.pid), process.pid), log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait for a condition, so many seconds at most; return whether it has come."""
    deadline = time.monotonic() + seconds
    while not (came := condition()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return came


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(b"GET /docs HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return connection.recv(4) == b"HTTP"
    except OSError:
        return False


def _children(pid: int) -> Iterator[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return map(int, listed.read_text().split()) if listed.exists() else iter(())
