"""`apigen serve` as a user runs it: what it prints, how it follows the contract, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from ..support.commands import apigen, environment
from .test_answers import CONTRACT

PATIENCE = 90
URL = re.compile(r"^.*: (http://\S+)$", re.MULTILINE)


@dataclass
class Serving:
    """A command that serves, and what it has said."""

    process: subprocess.Popen[bytes]
    file: Path

    @property
    def said(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @property
    def url(self) -> str:
        found = URL.search(self.said)
        assert found
        return found[1]

    def wait(self, done: Callable[[], object]) -> None:
        ends = time.monotonic() + PATIENCE
        while not done():
            assert self.process.poll() is None and time.monotonic() < ends, self.said
            time.sleep(0.05)


@contextmanager
def serving(folder: Path, *flags: str) -> Iterator[Serving]:
    """Run the command in a folder, where its own temporary folder is too, until an interrupt."""
    (folder / "tmp").mkdir()
    command = [sys.executable, "-m", "apigen", "serve", *flags]
    with open(folder / "said", "wb") as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment(), "TMPDIR": str(folder / "tmp")},
            stderr=said,
            # A shell lets what it runs in the background ignore interrupts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
    try:
        found = Serving(process, folder / "said")
        found.wait(lambda: URL.search(found.said))
        yield found
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def listed(folder: Path) -> Sequence[str]:
    return os.listdir(folder / "tmp")


def asked(server: Serving) -> Sequence[str]:
    """Return what was told of each request, without how long it took."""
    return re.findall(r"^([A-Z]+ \S+ \d+) \d+ ms$", server.said, re.MULTILINE)


def test_the_life_of_a_server(tmp_path: Path) -> None:
    spec = tmp_path / "shop.yaml"
    spec.write_text(CONTRACT.read_text(encoding="utf-8"), encoding="utf-8")
    with serving(tmp_path, "shop.yaml", "--port", "0", "--reload") as server:
        url = server.url
        server.wait(lambda: "POST /nothing" in server.said)
        title, documentation, counts, silent = server.said.splitlines()[-4:]
        assert (title, documentation) == (f"Shop: {url}", f"documentation: {url}/docs")
        assert counts.startswith("5 operations, 10 answers") and "Prefer: code=404" in counts
        assert silent == "no example could be made for the usual answer of POST /nothing: it is a 501"

        assert httpx.get(f"{url}/pets/1").json() == {"name": "Rex"}
        assert httpx.get(f"{url}/pets/1", headers={"prefer": "example=tom"}).json() == {"name": "Tom"}
        assert httpx.delete(f"{url}/pets/1").status_code == 401
        server.wait(lambda: len(asked(server)) == 3)
        assert asked(server) == ["GET /v1/pets/1 200", "GET /v1/pets/1 200", "DELETE /v1/pets/1 401"]

        sound = spec.read_text(encoding="utf-8")
        spec.write_text(sound.replace("openapi: 3.2.0", "openapi: 3.2.0\nopenapi: 3.2.0"), encoding="utf-8")
        server.wait(lambda: "the contract is served as it was before" in server.said)
        assert "error[AG" in server.said
        assert httpx.get(f"{url}/pets/1").json() == {"name": "Rex"}

        spec.write_text(sound.replace("{name: Rex}", "{name: Max}"), encoding="utf-8")
        server.wait(lambda: server.said.count(f"Shop: {url}") == 2)
        assert httpx.get(f"{url}/pets/1").json() == {"name": "Max"}
        assert len(listed(tmp_path)) == 1
        server.wait(lambda: len(asked(server)) == 5)
        said = server.said
    assert (server.process.returncode, server.said) == (0, said)
    assert listed(tmp_path) == []


def test_a_server_that_is_told_to_be_quiet_and_to_end(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "tmp").mkdir()
    variables = {**environment(), "TMPDIR": str(tmp_path / "tmp")}
    command = [sys.executable, "-m", "apigen", "serve", str(CONTRACT), "--port", str(port), "--quiet"]
    process = subprocess.Popen(command, env=variables, stderr=subprocess.PIPE)
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            assert httpx.get(f"http://127.0.0.1:{port}/v1/pets/1").status_code == 200
            break
        except httpx.TransportError:
            time.sleep(0.05)
    process.terminate()
    _, said = process.communicate(timeout=PATIENCE)
    assert said == b""
    assert process.returncode == 0
    assert listed(tmp_path) == []


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = apigen("serve", CONTRACT, "--port", str(port), "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: cannot listen on 127.0.0.1, port {port}: Address already in use\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["-", "--reload"], 2, "error: --reload watches files, and SPEC is none\n"),
        (["none.yaml"], 2, "error: "),
        (["bad.yaml"], 1, "nothing is served: 1 error"),
    ],
    ids=str,
)
def test_what_cannot_be_served(tmp_path: Path, arguments: list[str], status: int, said: str) -> None:
    (tmp_path / "bad.yaml").write_text("openapi: 3.2.0\ninfo: {title: Bad, version: '1'}\npaths: 1\n")
    done = apigen("serve", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
