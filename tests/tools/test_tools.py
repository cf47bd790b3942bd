"""What measures and checks must notice what is wrong: a silent tool proves nothing otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools.bench_stand import Stand, Work
from tools.table import table
from tools.types_check import TOOLS, Tool, judge

WRONG = {
    "ruff check": ("import os\n", "F401"),
    "ruff format": ("x = {'a':1}\n", "unformatted"),
    "mypy": ("x: int = 'a'\n", "assignment"),
    "pyright": ("def f(x): return x\n", "reportMissingParameterType"),
}


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_a_finding_is_counted_under_its_rule(tool: Tool, tmp_path: Path) -> None:
    text, rule = WRONG[tool.name]
    (tmp_path / "module.py").write_text(text, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.pyright]\ntypeCheckingMode = "strict"\n', encoding="utf-8")
    verdict = judge(tool, tmp_path, limit=60)
    assert verdict.rules[rule] == 1
    assert "module.py" in verdict.first[rule]


def test_a_tool_that_does_not_end_is_a_finding(tmp_path: Path) -> None:
    assert judge(TOOLS[0], tmp_path, limit=0.001).rules.total() == 1


def test_what_fails_or_takes_too_long_is_a_row_and_its_ratio_is_to_apigen(tmp_path: Path) -> None:
    lines = {
        "apigen": "sum(range(10**6))",
        "slow": "import time; time.sleep(60)",
        "failing": "raise SystemExit('error: no')",
        "costly": "sum(range(10**7))",
    }
    works = [Work(task="sum", who=who, command=(sys.executable, "-c", line)) for who, line in lines.items()]
    ours, slow, failing, costly = Stand(tmp_path, runs=1, limit=2).measure_all(works)
    assert ours.ratio == 1
    assert (slow.value, slow.note) == (None, "over 2 s")
    assert failing.value is None and failing.note.endswith("error: no")
    assert costly.ratio is not None and costly.ratio > 1


def test_numbers_stand_to_the_right() -> None:
    rows = [("petstore", 9, 0.2), ("GitHub", 1234, None)]
    assert list(table(("contract", "operations", "s"), rows)) == [
        "contract  operations     s",
        "petstore           9  0.20",
        "GitHub         1,234",
    ]
