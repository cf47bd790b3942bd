"""The official schema of OpenAPI 3.0, rewritten."""

from __future__ import annotations

from apigen.spec.document import Json
from apigen.spec.official.parts import DIALECT, Schema, chosen_by, extensions, part

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_SECURITY = {
    "apiKey": "APIKeySecurityScheme",
    "http": "HTTPSecurityScheme",
    "oauth2": "OAuth2SecurityScheme",
    "openIdConnect": "OpenIdConnectSecurityScheme",
}


def rewrite_three(schema: Schema) -> Schema:
    """Return the schema with each choice decided by what the object says it is."""
    definitions = part(schema, "definitions")
    definitions["Reference"] = {"type": "object", "required": ["$ref"]}
    for name, definition in definitions.items():
        definitions[name] = _without_one_of(definition)
    schema.pop("id")
    schema["$schema"] = DIALECT
    for name in ("Parameter", "Header", "MediaType"):
        part(definitions, name).pop("allOf")
    part(part(definitions, "Header"), "properties")["style"] = {"type": "string"}
    part(part(definitions, "Schema"), "properties")["type"] = {}
    part(part(definitions, "Schema"), "properties")["multipleOf"] = {"type": "number", "exclusiveMinimum": 0}
    part(part(definitions, "PathItem"), "properties").update(
        {method: {"$ref": "#/definitions/Operation"} for method in _METHODS}
    )
    part(definitions, "PathItem")["patternProperties"] = extensions()
    for name in ("Paths", "Responses"):
        part(definitions, name).pop("additionalProperties")
    part(definitions, "HTTPSecurityScheme").pop("oneOf")
    part(definitions, "Link").pop("not")
    definitions["SecurityScheme"] = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": [*_SECURITY]}},
        "allOf": chosen_by("type", [(kind, {"$ref": f"#/definitions/{name}"}) for kind, name in _SECURITY.items()]),
    }
    for section in part(part(definitions, "Components"), "properties").values():
        if isinstance(section, dict):
            section["additionalProperties"] = next(iter(part(section, "patternProperties").values()))
            section["patternProperties"] = {}
    return schema


def _without_one_of(node: Json) -> Json:
    """Turn `oneOf: [X, Reference]` into `if` it has `$ref`, `then` a reference, `else` an X."""
    if isinstance(node, list):
        return [_without_one_of(item) for item in node]
    if not isinstance(node, dict):
        return node
    choices = node.get("oneOf")
    reference: Json = {"$ref": "#/definitions/Reference"}
    if not isinstance(choices, list) or reference not in choices:
        return {key: _without_one_of(value) for key, value in node.items()}
    others = [choice for choice in choices if choice != reference]
    target: Json = others[0]
    is_object: Json = {"type": "object"}
    if {"type": "boolean"} in others:
        either: list[Json] = ["object", "boolean"]
        target = {"type": either, "if": is_object, "then": target}
    is_reference: Json = {"type": "object", "required": ["$ref"]}
    return {"if": is_reference, "then": reference, "else": target}
