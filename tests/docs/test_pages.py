"""The snippets of the pages are taken from them and run, in their order, in an empty folder.

What the README's snippets are called is in `tests/support/snippets.py`; a `check` is run in the folder of what was generated.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from ..support.commands import contents
from ..support.snippets import ADDRESS, Snippet, commands, run, running, shell, snippets

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(page for page in (ROOT / "docs").glob("*.md") if page.name not in ("README.md", "diagnostics.md"))
TUTORIAL = ROOT / "docs" / "tutorial.md"
"""It has a test of its own."""
SHOP = "shop"


@pytest.fixture(params=[page for page in PAGES if page != TUTORIAL], ids=lambda page: page.stem)
def page(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the reader stands: in a checkout of which only the contracts matter."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    return tmp_path


@pytest.fixture
def environment(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The commands, and the package of a second contract as if it were installed."""
    made = commands(folder)
    path = os.pathsep.join((str(folder / "v2"), made["PYTHONPATH"]))
    # What mypy found out about the libraries is true for every page.
    known = str(tmp_path_factory.getbasetemp() / "mypy")
    return {**made, "PYTHONPATH": path, "MYPYPATH": str(folder / "v2"), "MYPY_CACHE_DIR": known}


def test_every_snippet_does_what_the_page_says(page: Path, folder: Path, environment: dict[str, str]) -> None:
    server = ""
    for snippet in snippets(page):
        if snippet.file is not None:
            _write(snippet, folder)
        elif snippet.role == "run":
            shell(snippet.text, folder, environment)
        elif snippet.role == "check":
            done = run([sys.executable, "-c", snippet.text], folder / SHOP, environment)
            assert done.returncode == 0, f"{snippet.text}{done.stdout}{done.stderr}"
        elif snippet.role == "server":
            server = snippet.text
        elif snippet.role == "client":
            with running(server, folder, environment) as address:
                code = snippet.text.replace(ADDRESS, address)
                done = run([sys.executable, "-c", code], folder / SHOP, environment)
            assert done.returncode == 0, f"{snippet.text}{done.stdout}{done.stderr}"
        else:
            pytest.fail(f"nobody runs {snippet.role!r}")


def test_python_is_typed_and_tidy(page: Path, folder: Path, environment: dict[str, str]) -> None:
    if all(snippet.language != "python" for snippet in snippets(page)):
        return  # a page about commands
    files: dict[str, None] = {}
    for n, snippet in enumerate(snippets(page)):
        if snippet.role == "run":
            # The files of one page may be for either server.
            for line in re.findall("^apigen generate .*$", snippet.text, re.MULTILINE):
                both = re.sub(r" --server \w+", "", line) + " --server flask --server fastapi"
                shell(both, folder, environment)
        elif snippet.file is not None:
            _write(snippet, folder)
        if snippet.language == "python":
            file = snippet.file or f"{SHOP}/snippet_{n}.py"
            (folder / file).write_text(snippet.text, encoding="utf-8")
            files[file.removeprefix(f"{SHOP}/")] = None
    for tool in (["ruff", "format", "--diff", "--line-length", "100"], ["ruff", "check"], ["mypy"]):
        done = run([sys.executable, "-m", *tool, *files], folder / SHOP, environment)
        assert done.returncode == 0, f"{tool}{done.stdout}{done.stderr}"


def test_moving_is_one_import(folder: Path, environment: dict[str, str]) -> None:
    states: list[dict[str, bytes]] = []
    for snippet in snippets(ROOT / "docs" / "moving.md"):
        if snippet.file is not None:
            _write(snippet, folder)
        elif snippet.role == "run":
            shell(snippet.text, folder, environment)
        elif snippet.role == "server":
            states.append(contents(folder / SHOP / "app"))
    flask, both, fastapi = states
    assert {name for name in both if both[name] != flask.get(name)} == {"root.py"}
    assert {name for name in flask if flask[name] != fastapi.get(name)} == {"main.py"}
    assert flask.keys() == fastapi.keys()
    assert flask["main.py"].replace(b"server.flask", b"server.fastapi") == fastapi["main.py"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_the_index_has_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"\]\((\w+\.md)\)", index))) == sorted(
        [*(page.name for page in PAGES), "diagnostics.md"]
    )


def _write(snippet: Snippet, folder: Path) -> None:
    assert snippet.file is not None
    path = folder / snippet.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(snippet.text, encoding="utf-8")
