"""Filters: which operations stay, and what of the rest of the document stays with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apigen.ir.lower import lower
from apigen.report import Report
from apigen.spec.check import check
from apigen.spec.document import Bundle
from apigen.spec.load import load, normalised, parse
from apigen.spec.selection.narrow import narrowed
from apigen.spec.selection.reach import entries
from apigen.spec.selection.select import Selection, select

from ..support.packages import SPECS

ANSWER = {"description": "fine"}


def document(**more: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, **more}


def operation(*references: str, **more: Any) -> dict[str, Any]:
    """An operation that answers with each of these schemas."""
    schema = {"anyOf": [{"$ref": reference} for reference in references]}
    return {"responses": {"200": {**ANSWER, "content": {"application/json": {"schema": schema}}}}, **more}


def narrow(value: dict[str, Any], report: Report | None = None, /, **filters: tuple[str, ...]) -> dict[str, Any]:
    """Return what filters leave of a document, which has to be as sound as it was."""
    whole = parse(json.dumps(value).encode(), file="s.json", report=Report()).bundle
    left = select(whole, Selection(**filters), report or Report())
    assert _faults(left) <= _faults(whole)
    # What is narrowed is a copy.
    assert json.dumps(whole.value) == json.dumps(value)
    return dict(left.value)


def _faults(bundle: Bundle) -> set[str]:
    report = Report()
    check(normalised(bundle, report), report)
    return {found.message for found in report}


SCHEMAS = {name: {"type": "object", "title": name} for name in "ABCD"}
PETS = document(
    tags=[{"name": "orders", "description": "O"}, {"name": "pets"}, {"name": "unused"}],
    paths={
        "/pets": {
            "parameters": [{"$ref": "#/components/parameters/page"}],
            "get": operation("#/components/schemas/A", tags=["pets"], operationId="listPets"),
            "post": operation("#/components/schemas/B", tags=["pets", "admin"]),
        },
        "/pets/all": {"get": operation("#/components/schemas/C", operationId="all")},
        "/orders": {"get": operation("#/components/schemas/D", tags=["orders"], security=[{"key": []}])},
    },
    components={
        "schemas": SCHEMAS,
        "parameters": {"page": {"name": "page", "in": "query", "schema": {"type": "integer"}}},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
)

FILTERS: dict[str, tuple[dict[str, tuple[str, ...]], set[str], str]] = {
    "tag": ({"include_tags": ("pets",)}, {"get /pets", "post /pets"}, "AB"),
    "tags-add-up": ({"include_tags": ("admin", "orders")}, {"post /pets", "get /orders"}, "BD"),
    "excluded": ({"exclude_tags": ("admin",)}, {"get /pets", "get /pets/all", "get /orders"}, "ACD"),
    "excluded-of-included": ({"include_tags": ("pets",), "exclude_tags": ("admin",)}, {"get /pets"}, "A"),
    "path": ({"include_paths": ("/pets",)}, {"get /pets", "post /pets"}, "AB"),
    "path-prefix": ({"include_paths": ("/pets*",)}, {"get /pets", "post /pets", "get /pets/all"}, "ABC"),
    "operation": ({"include_operations": ("listPets",)}, {"get /pets"}, "A"),
    "operation-without-id": ({"include_operations": ("POST /pets",)}, {"post /pets"}, "B"),
    "of-any-kind": ({"include_tags": ("orders",), "include_paths": ("/pets/all",)}, {"get /orders", "get /pets/all"}, "CD"),
}  # fmt: skip


@pytest.mark.parametrize(("filters", "operations", "schemas"), FILTERS.values(), ids=FILTERS)
def test_operations_and_their_schemas(filters: dict[str, tuple[str, ...]], operations: set[str], schemas: str) -> None:
    left = narrow(PETS, **filters)
    assert {
        f"{key} {path}" for path, item in left["paths"].items() for key in item.keys() & {"get", "post"}
    } == operations
    assert left["components"]["schemas"] == {name: SCHEMAS[name] for name in schemas}
    on_pets = any(each.endswith("/pets") for each in operations)
    assert ("parameters" in left["components"]) == on_pets
    assert ("securitySchemes" in left["components"]) == ("get /orders" in operations)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_any_operation_can_stand_alone(spec: Path) -> None:
    whole = load(spec, Report()).bundle
    found = list(entries(whole))
    faults = _faults(whole)
    for entry in found[:: max(1, len(found) // 10)]:
        report = Report()
        left = normalised(narrowed(whole, [entry], report), report)
        assert [each.title for each in entries(left.bundle)] == [entry.title]
        check(left, report)
        assert {each.message for each in report} <= faults
        api = lower(left, report)
        assert len(api.operations) == (entry.path is not None)


def test_a_component_may_have_any_name() -> None:
    header = {"name": "x-h", "in": "header", "schema": {"$ref": "#/components/schemas/D"}}
    parameters = {**PETS["components"]["parameters"], "x-h": header}
    value = {**PETS, "components": {**PETS["components"], "parameters": parameters}}
    assert narrow(value, include_operations=("listPets",))["components"]["parameters"].keys() == {"page"}


def test_nothing_asked_is_nothing_done() -> None:
    whole = parse(json.dumps(PETS).encode(), file="s.json", report=Report()).bundle
    assert select(whole, Selection(), Report()) is whole


def test_tags_that_are_used_stay_with_their_places() -> None:
    report = Report()
    whole = parse(json.dumps(PETS, indent=1).encode(), file="s.json", report=report).bundle
    left = select(whole, Selection(include_tags=("pets",)), report)
    assert left.value["tags"] == [{"name": "pets"}]
    (before,) = whole.places.find(frozenset({("tags", "1")})).values()
    (after,) = left.places.find(frozenset({("tags", "0")})).values()
    assert (after.line, after.pointer) == (before.line, ("tags", "1"))


NEEDS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "through-schemas": ({"A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}}, "B": {}, "C": {}}, {"A", "B"}),
    "in-a-circle": (
        {"A": {"$ref": "#/components/schemas/B"}, "B": {"items": {"$ref": "#/components/schemas/A"}}, "C": {}},
        {"A", "B"},
    ),
    "a-mapping": (
        {"A": {"discriminator": {"propertyName": "k", "mapping": {"x": "B", "y": "#/components/schemas/C"}}}}
        | {"B": {}, "C": {}, "D": {}},
        {"A", "B", "C"},
    ),
    "heirs": (
        {
            "A": {"type": "object", "required": ["k"], "discriminator": {"propertyName": "k"}},
            "B": {"allOf": [{"$ref": "#/components/schemas/A"}]},
            "C": {"allOf": [{"$ref": "#/components/schemas/B"}]},
            "D": {"allOf": [{"$ref": "#/components/schemas/E"}]},
            "E": {},
        },
        {"A", "B", "C"},
    ),
    "no-heirs-without-discriminator": ({"A": {}, "B": {"allOf": [{"$ref": "#/components/schemas/A"}]}}, {"A"}),
    "by-name": ({"A": {"items": {"$ref": "#b"}}, "B": {"$anchor": "b"}, "C": {}}, {"A", "B"}),
    "not-in-examples": ({"A": {"example": {"$ref": "#/components/schemas/B"}}, "B": {}}, {"A"}),
}


@pytest.mark.parametrize(("schemas", "kept"), NEEDS.values(), ids=NEEDS)
def test_what_a_schema_needs(schemas: dict[str, Any], kept: set[str]) -> None:
    paths = {"/a": {"get": operation("#/components/schemas/A")}, "/b": {"get": operation("#/components/schemas/B")}}
    left = narrow(document(paths=paths, components={"schemas": schemas}), include_paths=("/a",))
    assert left["components"]["schemas"].keys() == kept


def test_links_to_what_is_gone_go_too() -> None:
    links = {
        "by-id": {"operationId": "gone"},
        "by-reference": {"operationRef": "#/paths/~1gone/get"},
        "component": {"$ref": "#/components/links/gone"},
        "stays": {"operationId": "here"},
    }
    value = document(
        paths={
            "/here": {"get": {"operationId": "here", "responses": {"200": {**ANSWER, "links": links}}}},
            "/gone": {"get": {"operationId": "gone", "responses": {"200": ANSWER}}},
        },
        components={"links": {"gone": {"operationId": "gone"}}},
    )
    left = narrow(value, include_paths=("/here",))
    assert left["paths"]["/here"]["get"]["responses"]["200"]["links"] == {"stays": {"operationId": "here"}}


def test_webhooks_are_operations_without_a_path() -> None:
    hook = {"post": {"tags": ["pets"], "responses": {"200": ANSWER}}}
    value = {**PETS, "webhooks": {"sold": hook, "other": {"post": {"responses": {"200": ANSWER}}}}}
    assert narrow(value, include_tags=("pets",))["webhooks"] == {"sold": hook}
    assert narrow(value, include_paths=("/pets",))["webhooks"] == {}
    assert narrow(value, exclude_tags=("pets",))["webhooks"].keys() == {"other"}


def test_a_shared_path_item_keeps_what_any_path_wants() -> None:
    item = {"get": operation("#/components/schemas/A"), "post": operation("#/components/schemas/B", tags=["t"])}
    shared = {"$ref": "#/components/pathItems/shared"}
    components = {"pathItems": {"shared": item, "other": item}, "schemas": SCHEMAS}
    left = narrow(document(paths={"/x": shared, "/y": shared}, components=components), include_tags=("t",))
    assert left["paths"] == {"/x": shared, "/y": shared}
    assert left["components"] == {"pathItems": {"shared": {"post": item["post"]}}, "schemas": {"B": SCHEMAS["B"]}}


def test_additional_operations() -> None:
    more = {"COPY": operation(tags=["a"]), "MOVE": operation(tags=["b"])}
    paths = {"/x": {"additionalOperations": more, "query": operation(tags=["c"])}}
    value = document(paths=paths) | {"openapi": "3.2.0"}
    assert narrow(value, include_tags=("a",))["paths"] == {"/x": {"additionalOperations": {"COPY": more["COPY"]}}}
    assert narrow(value, include_operations=("QUERY /x",))["paths"] == {"/x": {"query": paths["/x"]["query"]}}


def test_swagger_keeps_its_own_sections() -> None:
    def answering(name: str) -> dict[str, Any]:
        return {"responses": {"200": {"$ref": f"#/responses/{name}"}}, "security": [{name: []}]}

    def each(make: Any) -> dict[str, Any]:
        return {name: make(name) for name in ("one", "two")}

    value: dict[str, Any] = {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/one": {"get": answering("one")}, "/two": {"get": answering("two")}},
        "responses": each(lambda name: {**ANSWER, "schema": {"$ref": f"#/definitions/{name}"}}),
        "definitions": each(lambda name: {"type": "string", "title": name}),
        "parameters": {"limit": {"name": "limit", "in": "query", "type": "integer"}},
        "securityDefinitions": each(lambda name: {"type": "apiKey", "in": "header", "name": name}),
    }
    left = narrow(value, include_paths=("/one",))
    assert left["swagger"] == "2.0" and "parameters" not in left
    for section in ("responses", "definitions", "securityDefinitions"):
        assert left[section].keys() == {"one"}


def test_what_is_referred_to_stays_and_is_named() -> None:
    shared = {"$ref": "#/paths/~1b/get/responses/200"}
    paths = {"/a": {"get": {"responses": {"200": shared}}}, "/b": {"get": operation("#/components/schemas/A")}}
    report = Report()
    left = narrow(document(paths=paths, components={"schemas": SCHEMAS}), report, include_paths=("/a",))
    assert left["paths"].keys() == {"/a", "/b"} and left["components"]["schemas"].keys() == {"A"}
    assert [(found.code, found.at) for found in report] == [("AG503", ("paths", "/b", "get"))]


def test_a_filter_that_fits_nothing_is_an_error() -> None:
    report = Report()
    narrow(PETS, report, include_tags=("pet",), exclude_tags=("zzz",), include_paths=("/none*",))
    assert [(found.code, found.help) for found in report] == [
        ("AG501", "did you mean `pets`?"),
        ("AG501", None),
        ("AG501", None),
    ]
    report = Report()
    narrow(PETS, report, include_paths=("/orders",), exclude_tags=("orders",))
    assert [found.code for found in report] == ["AG502"]
