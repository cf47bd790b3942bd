"""A Swagger 2.0 document into one of OpenAPI 3.0 that accepts the same requests and gives the same answers."""

from __future__ import annotations

from typing import Final

from apigen.report import Report
from apigen.spec.document import Bundle, Document, Json
from apigen.spec.grammar import Kind
from apigen.spec.swagger.bodies import IN_BODY, convert_body
from apigen.spec.swagger.conversion import Conversion, is_shared, listed, object_at
from apigen.spec.swagger.media import body_types, media_types, read_homes, response_types
from apigen.spec.swagger.operations import convert_path_item
from apigen.spec.swagger.parameters import convert_parameter
from apigen.spec.swagger.references import rewrite_references
from apigen.spec.swagger.responses import convert_response
from apigen.spec.swagger.schemas import convert_schema
from apigen.spec.swagger.security import convert_security
from apigen.spec.swagger.servers import servers

VERSION: Final = "3.0.3"
_MOVED: Final = frozenset(
    {
        *("swagger", "host", "basePath", "schemes", "consumes", "produces", "paths"),
        *("definitions", "parameters", "responses", "securityDefinitions"),
        # Names that only OpenAPI 3 gives a meaning to.
        *("openapi", "servers", "components", "webhooks"),
    }
)


def convert(bundle: Bundle, report: Report) -> Document:
    """Return the contract in OpenAPI 3.0; its origins say where each part stands in the author's.

    What has the wrong type is left out: the check of the structure reports it.
    """
    root = bundle.value
    state = Conversion(root, report, read_homes(root))
    state.move(("swagger",), ("openapi",))
    # First of all: references lead there, and not to a copy of what several operations share.
    components: dict[str, Json] = {name: each for name, each in _components(state).items() if each}
    value: dict[str, Json] = {"openapi": VERSION}
    value |= {key: each for key, each in root.items() if key not in _MOVED}
    if found := servers(state, root, ()):
        value["servers"] = found
    if isinstance(root.get("paths"), dict):
        value["paths"] = {
            path: each if path.startswith("x-") else convert_path_item(state, ("paths", path), ("paths", path))
            for path, each in object_at(root, "paths").items()
        }
    if components:
        value["components"] = components
    return Document(rewrite_references(state, value), (3, 0), bundle, state.origins)


def _components(state: Conversion) -> dict[str, Json]:
    """Return the components. Extensions may stand between them there, and mean nothing."""
    root = state.root
    state.move(("definitions",), ("components", "schemas"))
    state.move(("securityDefinitions",), ("components", "securitySchemes"))
    bodies, parameters = _parameters(state)
    return {
        "schemas": {
            name: convert_schema(state, each, ("components", "schemas", name))
            for name, each in object_at(root, "definitions").items()
        },
        "responses": _responses(state),
        "parameters": parameters,
        "requestBodies": bodies,
        "securitySchemes": {
            name: convert_security(state, name, each) for name, each in object_at(root, "securityDefinitions").items()
        },
    }


def _parameters(state: Conversion) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return the shared bodies, and the shared parameters. What is a field of forms has become part of each form."""
    consumed = media_types(state.root, (), "consumes")
    bodies: dict[str, Json] = {}
    parameters: dict[str, Json] = {}
    for found in listed(state.root, (), "parameters"):
        name, location = found.used[-1], found.value.get("in")
        if location == "formData":
            continue
        in_body = location in IN_BODY
        place = ("components", "requestBodies" if in_body else "parameters", name)
        state.move(found.used, place)
        if found.used != found.at and is_shared(found.at):
            kind = Kind.REQUEST_BODY if in_body else Kind.PARAMETER
            (bodies if in_body else parameters)[name] = state.reference_to(found.at, kind)
        elif in_body:
            types = state.homes.get(found.at) or body_types(consumed)
            bodies[name] = convert_body(state, found, types, consumed.places, place)
        elif "$ref" in found.value:
            parameters[name] = state.reference(found.value, Kind.PARAMETER)
        else:
            parameters[name] = convert_parameter(state, found.value, old=found.at, new=place)
    return bodies, parameters


def _responses(state: Conversion) -> dict[str, Json]:
    """Return the shared responses."""
    produced = media_types(state.root, (), "produces")
    responses: dict[str, Json] = {}
    for found in listed(state.root, (), "responses"):
        place = ("components", "responses", found.used[-1])
        state.move(found.used, place)
        if found.used != found.at and is_shared(found.at):
            responses[found.used[-1]] = state.reference_to(found.at, Kind.RESPONSE)
        else:
            types = state.homes.get(found.at) or response_types(found.value, produced)
            responses[found.used[-1]] = convert_response(state, found, types, produced.places, place)
    return responses
