"""Small apps that apigen did not make, and what the contract test says of them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apigen.contract.harness import run
from apigen.contract.outcome import Outcome
from apigen.contract.source import read_contract
from apigen.report import Report
from apigen.spec.document import Json

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]
Endpoint = Callable[[Request], Awaitable[Response]]

OK: Json = {"200": {"description": "Fine."}}
LIST: Json = {"type": "array", "items": {"type": "string"}}
PIPED: dict[str, Json] = {"name": "q", "in": "query", "style": "pipeDelimited", "schema": {"type": "object"}}
LABEL: dict[str, Json] = {"name": "q", "in": "path", "required": True, "style": "label", "schema": LIST}
PARTS: dict[str, Json] = {"name": "P", "in": "header", "schema": {"type": "object"}}
COOKIE: dict[str, Json] = {"name": "q", "in": "cookie", "schema": {"type": "object"}}
HEADER: dict[str, Json] = {"name": "Host", "in": "header", "required": True, "schema": {"type": "string"}}


def serve(path: str, endpoint: Endpoint) -> Starlette:
    return Starlette(routes=[Route(path, endpoint, methods=METHODS)])


def problem(status: int) -> Response:
    headers = {405: {"Allow": "GET, POST"}, 401: {"WWW-Authenticate": "Bearer"}}.get(status)
    return JSONResponse({"title": "no"}, status, headers=headers, media_type="application/problem+json")


def outcome(app: object, contract: dict[str, Json], *, examples: int = 10, seed: int = 1) -> Outcome:
    return run(app, read_contract(json.dumps(contract).encode(), Report()), examples=examples, seed=seed)


def one_get(operation: dict[str, Json], version: str = "3.0.3") -> dict[str, Json]:
    info: Json = {"title": "Canary", "version": "1"}
    return {"openapi": version, "info": info, "paths": {"/canary": {"get": operation}}}


def one_post(operation: dict[str, Json]) -> dict[str, Json]:
    paths: Json = {"/canary": {"post": {"responses": OK, **operation}}}
    return {"openapi": "3.0.3", "info": {"title": "Canary", "version": "1"}, "paths": paths}


def xml_body(schema: Json) -> dict[str, Json]:
    return {"requestBody": {"required": True, "content": {"application/xml": {"schema": schema}}}}
