"""The official schema of Swagger 2.0, rewritten."""

from __future__ import annotations

from apigen.spec.document import Json
from apigen.spec.official.parts import DIALECT, Schema, chosen_by, part

_LOCATIONS = ("header", "formData", "query", "path")
_FLOWS = ("implicit", "password", "application", "accessCode")
_DRAFT_4 = "http://json-schema.org/draft-04/schema#"
_LENGTH: Schema = {"type": "integer", "minimum": 0}
_KEYWORDS: dict[str, Schema] = {
    "/properties/title": {"type": "string"},
    "/properties/description": {"type": "string"},
    "/properties/default": {},
    "/properties/multipleOf": {"type": "number", "exclusiveMinimum": 0},
    "/properties/maximum": {"type": "number"},
    "/properties/exclusiveMaximum": {"type": "boolean"},
    "/properties/minimum": {"type": "number"},
    "/properties/exclusiveMinimum": {"type": "boolean"},
    "/definitions/positiveInteger": _LENGTH,
    "/definitions/positiveIntegerDefault0": _LENGTH,
    "/properties/pattern": {"type": "string"},
    "/properties/uniqueItems": {"type": "boolean"},
    "/definitions/stringArray": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
    "/properties/enum": {"type": "array", "minItems": 1},
    "/properties/type": {},
}
"""What draft 4 of JSON Schema says about the keywords that Swagger takes from it."""


def rewrite_swagger(schema: Schema) -> Schema:
    """Return the schema in the dialect of today, with each choice decided by what the object says it is."""
    definitions = part(schema, "definitions")
    reference: Schema = {"type": "object", "required": ["$ref"]}
    definitions["jsonReference"] = reference
    for name in ("responseValue", "parametersList"):
        definitions[name] = _without_one_of(definitions[name])
    definitions["parameter"] = _parameter(definitions)
    definitions["securityDefinitions"] = {"type": "object", "additionalProperties": _security_scheme()}
    part(part(definitions, "response"), "properties")["schema"] = {"$ref": "#/definitions/schema"}
    either: Schema = {"if": {"type": "object"}, "then": {"$ref": "#/definitions/schema"}}
    properties = part(part(definitions, "schema"), "properties")
    properties["additionalProperties"] = {"type": ["object", "boolean"], **either}
    # That the items of a list are read one by one nowhere is for the conversion to say.
    properties["items"] = {"type": ["object", "array"], **either}
    for name in ("paths", "responses"):
        part(definitions, name).pop("additionalProperties")
    part(definitions, "responses").pop("not")
    part(schema, "properties")["swagger"] = {}
    schema["$schema"] = DIALECT
    rewritten = _with_keywords(schema)
    assert isinstance(rewritten, dict)
    return rewritten


def _without_one_of(node: Json) -> Json:
    """Turn `oneOf: [X, jsonReference]` into `if` it has `$ref`, `then` a reference, `else` an X."""
    if not isinstance(node, dict):
        return node
    choices = node.get("oneOf")
    if isinstance(choices, list):
        reference: Json = {"$ref": "#/definitions/jsonReference"}
        (target,) = (choice for choice in choices if choice != reference)
        return {"if": {"type": "object", "required": ["$ref"]}, "then": reference, "else": target}
    # All parameters are items; there is nothing beyond them.
    return {key: _without_one_of(value) for key, value in node.items() if key != "additionalItems"}


def _parameter(definitions: Schema) -> Schema:
    """A parameter is what its `in` says. That a path parameter is required has a rule of its own."""
    by_location: list[tuple[str, Json]] = [("body", {"$ref": "#/definitions/bodyParameter"})]
    for location in _LOCATIONS:
        name = f"{location}ParameterSubSchema"
        definition = part(definitions, name)
        definition["required"] = ["type"]
        part(definition, "properties")["required"] = {"type": "boolean"}
        by_location.append((location, {"$ref": f"#/definitions/{name}"}))
    locations: list[Json] = ["body", *_LOCATIONS]
    return {
        "type": "object",
        "required": ["name", "in"],
        "properties": {"in": {"enum": locations}},
        "allOf": chosen_by("in", by_location),
    }


def _security_scheme() -> Schema:
    """A security scheme is what its `type` says, and a way to a token what its `flow` says."""
    flows: list[Json] = [*_FLOWS]
    by_flow: list[tuple[str, Json]] = [
        (flow, {"$ref": f"#/definitions/oauth2{flow[0].upper()}{flow[1:]}Security"}) for flow in _FLOWS
    ]
    by_type: list[tuple[str, Json]] = [
        ("basic", {"$ref": "#/definitions/basicAuthenticationSecurity"}),
        ("apiKey", {"$ref": "#/definitions/apiKeySecurity"}),
        (
            "oauth2",
            {"required": ["flow"], "properties": {"flow": {"enum": flows}}, "allOf": chosen_by("flow", by_flow)},
        ),
    ]
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": [name for name, _ in by_type]}},
        "allOf": chosen_by("type", by_type),
    }


def _with_keywords(node: Json) -> Json:
    """Put what draft 4 says in the place of the references to it."""
    if isinstance(node, list):
        return [_with_keywords(item) for item in node]
    if not isinstance(node, dict):
        return node
    ref = node.get("$ref")
    if isinstance(ref, str) and ref.startswith(_DRAFT_4):
        return dict(_KEYWORDS[ref.removeprefix(_DRAFT_4)])
    return {key: _with_keywords(value) for key, value in node.items()}
