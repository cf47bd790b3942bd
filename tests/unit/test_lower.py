"""Documents to the API: every operation is there or counted, and the address of the service is read right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from apigen.ir.lower import lower, schema_roots
from apigen.report import ContractError, Report, Severity
from apigen.spec.check import check
from apigen.spec.document import Document, Json
from apigen.spec.load import load, parse

ROOT: Final = Path(__file__).parents[2]
CORPUS: Final = ROOT.parent / "shared" / "corpus" / "dev" / "real"
OWN: Final = (
    *(ROOT / "specs" / name for name in ("petstore.yaml", "observatory.yaml")),
    *(ROOT / "tests" / name for name in ("injection/contract.yaml", "behaviour/methods.yaml")),
)
METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
LARGE: Final = 1_000_000
"""Bytes: the largest documents take long, and the corpus run has them."""


def documents() -> list[Path]:
    real = sorted(CORPUS.iterdir()) if CORPUS.exists() else []
    small = [path for path in real if path.suffix in (".json", ".yaml", ".yml") and path.stat().st_size < LARGE]
    return [*OWN, *small]


def declared(document: Document) -> Iterator[str]:
    paths = document.value.get("paths")
    for path in paths if isinstance(paths, dict) else ():
        if not path.startswith("x-"):
            item = document.at(document.follow(("paths", path)))
            if isinstance(item, dict):
                known = (*METHODS, "query") if document.version == (3, 2) else METHODS
                others = item.get("additionalOperations")
                yield from (f"{key.upper()} {path}" for key in item if key in known)
                yield from (f"{method} {path}" for method in (others if isinstance(others, dict) else ()))


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_every_operation_is_had(path: Path) -> None:
    report = Report()
    try:
        document = load(path, report)
        check(document, report)
        report.stop_on_errors()
    except ContractError:
        assert report.count(Severity.ERROR)
        return
    had = [f"{each.method} {each.path}" for each in lower(document, report).operations]
    assert sorted(had) == sorted(declared(document))


def api_of(**members: Json) -> Document:
    contract = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}, **members}
    return parse(json.dumps(contract).encode(), file="c.json", report=Report())


@pytest.mark.parametrize(
    ("url", "variables", "base_path"),
    [
        ("https://example.com", {}, ""),
        ("https://example.com/", {}, ""),
        ("https://example.com/v1/", {}, "/v1"),
        ("/v1", {}, "/v1"),
        ("v1", {}, "/v1"),
        ("https://example.com/{version}/x", {"version": {"default": "v2"}}, "/v2/x"),
        ("https://{host}/v1", {"host": {"default": "example.com"}}, "/v1"),
        ("https://example.com/{base}", {"base": {"default": "/api/v1"}}, "/api/v1"),
        # No request fills these in, so they are no expressions.
        ("https://example.com/{version}", {}, "/%7Bversion%7D"),
        ("https://example.com/a b/%C3%BC/ü", {}, "/a%20b/%C3%BC/%C3%BC"),
        ("https://example.com/100%25", {}, "/100%25"),
        ("https://[broken/v1", {}, ""),
        ("https://example.com/v1?x=1#y", {}, "/v1"),
    ],
)
def test_base_path(url: str, variables: Json, base_path: str) -> None:
    document = api_of(servers=[{"url": url, "variables": variables}, {"url": "https://other.example.com/v9"}])
    assert lower(document, Report()).base_path == base_path


def test_headers_of_responses() -> None:
    headers: Json = {
        "Location": {"required": True, "schema": {"type": "string"}, "example": "/a"},
        "x-size": {"schema": {"type": "string"}},
        "X-Size": {"schema": {"type": "integer"}},
        "x-rate": {"$ref": "#/components/headers/Rate"},
        "X-List": {"explode": True, "schema": {"type": "array", "items": {"type": "string"}}},
        "X-Document": {"content": {"application/json": {"schema": {"type": "boolean"}, "example": True}}},
        "X-Csv": {"content": {"text/csv": {}}},
        "X-Untyped": {},
        "content-type": {"schema": {"type": "string"}},
        "Content-Length": {"schema": {"type": "integer"}},
    }
    responses: Json = {"200": {"description": "", "headers": headers}}
    rate: Json = {"description": "How many.", "deprecated": True, "schema": {"type": "integer"}}
    document = api_of(paths={"/a": {"get": {"responses": responses}}}, components={"headers": {"Rate": rate}})
    report = Report()
    (response,) = lower(document, report).operations[0].responses
    found = {each.name: each for each in response.headers}
    assert list(found) == ["Location", "X-Size", "x-rate", "X-List", "X-Document", "X-Csv", "X-Untyped"]
    assert not list(report)
    assert (found["X-Csv"].media_type, found["X-Csv"].schema) == (None, {"type": "string"})
    assert [name for name, each in found.items() if each.required] == ["Location"]
    assert [name for name, each in found.items() if each.explode] == ["X-List"]
    assert {name: each.examples for name, each in found.items() if each.examples} == {
        "Location": ("/a",),
        "X-Document": (True,),
    }
    assert found["X-Untyped"].schema == {"type": "string"}
    assert found["X-Document"].media_type == "application/json"
    assert found["X-Document"].origin[-2:] == ("content", "application/json")
    assert found["x-rate"].schema == {"type": "integer"}
    assert found["x-rate"].origin == ("components", "headers", "Rate")
    assert found["x-rate"].description == "How many."
    assert found["x-rate"].deprecated


def test_roots_of_schemas_are_found_by_what_objects_are() -> None:
    schema: Json = {"type": "object", "properties": {"schema": {"readOnly": True, "type": "string"}}}
    media: Json = {"example": {"schema": {}}, "schema": schema}
    headers: Json = {"schema": {"schema": schema}, "example": {"schema": schema}}
    shared: dict[str, Json] = {"x-shared": {"q": {"name": "r", "in": "query", "schema": schema}}}
    document = api_of(
        paths={"/a": {"get": {"responses": {"200": {"description": "", "headers": headers, "x-y": {"schema": {}}}}}}},
        components={
            "schemas": {"schema": schema, "properties": schema},
            "parameters": {
                "schema": {"name": "q", "in": "query", "schema": schema},
                "example": {"$ref": "#/x-shared/q"},
            },
            "responses": {"example": {"description": "", "content": {"schema": media}}},
        },
        **shared,
    )
    response = ("paths", "/a", "get", "responses", "200")
    assert set(schema_roots(document)) == {
        (*response, "headers", "schema", "schema"),
        (*response, "headers", "example", "schema"),
        ("components", "schemas", "schema"),
        ("components", "schemas", "properties"),
        ("components", "parameters", "schema", "schema"),
        ("components", "responses", "example", "content", "schema", "schema"),
        ("x-shared", "q", "schema"),
    }


def test_security_of_operations() -> None:
    responses: Json = {"204": {"description": ""}}
    document = api_of(
        security=[{"tls": []}],
        paths={
            "/a": {
                "get": {"responses": responses},
                "put": {"responses": responses, "security": [{"tls": [], "key": ["a", "b"]}, {"key": []}]},
                "post": {"responses": responses, "security": [{"tls": []}, {}]},
                "patch": {"responses": responses, "security": []},
            }
        },
        components={"securitySchemes": {"tls": {"type": "mutualTLS"}, "key": {"type": "http", "scheme": "Bearer"}}},
    )
    report = Report()
    api = lower(document, report)
    assert not list(report)
    found = {each.method: [{u.scheme: u.scopes for u in every} for every in each.security] for each in api.operations}
    assert found == {
        "GET": [{"tls": ()}],
        "PUT": [{"tls": (), "key": ("a", "b")}, {"key": ()}],
        "POST": [{"tls": ()}, {}],
        "PATCH": [],
    }
    assert [(each.name, each.http_scheme) for each in api.security_schemes] == [("tls", None), ("key", "bearer")]


def test_tags_are_those_in_use_the_declared_ones_first() -> None:
    responses: Json = {"200": {"description": ""}}
    document = api_of(
        tags=[{"name": "unused"}, {"name": "b", "description": "B."}],
        paths={
            "/a": {"get": {"tags": ["a", "b"], "responses": responses}},
            "/b": {"get": {"tags": ["b"], "responses": responses}, "put": {"responses": responses}},
        },
    )
    tags = lower(document, Report()).tags
    assert [(tag.name, tag.description) for tag in tags] == [("b", "B."), ("a", None), (None, None)]


def test_operations_of_a_shared_path_item_are_two() -> None:
    shared: Json = {"get": {"operationId": "read", "responses": {"200": {"description": "ok"}}}}
    paths: Json = {"/a": {"$ref": "#/components/pathItems/P"}, "/b": {"$ref": "#/components/pathItems/P"}}
    document = api_of(openapi="3.1.0", paths=paths, components={"pathItems": {"P": shared}})
    assert [each.id for each in lower(document, Report()).operations] == ["GET /a", "GET /b"]
