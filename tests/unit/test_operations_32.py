"""What OpenAPI 3.2 says of operations, tags, components and security, read and rewritten for Schemathesis."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, Final

import pytest

from apigen.contract.downgrade import MethodKey, downgraded
from apigen.ir.api import Api
from apigen.ir.lower import lower
from apigen.names.assign import assign_names
from apigen.report import Report
from apigen.spec.check import check
from apigen.spec.load import parse

DONE: Final = {"200": {"summary": "Done."}}


def contract(**members: Any) -> dict[str, Any]:
    return {"openapi": "3.2.0", "info": {"title": "T", "version": "1"}, "paths": {}, **members}


def api_of(**members: Any) -> Api:
    report = Report()
    document = parse(json.dumps(contract(**members)).encode(), file="c.json", report=report)
    check(document, report)
    report.stop_on_errors()
    return lower(document, report)


def operations(**methods: Any) -> dict[str, Any]:
    return {"/stars/{id}": {"parameters": [PARAMETER], "additionalOperations": methods}}


PARAMETER: Final = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}


def test_methods_are_as_written_and_name_operations() -> None:
    paths = operations(COPY={"responses": DONE}, purge={"responses": DONE}, **{"M-SEARCH": {"responses": DONE}})
    api = api_of(paths={**paths, "/stars": {"query": {"responses": DONE}}})
    assert [each.id for each in api.operations] == [
        "COPY /stars/{id}",
        "purge /stars/{id}",
        "M-SEARCH /stars/{id}",
        "QUERY /stars",
    ]
    names = assign_names(api, Report())
    assert [names.operations[each.id].method for each in api.operations] == [
        "copy_stars_by_id",
        "purge_stars_by_id",
        "m_search_stars_by_id",
        "query_stars",
    ]


def test_methods_that_differ_in_case_have_two_names() -> None:
    api, report = api_of(paths=operations(PURGE={"responses": DONE}, purge={"responses": DONE})), Report()
    names = assign_names(api, report)
    assert len({each.method for each in names.operations.values()}) == 2


@pytest.mark.parametrize(
    ("tags", "group"),
    [
        (["new", "stars"], "stars"),
        (["stars", "new"], "stars"),
        (["new"], "new"),
        (["new", "admins"], "new"),
        (["other", "stars"], "other"),
        (["new", "other"], "other"),
        ([], None),
    ],
)
def test_operations_are_grouped_by_a_tag_for_navigation(tags: list[str], group: str | None) -> None:
    declared = [
        {"name": "sky", "summary": "The sky"},
        {"name": "stars", "summary": "Stars", "description": "All of them.", "parent": "sky", "kind": "nav"},
        {"name": "new", "kind": "badge"},
        {"name": "admins", "kind": "audience"},
    ]
    api = api_of(tags=declared, paths={"/stars": {"get": {"tags": tags, "responses": DONE}}})
    assert [each.tag for each in api.operations] == [group]
    if group == "stars":
        (tag,) = api.tags
        assert (tag.summary, tag.description, tag.parent) == ("Stars", "All of them.", "sky")


def test_a_requirement_may_refer_to_its_scheme() -> None:
    schemes = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key", "deprecated": True},
        "device": {
            "type": "oauth2",
            "oauth2MetadataUrl": "https://a.example/meta",
            "flows": {
                "deviceAuthorization": {
                    "deviceAuthorizationUrl": "https://a.example/device",
                    "tokenUrl": "https://a.example/token",
                    "scopes": {"read": "Read."},
                }
            },
        },
    }
    api = api_of(
        components={"securitySchemes": schemes},
        security=[{"#/components/securitySchemes/device": ["read"], "key": []}],
        paths={"/stars": {"get": {"responses": DONE}}},
    )
    (operation,), (key, device) = api.operations, api.security_schemes
    assert [(use.scheme, use.scopes) for (*uses,) in operation.security for use in uses] == [
        ("device", ("read",)),
        ("key", ()),
    ]
    assert (key.deprecated, device.deprecated, device.http_scheme) == (True, False, "bearer")


def test_a_shared_media_type_is_one_type_named_after_it() -> None:
    shared = {"schema": {"type": "object", "properties": {"like": {"type": "string"}}}}
    body = {"content": {"application/json": {"$ref": "#/components/mediaTypes/Question"}}}
    asked = {"requestBody": body, "responses": {"200": {"summary": "Some.", "description": "All.", **body}}}
    api = api_of(
        components={"mediaTypes": {"Question": shared}}, paths={"/a": {"query": asked}, "/b": {"query": asked}}
    )
    taken = {each.type for operation in api.operations if operation.body for each in operation.body.media}
    answered = {each.type for operation in api.operations for each in operation.responses[0].media}
    assert len(taken) == len(answered) == 1
    assert set(assign_names(api, Report()).types.values()) == {"Question"}
    response = api.operations[0].responses[0]
    assert (response.summary, response.description) == ("Some.", "All.")


def test_the_value_of_an_example_is_its_data() -> None:
    examples = {"a": {"dataValue": {"n": 1}, "serializedValue": '{"n":1}'}, "b": {"value": {"n": 2}}}
    answer = {"200": {"content": {"application/json": {"schema": {"type": "object"}, "examples": examples}}}}
    api = api_of(paths={"/a": {"get": {"responses": answer}}})
    assert api.operations[0].responses[0].media[0].examples == ({"n": 1}, {"n": 2})


def test_schemathesis_gets_what_it_can_read() -> None:
    schema = {"type": "object", "properties": {"additionalOperations": {"$ref": "#/components/mediaTypes/x"}}}
    media = {"schema": schema, "examples": {"a": {"dataValue": 1, "serializedValue": "1"}}}
    paths = {
        "/a": {
            "query": {"responses": {"200": {"content": {"application/json": {"$ref": "#/components/mediaTypes/M"}}}}},
            "additionalOperations": {"COPY": {"responses": DONE}, "X-y": {"responses": DONE}},
        },
        "/x-examples": {"get": {"responses": DONE}},
    }
    security: list[dict[str, list[str]]] = [{"#/components/securitySchemes/key": [], "other": []}]
    document = contract(paths=paths, components={"mediaTypes": {"M": media}}, security=security)
    before = deepcopy(document)
    found: Any = downgraded(document)
    assert document == before
    item = found["paths"]["/a"]
    assert list(item) == ["query", "copy", "x-y"]
    assert item["query"]["responses"]["200"]["content"]["application/json"] == {
        "schema": schema,
        "examples": {"a": {"value": 1, "serializedValue": "1"}},
    }
    assert found["security"] == [{"key": [], "other": []}]
    older = contract(openapi="3.1.0", paths=paths)
    assert downgraded(older) is older


def test_a_method_in_no_capitals_is_sent_as_it_is() -> None:
    key = MethodKey("X-y")
    assert (key, key.lower(), key.upper(), key.upper().upper()) == ("x-y", "x-y", "X-y", "X-y")
