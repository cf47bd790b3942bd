"""Rules about values in a schema: a default that its own schema refuses is not used."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import jsonschema_rs

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.closure import self_contained
from apigen.spec.rules.subject import Subject
from apigen.spec.words import describe

SHALLOW = frozenset(
    {
        "type",
        "enum",
        "const",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "required",
    }
)
"""Keywords that can be judged without any other schema of the document."""

_CLASSES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "number": (int, float),
}
_FORMATS_UNJUDGED = frozenset({"regex"})


_NOTHING = re.compile(r"(?!)")
_UNQUOTED = {
    "boolean": re.compile("true|false"),
    "integer": re.compile(r"-?\d{1,18}"),
    "number": re.compile(r"-?\d{1,18}(\.\d{1,18})?"),
}
"""Texts that would be of a type without their quotes."""

_DEEP = frozenset(
    {
        *("$ref", "allOf", "anyOf", "oneOf", "not", "if", "items", "prefixItems", "contains", "properties"),
        *("patternProperties", "additionalProperties", "propertyNames", "dependentRequired"),
    }
)
"""Keywords for which other schemas are needed."""


def fits_type(value: Json, name: str) -> bool:
    """Whether a value is of a type of JSON Schema: `1.0` is an integer, `True` is none."""
    if name == "null":
        return value is None
    if name == "integer":
        return value.__class__ is int or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _CLASSES.get(name, ()))


def check_default(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """A default fits its schema (OpenAPI 3.0, section 4.7.24.1). Where it does not, there is no default."""
    default = schema["default"]
    if default is None and schema.get("nullable") is True:
        return
    if not _DEEP.isdisjoint(schema):
        if not _accepts(subject, self_contained(subject, schema), default):
            _report_default(subject, pointer, schema)
        return
    judged = {keyword: schema[keyword] for keyword in schema.keys() & SHALLOW}
    written = judged.get("type")
    if isinstance(written, str) and len(judged) == 1:
        fits = fits_type(default, written) or written not in (*_CLASSES, "integer", "null")
    else:
        fits = _accepts(subject, judged, default)
    if not fits:
        _report_default(subject, pointer, schema)


def _report_default(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    default, kind = schema["default"], schema.get("type")
    quoted = isinstance(default, str) and _UNQUOTED.get(str(kind), _NOTHING).fullmatch(default)
    bare = kind == "string" and isinstance(default, bool | int | float)
    shown = "" if isinstance(default, dict | list) else f" {describe(default, show=True)}"
    subject.report.warning(
        "AG305",
        f"the default{shown} does not fit its schema: it is not used",
        at=(*pointer, "default"),
        help="remove the quotes, if that is all"
        if quoted
        else "quote it"
        if bare
        else "correct the default, or the schema",
    )


def _accepts(subject: Subject, schema: dict[str, Json] | None, value: Json) -> bool:
    """Ask the exact validator. What it cannot compile is not the default's fault."""
    if schema is None:
        return True
    if schema.get("format") in _FORMATS_UNJUDGED:
        schema = {keyword: inner for keyword, inner in schema.items() if keyword != "format"}
    try:
        if subject.old:
            return jsonschema_rs.Draft4Validator(
                schema, _newer_formats(), validate_formats=True, offline=True
            ).is_valid(value)
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True).is_valid(value)
    except (ValueError, jsonschema_rs.ReferencingError):
        return True


@cache
def _newer_formats() -> dict[str, Callable[[str], bool]]:
    """Return the formats that Draft 4 does not know, and that servers hold values to all the same."""
    return {
        name: jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True).is_valid
        for name in ("duration", "uuid")
    }
