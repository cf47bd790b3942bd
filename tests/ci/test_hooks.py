"""The hooks of pre-commit: their entries are run as it runs them, with the files of a commit that they are for."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from ..support.commands import Done
from ..support.packages import ROOT
from ..support.snippets import commands, run, shell, snippets

HOOKS: dict[str, dict[str, Any]] = {
    each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
BAD = "openapi: 3.0.3\ninfo: {title: Bad, version: '1'}\npaths: 1\n"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "openapi.yaml").write_bytes((ROOT / "specs" / "petstore.yaml").read_bytes())
    return commands(tmp_path)


def run_hook(
    name: str, committed: Sequence[str], folder: Path, environment: Mapping[str, str], *args: str
) -> Done | None:
    """Run a hook for the files of a commit; `None` where it is for none of them."""
    hook = HOOKS[name]
    files = [file for file in committed if re.search(hook.get("files", ""), file)]
    if not files:
        return None
    names = files if hook.get("pass_filenames", True) else []
    return run([*shlex.split(hook["entry"]), *args, *names], folder, environment)


def test_the_contracts_of_a_commit_are_judged(tmp_path: Path, environment: dict[str, str]) -> None:
    committed = ["README.md", "api/openapi.yaml", "api/parts/pet.yaml"]
    done = run_hook("apigen-validate", committed, tmp_path, environment)
    assert done is not None and done.returncode == 0
    (tmp_path / "swagger.json").write_text(BAD, encoding="utf-8")
    done = run_hook("apigen-validate", [*committed, "swagger.json"], tmp_path, environment)
    assert done is not None and done.returncode == 1
    assert done.stdout.startswith("swagger.json:")
    assert run_hook("apigen-validate", ["api/parts/pet.yaml"], tmp_path, environment) is None


def test_what_was_generated_is_checked(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "apigen.toml").write_text('spec = "api/openapi.yaml"\noutput = "shop"\n', encoding="utf-8")
    shell("apigen generate", tmp_path, environment)
    done = run_hook("apigen-generate-check", ["shop/petstore/models.py"], tmp_path, environment)
    assert done is not None and done.returncode == 0, done
    (tmp_path / "shop" / "petstore" / "models.py").write_text("", encoding="utf-8")
    done = run_hook("apigen-generate-check", ["shop/petstore/models.py"], tmp_path, environment)
    assert done is not None and done.returncode == 1
    (tmp_path / "apigen.toml").unlink()
    arguments = ("api/openapi.yaml", "--output", "shop", "--overwrite")
    shell(f"apigen generate {shlex.join(arguments)}", tmp_path, environment)
    done = run_hook("apigen-generate-check", ["any"], tmp_path, environment, *arguments[:-1])
    assert done is not None and done.returncode == 0


def test_the_page_uses_them_as_they_are() -> None:
    texts = [snippet.text for snippet in snippets(ROOT / "docs" / "ci.md") if snippet.language == "yaml"]
    (used,) = (found for text in texts if "repos" in (found := yaml.safe_load(text)))
    assert [hook["id"] for repo in used["repos"] for hook in repo["hooks"]] == list(HOOKS)
    assert all({"id", "name", "entry", "language"} <= hook.keys() for hook in HOOKS.values())
