"""The README's snippets do what the README says: they are taken from it and run, in their order, in an empty folder."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from .support.snippets import ADDRESS, commands, run, running, shell, snippets

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SNIPPETS = snippets(ROOT / "README.md")


def test_every_snippet_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    environment = commands(tmp_path)
    roles = [snippet.role for snippet in SNIPPETS]
    assert roles.index("server") < roles.index("client")
    (server,) = (snippet for snippet in SNIPPETS if snippet.role == "server")
    for snippet in SNIPPETS:
        if snippet.role == "run":
            shell(snippet.text, tmp_path, environment)
        elif snippet.file is not None:
            path = tmp_path / snippet.file
            assert path.is_file(), f"{path} is written by the generator, and then by the reader"
            path.write_text(snippet.text, encoding="utf-8")
        elif snippet.role == "client":
            # Only now: the reader has started it again after writing the handler.
            with running(server.text, tmp_path, environment) as address:
                code = snippet.text.replace(ADDRESS, address)
                done = run([sys.executable, "-c", code], tmp_path / "shop", environment)
            assert done.returncode == 0, done.stderr
        else:
            # What has no word needs the network.
            assert snippet.role in ("", "server"), f"nobody runs {snippet.role!r}"


def test_the_handler_type_checks(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    environment = commands(tmp_path)
    shell("apigen generate specs/petstore.yaml -o shop", tmp_path, environment)
    (handler,) = (snippet for snippet in SNIPPETS if snippet.file == "shop/app/pets.py")
    (client,) = (snippet for snippet in SNIPPETS if snippet.role == "client")
    (tmp_path / "shop" / "app" / "pets.py").write_text(handler.text, encoding="utf-8")
    (tmp_path / "shop" / "calls.py").write_text(client.text, encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--no-incremental", "app", "calls.py"]
    done = run(mypy, tmp_path / "shop", environment)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_a_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)", README))))
def test_a_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
