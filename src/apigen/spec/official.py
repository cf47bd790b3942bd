"""The official schemas of OpenAPI 3.0 and 3.1, rewritten so that an error lands on the spot that is wrong.

The originals say `oneOf: [Parameter, Reference]`, which fails as "not valid under any" at the parent, and
mix into the structure what is a rule of its own (path templates, status codes, parameter styles). Those
parts are taken out here and checked in `rules`, with a message of their own.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TypeAlias

from apigen.spec.document import Json

Schema: TypeAlias = dict[str, Json]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EXTENSION: Json = {"^x-": {}}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def official_schema(version: tuple[int, int]) -> Schema:
    """Return the rewritten schema for a version of OpenAPI."""
    name = f"openapi-{version[0]}.{version[1]}.json"
    text = resources.files("apigen.spec").joinpath("schemas", name).read_text(encoding="utf-8")
    schema: Schema = json.loads(text)
    return _rewrite_30(schema) if version == (3, 0) else _rewrite_31(schema)


def known_keys(schema: Schema, keyword_path: list[str | int]) -> frozenset[str]:
    """Return the keys that the object may have at which `additionalProperties` failed."""
    node: Json = schema
    for token in keyword_path[:-1]:
        if isinstance(node, dict):
            node = node.get(str(token))
        elif isinstance(node, list):
            node = node[int(token)]
    return frozenset(_part(node, "properties"))


def _part(node: Json, key: str) -> Schema:
    part = node.get(key) if isinstance(node, dict) else None
    return part if isinstance(part, dict) else {}


def _rewrite_30(schema: Schema) -> Schema:
    definitions = _part(schema, "definitions")
    definitions["Reference"] = {"type": "object", "required": ["$ref"]}
    for name, definition in definitions.items():
        definitions[name] = _without_one_of(definition)
    schema.pop("id")
    schema["$schema"] = _DIALECT
    for name in ("Parameter", "Header", "MediaType"):
        _part(definitions, name).pop("allOf")
    _part(_part(definitions, "Header"), "properties")["style"] = {"type": "string"}
    _part(_part(definitions, "Schema"), "properties")["type"] = {}
    _part(_part(definitions, "Schema"), "properties")["multipleOf"] = {"type": "number", "exclusiveMinimum": 0}
    _part(_part(definitions, "PathItem"), "properties").update(
        {method: {"$ref": "#/definitions/Operation"} for method in _METHODS}
    )
    _part(definitions, "PathItem")["patternProperties"] = _EXTENSION
    for name in ("Paths", "Responses"):
        _part(definitions, name).pop("additionalProperties")
    _part(definitions, "HTTPSecurityScheme").pop("oneOf")
    definitions["SecurityScheme"] = _security_scheme_30()
    for section in _part(_part(definitions, "Components"), "properties").values():
        if isinstance(section, dict):
            section["additionalProperties"] = next(iter(_part(section, "patternProperties").values()))
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


def _security_scheme_30() -> Json:
    kinds = {
        "apiKey": "APIKeySecurityScheme",
        "http": "HTTPSecurityScheme",
        "oauth2": "OAuth2SecurityScheme",
        "openIdConnect": "OpenIdConnectSecurityScheme",
    }
    choices: list[Json] = [
        {
            "if": {"properties": {"type": {"const": kind}}, "required": ["type"]},
            "then": {"$ref": f"#/definitions/{name}"},
        }
        for kind, name in kinds.items()
    ]
    schema: Schema = {"type": "object", "required": ["type"], "allOf": choices}
    schema["properties"] = {"type": {"enum": [*kinds]}}
    return schema


def _rewrite_31(schema: Schema) -> Schema:
    definitions = _part(schema, "$defs")
    definitions["reference"] = {"type": "object"}
    _simplify_parameter(_part(definitions, "parameter"), {"allowReserved", "allowEmptyValue"})
    _simplify_parameter(_part(definitions, "header"), set())
    for name, keyword in (("content", "propertyNames"), ("responses", "if"), ("link", "oneOf")):
        _part(definitions, name).pop(keyword)
    _part(definitions, "components").pop("patternProperties")
    # `additionalProperties` does not see the extensions that are allowed behind a `$ref`.
    _part(definitions, "callbacks")["patternProperties"] = _EXTENSION
    # 3.1.0 calls this field `server`; the schema of 2022-10-07 says `body` by mistake.
    _part(_part(definitions, "link"), "properties")["server"] = {"$ref": "#/$defs/server"}
    _part(_part(definitions, "path-item"), "properties")["$ref"] = {}
    definitions["path-item-or-reference"] = {"$ref": "#/$defs/path-item"}
    # The flows are definitions inside a definition.
    for name, definition in [*definitions.items(), *_part(_part(definitions, "oauth-flows"), "$defs").items()]:
        if isinstance(definition, dict):
            _close(definition, schema, is_open=name in ("paths", "responses"))
    _close(schema, schema, is_open=False)
    definitions["schema"] = {"type": ["object", "boolean"], "if": {"type": "object"}, "then": {"$ref": _DIALECT}}
    rewritten = _with_static_schema(schema)
    assert isinstance(rewritten, dict)
    return rewritten


def _simplify_parameter(definition: Schema, flags: set[str]) -> None:
    """Leave the keys and their types; which style goes with which `in` is a rule of its own."""
    for keyword in ("oneOf", "if", "then", "dependentSchemas"):
        definition.pop(keyword, None)
    properties = _part(definition, "properties")
    properties.pop("in", None)
    properties.update({"in": {"type": "string"}} if flags else {})
    properties.update({key: {"type": "boolean"} for key in sorted({"explode", *flags})})
    properties["style"] = {"type": "string"}
    properties["example"] = {}
    properties["examples"] = {
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/example-or-reference"},
    }


def _close(definition: Schema, root: Schema, *, is_open: bool) -> None:
    """Replace `unevaluatedProperties`, which also fails on known keys whose value is wrong, by a list of keys."""
    if definition.pop("unevaluatedProperties", None) is not False or is_open:
        return
    properties = _part(definition, "properties")
    for name in _evaluated(definition, root):
        properties.setdefault(name, {})
    definition["properties"] = properties
    definition["patternProperties"] = _EXTENSION
    definition["additionalProperties"] = False


def _evaluated(node: Json, root: Schema) -> set[str]:
    """Collect the keys that a schema speaks of, through the keywords that apply to the same object."""
    if not isinstance(node, dict):
        return set()
    names = set(_part(node, "properties"))
    ref = node.get("$ref")
    if isinstance(ref, str):
        target: Json = root
        for token in ref[2:].split("/"):
            target = target.get(token) if isinstance(target, dict) else None
        names |= _evaluated(target, root)
    parts = node.get("allOf")
    for part in [*(parts if isinstance(parts, list) else []), node.get("then"), node.get("else")]:
        names |= _evaluated(part, root)
    return names


def _with_static_schema(node: Json) -> Json:
    """Replace the dynamic reference to the schema dialect: apigen knows one dialect, and a static one is faster."""
    if isinstance(node, list):
        return [_with_static_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("$dynamicRef") == "#meta":
        return {"$ref": "#/$defs/schema"}
    return {key: _with_static_schema(value) for key, value in node.items()}
