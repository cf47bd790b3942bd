"""Models against the exact validator: valid values are built by their models, and come out as they went in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from .differential import compare
from .support import ABSENT, CORPUS

DEV: Final = CORPUS / "dev"
DOCUMENTS: Final = (
    "peer/openapi-generators-end_to_end_tests-baseline_openapi_3.0.json",
    "peer/speakeasy-api-testdata-walk.openapi.yaml",
    "real/Adyen-yaml-CheckoutService-v71.yaml",
    "real/Redocly-museum-openapi-example-openapi.yaml",
    "real/XeroAPI-Xero-OpenAPI-xero-payroll-uk.yaml",
    "real/amazonaws.com-firehose.json",
    "real/apideck.com-vault.json",
    "real/asana.com.json",
    "real/azure.com-web-Recommendations.json",
    "real/box-box-openapi-openapi.json",
    "real/bump-sh-examples-train-travel-api-openapi.yaml",
    "real/cpy.re-peertube.json",
    "real/discord-specs-openapi.json",
    "real/figma-openapi-openapi.yaml",
    "real/keycloak.local.json",
    "real/resend-resend-openapi-resend.yaml",
    "real/sonallux-spotify-web-api-official-spotify-open-api.yml",
    "real/twilio-yaml-tsg_mc_contacts_v3.yaml",
    "real/twilio-yaml-twilio_verify_v2.yaml",
    "real/voodoomfg.com.json",
)
INSTANCES: Final = 6
"""Values for each schema: `make differential` has thousands."""

NO_VALUE: Final[Mapping[str, int]] = {
    "peer/speakeasy-api-testdata-walk.openapi.yaml": 1,
    "real/cpy.re-peertube.json": 7,
}
"""Schemas that no value is found for: bounds and patterns that contradict each other, or files."""

_TIME = "datetime_from_date_parsing"
"""A leap second, or what validators of Draft 4 do not know as a `date`."""
_SHAPE = "model_type"
"""What is no object, for a schema without `type` that describes one."""

KEPT_RAW: Final[Mapping[str, set[str]]] = {
    "peer/openapi-generators-end_to_end_tests-baseline_openapi_3.0.json": {_TIME},
    # The discriminator means a kind of object that requires more; that it is one is not demanded yet.
    "peer/speakeasy-api-testdata-walk.openapi.yaml": {"missing"},
    "real/Adyen-yaml-CheckoutService-v71.yaml": {_TIME},
    "real/XeroAPI-Xero-OpenAPI-xero-payroll-uk.yaml": {_SHAPE},
    "real/amazonaws.com-firehose.json": {_TIME},
    "real/apideck.com-vault.json": {_TIME, _SHAPE},
    "real/asana.com.json": {_TIME},
    "real/azure.com-web-Recommendations.json": {_TIME, _SHAPE},
    # An alternative without a type admits anything beside the other ones.
    "real/box-box-openapi-openapi.json": {_TIME, _SHAPE, "literal_error"},
    "real/cpy.re-peertube.json": {_TIME, _SHAPE},
    "real/discord-specs-openapi.json": {_TIME},
    "real/figma-openapi-openapi.yaml": {_TIME, _SHAPE},
    "real/resend-resend-openapi-resend.yaml": {_TIME},
    "real/sonallux-spotify-web-api-official-spotify-open-api.yml": {_TIME},
    "real/twilio-yaml-twilio_verify_v2.yaml": {_TIME},
}
"""Why Pydantic alone refuses some valid values, which keep a raw part therefore."""


@pytest.mark.skipif(not DEV.exists(), reason=ABSENT)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_valid_values_are_built_and_written_as_they_came(name: str, tmp_path: Path) -> None:
    outcome = compare(DEV / name, tmp_path, most=INSTANCES, seed=1)
    assert outcome.rejected == {}
    assert outcome.changed == {}
    assert set(outcome.kept_raw) == KEPT_RAW.get(name, set())
    assert len(outcome.without) == NO_VALUE.get(name, 0), outcome.without
