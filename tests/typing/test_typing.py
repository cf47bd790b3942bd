"""The clients as type checkers see them: nothing is said about right use, and every mistake is found. Right use also works."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from apigen.pipeline import Options, generate
from apigen.report import Report

from ..support.commands import python
from ..support.packages import SERVERS, SPECS

HERE = Path(__file__).parent
CONTRACTS = ("archive", "depot", "petstore", "workflows")
CHECKERS = {
    "mypy": (("mypy", "--strict"), re.compile(r"^(\w+)\.py:(\d+): error: ", re.MULTILINE)),
    # With another interpreter than this one, pyright does not find the libraries.
    "pyright": (("pyright", "--pythonpath", sys.executable), re.compile(r"(\w+)\.py:(\d+):\d+ - (?:error|warning): ")),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages under their own names, and beside them what uses and misuses them."""
    folder = tmp_path_factory.mktemp("typing")
    for spec in SPECS:
        if spec.stem in CONTRACTS:
            output = folder / "outputs" / spec.stem
            options = Options(servers=SERVERS, client=None, package=spec.stem, app=False)
            generate(spec, output, options, report=Report(), write=True)
            shutil.move(output / spec.stem, folder / spec.stem)
    for name in ("use.py", "misuse.py", "serve.py"):
        shutil.copy(HERE / name, folder)
    (folder / "pyproject.toml").write_text('[tool.pyright]\ntypeCheckingMode = "strict"\n', encoding="utf-8")
    return folder


def reported(folder: Path, checker: str, name: str) -> list[int]:
    """Return the lines of a file that a checker says something about."""
    command, finding = CHECKERS[checker]
    done = python("-m", *command, f"{name}.py", cwd=folder)
    found = [(stem, int(line)) for stem, line in finding.findall(done.stdout)]
    assert done.returncode == bool(found), done.stdout + done.stderr
    assert {stem for stem, _ in found} <= {name}, done.stdout
    return sorted({line for _, line in found})


@pytest.mark.parametrize("checker", CHECKERS)
def test_right_use_is_silent(folder: Path, checker: str) -> None:
    assert reported(folder, checker, "use") == []


@pytest.mark.parametrize("checker", CHECKERS)
def test_every_mistake_is_reported(folder: Path, checker: str) -> None:
    lines = (HERE / "misuse.py").read_text(encoding="utf-8").splitlines()
    marked = [number for number, line in enumerate(lines, 1) if "# error: " in line]
    assert reported(folder, checker, "misuse") == marked


def test_right_use_works(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "file.bin"
    file.write_bytes(b"content")
    done = python("serve.py", str(file), cwd=folder)
    assert (done.returncode, done.stdout) == (0, "used\n"), done.stderr


def test_typed_dicts_cost_nothing(folder: Path) -> None:
    packages = [f"{name}.client, {name}.operations, {name}.models" for name in CONTRACTS]
    loaded = f"[name for name in {CONTRACTS} if f'{{name}}.types' in sys.modules]"
    modules = ", ".join(f"{name}.types" for name in CONTRACTS)
    done = python("-c", f"import sys, {', '.join(packages)}\nprint({loaded})\nimport {modules}", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
