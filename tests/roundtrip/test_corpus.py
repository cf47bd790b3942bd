"""Every operation of real contracts: a sample of what `make roundtrip CORPUS=...` calls."""

from __future__ import annotations

import pytest

from tools.roundtrip import run

from ..corpus.support import ABSENT, CORPUS

DOCUMENTS = (
    "multi/camaraproject-API_definitions-quality-on-demand/code/API_definitions/quality-on-demand.yaml",
    "official/v3.2-pass-media-type-examples.yaml",
    "peer/oapi-codegen-roundtrip-parameters.yaml",
    "peer/schemathesis-data-petstore_v2.yaml",
    "real/bump-sh-examples-train-travel-api-openapi.yaml",
)
"""One of each version, one of several files, and one with every style of parameters."""


@pytest.mark.skipif(not CORPUS.exists(), reason=ABSENT)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_value_arrives(name: str) -> None:
    row = run(CORPUS / "dev" / name, CORPUS / "dev", limit=120)
    assert not row.problem, row.problem
    assert row.failures == ()
    assert row.trips
