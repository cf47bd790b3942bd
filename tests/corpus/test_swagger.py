"""Contracts of Swagger 2.0: every operation is served, and requests made by the original are judged as it judges them.

Schemathesis reads Swagger 2.0 by itself. So what it sends here, and what it says of the answers, knows nothing of
the conversion.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import pytest

pytest.importorskip("schemathesis")
pytest.importorskip("openapi_spec_validator")
pytest.importorskip("starlette")

from openapi_spec_validator import OpenAPIV2SpecValidator, OpenAPIV30SpecValidator
from starlette.testclient import TestClient

from apigen.contract.documents import Documents
from apigen.contract.drops import drop_for
from apigen.contract.effective import effective
from apigen.contract.engine import Broke, Engine, Plan
from apigen.contract.harness import IN_PROCESS, TOKEN_VARIABLE
from apigen.contract.recorded import Answered, Failed
from apigen.contract.sent import Sent
from apigen.contract.source import read_contract
from apigen.contract.wsgi import as_asgi
from apigen.ir.api import Api, Operation
from apigen.pipeline import Options, generate
from apigen.reading import Reading
from apigen.report import Report
from apigen.spec.document import Json
from apigen.spec.load import Access, load

from ..support.packages import ROOT, SERVERS, whole
from .support import CORPUS, import_all, importable

DEV: Final = CORPUS / "dev"
DEPOT: Final = ROOT / "specs" / "depot.yaml"
GOTIFY: Final = DEV / "real" / "gotify-docs-spec.json"
PETSTORE: Final = DEV / "peer" / "schemathesis-data-petstore_v2.yaml"
SEPARATE: Final = DEV / "multi" / "petstore-separate"
OPERATIONS: Final[Mapping[Path, int]] = {
    DEPOT: 11,
    GOTIFY: 42,
    PETSTORE: 20,
    DEV / "real" / "corpus-src-k8s-swagger-1.13.json": 1014,
    DEV / "real" / "docusign-OpenAPI-Specifications-click.rest.swagger-v1.json": 20,
    DEV / "real" / "goharbor-v2.0-swagger.yaml": 203,
    DEV / "real" / "moby-api-swagger.yaml": 108,
    DEV / "real" / "openfga-openapiv2-apidocs.swagger.json": 24,
    DEV / "real" / "prometheus-v2-openapi.yaml": 9,
    DEV / "real" / "zoom-api-openapi.v2.json": 155,
    SEPARATE / "examples" / "v2.0" / "yaml" / "petstore-separate" / "spec" / "swagger.yaml": 4,
}
PRESENT: Final = [path for path in OPERATIONS if path.exists()]
READING: Final = Reading(access=Access(roots=(SEPARATE,)))
TOKEN: Final = "a-token-for-one-run"


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("spec", PRESENT, ids=lambda spec: spec.stem)
def test_every_operation_is_served(spec: Path, server: str, tmp_path: Path) -> None:
    """The document that is served, and shown, is the author's: Swagger 2.0."""
    options = Options(servers=(server,), client=None, package="served", app=True, reading=READING)
    generate(spec, tmp_path, options, report=Report(), write=True)
    with importable(tmp_path):
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # Pydantic's, of fields that hide something.
            modules = import_all(tmp_path, "served", "app")
        service = modules["served.server.routes"].SERVICE
        app: Any = as_asgi(modules["app.main"].app)
        with TestClient(app) as client:
            shown, page = client.get(f"{service.base_path}/openapi.json"), client.get(f"{service.base_path}/docs")
    assert len(service.routes) == OPERATIONS[spec]
    assert shown.json() == load(spec, Report(), access=READING.access).bundle.value
    assert str(shown.json()["swagger"]) == "2.0"
    assert page.status_code == 200
    assert "swagger-ui" in page.text


