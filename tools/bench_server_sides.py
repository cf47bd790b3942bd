"""The two sides of a contest: an application that a process of its own drives, or one behind a real server."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, Self

from tools.bench_server_contests import Contender
from tools.bench_server_drive import CASES, CLOCK, STATUSES, Case
from tools.bench_server_places import Place
from tools.bench_stand import BenchError
from tools.commands import ROOT, environment, run

START_LIMIT, RUN_LIMIT = 60.0, 120.0
CONNECTIONS = 8
SERVERS = {
    "uvicorn": "uvicorn --factory {drive}:served_asgi --port {port} --log-level warning --no-access-log"
    " --http httptools --loop uvloop",
    "uvicorn-h11": "uvicorn --factory {drive}:served_asgi --port {port} --log-level warning --no-access-log"
    " --http h11 --loop asyncio",
    "gunicorn": "gunicorn {drive}:served_wsgi() --bind 127.0.0.1:{port} --log-level warning",
}
_DRIVE = "tools.bench_server_drive"
_COUNT = re.compile(r"(\d+) requests in")


class Side(Protocol):
    """What is measured."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def rate(self, case: str, seconds: float) -> float:
        """Return how many requests a CPU second answers, in a run of about so many. Raises `BenchError`."""
        ...


def side(contender: Contender, place: Place) -> Side:
    """Return the side of a contender, to be entered."""
    kind = InProcess if contender.interface in ("asgi", "wsgi") else Served
    return kind(contender.interface, contender.factory, place)


def ask(module: str, place: Place, *, limit: float) -> str:
    """Return what a module prints that is run in a place. Raises `BenchError`."""
    variables = {**environment(), "PYTHONPATH": _path(place)}
    done = run((place.python, "-m", module), cwd=ROOT, limit=limit, variables=variables)
    if done.status != 0:
        raise BenchError(f"{module} failed: {done.why(4)}")
    return done.stdout


def load_generator() -> str | None:
    """Return the path of wrk, the generator of load that costs least; `None` if it is not installed."""
    return shutil.which("wrk")


def _path(place: Place) -> str:
    """Return where a process of a place imports from: these tools, and what is measured. Nothing of apigen's sources."""
    return os.pathsep.join(map(str, (ROOT, *place.path)))


class _Process:
    """A process that has the tools and an application in its path; what it prints is kept for when it fails."""

    def __init__(self, command: Sequence[str], place: Place, extra: Mapping[str, str], *, piped: bool) -> None:
        descriptor, path = tempfile.mkstemp(prefix="apigen-bench-")
        self._log = Path(path)
        with open(descriptor, "wb") as log:
            self.process = subprocess.Popen(
                [place.python, "-m", *command],
                env={**environment(), "PYTHONPATH": _path(place), **extra},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if piped else log,
                stderr=log,
                text=True,
            )
        self.command = " ".join(command)

    def check(self, case: str, status: int, body: str) -> None:
        """Raise `BenchError` if a case was not answered as it should be: peers may have another status of the class."""
        if status // 100 != STATUSES[case] // 100:
            raise self.failed(f"answered {case} with {status}, not {STATUSES[case]}: {body[:200]}")

    def failed(self, how: str = "failed") -> BenchError:
        """Return the error that says what the process has printed."""
        words = "\n".join(self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-4:])
        return BenchError(f"{self.command} {how}\n{words}".strip())

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(timeout=30)
        self._log.unlink()


class InProcess:
    """An application that is called where it is, by a process that does nothing else."""

    def __init__(self, interface: str, factory: str, place: Place) -> None:
        self._process = _Process([_DRIVE, interface, factory], place, {}, piped=True)
        self._counts: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stop()

    def rate(self, case: str, seconds: float) -> float:
        """Return how many requests a CPU second answers. All that is made at the first request does not count."""
        if case not in self._counts:
            self._seconds(case, 100)
            self._counts[case] = max(10, round(200 * seconds / self._seconds(case, 200)))
        count = self._counts[case]
        return count / self._seconds(case, count)

    def _seconds(self, case: str, count: int) -> float:
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
    """An application behind a server with one worker, asked by wrk, or over connections of our own without it."""

    def __init__(self, server: str, factory: str, place: Place) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        command = SERVERS[server].format(drive=_DRIVE, port=self._port)
        self._process = _Process(command.split(), place, {"BENCH_APP": factory}, piped=False)
        self._wrk, self._warm = load_generator(), set[str]()

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

    def rate(self, case: str, seconds: float) -> float:
        """Return how many requests a CPU second of the server's process answers. What the client costs does not count."""
        status, body = asyncio.run(self._send(CASES[case], 1 if case in self._warm else 300))
        self._warm.add(case)
        self._process.check(case, status, body.decode())
        before = self._clock()
        count = self._load(case, seconds)
        return count / (self._clock() - before)

    def _load(self, case: str, seconds: float) -> int:
        """Send a request for so long; return how often it was answered."""
        if self._wrk is not None:
            return self._load_by_wrk(self._wrk, case)
        count, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            asyncio.run(self._send(CASES[case], 20 * CONNECTIONS))
            count += 20 * CONNECTIONS
        return count

    def _load_by_wrk(self, wrk: str, case: str) -> int:
        asked = CASES[case]
        # It knows no shorter time than a second.
        command = [wrk, "--threads", "1", "--connections", str(CONNECTIONS), "--duration", "1s"]
        with tempfile.TemporaryDirectory(prefix="wrk-") as folder:
            if asked.body:
                script = Path(folder) / "request.lua"
                lines = (
                    f'wrk.method = "{asked.method}"',
                    'wrk.headers["content-type"] = "application/json"',
                    f"wrk.body = [==[{asked.body.decode()}]==]",
                )
                script.write_text("\n".join(lines), encoding="utf-8")
                command += ["--script", str(script)]
            done = run([*command, f"http://127.0.0.1:{self._port}{_target(asked)}"], cwd=ROOT, limit=RUN_LIMIT)
        found = _COUNT.search(done.stdout)
        if done.status != 0 or found is None:
            raise BenchError(f"wrk failed: {done.why(3)}")
        if STATUSES[case] < 400 and "Non-2xx" in done.stdout:
            raise self._process.failed(f"did not answer each {case}")
        return int(found[1])

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
        content = f"content-type: application/json\r\ncontent-length: {len(case.body)}\r\n" if case.body else ""
        head = f"{case.method} {_target(case)} HTTP/1.1\r\nhost: localhost\r\naccept: */*\r\n{content}\r\n"
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


def _target(case: Case) -> str:
    return f"{case.path}?{case.query}" if case.query else case.path
