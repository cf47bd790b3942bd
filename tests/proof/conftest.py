"""The outputs of a small contract, made once; whoever spoils one does so on a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from apigen.pipeline import Options
from apigen.proof.generating import generate
from apigen.proof.outputs import Output, chosen
from apigen.render.targets import discover, templates_root
from apigen.report import Report

NOTES = Path(__file__).with_name("notes.yaml")
OPTIONS = Options(servers=None, client=None, package=None, app=True)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Output]:
    """Every output of the small contract."""
    folder, targets = tmp_path_factory.mktemp("notes"), discover(templates_root())
    return [generate(str(NOTES), each, OPTIONS, folder, Report())[0] for each in chosen(targets)]


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Output], Output]:
    """Copies an output to where nobody else needs it."""

    def copy(output: Output) -> Output:
        folder = tmp_path / output.folder.name
        shutil.copytree(output.folder, folder)
        return replace(output, folder=folder)

    return copy
