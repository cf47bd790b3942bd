"""Emitters of models against each other: what they make of the same valid values, and how they disagree."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from apigen.config import LIBRARY
from apigen.python.library.version import library_version

from ..support.packages import SPECS
from .emitters import ALONE, compare_emitters
from .support import ABSENT, CORPUS

DEV: Final = CORPUS / "dev"
DOCUMENTS: Final = (
    "peer/openapi-generators-end_to_end_tests-baseline_openapi_3.0.json",
    "peer/openapi-generators-end_to_end_tests-openapi_3.1_enums.yaml",
    "peer/speakeasy-api-testdata-walk.openapi.yaml",
    "real/Redocly-museum-openapi-example-openapi.yaml",
    "real/apideck.com-vault.json",
    "real/azure.com-web-Recommendations.json",
    "real/bump-sh-examples-train-travel-api-openapi.yaml",
    "real/resend-resend-openapi-resend.yaml",
    "real/sonallux-spotify-web-api-official-spotify-open-api.yml",
)
INSTANCES: Final = 3
"""Values for each schema: `make emitters` has many more."""

DISAGREEMENTS: Final[Mapping[str, Mapping[str, int]]] = {
    # It takes the names of `patternProperties` for the only ones.
    "workflows.yaml": {"refused (string_pattern_mismatch), ours kept": 1},
    # The library has no class for what the discriminator means; see `test_models_accept`.
    "peer/speakeasy-api-testdata-walk.openapi.yaml": {"kept, ours refused (missing)": 1},
    # A number that no float holds.
    "real/apideck.com-vault.json": {"rounded, ours kept": 1},
}
"""What the library alone makes of valid values where ours makes something else, and how often."""

pytestmark = pytest.mark.skipif(library_version() is None, reason=f"{LIBRARY} is not installed")


def check(spec: Path, name: str, folder: Path) -> None:
    verdicts = compare_emitters(spec, folder, most=INSTANCES, seed=1)
    assert verdicts.values > 0
    assert verdicts.found == {LIBRARY: {}, ALONE: DISAGREEMENTS.get(name, {})}, verdicts.examples


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_on_our_contracts_only_the_library_alone_disagrees(spec: Path, tmp_path: Path) -> None:
    check(spec, spec.name, tmp_path)


@pytest.mark.skipif(not DEV.exists(), reason=ABSENT)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_on_others_only_the_library_alone_disagrees(name: str, tmp_path: Path) -> None:
    check(DEV / name, name, tmp_path)
