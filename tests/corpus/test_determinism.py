"""The same contract gives the same bytes, whatever the seed of Python's hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from .support import ABSENT, CORPUS

PETSTORE: Final = Path(__file__).parents[2] / "specs" / "petstore.yaml"
LARGE: Final = CORPUS / "dev" / "real" / "box-box-openapi-openapi.json"


def generated(spec: Path, folder: Path, seed: str) -> dict[str, bytes]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "apigen", "generate", str(spec), "-o", str(folder)]
    subprocess.run(command, env=environment, capture_output=True, check=True)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "spec", [PETSTORE, pytest.param(LARGE, marks=pytest.mark.skipif(not LARGE.exists(), reason=ABSENT))], ids=["petstore", "large"]
)  # fmt: skip
def test_the_seed_of_hashes_changes_nothing(spec: Path, tmp_path: Path) -> None:
    first, *others = (generated(spec, tmp_path / seed, seed) for seed in ("0", "1", "2"))
    assert ".apigen.json" in first
    assert all(other == first for other in others)
