"""The official schemas of OpenAPI 3.1 and 3.2, rewritten."""

from __future__ import annotations

from apigen.spec.document import Json
from apigen.spec.official.parts import DIALECT, Schema, extensions, part

_RULES = (
    *(("content", "propertyNames"), ("responses", "if"), ("responses", "then"), ("link", "oneOf")),
    *(("components", "patternProperties"), ("media-type", "dependentSchemas"), ("encoding", "dependentSchemas")),
    *(("parameters", "not"), ("parameters", "contains"), ("parameters", "minContains")),
    *(("parameters", "maxContains"), ("examples", "not")),
)
"""The keywords of definitions that are rules of their own."""


def rewrite_newer(schema: Schema) -> Schema:
    """Return the schema without dynamic references and with a list of keys for each object."""
    definitions = part(schema, "$defs")
    definitions["reference"] = {"type": "object"}
    _simplify_parameter(part(definitions, "parameter"), {"allowReserved", "allowEmptyValue"})
    _simplify_parameter(part(definitions, "header"), set())
    for name, keyword in _RULES:
        part(definitions, name).pop(keyword, None)
    properties = part(part(definitions, "path-item"), "properties")
    properties["$ref"] = {}
    part(properties, "additionalOperations").pop("propertyNames", None)
    # `additionalProperties` does not see the extensions that are allowed behind a `$ref`.
    part(definitions, "callbacks")["patternProperties"] = extensions()
    # 3.1.0 calls this field `server`; the schema of 2022-10-07 says `body` by mistake.
    part(part(definitions, "link"), "properties")["server"] = {"$ref": "#/$defs/server"}
    # An address with variables is no URI until they have values; how a link names an operation has a rule of its own.
    for name, key in (("server", "url"), ("link", "operationRef")):
        part(part(definitions, name), "properties")[key] = {"type": "string"}
    definitions["path-item-or-reference"] = {"$ref": "#/$defs/path-item"}
    # The flows are definitions inside a definition.
    for name, definition in [*definitions.items(), *part(part(definitions, "oauth-flows"), "$defs").items()]:
        if isinstance(definition, dict):
            _close(definition, schema, is_open=name in ("paths", "responses"))
    _close(schema, schema, is_open=False)
    definitions["schema"] = {"type": ["object", "boolean"], "if": {"type": "object"}, "then": {"$ref": DIALECT}}
    rewritten = _with_static_schema(schema)
    assert isinstance(rewritten, dict)
    return rewritten


def _simplify_parameter(definition: Schema, flags: set[str]) -> None:
    """Leave the keys and their types; which style goes with which `in` is a rule of its own."""
    for keyword in ("oneOf", "allOf", "if", "then", "dependentSchemas"):
        definition.pop(keyword, None)
    properties = part(definition, "properties")
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
    properties = part(definition, "properties")
    for name in _evaluated(definition, root):
        properties.setdefault(name, {})
    definition["properties"] = properties
    definition["patternProperties"] = extensions()
    definition["additionalProperties"] = False


def _evaluated(node: Json, root: Schema) -> set[str]:
    """Collect the keys that a schema speaks of, through the keywords that apply to the same object."""
    if not isinstance(node, dict):
        return set()
    names = set(part(node, "properties"))
    ref = node.get("$ref")
    if isinstance(ref, str):
        target: Json = root
        for token in ref[2:].split("/"):
            target = target.get(token) if isinstance(target, dict) else None
        names |= _evaluated(target, root)
    parts = node.get("allOf")
    for each in [*(parts if isinstance(parts, list) else []), node.get("then"), node.get("else")]:
        names |= _evaluated(each, root)
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
