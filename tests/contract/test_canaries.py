"""What Schemathesis holds against a server wrongly: it still does, or else the class is to go."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs

import pytest

pytest.importorskip("schemathesis")
pytest.importorskip("starlette")

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apigen.contract.drops import DROPS
from apigen.contract.harness import run
from apigen.contract.judge import compile_schema, is_valid
from apigen.contract.source import read_contract
from apigen.reading import Reading
from apigen.report import Report
from apigen.runtime.core.xml_read import Element, parse
from apigen.spec.document import Json
from apigen.spec.load import Selection

from .apps import (
    COOKIE,
    HEADER,
    LABEL,
    LIST,
    METHODS,
    OK,
    PARTS,
    PIPED,
    Endpoint,
    one_get,
    one_post,
    outcome,
    problem,
    serve,
    xml_body,
)

SEEDS = range(1, 6)
"""How often to look for a request that the engine makes now and then."""


def is_dropped(name: str, app: object, contract: dict[str, Json], *, examples: int = 10) -> bool:
    """Whether the engine makes what a class drops. What it makes depends on more than the seed."""
    return any(name in outcome(app, contract, examples=examples, seed=seed).dropped for seed in SEEDS)


async def canary(request: Request) -> Response:
    """Serve one required query parameter, exactly."""
    if request.method != "GET":
        return JSONResponse({}, 405, headers={"Allow": "GET"})
    return JSONResponse([1, "a"]) if "q" in request.query_params else problem(422)


def test_canary_empty_list_in_query() -> None:
    """Schemathesis sends [] for a required parameter that may be a list or a text: nothing on the wire."""
    lists: Json = {"oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}
    parameter: Json = {"name": "q", "in": "query", "required": True, "schema": lists}
    responses: Json = {"200": {"description": "Fine."}}
    contract = one_get({"parameters": [parameter], "responses": responses})
    found = outcome(serve("/canary", canary), contract, examples=30)
    assert found.passed, found.summary()
    assert found.dropped.keys() == {"empty-list-in-query"}, "no longer needed: remove the class"


_FORM = "application/x-www-form-urlencoded"


def one_form(properties: dict[str, Json], encoding: Json = None) -> dict[str, Json]:
    schema: Json = {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }
    content: Json = {_FORM: {"schema": schema, "encoding": encoding or {}}}
    operation: Json = {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "Fine."}},
    }
    return {"openapi": "3.0.3", "info": {"title": "C", "version": "1"}, "paths": {"/canary": {"post": operation}}}


async def form_canary(request: Request) -> Response:
    """Serve forms that are nothing but one or several `q`."""
    if request.method != "POST":
        return JSONResponse({}, 405, headers={"Allow": "POST"})
    if request.headers.get("content-type", _FORM) != _FORM:
        return JSONResponse({}, 415)
    names = {pair.partition("=")[0] for pair in (await request.body()).decode("latin-1").split("&")}
    return JSONResponse({}) if names == {"q"} else problem(422)


def test_canary_item_for_list_in_form() -> None:
    """Schemathesis sends `q=a` for a list as if that were no list of one."""
    contract = one_form({"q": {"type": "array", "items": {"type": "string"}, "minItems": 1}})
    found = outcome(serve("/canary", form_canary), contract, examples=30)
    assert found.passed, found.summary()
    assert "item-for-list-in-form" in found.dropped, "no longer needed: remove the class"


def test_canary_other_file_in_form() -> None:
    """Schemathesis sends other files than those that are meant by `binary`, and expects that they are told apart."""

    async def keep(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        return JSONResponse({}) if b'name="q"; filename' in await request.body() else problem(422)

    file: Json = {"type": "string", "format": "binary"}
    properties: Json = {"q": file, "more": {"type": "array", "maxItems": 3, "items": file}}
    schema: Json = {"type": "object", "properties": properties, "required": ["q"], "additionalProperties": False}
    contract = one_post({"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}})
    assert is_dropped("other-file-in-form", serve("/canary", keep), contract, examples=30), (
        "no longer needed: remove the class"
    )


def test_canary_empty_part_in_form() -> None:
    """Schemathesis sends an empty list as nothing, and expects that it is understood."""
    contract = one_form({"q": {"type": "array", "items": {"type": "string"}}})
    found = outcome(serve("/canary", form_canary), contract, examples=30)
    assert found.passed, found.summary()
    assert "empty-part-in-form" in found.dropped, "no longer needed: remove the class"


def test_canary_objects_in_list_in_form() -> None:
    """Schemathesis writes the names of an object's properties in its place, where it is in a list."""

    async def exact(request: Request) -> Response:
        lost = b"q=n" in await request.body()
        return problem(422) if request.method == "POST" and lost else await form_canary(request)

    item: Json = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    contract = one_form({"q": {"type": "array", "items": item, "minItems": 1}})
    assert is_dropped("objects-in-list-in-form", serve("/canary", exact), contract, examples=30), (
        "no longer needed: remove the class"
    )


