"""The rules and the rewritten schemas, against the official ones: nothing that those find is lost."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from apigen.report import ContractError, Place, Report, Severity
from apigen.spec.check import check
from apigen.spec.document import Document
from apigen.spec.load import parse
from apigen.spec.official import official_schema

ROOT = Path(__file__).parents[2]
CASES = [
    *sorted((ROOT / "tests" / "diagnostics" / "cases").glob("*.[jy]*[nl]")),
    *sorted((ROOT / "specs").glob("*.[jy]*")),
]
VERSIONS = ((2, 0), (3, 0), (3, 1), (3, 2))


def judged(text: str) -> tuple[Document, Report]:
    report = Report()
    document = parse(text.encode(), file="f.yaml", report=report)
    check(document, report)
    return document, report


def official(version: tuple[int, int]) -> Any:
    name = f"openapi-{version[0]}.{version[1]}.json"
    return json.loads(resources.files("apigen.spec").joinpath("schemas", name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_the_official_schema_refuses_is_reported(path: Path) -> None:
    report = Report()
    try:
        document = parse(path.read_bytes(), file=path.name, report=report)
    except ContractError:
        return  # the report says why
    check(document, report)
    version = document.bundle.version
    dialect = jsonschema_rs.Draft4Validator if version < (3, 1) else jsonschema_rs.Draft202012Validator
    assert any(report) or dialect(official(version)).is_valid(document.bundle.value)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_has_a_schema_that_compiles(version: tuple[int, int]) -> None:
    validator = jsonschema_rs.Draft202012Validator(official_schema(version))
    key = "swagger" if version == (2, 0) else "openapi"
    written = "2.0" if version == (2, 0) else f"{version[0]}.{version[1]}.0"
    assert validator.is_valid({key: written, "info": {"title": "t", "version": "1"}, "paths": {}})
    assert not validator.is_valid({key: written, "info": {"title": "t", "version": "1"}, "paths": []})


def test_swagger_is_judged_where_its_author_wrote_it() -> None:
    text = """swagger: "2.0"
info: {title: t, version: "1"}
paths: {}
definitions:
  Pet: {type: object, proprties: {}}
  Cat: {$ref: '#/definitions/Per'}
"""
    _, report = judged(text)
    (found,) = report  # what the document became is not judged: it is not what was written
    assert found.code == "AG105" and isinstance(found.at, Place)
    assert (found.at.line, found.at.pointer) == (5, ("definitions", "Pet", "proprties"))
    document, report = judged(text.replace("proprties", "properties"))
    (found,) = report
    assert (found.code, found.help) == ("AG201", "did you mean `#/definitions/Pet`?")
    assert isinstance(found.at, tuple)
    assert document.places.find(frozenset({found.at}))[found.at].line == 6


def test_a_default_is_judged_by_all_that_its_schema_is_made_of() -> None:
    schemas = {
        "Colour": {"type": "string", "enum": ["red", "blue"], "nullable": True},
        "Good": {"type": "array", "items": {"$ref": "#/components/schemas/Colour"}, "default": ["red", None]},
        "Bad": {"type": "array", "items": {"$ref": "#/components/schemas/Colour"}, "default": ["green"]},
        "Loop": {
            "type": "object",
            "properties": {"next": {"$ref": "#/components/schemas/Loop"}},
            "default": {"next": 1},
        },
        "Lost": {"type": "array", "items": {"$ref": "#/components/schemas/Nothing"}, "default": ["green"]},
        "Key": {"type": "string", "format": "uuid", "default": "all"},
        "Keys": {"type": "array", "items": {"type": "string", "format": "uuid"}, "default": ["all"]},
    }
    root = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": schemas}}
    _, report = judged(json.dumps(root))
    assert [one.at[2] for one in report if one.code == "AG305" and isinstance(one.at, tuple)] == [
        "Bad",
        "Loop",
        "Key",
        "Keys",
    ]


def test_only_what_makes_correct_code_impossible_is_an_error() -> None:
    text = """openapi: 3.2.0
info: {title: t, version: "1"}
tags: [{name: a, parent: nothing, kind: nav, summary: A}]
paths:
  /a:
    query:
      operationId: a
      responses:
        default: {summary: all, content: {application/jsonl: {itemSchema: {type: string}}}}
    additionalOperations: {COPY: {responses: {default: {description: ok}}}}
components:
  mediaTypes: {json: {schema: {type: object}}}
  securitySchemes:
    device: {type: oauth2, deprecated: true, flows: {deviceAuthorization: {deviceAuthorizationUrl: 'https://a', tokenUrl: 'https://a', scopes: {}}}}
"""
    _, report = judged(text)
    assert [(one.code, one.severity) for one in report] == [("AG239", Severity.WARNING)]
