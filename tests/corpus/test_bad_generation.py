"""Hostile contracts, the whole way: refused with nothing written, or what is written compiles, imports and keeps every name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from apigen.contract.sample import Missing, Sampler
from apigen.ir.lower import lower
from apigen.ir.types import ObjectDef
from apigen.names.assign import assign_names
from apigen.report import Report
from apigen.spec.check import check
from apigen.spec.load import load

from .differential import differences, read_subjects
from .support import (
    ABSENT,
    ALLOWED,
    BAD,
    Row,
    bad_rows,
    codec,
    import_all,
    importable,
)

ROWS: Final = bad_rows("efg")
NOT_YET: Final[Mapping[str, str]] = {}
"""Rows that do not do yet what is expected of them, and why. An entry that is no longer needed fails."""

pytestmark = pytest.mark.skipif(not BAD.exists(), reason=ABSENT)


def pwned() -> set[str]:
    """Return the traces that an injection of the set would leave."""
    return {path.name for top in ("/tmp", ".") for path in Path(top).glob("pwned*")}


def run(row: Row, folder: Path) -> tuple[str, str]:
    """Generate in a folder that must not be left; return the outcome and what was said."""
    scratch = folder / "scratch"
    scratch.mkdir()
    environment = {**os.environ, "TMPDIR": str(scratch), "FORCE_COLOR": "", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "apigen", "generate", str(row.path), "-o", "out"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=row.seconds, check=False
    )
    text = done.stdout + done.stderr
    assert "Traceback" not in text
    assert not {char for char in text if not (char.isprintable() or char == "\n")}
    assert list(scratch.iterdir()) == []
    if done.returncode:
        assert done.returncode == 1, text
        assert "error[AG" in text
        assert [path.name for path in folder.iterdir()] == ["scratch"]
        return "REJECT", text
    assert sorted(path.name for path in folder.iterdir()) == ["out", "scratch"]
    return "WARN" if "warning[AG" in text else "ACCEPT", text


def check_python(root: Path) -> None:
    """Assert that every module compiles without a warning, and is as clean as its own settings ask."""
    for path in root.rglob("*.py"):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--no-cache", "."],
            cwd=root,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout


def check_models(row: Row, modules: Mapping[str, ModuleType], package: str) -> None:
    """Assert that every model can be built, and that a value of each schema comes back under the same names."""
    for name in modules[f"{package}.models"].__all__:
        assert codec(modules, package, name).adapter.core_schema
    report = Report()
    document = load(row.path, report)
    check(document, report)
    api = lower(document, report)
    names = assign_names(api, report, package)
    for key, definition in api.types.items():
        if isinstance(definition, ObjectDef):
            model = getattr(modules[f"{package}.models"], names.types[key])
            model.model_rebuild()
            wires = {name if field.alias is None else field.alias for name, field in model.model_fields.items()}
            assert wires >= {each.name for each in definition.properties}
    subjects, definitions = read_subjects(document, api)
    sampler = Sampler(definitions, api.dialect)
    for subject in subjects:
        value = sampler.sample(subject.schema, subject.accepts)
        if not isinstance(value, Missing):
            model = codec(modules, package, names.types[subject.key])
            assert list(differences(value, model.to_value(model.build(value)))) == [], subject


def check_service(modules: Mapping[str, ModuleType], package: str) -> None:
    """Assert that the app starts, shows the contract, and answers one request of the control operation."""
    app: Any = modules["app.main"].app
    base = modules[f"{package}.operations"].BASE_PATH
    client = TestClient(app, raise_server_exceptions=True)
    for route in modules[f"{package}.server.routes"].SERVICE.routes:
        if route.operation.path == "/plain":
            assert client.get(f"{base}/plain").status_code == 200


def judge(row: Row, folder: Path) -> None:
    """Assert all that is expected of a row."""
    outcome, text = run(row, folder)
    assert outcome in ALLOWED[row.expected], text
    if outcome == "REJECT":
        return
    root = folder / "out"
    check_python(root)
    package = json.loads((root / ".apigen.json").read_bytes())["package"]
    if row.path.suffix == ".json":
        assert json.loads((root / package / "_contract.json").read_bytes()) == json.loads(row.path.read_bytes())
    with importable(root):
        modules = import_all(root, package, "app")
        check_models(row, modules, package)
        check_service(modules, package)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_generation(row: Row, tmp_path: Path) -> None:
    before = pwned()
    if row.name in NOT_YET:
        with pytest.raises(AssertionError):
            judge(row, tmp_path)
    else:
        judge(row, tmp_path)
    assert pwned() == before
