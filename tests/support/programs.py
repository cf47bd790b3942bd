"""Programs that serve an app, each in a process of its own, as their users start them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .commands import environment

COMMANDS: Mapping[str, Sequence[str]] = {
    "fastapi": ("uvicorn", "program:app", "--http", "h11", "--port", "{port}", "--log-level", "warning"),
    "flask": ("gunicorn", "program:app", "--bind", "127.0.0.1:{port}", "--log-level", "warning"),
}
"""How the app of a server target is started, from the folder of a module `program`."""


@contextmanager
def running(server: str, folder: Path) -> Iterator[int]:
    """Let the app of a folder's `program.py` listen; yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", *(part.format(port=port) for part in COMMANDS[server])]
    variables = environment()
    variables["PYTHONPATH"] = os.pathsep.join([str(folder), variables["PYTHONPATH"]])
    process = subprocess.Popen(command, cwd=folder, env=variables, preexec_fn=_heed_interrupts)
    try:
        _wait(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _heed_interrupts() -> None:
    """Undo what a shell does to jobs in the background: their children would ignore an interrupt, too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, "the server has not started"
            time.sleep(0.05)
        else:
            return
