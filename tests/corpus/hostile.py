"""The rows of the bad set as attempts to generate, each in a box of its own that is watched from outside and inside."""

from __future__ import annotations

import csv
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Timer
from typing import Final, TypeAlias

import pytest

from apigen.pipeline import Options, generate
from apigen.report import Report

from .support import BAD

GUARD: Final = Path(__file__).with_name("guard")
GOOD: Final = Path(__file__).parents[2] / "specs" / "petstore.yaml"
OUTPUT: Final = "out"
_NOBODY: Final = "http://127.0.0.1:9/openapi.yaml"
_PATIENCE: Final = 6
"""Seconds on the clock for a second of the limit, which is one of CPU time: the machine has other work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A call of `apigen generate`. `status` is how a refusal ends: 1 for what is read, 2 for what cannot be opened.

    `says` is a part of the message then, and `quotes` how many lines of a secret may be in it. `network` allows
    connections, `powerless` takes from root what it may that others may not.
    """

    arguments: tuple[str | Path, ...]
    status: int = 1
    stdin: bytes = b""
    network: bool = False
    powerless: bool = False
    says: str = ""
    quotes: int = 0


Making: TypeAlias = Callable[[Path], Attempt]
"""What makes the input of an attempt in a folder, which is the working directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row of the set, or one of the things that a row names: what is expected, and within how much CPU time and memory."""

    name: str
    expected: str
    seconds: int
    megabytes: int
    path: Path | None
    make: Making

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a process ended, what it said, and the CPU time that it took."""

    status: int
    text: str
    seconds: float


def _given(*arguments: str | Path, status: int = 1, says: str = "", network: bool = False) -> Making:
    return lambda folder: Attempt(arguments=arguments, status=status, says=says, network=network)


def _link(target: Path | str, *, status: int = 1, says: str = "", quotes: int = 0) -> Making:
    def make(folder: Path) -> Attempt:
        (folder / "link.yaml").symlink_to(target)
        return Attempt(arguments=("link.yaml",), status=status, says=says, quotes=quotes)

    return make


def _unreadable(folder: Path) -> Attempt:
    shutil.copyfile(BAD / "c03-swagger-2.yaml", folder / "closed.yaml")
    (folder / "closed.yaml").chmod(0)
    return Attempt(arguments=("closed.yaml",), status=2, powerless=True, says="permission denied")


def _fifo(folder: Path) -> Attempt:
    os.mkfifo(folder / "pipe.yaml")
    return Attempt(arguments=("pipe.yaml",), status=2, says="is not a regular file")


def _piped(data: Path) -> Making:
    return lambda folder: Attempt(arguments=("-",), stdin=data.read_bytes())


def _large(folder: Path) -> Attempt:
    with (folder / "large.yaml").open("w", encoding="ascii") as file:
        file.write("openapi: 3.1.0\ninfo: {title: large, version: '1'}\ncomponents:\n  schemas:\n")
        for block in range(1000):
            file.writelines(f"    S{block}x{number}: {{type: object, properties: {{id: {{type: integer}}}}}}\n{' ' * 1000}\n" for number in range(100))  # fmt: skip
    assert (folder / "large.yaml").stat().st_size > 100 << 20
    return Attempt(arguments=("large.yaml",), says="MiB")


def _output_file(folder: Path) -> Attempt:
    (folder / OUTPUT).write_text("mine\n", encoding="utf-8")
    return Attempt(arguments=(GOOD,), status=2, says="out is not a folder")


def _output_closed(folder: Path) -> Attempt:
    (folder / OUTPUT).mkdir(mode=0o555)
    return Attempt(arguments=(GOOD,), status=2, powerless=True, says="permission denied")


def _output_edited(folder: Path) -> Attempt:
    options = Options(servers=None, client=None, package=None, app=True)
    made = generate(GOOD, folder / OUTPUT, options, report=Report(), write=True)
    with (made.root / made.package / "operations.py").open("a", encoding="utf-8") as file:
        file.write("MINE = 1\n")
    return Attempt(arguments=(GOOD,), status=2, says="--overwrite")


def _output_led_away(folder: Path) -> Attempt:
    (folder / "elsewhere").mkdir()
    (folder / OUTPUT).mkdir()
    (folder / OUTPUT / "petstore").symlink_to(folder / "elsewhere")
    return Attempt(arguments=(GOOD,), status=2)


def _beside_the_contract(folder: Path) -> Attempt:
    (folder / OUTPUT).mkdir()
    shutil.copyfile(GOOD, folder / OUTPUT / "api.yaml")
    return Attempt(arguments=(f"{OUTPUT}/api.yaml",))


MADE: Final[Mapping[str, Mapping[str, tuple[str, Making]]]] = {
    "i01-symlink.yaml": {"": ("REJECT", _link(BAD / "a01-empty.yaml", says="empty"))},
    "i02-dangling-symlink.yaml": {"": ("REJECT", _link("gone.yaml", status=2, says="no such file"))},
    "i03-symlink-passwd.yaml": {"": ("REJECT", _link("/etc/passwd", says="holds text", quotes=1))},
    "i04-directory.yaml/": {"": ("REJECT", _given(BAD / "i04-directory.yaml", status=2, says="is a folder"))},
    "(no file) i05-missing.yaml": {"": ("REJECT", _given("gone.yaml", status=2, says="no such file"))},
    "(make) i06-unreadable.yaml": {"": ("REJECT", _unreadable)},
    "(make) i07-fifo": {"": ("REJECT", _fifo)},
    "(make) i08-100mb.yaml": {"": ("EITHER", _large)},
    "(stdin) -": {"good": ("ACCEPT", _piped(GOOD)), "empty": ("REJECT", _piped(BAD / "a01-empty.yaml"))},
    "(url) http://127.0.0.1:9/openapi.yaml": {
        "not-allowed": ("REJECT", _given(_NOBODY, status=2, says="--allow-remote 127.0.0.1:9")),
        "allowed": (
            "REJECT",
            _given(_NOBODY, "--allow-remote", "127.0.0.1:9", status=2, says="refused", network=True),
        ),
    },
    "(url) file:///etc/passwd": {"": ("REJECT", _given("file:///etc/passwd", status=2))},
    "(out) output dir is a file / read-only / non-empty with hand-edited code / inside the input dir / a symlink outside": {
        "a-file": ("REJECT", _output_file),
        "read-only": ("REJECT", _output_closed),
        "edited": ("REJECT", _output_edited),
        "a-symlink-outside": ("REJECT", _output_led_away),
        # Nothing of the author's is touched, so nothing is wrong with it.
        "inside-the-input": ("ACCEPT", _beside_the_contract),
    },
}
"""What the rows without a file stand for, and what is expected of each."""


def cases() -> list[Case]:
    """Return every row of the set; none where the set is absent. Those without a file are made by the test."""
    if not (BAD / "expected.csv").exists():
        return []
    with (BAD / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["expected"] != "-"]
    return [case for row in rows for case in _cases(row["input"], row["expected"], row["limit"])]


def _cases(name: str, expected: str, limit: str) -> list[Case]:
    seconds = re.search(r"<(\d+) s", limit)
    memory = re.search(r"<(\d+) (MB|GB)", limit)
    megabytes = int(memory[1]) * (1024 if memory[2] == "GB" else 1) if memory else 1024
    kinds = MADE.get(name) or {"": (expected, _given(BAD / name))}
    return [
        Case(
            name=f"{name.split(' output')[0]}{each and f' {each}'}",
            expected=outcome,
            seconds=int(seconds[1]) if seconds else 10,
            megabytes=megabytes,
            path=None if name in MADE else BAD / name,
            make=make,
        )
        for each, (outcome, make) in kinds.items()
    ]


def attempt(wanted: Attempt, case: Case, box: Path, scratch: Path) -> Done:
    """Call the real command in a box, with an empty folder for temporary files."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "GITHUB_ACTIONS")},
        "TMPDIR": str(scratch),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join([str(GUARD), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "GUARD_OUTPUT": str(box / OUTPUT),
        "GUARD_MEMORY": str(case.megabytes << 20),
        **({"GUARD_NETWORK": "1"} if wanted.network else {}),
    }
    command = [
        *_weakened(wanted),
        sys.executable,
        "-m",
        "apigen",
        "generate",
        *map(str, wanted.arguments),
        "-o",
        OUTPUT,
    ]
    return run(command, cwd=box, environment=environment, stdin=wanted.stdin, patience=_PATIENCE * case.seconds)


def _weakened(wanted: Attempt) -> list[str]:
    """Return what a command is run with, so that modes of files hold for it."""
    if not wanted.powerless or os.geteuid() != 0:
        return []
    program = shutil.which("setpriv")
    if program is None:
        pytest.skip("root reads and writes anything, and there is no setpriv to prevent it")
    return [program, "--bounding-set=-dac_override,-dac_read_search"]


def run(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], stdin: bytes, patience: float) -> Done:
    """Run a command, which is ended when the patience is."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(stdin)
        given.seek(0)
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdin=given, stdout=said, stderr=said, start_new_session=True
        )
        timer = Timer(patience, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        # Only `wait4` says what one process took.
        _, status, used = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode()
    return Done(status=process.returncode, text=text, seconds=used.ru_utime + used.ru_stime)


def snapshot(folder: Path) -> dict[str, object]:
    """Return what a folder holds: links by where they lead, files by their content."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        content = sha256(path.read_bytes()).digest() if stat.S_ISREG(mode) else b""
        content = os.readlink(path).encode() if stat.S_ISLNK(mode) else content
        found[path.relative_to(folder).as_posix()] = (mode, content)
    return found