@pytest.mark.parametrize("spec", PRESENT[:-1], ids=lambda spec: spec.stem)
def test_what_was_valid_is_valid_afterwards(spec: Path) -> None:
    """What is not is so for the same reasons, or was so for one that OpenAPI 3.0 does not know."""
    document = load(spec, Report())
    before = {error.message for error in OpenAPIV2SpecValidator(document.bundle.value).iter_errors()}
    after = {error.message for error in OpenAPIV30SpecValidator(document.value).iter_errors()}
    assert after <= before


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why the engine, which reads the original, wrongly finds fault with an answer."""

    why: str
    matches: Callable[[Failed, Operation], bool]


def _is_form(operation: Operation) -> bool:
    return operation.body is not None and all(each.kind in ("form", "multipart") for each in operation.body.media)


EXPLANATIONS: Final = {
    "no-field": Explanation(
        why="a form without a required field may be empty, and then there is no body",
        matches=lambda failed, operation: (
            failed.check == "negative_data_rejection"
            and "Missing request body" in failed.message
            and _is_form(operation)
            and operation.body is not None
            and not operation.body.required
        ),
    ),
    "more-fields": Explanation(
        why="nothing in Swagger 2.0 says that a form has no other fields than those that are declared",
        matches=lambda failed, operation: (
            failed.check == "negative_data_rejection"
            and re.search(r"in body - .*(?:unexpected properties|violates `additionalProperties`)", failed.message)
            is not None
            and _is_form(operation)
        ),
    ),
    "repeated-fields": Explanation(
        why="the engine repeats the field of a list in a form, whatever its `collectionFormat` is",
        matches=lambda failed, operation: (
            failed.check == "positive_data_acceptance"
            and failed.form is not None
            and operation.body is not None
            and any(
                isinstance(value, list) and len(cast("list[object]", value)) > 1 and name in joined
                for joined in [{each.name for each in operation.body.media[0].encodings if not each.explode}]
                for name, value in cast("dict[str, object]", failed.form.value).items()
            )
        ),
    ),
    "no-body": Explanation(
        why="media types are said of all answers of an operation, so the engine expects them of one without a body, too",
        matches=lambda failed, operation: (
            failed.check == "content_type_conformance"
            and (failed.title == "Missing Content-Type header" or "application/problem+json" in failed.message)
        ),
    ),
    "yaml": Explanation(
        why="an answer in YAML is a text to a server",
        matches=lambda failed, operation: (
            failed.check == "response_schema_conformance"
            and all(media.kind == "text" for each in operation.responses for media in each.media)
        ),
    ),
}


@pytest.mark.parametrize(
    "spec", [path for path in (DEPOT, GOTIFY, PETSTORE) if path.exists()], ids=lambda spec: spec.stem
)
def test_requests_are_judged_as_the_original_judges_them(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    whole(spec, tmp_path, SERVERS[0])
    api = read_contract(spec, Report())
    known = {f"{each.method} {each.path}": each for each in api.operations}
    documents, unexplained, statuses = Documents(api), list[str](), Counter[tuple[str, int]]()
    with importable(tmp_path):
        engine = Engine(_original(api), importlib.import_module("app.main").app, _plan(api))
        for event in engine.run():
            assert not isinstance(event, Broke), event
            if isinstance(event, Answered):
                statuses[event.operation, event.status // 100] += 1
            elif isinstance(event, Failed) and not _is_explained(event, known[event.operation], documents):
                unexplained.append(f"{event.check}: {event.message}\n{event.curl}")
    assert not unexplained, "\n\n".join(unexplained)
    assert {operation for operation, status in statuses if status in (2, 3)} == known.keys()
    assert sum(times for (_, status), times in statuses.items() if status == 2) > 100
    assert sum(times for (_, status), times in statuses.items() if status == 4) > 100


def _is_explained(failed: Failed, operation: Operation, documents: Documents) -> bool:
    xml = None if failed.body is None else documents.document(failed.operation, failed.body)
    sent = Sent(check=failed.check, message=failed.message, parameters=failed.parameters, form=failed.form, xml=xml)
    return drop_for(sent) is not None or any(each.matches(failed, operation) for each in EXPLANATIONS.values())


def _original(api: Api) -> dict[str, Json]:
    """Return the author's document with the responses that are implied; of OAuth, the header that it comes to."""
    found = effective(api.contract, api)
    schemes = found.get("securityDefinitions")
    header: Json = {"type": "apiKey", "in": "header", "name": "Authorization"}
    if isinstance(schemes, dict):
        found["securityDefinitions"] = {
            name: header if isinstance(each, dict) and each.get("type") == "oauth2" else each
            for name, each in schemes.items()
        }
    return found


def _plan(api: Api) -> Plan:
    schemes = {
        each.name: "Bearer" if each.kind == "oauth2" else each.http_scheme or "apiKey" for each in api.security_schemes
    }
    return Plan(
        base_url=IN_PROCESS + api.base_path,
        examples=5,
        seed=1,
        token=TOKEN,
        media_types=sorted({media.name for each in api.operations if each.body for media in each.body.media}),
        methods={each.method for each in api.operations},
        schemes=schemes,
    )
