"""Schema Objects of Swagger 2.0 into those of OpenAPI 3.0: both are Draft 4's, and differ in a few keywords."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.grammar import Kind, Shape, grammar_of
from apigen.spec.swagger.conversion import Conversion, extensions

NULLABLE: Final = frozenset({"x-nullable", "x-isnullable"})
"""Extensions that say what `nullable` does in OpenAPI 3.0."""
FILE: Final[Mapping[str, Json]] = {"type": "string", "format": "binary"}
_FIELDS: Final = grammar_of((2, 0)).fields[Kind.SCHEMA]
_BESIDE_REFERENCE: Final[tuple[str, ...]] = ("title", "description", "readOnly", "example")


def convert_schema(state: Conversion, value: Json, at: Pointer) -> Json:
    """Return the schema that stands at a new place."""
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ref"), str):
        return _reference(state, value)
    found = {key: _member(state, key, each, (*at, key)) for key, each in value.items() if key not in NULLABLE}
    discriminator = value.get("discriminator")
    if isinstance(discriminator, str):
        found["discriminator"] = {"propertyName": discriminator}
    if value.get("type") == "file":
        found |= FILE
    elif isinstance(value.get("type"), list):
        found = _with_one_type(found)
    return found | {"nullable": True} if is_nullable(value) else found


def is_nullable(value: Mapping[str, Json]) -> bool:
    """Whether an extension says that null is valid, too."""
    return any(value.get(key) is True for key in NULLABLE)


def _reference(state: Conversion, value: dict[str, Json]) -> Json:
    """Return a reference. Nothing counts beside one; what generators read there all the same is that it can be null."""
    if not is_nullable(value):
        return state.reference(value, Kind.SCHEMA)
    target = state.reference({"$ref": value["$ref"]}, Kind.SCHEMA)
    kept = {key: value[key] for key in _BESIDE_REFERENCE if key in value}
    own = {key: each for key, each in extensions(value).items() if key not in NULLABLE}
    return {**kept, **own, "allOf": [target], "nullable": True}


def _member(state: Conversion, key: str, value: Json, at: Pointer) -> Json:
    shape = _FIELDS[key][0] if key in _FIELDS else None
    if key == "items" and isinstance(value, list):
        state.warn(
            "AG315",
            "`items` must be an object, not a list: the items are not checked",
            at=at,
            help="write one schema that fits every item",
        )
        return {}
    if shape is Shape.ONE:
        return convert_schema(state, value, at)
    if shape is Shape.MAP and isinstance(value, dict):
        return {name: convert_schema(state, each, (*at, name)) for name, each in value.items()}
    if shape is Shape.LIST and isinstance(value, list):
        return [convert_schema(state, each, (*at, str(index))) for index, each in enumerate(value)]
    return value


def _with_one_type(schema: dict[str, Json]) -> dict[str, Json]:
    """Return a schema whose `type` is no list, as OpenAPI 3.0 wants it."""
    types, values = schema["type"], schema.get("enum")
    names = list(dict.fromkeys(each for each in types if isinstance(each, str))) if isinstance(types, list) else []
    rest = [name for name in names if name != "null"]
    if not names:
        return schema
    found = {key: each for key, each in schema.items() if key != "type"}
    if not rest:
        return {**found, "enum": [None], "nullable": True}
    if len(rest) == 1:
        found["type"] = rest[0]
    else:
        items = found.pop("items", {})
        kinds: list[Json] = [{"type": name, "items": items} if name == "array" else {"type": name} for name in rest]
        found["allOf"] = [*_listed(found.get("allOf")), {"anyOf": kinds}]
    if "null" in names and (not isinstance(values, list) or None in values):
        found["nullable"] = True
    return found


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
