"""The command that boots a server target becomes a server that answers on a port, until a `with` block ends."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, NoReturn

APP: Final = "app.main:app"
"""What a generated folder serves."""
HOST: Final = "127.0.0.1"
PATIENCE: Final = 120.0
"""Seconds until a server answers. The largest contracts take some."""
_FAREWELL: Final = 10.0
"""Seconds in which a server that is told to stop may end what it is doing."""
_TAIL: Final = 4000
"""How much of what a server has said is worth repeating."""


class BootError(Exception):
    """A server does not answer. The message says why: the end of what it said itself, where it said something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booted:
    """A server that answers. `wait` returns its exit status, once it ends by itself."""

    url: str
    """Where it listens, without a path."""
    process: subprocess.Popen[bytes]
    _log: IO[bytes] | None

    @property
    def output(self) -> str:
        """The end of what it has said so far; nothing where this went to the terminal."""
        return _tail(self._log)

    def wait(self, timeout: float | None = None) -> int:
        return self.process.wait(timeout)


@contextmanager
def booted(
    listen: Sequence[str],
    folder: Path,
    *,
    app: str = APP,
    host: str = HOST,
    port: int | None = None,
    variables: Mapping[str, str] | None = None,
    aloud: bool = False,
) -> Generator[Booted]:
    """Run what a target says in `listen`, in a folder, and yield once it answers. Raises `BootError`.

    Without a port, a free one is taken. `variables` are added to those of this process. What the server says is kept,
    or with `aloud` goes where this process says something itself. At the end it is stopped, and whatever it started.
    """
    at = free_port(host) if port is None else port
    command = [part.format(python=sys.executable, app=app, host=host, port=at) for part in listen]
    with tempfile.TemporaryFile() as kept:
        log = None if aloud else kept
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment(), **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr if log is None else log,
            stderr=subprocess.STDOUT,
            # A session of its own: an interrupt of the terminal is ours to hand on, and all of it can be ended at once.
            start_new_session=True,
        )
        try:
            _await_answer(process, host, at, log)
            yield Booted(url=f"http://{_in_url(host)}:{at}", process=process, _log=log)
        finally:
            _stop(process)


@contextmanager
def interrupted_by_sigterm() -> Generator[None]:
    """Take the wish to terminate for an interrupt: what this process has started ends with it."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def free_port(host: str = HOST) -> int:
    """Return a port of this machine that nobody listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as free:
        port: int = free.getsockname()[1]
    return port


def environment() -> dict[str, str]:
    """Return the variables of this process, made so that the same modules are in reach from any folder."""
    paths = [os.path.abspath(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    return {**os.environ, **({"PYTHONPATH": os.pathsep.join(paths)} if paths else {})}


def _await_answer(process: subprocess.Popen[bytes], host: str, port: int, log: IO[bytes] | None) -> None:
    """Return once there is an answer. Some servers take connections long before their app is there."""
    ends = time.monotonic() + PATIENCE
    # Whoever listens on all addresses is found on this one.
    there = {"0.0.0.0": HOST, "::": "::1"}.get(host, host)
    while time.monotonic() < ends:
        connection = http.client.HTTPConnection(there, port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("HEAD", "/")
            connection.getresponse()
            # Somebody else may have taken the port before.
            if process.poll() is None:
                return
        connection.close()
        if process.poll() is not None:
            raise BootError(f"the server ended with status {process.returncode}{_said(log)}")
        time.sleep(0.05)
    raise BootError(f"the server has not answered within {PATIENCE:.0f} s{_said(log)}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a server: it may finish what it does, what is left after that is killed."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_FAREWELL)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _said(log: IO[bytes] | None) -> str:
    said = _tail(log).strip()
    return f":\n{said}" if said else ""


def _tail(log: IO[bytes] | None) -> str:
    if log is None:
        return ""
    # The server writes with this file's place: it is read without moving that.
    size = os.fstat(log.fileno()).st_size
    start = max(0, size - _TAIL)
    return os.pread(log.fileno(), size - start, start).decode(errors="replace")


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
