"""The README of each package keeps its word: its server is started, and its snippets call it."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..support.commands import environment, python

ADDRESS = "127.0.0.1:8000"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_snippets_of_the_readme_run(golden: Path) -> None:
    blocks = BLOCK.findall((golden / "README.md").read_text(encoding="utf-8"))
    servers = [text.strip() for language, text in blocks if language == "shell" and "app.main:app" in text]
    snippets = [text for language, text in blocks if language == "python"]
    assert servers and snippets
    for server in servers:
        with _started(server, golden) as address:
            for snippet in snippets:
                done = python("-c", snippet.replace(ADDRESS, address), cwd=golden)
                assert (done.returncode, done.stderr) == (0, "")
                assert done.stdout


@contextmanager
def _started(command: str, folder: Path) -> Iterator[str]:
    """Run the README's command, on a free port and without watching the files."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = [word for word in shlex.split(command) if word != "--reload"]
    server = subprocess.Popen(
        [sys.executable, "-m", *arguments, "--port", str(port)],
        cwd=folder,
        env=environment(),
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 20
        while not _answers(port):
            assert server.poll() is None, f"`{command}` has ended"
            assert time.monotonic() < deadline, f"`{command}` does not listen"
            time.sleep(0.05)
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
