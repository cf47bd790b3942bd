"""Rules about values in a schema: a default that its own schema refuses is not used."""

from __future__ import annotations

import jsonschema_rs

from apigen.report import Pointer
from apigen.spec.document import Json
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
    judged = {keyword: schema[keyword] for keyword in schema.keys() & SHALLOW}
    written = judged.get("type")
    if isinstance(written, str) and len(judged) == 1:
        fits = fits_type(default, written) or written not in (*_CLASSES, "integer", "null")
    else:
        fits = _accepts(subject, judged, default)
    if not fits:
        subject.report.warning(
            "AG305",
            f"the default {describe(default, show=True)} does not fit its schema: it is not used",
            at=(*pointer, "default"),
        )


def _accepts(subject: Subject, schema: dict[str, Json], value: Json) -> bool:
    """Ask the exact validator. What it cannot compile is not the default's fault."""
    if schema.get("format") in _FORMATS_UNJUDGED:
        schema = {keyword: inner for keyword, inner in schema.items() if keyword != "format"}
    validator = jsonschema_rs.Draft4Validator if subject.old else jsonschema_rs.Draft202012Validator
    try:
        return validator(schema, validate_formats=True, offline=True).is_valid(value)
    except (ValueError, jsonschema_rs.ReferencingError):
        return True
