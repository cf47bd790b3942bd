"""One bad contract, one expected message; a contract of several files is a folder. `UPDATE_GOLDEN=1` rewrites the expectations."""

from __future__ import annotations

import os
import re
from contextlib import chdir
from pathlib import Path

import pytest

from apigen.contract.examples import make_examples
from apigen.diagnostics import render_concise, render_full
from apigen.ir.lower import lower
from apigen.names.assign import assign_names
from apigen.report import ContractError, Report, Severity
from apigen.spec.check import check
from apigen.spec.document import Places
from apigen.spec.load import load, parse

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = sorted(path for path in (HERE / "cases").iterdir() if path.suffix != ".txt")
WITHOUT_CASE = {
    "AG413": "only an upgraded document can have it; see test_swagger",
    "AG015": "the case would be a file of 64 MiB; see test_load",
    **dict.fromkeys(("AG451", "AG452", "AG453", "AG454"), "the fault is a library's; see tests/unit/test_library.py"),
    "AG374": "the case would need hundreds of schemas; see tests/unit/test_identifiers.py",
    "AG360": "only a contract test says so; see tests/contract",
    **dict.fromkeys(("AG501", "AG502", "AG503"), "only filters say so; see tests/unit/test_select.py"),
    "AG255": "only the configuration says so; see tests/unit/test_pagination.py",
    "AG504": "only --lenient says so; see tests/unit/test_lenient.py",
}


def diagnose(path: Path) -> tuple[Report, Places | None]:
    report = Report()
    try:
        if path.is_dir():
            with chdir(path):
                document = load("openapi.yaml", report)
        else:
            document = parse(path.read_bytes(), file=path.name, report=report)
    except ContractError:
        return report, None
    check(document, report)
    if not report.count(Severity.ERROR):
        api = lower(document, report)
        assign_names(api, report)
        make_examples(api, report)
    return report, document.places


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    report, places = diagnose(path)
    text = render_full(report, places, colour=False)
    golden = path.with_name(path.name + ".txt")
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")
    if path.stem.startswith("AG"):
        assert path.stem[:5] in {found.code for found in report}
    assert len(render_concise(report, places).splitlines()) == len(list(report))


def documented() -> dict[str, str]:
    text = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| (AG\d{3}) \| (error|warning) \|", text, re.MULTILINE))


def used() -> dict[str, str]:
    """The codes that occur in the source."""
    files = (ROOT / "src" / "apigen").rglob("*.py")
    return {code: file.name for file in files for code in re.findall(r'"(AG\d{3})"', file.read_text(encoding="utf-8"))}


def test_every_code_is_documented_and_has_a_case() -> None:
    cases = {path.stem[:5] for path in CASES if path.stem.startswith("AG")}
    assert set(used()) == set(documented())
    assert cases | set(WITHOUT_CASE) == set(used())
    assert cases.isdisjoint(WITHOUT_CASE)


def test_severities_are_those_of_the_documentation() -> None:
    severities = documented()
    for path in CASES:
        for found in diagnose(path)[0]:
            assert severities[found.code] == found.severity, found


def test_colour_is_only_used_when_asked_for() -> None:
    report, places = diagnose(HERE / "cases" / "AG105-typo.yaml")
    assert "\x1b" not in render_full(report, places, colour=False)
    assert "\x1b[1;31merror[AG105]" in render_full(report, places, colour=True)
    assert report.count(Severity.ERROR) == 1
