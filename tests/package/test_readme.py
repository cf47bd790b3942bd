"""The README of a package without a server: its snippets run against the example server, and type-check."""

from __future__ import annotations

from pathlib import Path

import pytest

from apigen.python.calls import FILE

from ..support.commands import python
from ..support.packages import SPECS
from ..support.snippets import snippets
from .conftest import CLIENTS, Published, publish


def test_every_snippet_runs(
    published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [each.text for each in snippets(published.package.root / "README.md") if each.language == "python"]
    assert len(found) >= 3
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(published.package.module("client._http"), "LIBRARY", published.in_process())
    Path(FILE).write_bytes(bytes(range(256)))
    for snippet in found:
        exec(compile(snippet, "README.md", "exec"), {"__name__": "__main__"})
        assert capsys.readouterr().out, snippet


def test_every_operation_is_in_a_table(published: Published) -> None:
    text = (published.package.root / "README.md").read_text(encoding="utf-8")
    service = published.package.module("operations")
    operations = [each for each in vars(service).values() if type(each).__name__ == "Operation"]
    assert len(operations) > 3
    for operation in operations:
        assert f"| `{operation.method} {operation.path}` | `client." in text


@pytest.mark.parametrize("client", CLIENTS)
def test_the_snippets_type_check(client: str, tmp_path: Path) -> None:
    for spec in SPECS:
        package = publish(spec, tmp_path, client)
        for number, each in enumerate(snippets(tmp_path / "README.md")):
            if each.language == "python":
                (tmp_path / f"calls_{package.name}_{number}.py").write_text(each.text, encoding="utf-8")
        (tmp_path / "README.md").unlink()
        (tmp_path / ".apigen.json").unlink()
    calls = sorted(path.name for path in tmp_path.glob("calls_*.py"))
    done = python("-m", "mypy", "--strict", "--no-incremental", "--follow-imports=silent", *calls, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_package_without_a_client_does_not_speak_of_one(tmp_path: Path) -> None:
    publish(SPECS[0], tmp_path, "none")
    assert "client" not in (tmp_path / "README.md").read_text(encoding="utf-8").lower()
