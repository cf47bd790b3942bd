"""Two schemas that a value must satisfy together become one."""

from __future__ import annotations

from typing import Final

from apigen.contract.judge import listed, mapped
from apigen.spec.document import Json

_HIGHEST: Final = frozenset({"minimum", "minLength", "minItems", "minProperties"})
_LOWEST: Final = frozenset({"maximum", "maxLength", "maxItems", "maxProperties"})
_ADDED: Final = frozenset({"allOf", "required", "x-choices"})
_CHOICES: Final = ("anyOf", "oneOf")
_VALUES: Final = frozenset({"const", "default", "enum", "example", "examples"})
_TYPES: Final = ("object", "array", "string", "integer", "number", "boolean", "null")
CHOICES: Final = "x-choices"
"""Keyword of a merged schema: the lists of alternatives that it still has to choose from."""


def merge(left: dict[str, Json], right: dict[str, Json]) -> dict[str, Json]:
    """Return what a value of both satisfies. Where keywords cannot be combined, the right one stands."""
    merged = dict(left)
    for keyword, value in right.items():
        if keyword not in merged or keyword in ("properties", "additionalProperties"):
            merged[keyword] = value
        elif keyword in _ADDED:
            merged[keyword] = _united(listed(merged, keyword), listed(right, keyword))
        elif keyword in _CHOICES:
            merged[CHOICES] = [*listed(merged, CHOICES), listed(right, keyword)]
        else:
            merged[keyword] = _combined(keyword, merged[keyword], value)
    properties = _properties(left, right)
    if properties:
        merged["properties"] = properties
    closed = [side["additionalProperties"] for side in (left, right) if "additionalProperties" in side]
    if len(closed) == 2:
        merged["additionalProperties"] = False if False in closed else both(closed[0], closed[1])
    return merged


def both(left: Json, right: Json) -> Json:
    """Return a schema for a value that satisfies two schemas of any kind."""
    if left is False or right is False:
        return False
    if not isinstance(left, dict) or not left:
        return right
    if not isinstance(right, dict) or not right or right == left:
        return left
    return {"allOf": [left, right]}


def types(schema: dict[str, Json]) -> list[str]:
    """Return the types that a schema names, as a list."""
    value = schema.get("type")
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def guessed_types(flat: dict[str, Json]) -> list[str]:
    """Return the types that a schema without `type` is about, told by its keywords; the rest follow."""
    likely = "string"
    if flat.keys() & {"properties", "required", "additionalProperties", "minProperties", "patternProperties"}:
        likely = "object"
    elif flat.keys() & {"items", "prefixItems", "minItems", "maxItems", "uniqueItems"}:
        likely = "array"
    elif flat.keys() & {"minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"}:
        likely = "number"
    return [likely, *(kind for kind in _TYPES if kind != likely)]


def tagged(schema: dict[str, Json], branch: Json) -> Json:
    """Add to an alternative the value that the discriminator gives it (OpenAPI, Discriminator Object)."""
    if not isinstance(branch, dict) or not isinstance(branch.get("$ref"), str):
        return branch
    tag = _tag(schema, str(branch["$ref"]))
    return branch if tag is None else {"allOf": [branch, _with_tag(*tag)]}


def named(schema: dict[str, Json], flat: dict[str, Json], target: str) -> dict[str, Json]:
    """Add to a definition the value by which its own discriminator knows it, where nothing else says one.

    `flat` is the same with what it extends merged: the discriminator is that of the base.
    """
    tag = None if flat.keys() & {*_CHOICES, CHOICES} else _tag(flat, target)
    if tag is None or mapped(mapped(flat, "properties"), tag[0]).keys() & _VALUES:
        return schema
    return {**schema, "allOf": [*listed(schema, "allOf"), _with_tag(*tag)]}


def _tag(schema: dict[str, Json], ref: str) -> tuple[str, str] | None:
    """Return the property by which a discriminator tells, and what it is in the schema that is referred to."""
    discriminator = mapped(schema, "discriminator")
    name = discriminator.get("propertyName")
    if not isinstance(name, str):
        return None
    target = ref.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    mapping = mapped(discriminator, "mapping")
    return name, next((key for key, ref in mapping.items() if str(ref).rsplit("/", 1)[-1] == target), target)


def _with_tag(name: str, value: str) -> dict[str, Json]:
    return {"required": [name], "properties": {name: {"enum": [value]}}}


def _combined(keyword: str, left: Json, right: Json) -> Json:
    if keyword in _HIGHEST | _LOWEST and isinstance(left, int | float) and isinstance(right, int | float):
        return max(left, right) if keyword in _HIGHEST else min(left, right)
    if keyword == "enum" and isinstance(left, list) and isinstance(right, list):
        return [value for value in left if value in right]
    if keyword == "type":
        return _common_types({"type": left}, {"type": right})
    if keyword in ("items", "propertyNames") and not isinstance(left, list) and not isinstance(right, list):
        return both(left, right)
    if keyword == "not":
        return {"anyOf": [left, right]}
    return right


def _common_types(left: dict[str, Json], right: dict[str, Json]) -> Json:
    common: list[Json] = []
    for name in types(left):
        if name in types(right) or (name == "integer" and "number" in types(right)):
            common.append(name)
        elif name == "number" and "integer" in types(right):
            common.append("integer")
    return common


def _properties(left: dict[str, Json], right: dict[str, Json]) -> dict[str, Json]:
    """Unite the properties; one that a closed side does not know is impossible."""
    first, second = mapped(left, "properties"), mapped(right, "properties")
    united: dict[str, Json] = {}
    for name in [*first, *(name for name in second if name not in first)]:
        united[name] = both(_property(left, first, name), _property(right, second, name))
    return united


def _property(schema: dict[str, Json], properties: dict[str, Json], name: str) -> Json:
    if name in properties:
        return properties[name]
    if mapped(schema, "patternProperties"):
        return True
    return schema.get("additionalProperties", True)


def _united(left: list[Json], right: list[Json]) -> list[Json]:
    return [*left, *(item for item in right if item not in left)]
