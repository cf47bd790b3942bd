"""What the codes of findings mean: read from the page that documents them, so that there is one text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_ROW = re.compile(r"\| (AG\d{3}) \| (error|warning) \| (.*?) \| (.*?) \|$")
_PIPE = "\\|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A code: how bad it is, what it is about, what it means, and how to mend it."""

    code: str
    severity: str
    area: str
    meaning: str
    remedy: str


def explanations() -> dict[str, Explanation]:
    """Return what is known of each code, in the order of the codes' classes."""
    found: dict[str, Explanation] = {}
    area = ""
    for line in _page().read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            area = line.partition(": ")[2]
        elif row := _ROW.match(line):
            code, severity, meaning, remedy = (each.replace(_PIPE, "|") for each in row.groups())
            found[code] = Explanation(code=code, severity=severity, area=area, meaning=meaning, remedy=remedy)
    return found


def _page() -> Path:
    """Return the page: beside this module where apigen is installed, in docs/ where it is a checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "_docs" / "diagnostics.md"
    return installed if installed.is_file() else here.parents[1] / "docs" / "diagnostics.md"
