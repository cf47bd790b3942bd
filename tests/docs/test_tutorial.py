"""The tutorial, followed from its first line to its last, in an empty folder.

Beside the roles of the other pages it has `append=` and `edit=` for files that grow, `fails` for a command that must, whose output has
what the lines say that are `said` next, and `sh client` for a command that calls the server.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ..support.snippets import ADDRESS, Snippet, commands, run, running, shell, snippets

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial.md"


def test_a_reader_who_follows_it_arrives(tmp_path: Path) -> None:
    environment = commands(tmp_path)
    folder = tmp_path / "tutorial"
    folder.mkdir()
    reader = Reader(folder, environment)
    for snippet in snippets(TUTORIAL):
        reader.follow(snippet)
    for tool in (["ruff", "format", "--diff", "--line-length", "100"], ["ruff", "check"]):
        done = run([sys.executable, "-m", *tool, "service/app", "report.py"], folder, environment)
        assert done.returncode == 0, f"{tool}{done.stdout}{done.stderr}"


class Reader:
    """Does what a page says, and remembers which server is to run and what a command said last."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._server = self._said = ""

    def follow(self, snippet: Snippet) -> None:
        role, _, file = snippet.role.partition("=")
        path = self._folder / file
        match role:
            case "file":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(snippet.text, encoding="utf-8")
            case "append":
                path.write_text(path.read_text(encoding="utf-8") + snippet.text, encoding="utf-8")
            case "edit":
                self._edit(path, snippet.text)
            case "run":
                shell(snippet.text, self._folder, self._environment)
            case "fails":
                done = run(["sh", "-e", "-c", snippet.text], self._folder, self._environment)
                assert done.returncode == 1, f"{snippet.text}{done.stdout}{done.stderr}"
                self._said = done.stdout + done.stderr
            case "said":
                assert all(line in self._said for line in snippet.text.splitlines()), self._said
            case "server":
                self._server = snippet.text
            case "client":
                self._call(snippet)
            case _:
                pytest.fail(f"nobody knows what to do with {snippet.role!r}")

    def _edit(self, path: Path, text: str) -> None:
        old, new = (line[1:] for line in text.splitlines())
        before = path.read_text(encoding="utf-8")
        assert text[0] == "-" and before.count(old) == 1
        path.write_text(before.replace(old, new), encoding="utf-8")

    def _call(self, snippet: Snippet) -> None:
        with running(self._server, self._folder, self._environment) as address:
            text = snippet.text.replace(ADDRESS, address)
            if snippet.language == "sh":
                shell(text, self._folder, self._environment)
                return
            service = self._folder / "service"
            done = run([sys.executable, "-c", text], service if service.is_dir() else self._folder, self._environment)
        assert done.returncode == 0, f"{text}{done.stdout}{done.stderr}"
