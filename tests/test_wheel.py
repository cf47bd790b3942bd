"""The built wheel works as the checkout does: it brings its templates, its schemas and its command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "specs" / "petstore.yaml"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel is installed in; its dependencies are those of the interpreter that runs the tests."""
    scratch = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "wheel", "--no-deps", "--wheel-dir", str(scratch), str(ROOT)], scratch, {})
    (wheel,) = scratch.glob("apigen_openapi-*.whl")
    _run([*pip, "install", "--no-deps", "--target", str(scratch / "site"), str(wheel)], scratch, {})
    return scratch / "site"


def test_the_wheel_generates_what_the_checkout_does(installed: Path, tmp_path: Path) -> None:
    inside = {"PYTHONPATH": str(installed)}
    where = _run([sys.executable, "-c", "import apigen; print(apigen.__file__)"], tmp_path, inside)
    assert Path(where.strip()).is_relative_to(installed)
    command = [str(installed / "bin" / "apigen"), "generate", str(SPEC)]
    _run([*command, "-o", "wheel"], tmp_path, inside)
    _run([sys.executable, "-m", "apigen", *command[1:], "-o", "checkout"], tmp_path, {"PYTHONPATH": str(ROOT / "src")})
    assert _files(tmp_path / "wheel") == _files(tmp_path / "checkout")


def test_the_wheel_explains_and_publishes_its_schema(installed: Path, tmp_path: Path) -> None:
    said = _run([str(installed / "bin" / "apigen"), "explain", "AG201"], tmp_path, {"PYTHONPATH": str(installed)})
    assert said.startswith("AG201 (error; ")
    assert (installed / "apigen" / "config.schema.json").is_file()


def test_the_wheel_carries_nothing_else(installed: Path) -> None:
    tops = {path.name for path in installed.iterdir()} - {"bin", "__pycache__"}
    assert {name.partition("-")[0] for name in tops} == {"apigen", "apigen_openapi"}
    (metadata,) = installed.glob("apigen_openapi-*.dist-info")
    assert (metadata / "licenses" / "LICENSE").is_file()


def _files(root: Path) -> dict[str, str]:
    manifest = json.loads((root / ".apigen.json").read_text(encoding="utf-8"))
    digests: dict[str, str] = manifest["files"] | manifest["yours"]
    return digests


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
