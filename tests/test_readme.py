"""The README's snippets do what the README says: they are taken from it and run, in their order, in an empty folder.

The word behind a snippet's language says how: `run` in a shell, `file=...` is written, `server` is started and `client`
calls it. A snippet without a word needs the network, and is only read.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "127.0.0.1:8000"


@dataclass(frozen=True)
class Snippet:
    language: str
    role: str
    text: str


SNIPPETS = [Snippet(*found) for found in re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)]


def test_every_snippet_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    commands = _commands(tmp_path)
    roles = [snippet.role for snippet in SNIPPETS]
    assert roles.index("server") < roles.index("client")
    (server,) = (snippet for snippet in SNIPPETS if snippet.role == "server")
    for snippet in SNIPPETS:
        if snippet.role == "run":
            _shell(snippet.text, tmp_path, commands)
        elif snippet.role.startswith("file="):
            path = tmp_path / snippet.role.removeprefix("file=")
            assert path.is_file(), f"{path} is written by the generator, and then by the reader"
            path.write_text(snippet.text, encoding="utf-8")
        elif snippet.role == "client":
            # Only now: the reader has started it again after writing the handler.
            with _running(server.text, tmp_path, commands) as address:
                code = snippet.text.replace(ADDRESS, address)
                done = _run([sys.executable, "-c", code], tmp_path / "shop", commands)
            assert done.returncode == 0, done.stderr
        else:
            assert snippet.role in ("", "server"), f"nobody runs {snippet.role!r}"


def test_the_handler_type_checks(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    commands = _commands(tmp_path)
    _shell("apigen generate specs/petstore.yaml -o shop", tmp_path, commands)
    (handler,) = (snippet for snippet in SNIPPETS if snippet.role == "file=shop/app/pets.py")
    (client,) = (snippet for snippet in SNIPPETS if snippet.role == "client")
    (tmp_path / "shop" / "app" / "pets.py").write_text(handler.text, encoding="utf-8")
    (tmp_path / "shop" / "calls.py").write_text(client.text, encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--no-incremental", "app", "calls.py"]
    done = _run(mypy, tmp_path / "shop", commands)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_a_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)", README))))
def test_a_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def _commands(folder: Path) -> dict[str, str]:
    """Return an environment where the commands are those of the interpreter that runs the tests."""
    scripts = folder / "scripts"
    scripts.mkdir()
    for name in ("apigen", "uvicorn"):
        script = scripts / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {name} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    known = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PATH": os.pathsep.join((str(scripts), os.environ.get("PATH", os.defpath))),
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), *([known] if known else ()))),
    }


def _shell(text: str, folder: Path, environment: dict[str, str]) -> None:
    done = _run(["sh", "-e", "-c", text], folder, environment)
    assert done.returncode == 0, f"{text}{done.stdout}{done.stderr}"


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


@contextmanager
def _running(text: str, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start the server as the README does, on a free port, for a `with` block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    *before, start = text.strip().splitlines()
    script = "\n".join((*before, f"export {start.partition(' ')[0]}", f"exec {start.partition(' ')[2]} --port {port}"))
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


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
