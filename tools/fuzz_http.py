"""Valid requests, changed at random, to the servers of every contract of specs/: `python tools/fuzz_http.py --seconds 600`.

Whatever bytes come, a server answers or closes the connection, and goes on. An answer of 500, anything in the log but a warning, a
connection that stays open for ten seconds when nothing more comes, memory or files that grow: each is a finding, kept in a folder with the bytes
that lead to it. The same seed sends the same bytes. The exit status is 1 if anything was found.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from apigen.pipeline import Options, generate
from apigen.proof.trips.package import Package
from apigen.report import Report
from tests.support.watched import COMMANDS, TARGETS, Watched, watched
from tools.commands import ROOT
from tools.fuzz_http_changes import changed
from tools.fuzz_http_requests import TOKEN, valid_requests
from tools.table import table

FOLDER: Final = ROOT / "build" / "fuzz-http"
SPECS: Final = tuple(sorted((ROOT / "specs").glob("*.yaml")))
SERVERS: Final = tuple(each for each in COMMANDS if each != "uvicorn-httptools" or find_spec("httptools"))
BATCH: Final = 100
AT_ONCE: Final = 8
WARM: Final = 5
"""Batches after which a server has loaded what it needs."""
GROWTH: Final = 60 * 1024
"""Kilobytes by which a server may grow from then on."""
FILES: Final = 8
"""Files that it may have open beside those that it had then: connections take a moment to be closed."""
HANGS: Final = 10.0
SILENCE: Final = 0.3
"""Seconds after which nothing more is expected: a server may rightly wait for the rest of a request."""
VARIABLES: Final = {"APIGEN_DEV_TOKEN": TOKEN, "FORWARDED_ALLOW_IPS": "192.0.2.1"}
"""What the servers are told: who calls them here is no proxy of theirs, whose headers they would obey."""
_STATUS: Final = re.compile(rb"HTTP/1\.[01] (\d{3})")
_FAULT: Final = re.compile(r"Traceback|\bERROR\b|\bCRITICAL\b")
_RECORD: Final = re.compile(r"^(?=[A-Z]+: |Fatal error: |\[\d{4}-)", re.M)
FOREIGN: Final[Mapping[str, re.Pattern[str]]] = {
    # h11: it answers 400 for what is wrong behind a request, or in its body, while that is still at work, and then fails to answer it.
    "uvicorn answers twice": re.compile(
        r"LocalProtocolError: (can't handle event type \w+ when role=SERVER and state=MUST_CLOSE|Can't send data when our state is ERROR)$"
    ),
    # h11: its 400 has a body, although nothing may follow the answer to a HEAD.
    "uvicorn answers a HEAD": re.compile(
        r"(?s)in send_400_response\n.*LocalProtocolError: Too much data for declared Content-Length$"
    ),
    # uvloop: what is written after the caller has gone is an error, where asyncio takes it in silence.
    "uvloop writes to nobody": re.compile(
        r"(?s)in send\n.*RuntimeError: unable to perform operation on <TCPTransport closed=True [^\n]*; the handler is closed$"
    ),
}
"""Faults of the HTTP servers themselves, by the end of what they log."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a connection."""

    statuses: tuple[int, ...]
    end: Literal["closed", "open", "refused"]

    def fault(self) -> str | None:
        """Return what must not happen. That a way of sending is not supported, servers may say with a 501 or a 505."""
        if self.end == "open":
            return "hangs"
        return next((f"answers {each}" for each in self.statuses if each in (500, 502, 503, 504)), None)


@dataclass(slots=True)
class Station:
    """A server of a contract, and what has come of it."""

    name: str
    seeds: Sequence[bytes]
    server: Watched
    sent: int = 0
    batches: int = 0
    statuses: Counter[int] = field(default_factory=Counter[int])
    foreign: Counter[str] = field(default_factory=Counter[str])
    read: int = 0
    kilobytes: int = 0
    files: int = 0

    def errors(self) -> str:
        """Return the errors that the server has logged since this was asked before. Those that are its own are counted."""
        said = self.server.said()
        new, self.read = said[self.read :], len(said)
        ours: list[str] = []
        for record in filter(_FAULT.search, _RECORD.split(new)):
            name = next((name for name, each in FOREIGN.items() if each.search(record.strip())), None)
            if name is None:
                ours.append(record)
            else:
                self.foreign[name] += 1
        return "".join(ours)

    def settle(self) -> None:
        """Note what the server takes now that it is warm."""
        self.kilobytes, self.files = self.server.kilobytes(), self.server.files()


