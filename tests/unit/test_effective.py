"""The effective contract: which statuses are implied, and what the document becomes."""

from __future__ import annotations

import copy
import json
from typing import TypedDict

import pytest

from apigen.contract.annotate import annotated_definitions
from apigen.contract.effective import MARK, added, effective
from apigen.contract.source import read_contract
from apigen.contract.success import Success, declared_success, example_answer
from apigen.ir.implied import INVALID_INPUT, NOT_ALLOWED, NOT_AUTHENTICATED, NOT_FOUND, implied_statuses
from apigen.report import Report
from apigen.runtime.server.problems import STATUSES
from apigen.spec.document import Json, found_at


class Facts(TypedDict, total=False):
    has_input: bool
    secured: bool
    scoped: bool
    templated: bool


NOTHING = Facts(has_input=False, secured=False, scoped=False, templated=False)


@pytest.mark.parametrize(
    ("declared", "facts", "implied"),
    [
        ("200", Facts(), ""),
        ("200", Facts(has_input=True), "422"),
        ("200 400", Facts(has_input=True), ""),
        ("200 404", Facts(has_input=True), "422"),
        ("200 default", Facts(has_input=True, secured=True, scoped=True, templated=True), ""),
        ("200 4XX", Facts(has_input=True, secured=True, scoped=True, templated=True), ""),
        ("200 4xx", Facts(has_input=True), ""),
        ("200 DEFAULT", Facts(has_input=True), "422"),
        ("200", Facts(templated=True), "404"),
        ("200 422", Facts(templated=True), "404"),
        ("200 4xx", Facts(templated=True), ""),
        ("200 400", Facts(templated=True, has_input=True), "404"),
        ("200", Facts(templated=True, has_input=True), "404 422"),
        ("200", Facts(secured=True), "401"),
        ("200 403", Facts(secured=True), ""),
        ("200", Facts(secured=True, scoped=True), "401 403"),
        ("200 401", Facts(secured=True, scoped=True), "403"),
        ("200", Facts(scoped=True), ""),
        ("200 5XX", Facts(has_input=True), "422"),
        ("", Facts(), "2XX"),
        ("405 422", Facts(has_input=True), "2XX"),
        ("101 4xx", Facts(), "2XX"),
        ("400", Facts(secured=True), "2XX 401"),
        ("303", Facts(), ""),
        ("2xx", Facts(), ""),
        ("404 410", Facts(), ""),
    ],
)
def test_implied(declared: str, facts: Facts, implied: str) -> None:
    given = Facts(**{**NOTHING, **facts})
    assert implied_statuses(declared=declared.split(), **given) == tuple(implied.split())


def test_what_is_implied_is_what_a_server_answers_with() -> None:
    rows = {
        "invalid": INVALID_INPUT,
        "not_found": NOT_FOUND,
        "unauthenticated": NOT_AUTHENTICATED,
        "forbidden": NOT_ALLOWED,
    }
    assert {event: order for event, order in STATUSES.items() if event in rows} == rows
    assert set(STATUSES["malformed"]) == set(INVALID_INPUT), "an answer to what is invalid fits what is malformed"
    assert set(STATUSES["invalid_path"]) == {*NOT_FOUND, *INVALID_INPUT}, (
        "a path may be refused as what it is, or as input"
    )


@pytest.mark.parametrize(
    ("declared", "success", "answer"),
    [
        ("204 200 404", Success("200", 200), Success("200", 200)),
        ("302 2XX", Success("2XX", 200), Success("2XX", 200)),
        ("302 404", Success("302", 302), Success("302", 302)),
        ("3XX default", Success("3XX", 300), Success("3XX", 300)),
        ("404 default", Success("default", 200), Success("default", 200)),
        ("500 404", None, Success("404", 404)),
        ("4XX", None, Success("4XX", 400)),
        ("", None, None),
    ],
)
def test_success(declared: str, success: Success | None, answer: Success | None) -> None:
    assert declared_success(declared.split()) == success
    assert example_answer(declared.split()) == answer


