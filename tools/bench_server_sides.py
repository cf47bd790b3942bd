"""The two sides of a contest: an application that a process of its own drives, or one behind a real server."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, Self

from tools.bench_server_drive import CASES, CLOCK, STATUSES, Case

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT = 60.0
CONNECTIONS = 8


class SideError(Exception):
    """A side that should be measured failed. The message says how."""


class Side(Protocol):
    """What is measured."""

    def seconds(self, case: str, count: int) -> float:
        """Send a request so many times; return the CPU seconds that it took. Raises `SideError` at a wrong answer."""
        ...


class _Process:
    """A process that has the tools and a generated package in its path; what it prints is kept for when it fails."""

    def __init__(self, command: Sequence[str], folder: Path, extra: Mapping[str, str], *, piped: bool) -> None:
        path = os.pathsep.join([str(ROOT), str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
        with tempfile.NamedTemporaryFile("w", prefix="log-", dir=folder, delete=False) as log:
            self._log = Path(log.name)
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                env={**os.environ, "PYTHONPATH": path, **extra},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if piped else log,
                stderr=log,
                text=True,
            )
        self.command = " ".join(command)

    def check(self, case: str, status: int, body: str) -> None:
        """Raise `SideError` if a case was not answered as it should be."""
        if status != STATUSES[case]:
            raise self.failed(f"answered {case} with {status}, not {STATUSES[case]}: {body[:200]}")

    def failed(self, how: str = "failed") -> SideError:
        """Return the error that says what the process has printed."""
        words = "\n".join(self._log.read_text(encoding="utf-8").strip().splitlines()[-12:])
        return SideError(f"{self.command} {how}\n{words}")

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(timeout=30)


class InProcess:
    """An application that is called where it is, by a process that does nothing else."""

    def __init__(self, interface: str, factory: str, folder: Path) -> None:
        command = ["tools.bench_server_drive", interface, factory]
        self._process = _Process(command, folder, {}, piped=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stop()

    def seconds(self, case: str, count: int) -> float:
        """Send a request so many times; return the CPU seconds that it took."""
        process = self._process.process
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(f"{case}\t{count}\n")
            process.stdin.flush()
            seconds, status, body = json.loads(process.stdout.readline())
        except (OSError, ValueError):
            process.wait(timeout=30)
            raise self._process.failed() from None
        self._process.check(case, status, body)
        return float(seconds)


class Served:
    """An application behind a server with one worker, asked over connections that are kept alive where it keeps them."""

    def __init__(self, server: str, factory: str, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        drive = "tools.bench_server_drive"
        command = {
            "uvicorn": f"uvicorn --factory {drive}:served_asgi --port {self._port} --log-level warning --no-access-log",
            "gunicorn": f"gunicorn {drive}:served_wsgi() --bind 127.0.0.1:{self._port} --log-level warning",
        }[server]
        self._process = _Process(command.split(), folder, {"BENCH_APP": factory}, piped=False)

    def __enter__(self) -> Self:
        end = time.monotonic() + START_LIMIT
        while time.monotonic() < end and self._process.process.poll() is None:
            try:
                self._clock()
                return self
            except OSError:
                time.sleep(0.05)
        error = self._process.failed()
        self._process.stop()
        raise error

    def __exit__(self, *_: object) -> None:
        self._process.stop()

    def seconds(self, case: str, count: int) -> float:
        """Send a request so many times; return the CPU seconds that the server's process has spent meanwhile."""
        before = self._clock()
        status, body = asyncio.run(self._send(CASES[case], count))
        self._process.check(case, status, body.decode())
        return self._clock() - before

    def _clock(self) -> float:
        return float(asyncio.run(self._send(Case("GET", CLOCK), 1))[1])

    async def _send(self, case: Case, count: int) -> tuple[int, bytes]:
        connections = [_Connection(self._port) for _ in range(min(CONNECTIONS, count))]
        share = -(-count // len(connections))
        answers = await asyncio.gather(*(each.send(case, share) for each in connections))
        return answers[0]


class _Connection:
    """A client of the least cost: it reads answers that have a length."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def send(self, case: Case, count: int) -> tuple[int, bytes]:
        """Send a request so many times, one after the other; return the last answer's status and body."""
        target = f"{case.path}?{case.query}" if case.query else case.path
        content = f"content-type: application/json\r\ncontent-length: {len(case.body)}\r\n" if case.body else ""
        head = f"{case.method} {target} HTTP/1.1\r\nhost: localhost\r\naccept: */*\r\n{content}\r\n"
        request = head.encode() + case.body
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        status, body, closes = 0, b"", False
        for _ in range(count):
            if closes:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(request)
            found = (await reader.readuntil(b"\r\n\r\n")).lower()
            status = int(found[9:12])
            body = await reader.readexactly(int(found.partition(b"content-length:")[2].split(b"\r", 1)[0]))
            closes = b"connection: close" in found
        writer.close()
        return status, body