def test_it_writes_a_list_of_forms_as_python_does() -> None:
    """Schemathesis writes `[{'n': 1}]`, in a part whose boundary it does not say, for forms within a form."""

    async def exact(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        return answer(b"[{" not in await request.body())

    item: Json = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    schema: Json = {"type": "object", "properties": {"q": {"type": "array", "items": item}}}
    media: Json = {"schema": schema, "encoding": {"q": {"contentType": "multipart/form-data"}}}
    contract = one_post({"requestBody": {"required": True, "content": {"multipart/form-data": media}}})
    assert is_dropped("objects-in-list-in-form", serve("/canary", exact), contract, examples=30), (
        "no longer needed: narrow the class"
    )


def test_canary_brackets_in_name_in_form() -> None:
    """Schemathesis puts a name that has brackets between brackets."""

    async def exact(request: Request) -> Response:
        return problem(422) if request.method == "POST" and b"a%5Bb" in await request.body() else JSONResponse({})

    part: Json = {"type": "object", "properties": {"a[b": {"type": "integer"}}, "required": ["a[b"]}
    contract = one_form({"q": part}, {"q": {"style": "deepObject", "explode": True}})
    assert is_dropped("brackets-in-name-in-form", serve("/canary", exact), contract, examples=10), (
        "no longer needed: remove the class"
    )


def test_canary_names_for_object_in_form() -> None:
    """Schemathesis writes `q=n` for an object that is declared behind `allOf`."""

    async def exact(request: Request) -> Response:
        lost = b"q=n" in await request.body()
        return problem(422) if request.method == "POST" and lost else await form_canary(request)

    part: Json = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    whole: Json = {"type": "object", "properties": {"q": part}, "required": ["q"]}
    contract = one_post({"requestBody": {"required": True, "content": {_FORM: {"schema": {"allOf": [whole]}}}}})
    assert is_dropped("names-for-object-in-form", serve("/canary", exact), contract), (
        "no longer needed: remove the class"
    )


def get_with(*parameters: Json) -> dict[str, Json]:
    return one_get({"parameters": [*parameters], "responses": OK})


def answer(right: bool) -> Response:
    return JSONResponse({}) if right else problem(422)


def only(method: str, accepts: Callable[[Request], bool]) -> Endpoint:
    """Serve one method, for the requests that are right."""

    async def endpoint(request: Request) -> Response:
        if request.method != method:
            return JSONResponse({}, 405, headers={"Allow": method})
        return answer(accepts(request))

    return endpoint


def xml_endpoint(accepts: Callable[[Element], bool]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        if request.headers.get("content-type") != "application/xml":
            return JSONResponse({}, 415)
        try:
            return answer(accepts(parse(await request.body())))
        except ValueError:
            return problem(422)

    return endpoint


def test_canary_names_for_object_in_query() -> None:
    """Schemathesis sends the names of the properties, and not their values."""
    assert is_dropped(
        "names-for-object-in-query",
        serve("/canary", only("GET", lambda request: "|" in request.url.query)),
        get_with({**PIPED, "required": True}),
    ), "no longer needed: remove the class"


def test_canary_empty_text_in_query() -> None:
    """Schemathesis sends an empty text, which is an empty list, for a list of an empty text."""
    item: Json = {"type": "string", "enum": ["a", "b"]}
    listed: Json = {"name": "q", "in": "query", "explode": False, "schema": {"type": "array", "items": item}}
    limit: Json = {"name": "n", "in": "query", "schema": {"type": "integer", "minimum": 1}}

    def fits(request: Request) -> bool:
        texts = parse_qs(request.url.query, keep_blank_values=True).get("q", [])
        return len(texts) < 2 and all(not text or {*text.split(",")} <= {"a", "b"} for text in texts)

    contract = one_get({"parameters": [limit, listed], "responses": OK}, "3.1.0")
    assert is_dropped("empty-text-in-query", serve("/canary", only("GET", fits)), contract, examples=60), (
        "no longer needed: remove the class"
    )


def test_canary_empty_text_in_header() -> None:
    """Schemathesis sends an empty text, which is an empty list, for a list of an empty text."""
    listed: Json = {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
    right = only("GET", lambda request: {*request.headers.get("q", "").split(",")} <= {"a", "b", ""})
    contract = get_with({"name": "Q", "in": "header", "schema": listed})
    assert is_dropped("empty-text-in-header", serve("/canary", right), contract, examples=60), (
        "no longer needed: remove the class"
    )


def test_canary_same_in_form() -> None:
    """Schemathesis sends `null` in a part of a form, and expects that it is no string."""

    async def keep(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        return answer(b'name="f"; filename' in await request.body())

    properties: Json = {"q": {"type": "string"}, "f": {"type": "string", "format": "binary"}}
    schema: Json = {"type": "object", "properties": properties, "required": ["f"]}
    contract = one_post({"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}})
    assert is_dropped("same-in-form", serve("/canary", keep), contract, examples=100), (
        "no longer needed: remove the class"
    )


def test_canary_empty_text_in_form() -> None:
    """Schemathesis sends an empty text, which is an empty list, for a list of an empty text."""

    async def exact(request: Request) -> Response:
        texts = parse_qs((await request.body()).decode("latin-1"), keep_blank_values=True).get("q", [])
        if request.method == "POST" and not all(not each or all(each.split(",")) for each in texts):
            return problem(422)
        return await form_canary(request)

    item: Json = {"type": "string", "pattern": "^[a-z]+$"}
    contract = one_form({"q": {"type": "array", "items": item}}, {"q": {"style": "form", "explode": False}})
    assert is_dropped("empty-text-in-form", serve("/canary", exact), contract, examples=30), (
        "no longer needed: remove the class"
    )


def test_canary_same_in_text() -> None:
    """Schemathesis sends `.a` for a list as if that were no list of one."""
    path = one_get({"parameters": [LABEL], "responses": OK})
    path["paths"] = {"/canary/{q}": cast("dict[str, Json]", path["paths"])["/canary"]}
    right = only("GET", lambda request: request.path_params["q"].startswith("."))
    assert is_dropped("same-in-text", serve("/canary/{q}", right), path), "no longer needed: remove the class"


def test_canary_lost_in_text() -> None:
    """Schemathesis writes `a=[1, 2]`, in which there is a comma, for an object that has a list."""
    right = only("GET", lambda request: all("=" in each for each in request.headers.get("p", "=").split(",")))
    schema: Json = {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"type": "integer"}, "minItems": 2},
    }
    contract = get_with({**PARTS, "explode": True, "schema": schema, "required": True})
    assert is_dropped("lost-in-text", serve("/canary", right), contract, examples=30), (
        "no longer needed: remove the class"
    )


def test_canary_object_in_cookie() -> None:
    """Schemathesis writes `q=n=1`, where the properties of an exploded object are cookies."""
    schema: Json = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    right = only("GET", lambda request: "q" not in request.cookies)
    assert is_dropped("object-in-cookie", serve("/canary", right), get_with({**COOKIE, "schema": schema})), (
        "no longer needed: remove the class"
    )


def test_canary_sample_for_pattern_in_header() -> None:
    """Schemathesis sends `0` for a header whose pattern wants a dash."""
    dated: Json = {"name": "Q", "in": "header", "schema": {"type": "string", "pattern": "^[0-9]+-[0-9]+$"}}
    right = only("GET", lambda request: "-" in request.headers.get("q", "-"))
    assert is_dropped("sample-for-pattern-in-header", serve("/canary", right), get_with(dated)), (
        "no longer needed: remove the class"
    )


def test_canary_header_always_sent() -> None:
    """Schemathesis leaves out `Host`, and HTTP sends it all the same."""
    assert is_dropped(
        "header-always-sent", serve("/canary", only("GET", lambda request: "host" in request.headers)), get_with(HEADER)
    ), "no longer needed: remove the class"


def test_canary_unknown_header() -> None:
    """Schemathesis adds a header of its own, and takes it for forbidden where others are not texts."""
    flag: Json = {"name": "B", "in": "header", "schema": {"type": "boolean"}}
    number: Json = {"name": "N", "in": "header", "schema": {"type": "number"}}
    right = only("GET", lambda request: request.headers.get("b", "true") in ("true", "false") and is_number(request))
    assert is_dropped("unknown-header", serve("/canary", right), get_with(flag, number), examples=30), (
        "no longer needed: remove the class"
    )


def is_number(request: Request) -> bool:
    return re.fullmatch(r"-?[0-9.]+([eE][+-]?\d+)?", request.headers.get("n", "0")) is not None


def test_canary_nameless_file_in_form() -> None:
    """Schemathesis sends a file that is an alternative as a part without the name of one."""

    async def keep(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        return answer(b'name="f"; filename' in await request.body())

    file: Json = {"type": "string", "format": "binary"}
    choice: Json = {"oneOf": [{"type": "array", "items": file}, file]}
    schema: Json = {"type": "object", "properties": {"f": choice}, "required": ["f"]}
    contract = one_post({"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}})
    assert is_dropped("nameless-file-in-form", serve("/canary", keep), contract), "no longer needed: remove the class"


def test_canary_impossible_parameter() -> None:
    """Schemathesis sends a text for a parameter that no text fits, and calls it valid."""
    never: Json = {"name": "n", "in": "query", "schema": {"type": "string", "enum": [1]}}
    app = serve("/canary", only("GET", lambda request: "n" not in request.query_params))
    assert is_dropped("impossible-parameter", app, get_with(never)), "no longer needed: remove the class"


def test_same_in_xml_without_a_body() -> None:
    """Schemathesis sends nothing where an optional document is wrong, and expects that it is refused."""

    async def keep(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        return answer(not await request.body())

    media: Json = {"application/xml": {"schema": {"type": "object", "xml": {"name": "a"}}}}
    contract = one_post({"requestBody": {"content": media}})
    assert is_dropped("same-in-xml", serve("/canary", keep), contract, examples=30), "no longer needed: remove it"


def test_canary_another_path() -> None:
    """Schemathesis expects an answer of the template where a concrete path stands."""
    name: Json = {"name": "x", "in": "path", "required": True, "schema": {"type": "string", "enum": ["b"]}}
    contract = one_get({"responses": OK})
    contract["paths"] = {
        "/a/b": {"post": {"responses": OK}},
        "/a/{x}": {"patch": {"parameters": [name], "responses": OK}},
    }
    assert is_dropped("another-path", serve("/a/b", only("POST", lambda request: True)), contract), (
        "no longer needed: remove the class"
    )


def test_canary_same_in_xml() -> None:
    """Schemathesis sends `<n>0</n>` for a boolean as if that were not false (XML Schema, boolean)."""
    schema: Json = {
        "type": "object",
        "xml": {"name": "a"},
        "properties": {"n": {"type": "boolean"}},
        "additionalProperties": False,
    }
    right = xml_endpoint(lambda root: all(each.text in ("true", "false", "0", "1") for each in root.children))
    assert is_dropped("same-in-xml", serve("/canary", right), one_post(xml_body(schema)), examples=30), (
        "no longer needed: remove the class"
    )


def test_canary_lost_in_xml() -> None:
    """Schemathesis writes an array as several roots, which is no XML."""
    schema: Json = {"type": "array", "items": {"type": "string"}, "xml": {"name": "a"}}
    assert is_dropped(
        "lost-in-xml", serve("/canary", xml_endpoint(lambda root: True)), one_post(xml_body(schema)), examples=30
    ), "no longer needed: remove the class"


SPREAD: dict[str, Json] = {
    "name": "o",
    "in": "query",
    "schema": {"type": "object", "properties": {"n": {"type": "object"}}},
}


def test_canary_link_to_no_resource() -> None:
    """Schemathesis takes `id` of an answer for an identity that is an integer, and expects something there."""

    async def make(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        return JSONResponse({"id": "one"}, 201)

    async def read(request: Request) -> Response:
        if request.method != "GET":
            return JSONResponse({}, 405, headers={"Allow": "GET"})
        return JSONResponse({}, 200 if re.fullmatch("-?[0-9]+", request.path_params["id"]) else 404)

    body: Json = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    made: Json = {"201": {"description": "Made.", "content": {"application/json": {"schema": body}}}}
    identity: Json = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    responses: Json = {**cast("dict[str, Json]", OK), "404": {"description": "Gone."}}
    contract = one_get({})
    contract["paths"] = {
        "/pets": {"post": {"responses": made}},
        "/pets/{id}": {"get": {"parameters": [identity], "responses": responses}},
    }
    routes = [Route("/pets", make, methods=METHODS), Route("/pets/{id}", read, methods=METHODS)]
    assert is_dropped("link-to-no-resource", Starlette(routes=routes), contract), "no longer needed: remove the class"


def test_schemathesis_takes_an_answer_for_a_path_that_it_does_not_fit() -> None:
    """It expects success then: the other half of what `link-to-no-resource` is for."""

    async def find(request: Request) -> Response:
        return JSONResponse([{"code": "a"}]) if request.method == "GET" else problem(405)

    async def read(request: Request) -> Response:
        if request.method != "GET":
            return problem(405)
        return JSONResponse({}) if len(request.path_params["code"]) > 4 else problem(422)

    schema: Json = {"type": "array", "items": {"type": "object", "properties": {"code": {"type": "string"}}}}
    found: Json = {"200": {"description": "Found.", "content": {"application/json": {"schema": schema}}}}
    code: Json = {"name": "code", "in": "path", "required": True, "schema": {"type": "string", "minLength": 5}}
    contract = one_get({})
    contract["paths"] = {
        "/groups": {"get": {"responses": found}},
        "/groups/{code}": {"get": {"parameters": [code], "responses": OK}},
    }
    routes = [Route("/groups", find, methods=METHODS), Route("/groups/{code}", read, methods=METHODS)]
    assert is_dropped("link-to-no-resource", Starlette(routes=routes), contract), "no longer needed: remove it"


def test_canary_brackets_in_name_in_query() -> None:
    """Schemathesis puts a name that has brackets between brackets."""
    schema: Json = {"type": "object", "properties": {"a[b": {"type": "integer"}}, "required": ["a[b"]}
    parameter: Json = {**SPREAD, "style": "deepObject", "required": True, "schema": schema}
    right = only("GET", lambda request: "o[a]" in request.query_params)
    assert is_dropped("brackets-in-name-in-query", serve("/canary", right), get_with(parameter)), (
        "no longer needed: remove the class"
    )


def test_canary_nested_in_query() -> None:
    """Schemathesis makes `n[a]=1` of an object in an exploded object, which no style has a text for."""
    right = only("GET", lambda request: not any("[" in name for name in request.query_params))
    assert is_dropped("nested-in-query", serve("/canary", right), get_with(SPREAD), examples=30), (
        "no longer needed: remove the class"
    )


def test_schemathesis_writes_nested_items_as_python() -> None:
    """Schemathesis makes `q={'a': 1}` of a list of objects: the other half of what `nested-in-query` is for."""
    objects: Json = {"type": "array", "minItems": 1, "items": {"type": "object"}}
    contract = get_with({"name": "q", "in": "query", "required": True, "schema": objects})
    no_python = only("GET", lambda request: "{" not in "".join(request.query_params.getlist("q") or ["{"]))
    assert is_dropped("nested-in-query", serve("/canary", no_python), contract, examples=30), (
        "no longer needed: remove the class"
    )


def test_canary_shared_name_in_query() -> None:
    """Schemathesis sends `n=1` twice, for a parameter and for a property of another one."""
    schema: Json = {"type": "object", "properties": {"n": {"type": "string"}}}
    number: Json = {"name": "n", "in": "query", "schema": {"type": "integer"}}
    right = only("GET", lambda request: re.fullmatch("-?[0-9]+", request.query_params.get("n", "0")) is not None)
    contract = get_with(number, {**SPREAD, "schema": schema})
    assert is_dropped("shared-name-in-query", serve("/canary", right), contract), "no longer needed: remove the class"


def test_canary_unknown_in_query() -> None:
    """Schemathesis sends a name that nobody knows, and takes it for a property of an object."""
    schema: Json = {"type": "object", "properties": {"n": {"type": "string"}}, "additionalProperties": False}
    contract = get_with({**SPREAD, "schema": schema})
    assert is_dropped("unknown-in-query", serve("/canary", only("GET", lambda request: True)), contract, examples=30), (
        "no longer needed: remove the class"
    )


def test_canary_valid_as_text() -> None:
    """Schemathesis sends `o[a]=0` as if that were no text."""
    schema: Json = {"type": "object", "additionalProperties": {"type": "string"}}
    contract = get_with({**SPREAD, "style": "deepObject", "schema": schema})
    assert is_dropped("valid-as-text", serve("/canary", only("GET", lambda request: True)), contract, examples=30), (
        "no longer needed: remove the class"
    )


def test_canary_no_object_in_form() -> None:
    """Schemathesis sends JSON where the schema of a form is that of a list."""

    async def exact(request: Request) -> Response:
        return problem(422) if request.method == "POST" and b"[" in await request.body() else await form_canary(request)

    schema: Json = {"type": "array", "items": {"type": "integer"}}
    contract = one_post({"requestBody": {"required": True, "content": {_FORM: {"schema": schema}}}})
    assert is_dropped("no-object-in-form", serve("/canary", exact), contract), "no longer needed: remove the class"


def test_canary_object_with_style_in_form() -> None:
    """Schemathesis sends JSON where a style says that the properties of an object are parts."""

    async def exact(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        return answer(b'name="q"' not in await request.body())

    part: Json = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    schema: Json = {"type": "object", "properties": {"q": part}, "required": ["q"]}
    media: Json = {"schema": schema, "encoding": {"q": {"style": "form"}}}
    contract = one_post({"requestBody": {"required": True, "content": {"multipart/form-data": media}}})
    contract["openapi"] = "3.1.0"
    assert is_dropped("object-with-style-in-form", serve("/canary", exact), contract), (
        "no longer needed: remove the class"
    )


def test_canary_invalid_in_body() -> None:
    """Schemathesis takes every space for a separator, which line breaks are not: `\\p{Z}`."""

    async def read(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        if request.headers.get("content-type") != "application/json":
            return problem(415)
        try:
            value: object = json.loads(await request.body())
        except ValueError:
            return problem(422)
        is_valid = isinstance(value, str) and value and all(unicodedata.category(each)[0] == "Z" for each in value)
        return JSONResponse({}) if is_valid else problem(422)

    content: Json = {"application/json": {"schema": {"type": "string", "pattern": r"^[\p{Z}]+$"}}}
    contract = one_post({"requestBody": {"required": True, "content": content}, "responses": OK})
    assert is_dropped("invalid-in-body", serve("/canary", read), contract, examples=30), "no longer needed: remove it"


def test_canary_deleted_before() -> None:
    """Schemathesis does not see a deletion whose operation has another template, though its path is the same."""
    there: set[str] = set()

    async def collection(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        there.add("1")
        return JSONResponse({"id": "1"}, 201)

    async def document(request: Request) -> Response:
        if request.method not in ("GET", "DELETE"):
            return JSONResponse({}, 405, headers={"Allow": "GET, HEAD, DELETE"})
        if request.path_params["id"] not in there:
            return problem(404)
        if request.method == "GET":
            return JSONResponse({"id": "1"})
        there.clear()
        return Response(status_code=204)

    routes = [Route("/a/docs", collection, methods=METHODS), Route("/a/docs/{id}", document, methods=METHODS)]
    key: Json = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    kind: Json = {"name": "kind", "in": "path", "required": True, "schema": {"enum": ["a"]}}
    schema: Json = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    answer: dict[str, Json] = {"description": "A document.", "content": {"application/json": {"schema": schema}}}
    gone: dict[str, Json] = {"204": {"description": "Gone."}, "404": {"description": "Not there."}}
    links: Json = {
        name: {"operationId": name, "parameters": {"id": "$response.body#/id"}} for name in ("read", "remove")
    }
    paths: Json = {
        "/a/docs": {"post": {"responses": {"201": {**answer, "links": links}}}},
        "/a/docs/{id}": {
            "parameters": [key],
            "get": {"operationId": "read", "responses": {"200": answer, "404": gone["404"]}},
            "delete": {"responses": gone},
        },
        "/{kind}/docs/{id}": {"parameters": [kind, key], "delete": {"operationId": "remove", "responses": gone}},
    }
    contract: dict[str, Json] = {**one_get({}), "paths": paths}
    assert is_dropped("deleted-before", Starlette(routes=routes), contract), "no longer needed: remove the class"


def test_canary_left_out(tmp_path: Path) -> None:
    """Schemathesis asks for methods that the contract has, and that it is not told of: all of them are served."""

    async def serve_all(request: Request) -> Response:
        allow = {"Allow": "GET, HEAD, OPTIONS, DELETE"}
        if request.method in ("GET", "DELETE"):
            return JSONResponse({})
        return JSONResponse({}, 200 if request.method == "OPTIONS" else 405, headers=allow)

    paths: Json = {"/canary": {"get": {"responses": OK}, "delete": {"responses": OK}}}
    contract = tmp_path / "contract.yaml"
    contract.write_text(json.dumps({**one_get({}), "paths": paths}), encoding="utf-8")
    reading = Reading(selection=Selection(include_operations=("GET /canary",)))
    found = run(serve("/canary", serve_all), read_contract(contract, Report(), reading), examples=10, seed=1)
    assert found.passed, found.summary()
    assert found.dropped == {"left-out": 2}, "no longer needed: remove the class"


def test_canary_right_in_query() -> None:
    """Schemathesis sends nothing of one parameter, and an item for a list of items of the other, and calls both wrong."""

    async def exact(request: Request) -> Response:
        if request.method != "GET":
            return JSONResponse({}, 405, headers={"Allow": "GET"})
        flags = request.query_params.getlist("flag")
        return JSONResponse({}) if flags in ([], ["true"], ["false"], ["on"]) else problem(422)

    flag: Json = {"name": "flag", "in": "query", "schema": {"anyOf": [{"type": "boolean"}, {"enum": ["on"]}]}}
    names: Json = {"name": "names", "in": "query", "explode": False, "schema": LIST}
    contract = one_get({"parameters": [flag, names], "responses": OK})
    assert is_dropped("right-in-query", serve("/canary", exact), contract, examples=400), "no longer needed: remove it"


def test_canary_valid_in_body() -> None:
    """Schemathesis spoils a value for one branch of `oneOf`, which makes it one of the other branch."""
    contract, exact = _choice()
    assert is_dropped("valid-in-body", serve("/canary", exact), contract, examples=50), "no longer needed: remove it"


def test_schemathesis_misses_a_choice() -> None:
    """Schemathesis sends for valid what fits both branches of `oneOf`: the other half of what `invalid-in-body` is for."""
    contract, exact = _choice()
    assert is_dropped("invalid-in-body", serve("/canary", exact), contract, examples=50), "no longer needed: remove it"


def _choice() -> tuple[dict[str, Json], Endpoint]:
    """Return a contract whose body chooses between two objects, and what serves it exactly."""
    lists: dict[str, Json] = {
        "texts": {"type": "string", "format": "binary"},
        "numbers": {"type": "number"},
        "objects": {"type": "object", "properties": {"text": {"type": "string"}}},
    }
    of_lists: Json = {name: {"type": "array", "items": item} for name, item in lists.items()}
    branches: list[dict[str, Json]] = [{"properties": {"kind": {"enum": ["a"]}}}, {"properties": of_lists}]
    choice: Json = {"type": "object", "oneOf": [{"type": "object", **each} for each in branches]}
    schema: dict[str, Json] = {"type": "object", "required": ["choice"], "properties": {"choice": choice}}
    validator = compile_schema(schema, "2020-12")
    assert validator is not None

    async def exact(request: Request) -> Response:
        if request.method != "POST":
            return JSONResponse({}, 405, headers={"Allow": "POST"})
        if request.headers.get("content-type") != "application/json":
            return problem(415)
        try:
            value = json.loads(await request.body())
        except ValueError:
            return problem(422)
        return JSONResponse({}) if is_valid(validator, value) else problem(422)

    content: Json = {"application/json": {"schema": schema}}
    contract = one_post({"requestBody": {"required": True, "content": content}, "responses": OK})
    return {**contract, "openapi": "3.1.0"}, exact


def test_canary_impossible_answer() -> None:
    """Schemathesis wants an answer where the contract declares what nothing can be."""

    async def fail(request: Request) -> Response:
        return JSONResponse({}, 500) if request.method == "GET" else JSONResponse({}, 405, headers={"Allow": "GET"})

    pet: Json = {"type": "object"}
    content: Json = {"application/json": {"schema": {"oneOf": [pet, pet]}}}
    contract = one_get({"responses": {"200": {"description": "Fine.", "content": content}}})
    found = outcome(serve("/canary", fail), contract)
    assert not found.findings, found.summary()
    assert "impossible-answer" in found.dropped, "no longer needed: remove the class"


def test_every_class_has_a_canary() -> None:
    canaries = {
        name.removeprefix("test_canary_").replace("_", "-") for name in globals() if name.startswith("test_canary_")
    }
    assert {drop.name for drop in DROPS} == canaries