@dataclass(slots=True)
class Findings:
    """What was found: each with the bytes that were sent."""

    folder: Path
    count: int = 0

    def note(self, station: Station, fault: str, raw: bytes, said: str) -> None:
        """Keep a finding."""
        self.count += 1
        path = self.folder / f"{self.count:03}-{station.name}.bin"
        path.write_bytes(raw)
        path.with_suffix(".txt").write_text(f"{station.name} {fault}\n{said}", encoding="utf-8")
        print(f"{path}: {fault}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool; return its exit status."""
    parser = argparse.ArgumentParser(description="Change requests at random, and see that each server goes on.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--batches", type=int, help="end after so many batches of each server, too")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--filter", default="", help="only servers whose contract's or own name has this text")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where findings are kept")
    given = parser.parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    findings, started = Findings(given.folder), time.monotonic()
    with ExitStack() as stack:
        stations = start(given.filter, stack)
        begun = time.monotonic()
        print(f"{len(stations)} servers after {begun - started:.0f} s", flush=True)
        while time.monotonic() < begun + given.seconds and (given.batches or sys.maxsize) > stations[-1].batches:
            asyncio.run(_run_batches(stations, given.seed, findings))
        report(stations, findings, time.monotonic() - begun)
    return 1 if findings.count else 0


def start(text: str, stack: ExitStack) -> list[Station]:
    """Generate the contracts of specs/, and start every server of each whose name has a text."""
    stations: list[Station] = []
    for spec in SPECS:
        chosen = [each for each in SERVERS if text in f"{spec.stem}-{each}"]
        if not chosen:
            continue
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="apigen-fuzz-")))
        name = f"fuzz_{spec.stem}"
        for target in dict.fromkeys(TARGETS[each] for each in chosen):
            # Each target has an app of its own, made of the same package.
            options = Options(servers=(target,), client=None, package=name, app=True)
            generate(spec, root / target, options, report=Report(), write=True)
        first = root / TARGETS[chosen[0]]
        sys.path.insert(0, str(first))
        seeds = tuple(dict.fromkeys(valid_requests(Package(first, name))))
        for each in chosen:
            folder = root / TARGETS[each]
            server = stack.enter_context(watched(each, folder, "app.main:app", **VARIABLES))
            stations.append(Station(f"{spec.stem}-{each}", seeds, server))
    return stations


async def _run_batches(stations: Sequence[Station], seed: int, findings: Findings) -> None:
    """Let each server have a batch, all of them at once: most of the time is spent waiting."""
    await asyncio.gather(*(run_batch(station, seed, findings) for station in stations))


async def run_batch(station: Station, seed: int, findings: Findings) -> None:
    """Send some requests, and see that the server still answers."""
    chance = random.Random(f"{seed} {station.name} {station.batches}")
    sent = [changed(station.seeds, chance) for _ in range(BATCH)]
    outcomes = await _send_all(station.server.port, sent)
    station.sent += len(sent)
    station.batches += 1
    for raw, outcome in zip(sent, outcomes, strict=True):
        station.statuses.update(outcome.statuses or [0])
        fault = outcome.fault()
        if fault is not None:
            findings.note(station, fault, raw, "")
    (alive,) = await _send_all(station.server.port, [_known(station.seeds)])
    if 200 not in alive.statuses:
        findings.note(station, f"no longer answers: {alive}", b"".join(sent), station.server.said()[-5000:])
    said = station.errors()
    if said:
        await _blame(station, sent, said, findings)
    if station.batches == WARM:
        station.settle()


async def _blame(station: Station, sent: Sequence[bytes], said: str, findings: Findings) -> None:
    """Find the requests that lead to what was logged, each by itself."""
    before = findings.count
    for raw in sent:
        await _send_all(station.server.port, [raw])
        again = station.errors()
        if again:
            findings.note(station, "logs an error", raw, again)
    if findings.count == before:
        findings.note(station, "logs an error after these, together", b"".join(sent), said)


def report(stations: Sequence[Station], findings: Findings, seconds: float) -> None:
    """Judge what the servers take, and say what was sent and what came of it."""
    rows: list[Sequence[object]] = []
    for each in stations:
        memory, files = each.server.kilobytes() - each.kilobytes, each.server.files() - each.files
        if each.kilobytes and (memory > GROWTH or files > FILES):
            findings.note(each, f"has grown by {memory} KB and {files} files", b"", "")
        kinds = Counter({f"{status // 100}xx": 0 for status in (200, 300, 400, 500)} | {"none": 0})
        for status, count in each.statuses.items():
            kinds[f"{status // 100}xx" if status else "none"] += count
        rows.append(
            (each.name, each.sent, *(kinds[key] for key in _KINDS), each.server.kilobytes() // 1024, memory, files)
        )
    for line in table(("server", "requests", *_KINDS, "MB", "+KB", "+files"), rows):
        print(line)
    for name, count in sorted(sum((each.foreign for each in stations), Counter[str]()).items()):
        print(f"not ours: {name}: {count:,}")
    total, statuses = sum(each.sent for each in stations), sum((each.statuses for each in stations), Counter[int]())
    print("statuses: " + ", ".join(f"{status or 'none'} {count:,}" for status, count in sorted(statuses.items())))
    print(f"{total:,} requests in {seconds:.0f} s, {total / seconds:.0f} a second: {findings.count} findings")


_KINDS: Final = ("2xx", "3xx", "4xx", "5xx", "none")


def _known(seeds: Sequence[bytes]) -> bytes:
    """Return the request for the contract itself."""
    return next(each for each in seeds if b"/openapi.json " in each)


async def _send_all(port: int, sent: Sequence[bytes]) -> list[Outcome]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def send(raw: bytes) -> Outcome:
        async with gate:
            return await _send(port, raw)

    return await asyncio.gather(*map(send, sent))


async def _send(port: int, raw: bytes) -> Outcome:
    """Send bytes on a connection of their own, and read until nothing more comes; then say that nothing more is sent."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return Outcome((), "refused")
    received = bytearray()
    end: Literal["closed", "open"] = "closed"
    try:
        writer.write(raw)
        wait = SILENCE
        while piece := await asyncio.wait_for(reader.read(2**16), wait):
            received += piece
            wait = SILENCE / 10
    except TimeoutError:
        end = await _finish(reader, writer, received)
    except OSError:
        pass
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    return Outcome(tuple(map(int, _STATUS.findall(received))), end)


async def _finish(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, received: bytearray
) -> Literal["closed", "open"]:
    with suppress(OSError):
        writer.write_eof()
        try:
            async with asyncio.timeout(HANGS):
                while piece := await reader.read(2**16):
                    received += piece
        except TimeoutError:
            return "open"
    return "closed"


if __name__ == "__main__":
    sys.exit(main())
