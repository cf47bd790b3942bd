"""Path items and their operations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.grammar import Kind, grammar_of
from apigen.spec.swagger.bodies import IN_BODY, convert_input
from apigen.spec.swagger.conversion import Conversion, Found, extensions, found_behind, is_shared, listed
from apigen.spec.swagger.media import media_types
from apigen.spec.swagger.parameters import convert_parameter
from apigen.spec.swagger.responses import convert_responses
from apigen.spec.swagger.servers import servers

_SWAGGER: Final = grammar_of((2, 0))
_KEPT: Final[tuple[str, ...]] = (
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "deprecated",
    "security",
)


def convert_path_item(state: Conversion, old: Pointer, new: Pointer) -> dict[str, Json]:
    """Return the path item that stands at a place of the author's document. What all bodies share moves into each operation."""
    value = _object(state, old)
    parameters = listed(state.root, old, "parameters")
    found: dict[str, Json] = {}
    if any(each.value.get("in") not in IN_BODY for each in parameters):
        found["parameters"] = _parameters(state, parameters, (*new, "parameters"))
    inputs = [each for each in parameters if each.value.get("in") in IN_BODY]
    for _, place in _SWAGGER.operations(value):
        found[place[-1]] = _operation(state, (*old, *place), (*new, *place), inputs)
    found |= extensions(value)
    return state.reference({**found, "$ref": value["$ref"]}, Kind.PATH_ITEM) if "$ref" in value else found


def _operation(state: Conversion, old: Pointer, new: Pointer, shared: Iterable[Found]) -> dict[str, Json]:
    value = _object(state, old)
    found = {key: value[key] for key in _KEPT if key in value}
    if "schemes" in value and (own := servers(state, value, new)):
        found["servers"] = own
    parameters = listed(state.root, old, "parameters")
    if any(each.value.get("in") not in IN_BODY for each in parameters):
        found["parameters"] = _parameters(state, parameters, (*new, "parameters"))
    inputs = [each for each in parameters if each.value.get("in") in IN_BODY]
    kinds = [each.value.get("in") for each in inputs]
    inherited = [each for each in shared if not kinds or each.value.get("in") in kinds]
    consumed = media_types(state.root, old, "consumes")
    body = convert_input(state, [*inherited, *inputs], consumed, (*new, "requestBody"))
    if body is not None:
        found["requestBody"] = body
    if "responses" in value:
        produced = media_types(state.root, old, "produces")
        found["responses"] = convert_responses(state, old, produced, (*new, "responses"))
    return found | extensions(value)


def _parameters(state: Conversion, parameters: Iterable[Found], new: Pointer) -> list[Json]:
    """Return the parameters that OpenAPI 3 has as such."""
    found: list[Json] = []
    for each in parameters:
        if each.value.get("in") in IN_BODY:
            continue
        place = (*new, str(len(found)))
        if "$ref" in each.value:  # It leads nowhere, and the rules say so.
            state.move(each.used, place)
            found.append(state.reference(each.value, Kind.PARAMETER))
        elif each.used != each.at and is_shared(each.at):
            state.move(each.used, place)
            found.append(state.reference_to(each.at, Kind.PARAMETER))
        else:
            found.append(convert_parameter(state, each.value, old=each.at, new=place))
    return found


def _object(state: Conversion, pointer: Pointer) -> dict[str, Json]:
    found = found_behind(state.root, pointer)
    return found.value if found is not None and found.at == pointer else {}
