"""`generated/` is what apigen writes today, byte for byte, and every tool is silent on it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from apigen.manifest import MANIFEST

from ..support.commands import apigen, contents, python
from ..support.packages import GENERATED, ROOT, SERVERS, SPECS

CHECKS: dict[str, tuple[str, ...]] = {
    "ruff-check": ("ruff", "check", "--no-cache", "."),
    "ruff-format": ("ruff", "format", "--no-cache", "--check", "."),
    "mypy": ("mypy", "--strict", "."),
    # With another interpreter than this one, pyright does not find the libraries.
    "pyright": ("pyright", "--pythonpath", sys.executable, "."),
}
NEVER = re.compile(
    r"type:\s*ignore|noqa|pyright:\s*ignore"
    # A time at which something was made, or a place where.
    rf"|generated (?:at|on)\b|{re.escape(str(ROOT))}|{re.escape(str(Path.home()))}/",
    re.IGNORECASE,
)


def test_no_byte_has_changed(spec: Path, tmp_path: Path) -> None:
    servers = [argument for server in SERVERS for argument in ("--server", server)]
    done = apigen("generate", spec, "-o", tmp_path, *servers, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    committed, today = contents(GENERATED / spec.stem), contents(tmp_path)
    assert sorted(committed.keys() ^ today.keys()) == [], "run `make golden`, and look at the difference"
    assert [path for path in today if committed[path] != today[path]] == [], (
        "run `make golden`, and look at the difference"
    )


def test_every_contract_has_its_folder_and_every_folder_its_contract() -> None:
    assert sorted(path.name for path in GENERATED.iterdir()) == sorted(path.stem for path in SPECS)


@pytest.mark.parametrize("check", CHECKS)
def test_every_tool_is_silent(golden: Path, check: str) -> None:
    done = python("-m", *CHECKS[check], cwd=golden)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_silenced_dated_or_bound_to_a_machine(golden: Path) -> None:
    found = {path: NEVER.findall(text.decode()) for path, text in contents(golden).items()}
    assert {path: words for path, words in found.items() if words} == {}


def test_the_manifest_names_every_file_once(golden: Path) -> None:
    manifest = json.loads((golden / MANIFEST).read_bytes())
    files, yours = manifest["files"], manifest["yours"]
    assert files.keys().isdisjoint(yours)
    assert {*files, *yours, MANIFEST} == contents(golden).keys()
