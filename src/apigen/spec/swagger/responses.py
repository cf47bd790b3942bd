"""Responses of Swagger 2.0, whose media types their operations say, into those of OpenAPI 3.0, which say them themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.grammar import Kind
from apigen.spec.swagger.conversion import Conversion, Found, extensions, listed, object_at
from apigen.spec.swagger.media import MediaTypes, essence, is_file, is_json, response_types
from apigen.spec.swagger.parameters import convert_header
from apigen.spec.swagger.schemas import convert_schema


def convert_responses(state: Conversion, operation: Pointer, produced: MediaTypes, new: Pointer) -> dict[str, Json]:
    """Return the responses of an operation."""
    found: dict[str, Json] = {}
    for each in listed(state.root, operation, "responses"):
        status = each.used[-1]
        found[status] = each.value if status.startswith("x-") else _response(state, each, produced, (*new, status))
    return found


def _response(state: Conversion, found: Found, produced: MediaTypes, new: Pointer) -> dict[str, Json]:
    """Return a response, or the reference to it if the component has just its media types."""
    types = response_types(found.value, produced)
    if found.used != found.at and state.homes.get(found.at) == types:
        state.move(found.used, new)
        return state.reference_to(found.at, Kind.RESPONSE)
    return convert_response(state, found, types, produced.places, new)


def convert_response(
    state: Conversion, found: Found, types: Iterable[str], places: Mapping[str, Pointer], new: Pointer
) -> dict[str, Json]:
    """Return a response with its media types."""
    value = found.value
    if isinstance(value.get("$ref"), str):
        return state.reference(value, Kind.RESPONSE)
    state.move(found.at, new)
    headers = object_at(value, "headers")
    response: dict[str, Json] = {"description": value["description"]} if "description" in value else {}
    if headers:
        response["headers"] = {
            name: convert_header(state, each, old=(*found.at, "headers", name), new=(*new, "headers", name))
            for name, each in headers.items()
            if isinstance(each, dict)
        }
    content = _content(state, found, types, places, (*new, "content"))
    return {**response, **({"content": content} if content else {}), **extensions(value)}


def _content(
    state: Conversion, found: Found, types: Iterable[str], places: Mapping[str, Pointer], new: Pointer
) -> dict[str, Json]:
    value, old = found.value, found.at
    examples = {essence(name): (name, each) for name, each in object_at(value, "examples").items()}
    content: dict[str, Json] = {}
    schema: Json = None
    for number, name in enumerate(types):
        media: dict[str, Json] = {}
        state.move(places.get(name, old), (*new, name))
        if "schema" in value:
            state.move((*old, "schema"), (*new, name, "schema"))
            schema = schema if number else convert_schema(state, value["schema"], (*new, name, "schema"))
            # A file of JSON is a document like any other.
            media["schema"] = {} if is_file(value["schema"]) and is_json(name) else schema
        if essence(name) in examples:
            key, media["example"] = examples[essence(name)]
            state.move((*old, "examples", key), (*new, name, "example"))
        content[name] = media
    return content
