"""Hostile contracts, the whole way: refused with nothing written, or what is written compiles, imports and keeps every name."""

from __future__ import annotations

import json
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
from .hostile import OUTPUT, Attempt, Case, Done, attempt, cases, snapshot
from .support import ABSENT, BAD, codec, import_all, importable

ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "REJECT": frozenset({"REJECT"}),
    "ACCEPT": frozenset({"ACCEPT", "WARN"}),
    "WARN": frozenset({"WARN"}),
    "EITHER": frozenset({"ACCEPT", "WARN", "REJECT"}),
}
"""The outcomes that fulfil an expectation: a warning more is no harm."""

SECRET: Final = [line for line in Path("/etc/passwd").read_text(encoding="utf-8").splitlines() if line.strip()]

pytestmark = pytest.mark.skipif(not BAD.exists(), reason=ABSENT)


def pwned() -> set[str]:
    """Return the traces that an injection of the set would leave."""
    return {path.name for top in ("/tmp", ".") for path in Path(top).glob("pwned*")}


def judge_process(case: Case, wanted: Attempt, done: Done) -> str:
    """Assert what holds for every outcome, and return which one it is."""
    assert "Traceback" not in done.text
    assert not {char for char in done.text if not (char.isprintable() or char == "\n")}
    assert sum(line in done.text for line in SECRET) <= wanted.quotes
    assert done.seconds < case.seconds
    if done.status == 0:
        return "WARN" if "warning[AG" in done.text else "ACCEPT"
    assert done.status == wanted.status, done.text
    assert ("error[AG" if done.status == 1 else "error: ") in done.text
    assert wanted.says.lower() in done.text.lower()
    return "REJECT"


def check_python(root: Path) -> None:
    """Assert that every module compiles without a warning, and is as clean as its own settings ask."""
    for path in root.rglob("*.py"):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    for arguments in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."]
        done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout


def check_models(path: Path, modules: Mapping[str, ModuleType], package: str) -> None:
    """Assert that every model can be built, and that a value of each schema comes back under the same names."""
    for name in modules[f"{package}.models"].__all__:
        assert codec(modules, package, name).adapter.core_schema
    report = Report()
    document = load(path, report)
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


def check_output(root: Path, path: Path | None) -> None:
    """Assert that what was generated works, and that it has the names of the contract."""
    check_python(root)
    package = json.loads((root / ".apigen.json").read_bytes())["package"]
    if path is not None and path.suffix == ".json":
        assert json.loads((root / package / "_contract.json").read_bytes()) == json.loads(path.read_bytes())
    with importable(root):
        modules = import_all(root, package, "app")
        if path is not None:
            check_models(path, modules, package)
        check_service(modules, package)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_bad(case: Case, tmp_path: Path) -> None:
    box, scratch = tmp_path / "box", tmp_path / "scratch"
    box.mkdir()
    scratch.mkdir()
    wanted = case.make(box)
    traces, before = pwned(), snapshot(box)
    done = attempt(wanted, case, box, scratch)
    outcome = judge_process(case, wanted, done)
    assert outcome in ALLOWED[case.expected], done.text
    assert snapshot(scratch) == {}
    after = snapshot(box)
    if outcome == "REJECT":
        assert after == before
    else:
        assert before.items() <= after.items()
        assert {path.partition("/")[0] for path in after.keys() - before.keys()} == {OUTPUT}
        check_output(box / OUTPUT, case.path)
    assert pwned() == traces
