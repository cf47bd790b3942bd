"""`apigen explain`: every documented code, whoever writes it how."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apigen.explanations import explanations

from .test_cli import run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "diagnostics.md"


def test_every_row_of_the_page_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert list(explanations()) == re.findall(r"^\| (AG\d+) ", text, re.MULTILINE)
    assert all(each.area and each.meaning and each.remedy for each in explanations().values())


@pytest.mark.parametrize("code", ["AG201", "ag201"])
def test_a_code_is_explained(capsys: pytest.CaptureFixture[str], code: str) -> None:
    assert run("explain", code) == 0
    assert capsys.readouterr() == (
        "AG201 (error; references, paths, parameters, operations, security)\n\n"
        "A `$ref` leads to nothing in the document.\n\n"
        "how to mend it: Correct the pointer, or define what is missing.\n",
        "",
    )


@pytest.mark.parametrize(("code", "hint"), [("AG2O1", "did you mean `AG"), ("x\x1b[2J", "such as AG201")])
def test_a_code_that_there_is_not(capsys: pytest.CaptureFixture[str], code: str, hint: str) -> None:
    assert run("explain", code) == 2
    said = capsys.readouterr()
    assert said.out == "" and hint in said.err and "\x1b" not in said.err
