"""A small contract, and two apps for it that apigen did not make; each takes one fault, by its name."""

from __future__ import annotations

import json
import os
import re
from itertools import count
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from flask import Flask, request
from flask import Response as FlaskResponse
from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from apigen.spec.document import Json

TICKET: Json = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
NEW_TICKET: Json = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 40}},
}
JSON_ANSWER: Json = {"application/json": {"schema": TICKET}}
REFUSED: Json = {"description": "Refused.", "content": {"application/json": {"schema": {"type": "object"}}}}
ID: Json = {"id": "$response.body#/id"}
LOCATION: Json = {"Location": {"required": True, "schema": {"type": "string"}}}
CONTRACT: dict[str, Json] = {
    "openapi": "3.0.3",
    "info": {"title": "Tickets", "version": "1"},
    "security": [{"bearer": []}],
    "paths": {
        "/tickets": {
            "post": {
                "operationId": "addTicket",
                "requestBody": {"required": True, "content": {"application/json": {"schema": NEW_TICKET}}},
                "responses": {
                    "201": {
                        "description": "The ticket.",
                        "headers": LOCATION,
                        "content": JSON_ANSWER,
                        "links": {
                            "get": {"operationId": "getTicket", "parameters": ID},
                            "delete": {"operationId": "deleteTicket", "parameters": ID},
                        },
                    },
                    "401": REFUSED,
                    "422": REFUSED,
                },
            }
        },
        "/tickets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {
                "operationId": "getTicket",
                "responses": {"200": {"description": "It.", "content": JSON_ANSWER}, "401": REFUSED, "404": REFUSED},
            },
            "delete": {
                "operationId": "deleteTicket",
                "responses": {"204": {"description": "Gone."}, "401": REFUSED, "404": REFUSED},
            },
        },
    },
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
}


class NewTicket(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: StrictStr = Field(min_length=1, max_length=40)


class Desk:
    """The tickets. Ticket 1 is always there."""

    def __init__(self, fault: str | None) -> None:
        self._fault, self._ids, self._names = fault, count(2), {1: "first"}

    def add(self, name: str) -> dict[str, Any]:
        if self._fault == "crash" and len(name) == 40:
            raise OverflowError("the name does not fit")
        number = next(self._ids)
        self._names[number] = name
        return self._shown(number)

    def find(self, text: str) -> dict[str, Any] | None:
        number = _number(text)
        return self._shown(number) if number in self._names else None

    def delete(self, text: str) -> bool:
        number = _number(text)
        if number not in self._names:
            return False
        if self._fault != "undead" and number != 1:
            del self._names[number]
        return True

    def _shown(self, number: int) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": str(number) if self._fault == "type" else number, "name": self._names[number]}
        if self._fault == "field":
            del shown["name"]
        return shown


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"-?[0-9]{1,20}", text) else -1


def _is_known(header: str | None, fault: str | None) -> bool:
    return fault == "auth" or header == f"Bearer {os.environ['APIGEN_DEV_TOKEN']}"


def _new_ticket(body: bytes, fault: str | None) -> str:
    """Return the name of a new ticket. Raises `ValidationError`."""
    if fault == "accepts":
        return body.decode("latin-1")
    return NewTicket.model_validate_json(body).name


def fastapi_app(fault: str | None) -> FastAPI:
    """Return an app of FastAPI."""
    desk, app = Desk(fault), FastAPI(openapi_url=None)

    @app.exception_handler(ValidationError)
    @app.exception_handler(RequestValidationError)
    async def refuse(_: Request, error: Exception) -> Response:
        return JSONResponse({"detail": "invalid"}, 422)

    def enter(request: Request) -> None:
        if not _is_known(request.headers.get("authorization"), fault):
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})

    @app.post("/tickets")
    async def add(request: Request) -> Response:
        enter(request)
        if request.headers.get("content-type", "application/json") != "application/json":
            raise HTTPException(415)
        ticket = desk.add(_new_ticket(await request.body(), fault))
        headers = {} if fault == "header" else {"Location": f"/tickets/{ticket['id']}"}
        kind = "text/plain" if fault == "media" else "application/json"
        return JSONResponse(ticket, 202 if fault == "status" else 201, headers=headers, media_type=kind)

    @app.api_route("/tickets/{text}", methods=["GET", "DELETE"])
    async def one(text: str, request: Request) -> Response:
        enter(request)
        if request.method == "DELETE":
            if not desk.delete(text):
                raise HTTPException(404)
            return Response(status_code=204)
        ticket = desk.find(text)
        if ticket is None:
            raise HTTPException(404)
        return JSONResponse(ticket)

    @app.exception_handler(405)
    async def not_allowed(request: Request, _: Exception) -> Response:
        allow = "GET" if fault == "allow" else "POST" if request.url.path == "/tickets" else "GET, DELETE"
        return JSONResponse({"detail": "no"}, 405, headers={"Allow": allow})

    return app


def flask_app(fault: str | None) -> Flask:
    """Return an app of Flask."""
    desk, app = Desk(fault), Flask("tickets")
    app.url_map.strict_slashes = False

    def answer(value: object, status: int, **headers: str) -> FlaskResponse:
        given = {name.replace("_", "-"): each for name, each in headers.items()}
        return FlaskResponse(json.dumps(value), status, given, mimetype="application/json")

    @app.before_request
    def enter() -> FlaskResponse | None:
        if request.url_rule is None or _is_known(request.headers.get("Authorization"), fault):
            return None
        return answer({"detail": "who?"}, 401, WWW_Authenticate="Bearer")

    @app.post("/tickets", provide_automatic_options=False)
    def add() -> FlaskResponse:
        if request.headers.get("Content-Type", "application/json") != "application/json":
            return answer({"detail": "no"}, 415)
        try:
            ticket = desk.add(_new_ticket(request.get_data(), fault))
        except ValidationError:
            return answer({"detail": "invalid"}, 422)
        response = answer(ticket, 202 if fault == "status" else 201)
        if fault != "header":
            response.headers["Location"] = f"/tickets/{ticket['id']}"
        if fault == "media":
            response.mimetype = "text/plain"
        return response

    @app.route("/tickets/<text>", methods=["GET", "DELETE"], provide_automatic_options=False)
    def one(text: str) -> FlaskResponse:
        if request.method == "DELETE":
            return FlaskResponse(status=204) if desk.delete(text) else answer({"detail": "none"}, 404)
        ticket = desk.find(text)
        return answer({"detail": "none"}, 404) if ticket is None else answer(ticket, 200)

    @app.errorhandler(405)
    def not_allowed(error: Exception) -> FlaskResponse:
        allow = "GET" if fault == "allow" else "POST" if request.path == "/tickets" else "GET, DELETE"
        return answer({"detail": "no"}, 405, Allow=allow)

    @app.errorhandler(404)
    def not_found(error: Exception) -> FlaskResponse:
        return answer({"detail": "no"}, 404)

    return app
