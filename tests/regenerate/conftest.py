"""A folder with a contract and what was generated from it, copied for each test that changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ..support.commands import apigen
from ..support.packages import ROOT


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`contract.yaml`, and the folder `out` that was made from it. Not to be changed."""
    root = tmp_path_factory.mktemp("generated")
    shutil.copy(ROOT / "specs" / "petstore.yaml", root / "contract.yaml")
    done = apigen("generate", "contract.yaml", "-o", "out", cwd=root)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return root


@pytest.fixture
def root(generated: Path, tmp_path: Path) -> Path:
    """The same, free to be changed."""
    return shutil.copytree(generated, tmp_path / "root")
