"""The README of each package keeps its word: its servers are started, and its snippets call them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from apigen.python.calls import FILE

from ..support.commands import python
from ..support.packages import SERVERS
from ..support.snippets import ADDRESS, commands, running

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SERVED_WITH = re.compile(r"^## Serve it with (\w+)$(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
NEXT = "--- the next snippet ---"
IMPORT = re.compile(r"\.server\.\w+ import create_app")


def test_the_snippets_of_the_readme_run(golden: Path, tmp_path: Path) -> None:
    output = tmp_path / golden.name
    shutil.copytree(golden, output)
    text = (output / "README.md").read_text(encoding="utf-8")
    snippets = [code for language, code in BLOCK.findall(text) if language == "python"]
    # No token server listens here: `tests/package` runs these.
    snippets = [code for code in snippets if "ClientCredentials(" not in code]
    servers = dict(start_commands(text))
    assert snippets and sorted(set(servers.values())) == sorted(SERVERS)
    # What stands for a credential in the README is let in.
    environment, main = {**commands(tmp_path), "APIGEN_DEV_TOKEN": "..."}, output / "app" / "main.py"
    (output / FILE).write_bytes(bytes(range(256)))
    for command, server in servers.items():
        # This line is all that chooses the framework.
        code, count = IMPORT.subn(f".server.{server} import create_app", main.read_text(encoding="utf-8"))
        assert count == 1
        main.write_text(code, encoding="utf-8")
        with running(command, output, environment) as address:
            done = python("-c", f"\nprint({NEXT!r})\n".join(snippets).replace(ADDRESS, address), cwd=output)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        printed = done.stdout.split(f"{NEXT}\n")
        assert len(printed) == len(snippets) and all(printed)
        (output / "download.bin").unlink(missing_ok=True)


def start_commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield the commands that start a server, without watching the files, each with the framework it is for."""
    for framework, section in SERVED_WITH.findall(text):
        for language, block in BLOCK.findall(section):
            if language == "shell":
                for line in block.splitlines():
                    command = line.partition("#")[0].strip()
                    yield re.sub(" --(reload|debug)$", "", command), framework.lower()
