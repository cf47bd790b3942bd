"""A validator's schema gets back what the author wrote beside the rules: examples, defaults, discriminators.

Those say nothing about what is valid, so the schemas that validators compile from lack them. They
are the best source of values that read well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apigen.contract.judge import listed, mapped
from apigen.ir.types import Direction
from apigen.report import Pointer
from apigen.spec.document import Json, found_at

_KEPT: Final = ("example", "examples", "default", "discriminator")
_SINGLE: Final = ("items", "additionalProperties")
_LISTS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS: Final = ("properties", "patternProperties")
_NULL: Final[Json] = {"type": "null"}


def annotated(schema: Json, source: Json) -> Json:
    """Return a copy of a validator's schema with the annotations of the author's schema that it came from."""
    if not isinstance(schema, dict) or not isinstance(source, dict):
        return schema
    alternatives = listed(schema, "anyOf")
    if len(schema) == 1 and len(alternatives) == 2 and alternatives[1] == _NULL and source.get("nullable") is True:
        return {"anyOf": [annotated(alternatives[0], source), _NULL]}
    copy = dict(schema)
    for keyword in _KEPT:
        if keyword in source and "$ref" not in source:
            copy[keyword] = source[keyword]
    for keyword in _SINGLE:
        if keyword in schema and keyword in source:
            copy[keyword] = annotated(schema[keyword], source[keyword])
    for keyword in _LISTS:
        parts, sources = listed(schema, keyword), listed(source, keyword)
        if parts and len(parts) == len(sources):
            copy[keyword] = [annotated(part, own) for part, own in zip(parts, sources, strict=True)]
    for keyword in _MAPS:
        named, written = mapped(schema, keyword), mapped(source, keyword)
        if named:
            copy[keyword] = {name: annotated(part, written.get(name)) for name, part in named.items()}
    return copy


def annotated_definitions(definitions: Mapping[str, Json], document: Mapping[str, Json]) -> dict[str, Json]:
    """Return all definitions with their authors' annotations."""
    return {name: annotated(schema, found_at(document, _origin(name))) for name, schema in definitions.items()}


def _origin(name: str) -> Pointer:
    """Return where a definition stands: its name is a component's, or a pointer, after the direction if that matters."""
    for direction in Direction:
        name = name.removeprefix(f"{direction}:")
    if "/" not in name:
        return ("components", "schemas", name)
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in name.split("/"))
