"""Models against the exact validator: a valid value is built by its model, and comes out as it went in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from pydantic import ValidationError

from apigen.ir.lower import lower
from apigen.names.assign import assign_names
from apigen.pipeline import Options, generate
from apigen.report import Report
from apigen.spec.check import check
from apigen.spec.load import load

from .support import ABSENT, CORPUS, Missing, codec, differences, import_all, importable, instances

REAL: Final = CORPUS / "dev" / "real"
PACKAGE: Final = "accepting_models"
DOCUMENTS: Final = (
    "Adyen-yaml-CheckoutService-v71.yaml",
    "Redocly-museum-openapi-example-openapi.yaml",
    "XeroAPI-Xero-OpenAPI-xero-payroll-uk.yaml",
    "amazonaws.com-firehose.json",
    "apideck.com-vault.json",
    "asana.com.json",
    "azure.com-web-Recommendations.json",
    "box-box-openapi-openapi.json",
    "bump-sh-examples-train-travel-api-openapi.yaml",
    "cpy.re-peertube.json",
    "keycloak.local.json",
    "resend-resend-openapi-resend.yaml",
    "sonallux-spotify-web-api-official-spotify-open-api.yml",
    "twilio-yaml-twilio_verify_v2.yaml",
    "voodoomfg.com.json",
)

NO_SAMPLE: Final[Mapping[str, int]] = {"cpy.re-peertube.json": 7}
"""Schemas that no value is found for: bounds and patterns that contradict each other, or files."""

KEPT_RAW: Final[Mapping[str, int]] = {"cpy.re-peertube.json": 3}
"""Values that are no object for a schema without `type` that describes one: valid, and kept as they came."""


@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_valid_values_are_built_and_written_as_they_came(name: str, tmp_path: Path) -> None:
    options = Options(servers=(), client="none", package=PACKAGE, app=False)
    generate(REAL / name, tmp_path, options, report=Report(), write=True)
    report = Report()
    document = load(REAL / name, report)
    check(document, report)
    api = lower(document, report)
    names = assign_names(api, report, PACKAGE)
    missing, raw, changed = 0, list[str](), dict[str, list[str]]()
    with importable(tmp_path):
        modules = import_all(tmp_path, PACKAGE)
        for instance in instances(document, api):
            if isinstance(instance.value, Missing):
                missing += 1
                continue
            model = codec(modules, PACKAGE, names.types[instance.key])
            try:
                model.check(instance.value)
            except ValidationError:
                raw.append(str(instance))
            found = list(differences(instance.value, model.to_value(model.build(instance.value))))
            if found:
                changed[str(instance)] = found
    assert changed == {}
    assert len(raw) == KEPT_RAW.get(name, 0), raw
    assert missing == NO_SAMPLE.get(name, 0)
