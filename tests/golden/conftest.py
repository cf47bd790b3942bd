"""The committed output of each contract, and a copy of it that tools may work on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ..support.packages import GENERATED, SPECS


@pytest.fixture(scope="session", params=SPECS, ids=lambda path: path.stem)
def spec(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="session")
def golden(spec: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is committed, far from this repository and its settings."""
    folder = tmp_path_factory.mktemp("golden") / spec.stem
    shutil.copytree(GENERATED / spec.stem, folder, ignore=shutil.ignore_patterns("__pycache__", "*_cache"))
    return folder
