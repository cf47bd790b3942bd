"""The contract test finds what is wrong with an app, and nothing where nothing is: on apps that apigen did not make."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

import pytest

pytest.importorskip("schemathesis")
pytest.importorskip("starlette")

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from apigen.contract import check
from apigen.contract.harness import NotAnAppError
from apigen.spec.document import Json

from .apps import OK, one_get, outcome, problem, serve

CARRIER = "__contract__"
THINGS: Json = {
    "get": {
        "operationId": "listThings",
        "security": [],
        "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9}}],
        "responses": {
            "200": {
                "description": "Things.",
                "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}},
            }
        },
    },
    "post": {
        "operationId": "addThing",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
        },
        "responses": {
            "201": {
                "description": "The thing.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
            }
        },
    },
}  # fmt: skip
CONTRACT: dict[str, Json] = {
    "openapi": "3.0.3",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "https://things.example.com/v1"}],
    "security": [{"bearer": []}, {"key": []}],
    "paths": {"/things": THINGS},
    "components": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        },
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string", "minLength": 1}},
            }
        },
    },
}


def things(fault: str | None) -> Starlette:
    """Serve the contract above, with one fault of the given name."""

    async def endpoint(request: Request) -> Response:
        if request.method in ("GET", "HEAD"):
            limits = request.query_params.getlist("limit")
            if fault == "never" or len(limits) > 1 or not all(re.fullmatch("[1-9]", text) for text in limits):
                return problem(422)
            if fault == "status":
                return Response(status_code=202)
            return JSONResponse([{"nome": "a"}] if fault == "schema" else [{"name": "a"}])
        if request.method != "POST":
            return problem(405)
        token = os.environ["APIGEN_DEV_TOKEN"]
        known = request.headers.get("authorization") == f"Bearer {token}" or request.headers.get("x-key") == token
        if not known and fault != "auth":
            return problem(401)
        try:
            body = json.loads(await request.body())
        except ValueError:
            return problem(422)
        name = body.get("name") if isinstance(body, dict) and len(body) == 1 else None
        if not isinstance(name, str) or (not name and fault != "accepts"):
            return problem(422)
        if fault == "crash" and len(name) > 5:
            return problem(500)
        return JSONResponse(body, 201, media_type="text/plain" if fault == "media" else None)

    return serve("/v1/things", endpoint)


def test_good_app_passes() -> None:
    before = dict(os.environ)
    found = outcome(things(None), CONTRACT)
    assert found.passed, found.summary()
    assert found.tested == ("GET /things", "POST /things")
    assert all(found.successes.values()) and found.successes.keys() == {"GET /things", "POST /things"}
    assert (found.implied, found.dropped, found.undeclared) == (3, {}, ())
    few, many = sorted(found.successes.values())
    assert found.summary() == (
        f"successes: in 2 of 2 operations, {few} to {many}, half of them {(few + many) / 2:.0f} or more\n"
        f"Things: 2 operations, {found.cases} cases, {found.seconds:.1f} s, seed 1\n"
        "passes every check against the effective contract; 3 implied responses, 0 failures dropped as wire-ambiguous\n"
    )
    assert dict(os.environ) == before, "the token is gone after the run"


def test_wsgi_app_passes_and_its_faults_are_found() -> None:
    def app(fault: bool, environ: dict[str, str], start_response: Callable[..., object]) -> list[bytes]:
        known = environ["REQUEST_METHOD"] == "GET"
        headers = [("Content-Type", "application/json")] if known else [("Allow", "GET")]
        start_response("200 OK" if known else "405 No", headers)
        return [b'"hi"' if not fault else b"1"] if known else []

    content: Json = {"application/json": {"schema": {"type": "string"}}}
    contract = one_get({"responses": {"200": {"description": "A greeting.", "content": content}}})
    good, bad = outcome(partial(app, False), contract), outcome(partial(app, True), contract)
    assert good.passed, good.summary()
    assert {finding.check for finding in bad.findings} == {"response_schema_conformance"}


def test_same_seed_same_run() -> None:
    assert outcome(things("crash"), CONTRACT) == outcome(things("crash"), CONTRACT)


@pytest.mark.parametrize(
    ("fault", "checks", "operation"),
    [
        ("status", {"status_code_conformance"}, "GET /things"),
        ("schema", {"response_schema_conformance"}, "GET /things"),
        ("never", {"positive_data_acceptance"}, "GET /things"),
        ("auth", {"ignored_auth"}, "POST /things"),
        ("accepts", {"negative_data_rejection", "response_schema_conformance"}, "POST /things"),
        ("crash", {"not_a_server_error", "status_code_conformance"}, "POST /things"),
        ("media", {"content_type_conformance"}, "POST /things"),
    ],
)
def test_each_fault_is_found(fault: str, checks: set[str], operation: str) -> None:
    found = outcome(things(fault), CONTRACT)
    assert not found.passed
    assert {finding.check for finding in found.findings} == checks, found.summary()
    assert {finding.operation for finding in found.findings} == {operation}
    assert all(finding.curl.startswith("curl -X ") for finding in found.findings)
    assert found.never_succeeded == (("GET /things",) if fault == "never" else ())


def test_curl_lines_leave_the_token_to_the_shell() -> None:
    found = outcome(things("crash"), CONTRACT)
    assert "-H 'Authorization: Bearer '\"$APIGEN_DEV_TOKEN\"" in found.findings[0].curl


def test_never_succeeding_fails_where_no_check_does() -> None:
    """A server that denies everything passes every check of Schemathesis. It has shown nothing."""

    async def deny(request: Request) -> Response:
        return problem(401)

    paths: Json = {"/things": {"post": cast("dict[str, Json]", THINGS)["post"]}}
    found = outcome(serve("/v1/things", deny), {**CONTRACT, "paths": paths})
    assert found.findings == () and not found.passed
    assert found.never_succeeded == ("POST /things",)
    assert "never answered its declared success: POST /things" in found.summary()


def test_operation_without_a_declared_success_is_listed_and_not_counted() -> None:
    async def gone(request: Request) -> Response:
        return problem(410 if request.method == "GET" else 405)

    get: Json = {"operationId": "old", "security": [], "responses": {"410": {"description": "Gone."}}}
    found = outcome(serve("/v1/old", gone), {**CONTRACT, "paths": {"/old": {"get": get}}})
    assert found.undeclared == ("GET /old",)
    assert found.never_succeeded == ()


def test_check_finds_the_contract_of_an_app_and_says_what_is_wrong(tmp_path: Path) -> None:
    text = json.dumps(CONTRACT)
    file = tmp_path / "contract.json"
    file.write_text(text, encoding="utf-8")
    app = things(None)
    check(app, file)
    for carried in (text.encode(), file, str(file)):
        setattr(app, CARRIER, carried)
        check(app)
    with pytest.raises(AssertionError, match=r"1\. POST /things: .*ignored_auth"):
        check(things("auth"), file)
    with pytest.raises(ValueError, match="Starlette carries no contract"):
        check(things(None))
    with pytest.raises(ValueError, match="cannot be used"):
        check(things(None), b"[]")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(("data", "passes"), [(b'{"n": 1}', True), (b'{"n": "x"}', False), (b"n", False)])
def test_data_of_events_is_judged_by_the_schema_of_the_stream(version: str, data: bytes, passes: bool) -> None:
    async def watch(request: Request) -> Response:
        if request.method != "GET":
            return JSONResponse({}, 405, headers={"Allow": "GET"})
        return Response(b"data: " + data + b"\n\n", media_type="text/event-stream")

    schema: Json = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    text: Json = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema}
    event: Json = {"type": "object", "properties": {"data": text}}
    content: Json = {"text/event-stream": {"itemSchema": event} if version == "3.2.0" else {"schema": schema}}
    contract = one_get({"responses": {"200": {"description": "Changes.", "content": content}}}, version)
    found = outcome(serve("/canary", watch), contract)
    assert found.passed == passes, found.summary()
    assert {finding.check for finding in found.findings} == (set() if passes else {"response_schema_conformance"})


def test_what_is_no_app_is_said_so() -> None:
    with pytest.raises(NotAnAppError, match="an int is neither an ASGI application"):
        outcome(3, CONTRACT)


@pytest.mark.parametrize("media_type", ["a/b.c", "multipart/related", "multipart/mixed"])
def test_bodies_of_any_media_type_are_sent(media_type: str) -> None:
    """Schemathesis sends bodies of those media types only for which it has a serializer."""

    async def store(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        status = {media_type: 200, None: 422}.get(request.headers.get("content-type"), 415)
        return JSONResponse({}, status)

    body: Json = {"required": True, "content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}
    post: Json = {"requestBody": body, "responses": {"200": {"description": "Stored."}}}
    contract: dict[str, Json] = {**one_get({}), "paths": {"/files": {"post": post}}}
    found = outcome(serve("/files", store), contract)
    assert found.passed, found.summary()


@pytest.mark.parametrize("broken", [None, "QUERY", "COPY", "purge"])
def test_operations_of_any_method_are_tried(broken: str | None) -> None:
    methods = ("QUERY", "COPY", "purge")

    # Starlette's routes would write methods in capitals.
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            method = scope["method"]
            answer = JSONResponse(1 if method == broken else "done")
            if method not in methods:
                answer = JSONResponse({}, 405, headers={"Allow": ", ".join(methods)})
            await answer(scope, receive, send)

    content: Json = {"application/json": {"$ref": "#/components/mediaTypes/Text"}}
    operation: Json = {"responses": {"200": {"summary": "Done.", "content": content}}}
    others: Json = {"COPY": operation, "purge": operation}
    contract: dict[str, Json] = {
        **one_get({}, "3.2.0"),
        "paths": {"/canary": {"query": operation, "additionalOperations": others}},
        "components": {"mediaTypes": {"Text": {"schema": {"type": "string"}}}},
    }
    found = outcome(app, contract)
    assert set(found.tested) == {f"{method} /canary" for method in methods}
    assert {finding.operation for finding in found.findings} == ({f"{broken} /canary"} if broken else set())
    assert broken or found.passed


def test_parts_without_names_are_sent() -> None:
    """Schemathesis knows no items of multipart bodies: it is told of a list, whose items are sent as parts."""
    read: list[int] = []

    async def parts(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        kind, _, boundary = request.headers.get("content-type", "").partition("; boundary=")
        if kind != "multipart/mixed":
            return problem(415 if kind else 422)
        found = (await request.body()).split(f"--{boundary}".encode())
        if not boundary or len(found) < 2 or not found[-1].startswith(b"--"):
            return problem(422)
        try:
            values = [json.loads(each.partition(b"\r\n\r\n")[2]) for each in found[1:-1]]
        except ValueError:
            return problem(422)
        right = all(type(each) is int and each > 3 for each in values)
        read.extend(values if right else ())
        return JSONResponse({}) if right else problem(422)

    encoding: Json = {"contentType": "application/json"}
    content: Json = {"multipart/mixed": {"itemSchema": {"type": "integer", "minimum": 4}, "itemEncoding": encoding}}
    contract = one_get({}, "3.2.0")
    contract["paths"] = {"/canary": {"post": {"requestBody": {"required": True, "content": content}, "responses": OK}}}
    found = outcome(serve("/canary", parts), contract, examples=30)
    assert found.passed and not found.dropped, found.summary()
    assert read


def test_any_name_in_a_path_is_filled_in() -> None:
    """Schemathesis takes `{a.b}` for a part of `a`."""

    async def find(request: Request) -> Response:
        if request.method != "GET":
            return JSONResponse({}, 405, headers={"Allow": "GET"})
        return JSONResponse({}, 200 if re.fullmatch("0|-?[1-9][0-9]*", request.path_params["name"]) else 404)

    one: Json = {"name": "a.b", "in": "path", "required": True, "schema": {"type": "integer"}}
    contract = one_get({})
    contract["paths"] = {"/canary/{a.b}": {"get": {"parameters": [one], "responses": OK}}}
    found = outcome(serve("/canary/{name}", find), contract)
    assert found.passed, found.summary()
    assert found.tested == ("GET /canary/{a.b}",)


def test_bytes_within_a_choice_are_drawn() -> None:
    """Schemathesis judges what it draws for a choice, and its validator knows no bytes."""

    async def take(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        kind = request.headers.get("content-type")
        if kind != "application/json":
            return problem(415 if kind else 422)
        try:
            value: object = json.loads(await request.body())
        except ValueError:
            return problem(422)
        fits = isinstance(value, dict) and len(cast("dict[str, object]", value)) == 1
        is_named = fits and all(isinstance(cast("dict[str, object]", value).get(name, ""), str) for name in "ab")
        return JSONResponse({}) if is_named and cast("dict[str, object]", value).keys() <= {"a", "b"} else problem(422)

    def choice(name: str, form: str) -> Json:
        known: Json = {name: {"type": "string", "format": form}}
        return {"type": "object", "required": [name], "properties": known, "additionalProperties": False}

    names: Json = [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]
    content: Json = {"application/json": {"schema": {"type": "object", "oneOf": names}}}
    contract = one_get({}, "3.1.0")
    contract["components"] = {"schemas": {"A": choice("a", "binary"), "B": choice("b", "any")}}
    contract["paths"] = {"/canary": {"post": {"requestBody": {"required": True, "content": content}, "responses": OK}}}
    found = outcome(serve("/canary", take), contract)
    assert found.passed, found.summary()


def test_canary_prefix_items() -> None:
    """Schemathesis cannot read `prefixItems` in a response: said, and not held against the server."""

    async def pair(request: Request) -> Response:
        return JSONResponse([1, "a"]) if request.method == "GET" else JSONResponse({}, 405, headers={"Allow": "GET"})

    schema: Json = {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]}
    response: Json = {"description": "A pair.", "content": {"application/json": {"schema": schema}}}
    found = outcome(serve("/canary", pair), one_get({"responses": {"200": response}}, "3.1.0"))
    assert found.unjudged == ("GET /canary",), "no longer needed: remove the workaround"
    assert found.passed and "cannot read `prefixItems`" in found.summary()


def test_an_answer_that_is_wrong_in_several_ways_is_one_failed_request() -> None:
    async def answer(request: Request) -> Response:
        return JSONResponse({}) if request.method == "GET" else JSONResponse({}, 405, headers={"Allow": "GET"})

    content: Json = {"application/json": {"schema": {"type": "object", "required": ["a", "b"]}}}
    found = outcome(
        serve("/canary", answer), one_get({"responses": {"200": {"description": "Two.", "content": content}}})
    )
    (finding,) = found.findings
    assert finding.times <= found.statuses["GET /canary"][200]