def test_default_is_not_shown_by_an_error() -> None:
    assert Success("default", 200).covers(302)
    assert not Success("default", 200).covers(404)
    assert Success("200", 200).covers(202)
    assert not Success("2XX", 200).covers(302)


OK: dict[str, Json] = {"200": {"description": "Fine."}}
CONTRACT: dict[str, Json] = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/free": {"get": {"operationId": "free", "responses": OK}},
        "/items/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {
                "operationId": "read",
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
                "responses": OK,
            },
        },
    },
}


def test_an_operation_without_a_success_has_one() -> None:
    item: Json = {"get": {"operationId": "free", "responses": {"400": {"description": "No."}}}}
    api = read_contract(json.dumps({**CONTRACT, "paths": {"/free": item}}).encode(), Report())
    assert [(each.status, each.media) for each in api.operations[0].responses] == [("2XX", ()), ("400", ())]
    found = found_at(effective(api.document, api), ("paths", "/free", "get", "responses", "2XX"))
    assert found == {"description": "The request was answered.", MARK: True}


def test_document_gains_the_implied_responses_and_nothing_else() -> None:
    api = read_contract(json.dumps(CONTRACT).encode(), Report())
    before = copy.deepcopy(api.document)
    found = effective(api.document, api)
    assert api.document == before, "the author's document is not changed"
    implied = {
        "404": {"description": "The path names no resource.", MARK: True},
        "422": {"description": "The request is not valid.", MARK: True},
    }
    read_only, read_both = json.dumps(OK), json.dumps({**OK, **implied})
    head, _, tail = json.dumps(CONTRACT).rpartition(read_only)
    assert found == json.loads(head + read_both + tail), "the last responses, those of `read`, gained two"
    assert found["info"] is api.document["info"], "what did not change is shared"
    assert added(api) == 2


@pytest.mark.parametrize("name", ["Accept", "Content-Length", "two words"])
def test_headers_that_are_ignored_are_found_behind_every_reference(name: str) -> None:
    header: Json = {"name": name, "in": "header", "schema": {"type": "string"}}
    parameters: list[Json] = [{"$ref": "#/components/parameters/A"}, {"name": "q", "in": "query", "schema": {}}]
    contract: dict[str, Json] = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"parameters": parameters, "responses": OK}}},
        "components": {"parameters": {"A": {"$ref": "#/components/parameters/B"}, "B": header}},
    }
    api = read_contract(json.dumps(contract).encode(), Report())
    assert found_at(effective(api.document, api), ("paths", "/a", "get", "parameters")) == parameters[1:]


def test_the_parameters_of_additional_operations_are_those_of_others() -> None:
    """A header that is ignored stands in the path item, and a parameter of the path nowhere."""
    ignored: Json = {"name": "Accept", "in": "header", "schema": {"type": "string"}}
    copy: Json = {"responses": {"200": {}, "4XX": {}}}
    item: Json = {"parameters": [ignored], "additionalOperations": {"COPY": copy}}
    contract: Json = {"openapi": "3.2.0", "info": {"title": "T", "version": "1"}, "paths": {"/stars/{id}": item}}
    api = read_contract(json.dumps(contract).encode(), Report())
    value = effective(api.document, api)
    assert found_at(value, ("paths", "/stars/{id}", "parameters")) == []
    parameters = found_at(value, ("paths", "/stars/{id}", "additionalOperations", "COPY", "parameters"))
    assert parameters == [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, MARK: True}]


def test_examples_are_found_below_a_path_with_percent_signs() -> None:
    pointer = ("paths", "/a%20b", "get", "responses", "200", "content", "application/json", "schema")
    schema: Json = {
        "type": "object",
        "properties": {"self": {"$ref": "#" + "".join(map(_token, pointer))}},
        "default": {},
    }
    responses: Json = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    contract: dict[str, Json] = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a%20b": {"get": {"responses": responses}}},
    }
    api = read_contract(json.dumps(contract).encode(), Report())
    (definition,) = annotated_definitions(api.definitions, api.document).values()
    assert isinstance(definition, dict)
    assert definition["default"] == {}


def _token(token: str) -> str:
    return "/" + token.replace("/", "~1").replace("%", "%25")
