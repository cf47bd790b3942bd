"""Hostile and broken contracts: each is refused or accepted as `expected.csv` says, and none with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from apigen.diagnostics import render_full
from apigen.report import ContractError, Report, Severity
from apigen.spec.check import check
from apigen.spec.document import Places
from apigen.spec.load import SourceError, load

from .support import ABSENT, ALLOWED, BAD, Row, bad_rows

NOT_YET: dict[str, str] = {}
"""Rows whose outcome is another one for now. An entry that is no longer needed fails."""


def outcome(path: Path) -> str:
    report = Report()
    places: Places | None = None
    try:
        document = load(path, report)
        places = document.places
        check(document, report)
    except ContractError:
        assert report.count(Severity.ERROR)
    except SourceError:
        return "REJECT"
    text = render_full(report, places, colour=False)
    assert text.isprintable() or not set(text) & {"\x1b", "\u202e", "\x00", "\x07"}
    return "REJECT" if report.count(Severity.ERROR) else "WARN" if report.count(Severity.WARNING) else "ACCEPT"


@pytest.mark.skipif(not BAD.exists(), reason=ABSENT)
@pytest.mark.parametrize("row", bad_rows("abcdefgh"), ids=str)
def test_bad(row: Row) -> None:
    found = outcome(row.path)
    assert (found in ALLOWED[row.expected]) is (row.name not in NOT_YET), found
