"""Rules about schemas: known types, bounds that a value can meet, mappings that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.subject import Rule, Subject
from apigen.spec.rules.values import check_default, fits_type
from apigen.spec.words import describe, did_you_mean

TYPES = frozenset({"array", "boolean", "integer", "number", "object", "string"})
_LIMITS = (
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "maximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
)


def check_schema(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """Apply the rules of the keywords that a schema has."""
    if "$ref" in schema and subject.old:
        return
    for keyword in schema:
        rule = _RULES.get(keyword)
        if rule is not None:
            rule(subject, pointer, schema)


def _check_type(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    written = schema["type"]
    if written.__class__ is str and written in TYPES:
        if written == "array" and subject.old and "items" not in schema:
            subject.report.warning(
                "AG307", "an array has no `items`: any item is accepted", at=pointer, help="add `items`"
            )
        return
    at = (*pointer, "type")
    names = written if isinstance(written, list) else [written]
    for name in names:
        if not isinstance(name, str) or (name not in TYPES and name != "null"):
            _report_unknown_type(subject, at, name)
            return
    if not names:
        subject.report.error("AG301", "`type` is an empty list", at=at)
    elif subject.old:
        subject.report.warning(
            "AG302",
            "`type` is written as in OpenAPI 3.1, and read that way",
            at=at,
            help="OpenAPI 3.0 has one type and `nullable: true`",
        )


def _report_unknown_type(subject: Subject, at: Pointer, name: Json) -> None:
    advice = {
        "file": "a file is `type: string` with `format: binary`",
        "any": "leave `type` out to accept anything",
        "date": "use `type: string` with `format: date`",
        "float": "use `type: number` with `format: float`",
        "int": "did you mean `integer`?",
        "bool": "did you mean `boolean`?",
        "dict": "did you mean `object`?",
        "list": "did you mean `array`?",
    }
    help = None
    if isinstance(name, str):
        help = advice.get(name.lower()) or did_you_mean(name.lower(), sorted(TYPES))
    message = f"{describe(name, show=True)} is not a type" if name is not None else "null is not a type"
    if name is None:
        help = "quote it if the type of null is meant"
    subject.report.error("AG301", message, at=at, help=help or f"use one of {', '.join(sorted(TYPES))}")


def _check_bounds(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    for low, high in _LIMITS:
        least, most = schema.get(low), schema.get(high)
        if not _is_number(least) or not _is_number(most):
            continue
        # A number that only touches an exclusive bound fits neither way.
        if least > most or (least == most and "exclusive" in (low + high)):
            subject.report.warning(
                "AG304",
                f"no value can meet both `{low}: {least:.40g}` and `{high}: {most:.40g}`"
                if abs(least) < 1e300 and abs(most) < 1e300
                else f"no value can meet both `{low}` and `{high}`",
                at=(*pointer, high),
            )
            return


def _is_number(value: Json) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_enum(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    values, types = schema["enum"], schema.get("type")
    if not isinstance(values, list):
        return
    if subject.old and values == [None]:
        if schema.get("nullable") is not True:
            message = "OpenAPI 3.0 has no schema for null alone: it is read as in 3.1"
            subject.report.warning("AG317", message, at=pointer)
        return
    names = [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]
    if not names or not TYPES.issuperset(set(names) - {"null"}):
        return
    if schema.get("nullable") is True:
        names.append("null")
    for index, value in enumerate(values):
        if not any(fits_type(value, name) for name in names):
            subject.report.warning(
                "AG306",
                f"the value {describe(value, show=True)} can never be used: the type is {' or '.join(names)}",
                at=(*pointer, "enum", str(index)),
                help="quote it"
                if "string" in names and not isinstance(value, dict | list) and value is not None
                else None,
            )
            return


def _check_required(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """A closed object that requires what it does not allow fits nothing."""
    required, properties = schema["required"], schema.get("properties", {})
    if schema.get("additionalProperties") is not False or "patternProperties" in schema:
        return
    if isinstance(required, list) and isinstance(properties, dict):
        for index, name in enumerate(required):
            if isinstance(name, str) and name not in properties:
                subject.report.warning(
                    "AG309",
                    f"`{name}` is required, and `additionalProperties: false` forbids it",
                    at=(*pointer, "required", str(index)),
                    help=did_you_mean(name, properties) or f"add `{name}` to `properties`",
                )


def _check_nullable(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    if not subject.old:
        subject.report.warning(
            "AG310",
            "`nullable` is not a keyword of OpenAPI 3.1: it admits no null",
            at=(*pointer, "nullable"),
            help='use `type: [string, "null"]`',
        )


def _check_const(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    if subject.old:
        subject.report.warning(
            "AG317",
            "`const` is not a keyword of OpenAPI 3.0: it is read as in 3.1",
            at=(*pointer, "const"),
            help="use `enum` with this value alone",
        )


def _check_parts(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """Note what a schema is made of; `check_cycles` looks at it when all is known."""
    edges = subject.edges[pointer]
    if edges and edges[-1][0] != "$ref":
        return  # several such keywords, noted at the first
    for keyword in ("allOf", "anyOf", "oneOf"):
        parts = schema.get(keyword)
        for index in range(len(parts) if isinstance(parts, list) else 0):
            edges.append((keyword, (*pointer, keyword, str(index))))


def _check_all_of(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """Parts of different types have no value in common."""
    _check_parts(subject, pointer, schema)
    common: set[str] | None = None
    for part in _resolved_parts(subject, pointer, schema, "allOf"):
        written = part.get("type")
        if not isinstance(written, str) or written not in TYPES:
            continue
        allowed = {"number", "integer"} if written == "number" else {written}
        common = allowed if common is None else common & allowed
        if not common:
            subject.report.warning("AG304", "no value can have all the types in `allOf`", at=(*pointer, "allOf"))
            return


def _resolved_parts(
    subject: Subject, pointer: Pointer, schema: dict[str, Json], keyword: str
) -> Iterator[dict[str, Json]]:
    parts = schema.get(keyword)
    for index in range(len(parts) if isinstance(parts, list) else 0):
        _, part = subject.followed((*pointer, keyword, str(index)))
        if isinstance(part, dict):
            yield part


def _check_discriminator(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """A mapping leads to schemas, and only objects can be told apart (OpenAPI 3.1, section 4.8.25)."""
    discriminator = schema["discriminator"]
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    for value, target in mapping.items() if isinstance(mapping, dict) else ():
        at = (*pointer, "discriminator", "mapping", value)
        if isinstance(target, str):
            _check_mapping(subject, at, target)
    for keyword in ("oneOf", "anyOf"):
        for part in _resolved_parts(subject, pointer, schema, keyword):
            written = part.get("type", "object")
            if (
                isinstance(written, str)
                and written != "object"
                and not (written == "null" or not TYPES.issuperset({written}))
            ):
                subject.report.warning(
                    "AG311",
                    f"a discriminator chooses between objects, and one of the choices is of type `{written}`",
                    at=(*pointer, "discriminator"),
                )
                return


def _check_mapping(subject: Subject, at: Pointer, target: str) -> None:
    names = _schema_names(subject.document.value)
    if target in names or subject.resolve(target) is not None:
        return
    if target.startswith("#"):
        name = target.rsplit("/", 1)[-1]
        subject.report.error(
            "AG308",
            f"the discriminator maps to the schema {describe(target, show=True)}, which does not exist",
            at=at,
            help=did_you_mean(name, sorted(names)),
        )
    elif "/" in target or "." in target:
        subject.report.error(
            "AG402",
            f"the reference {describe(target, show=True)} leads out of the document, which is not supported yet",
            at=at,
            help="bundle the document into one file first",
        )
    else:
        subject.report.error(
            "AG308",
            f"the discriminator maps to the schema {describe(target, show=True)}, which does not exist",
            at=at,
            help=did_you_mean(target, sorted(names)),
        )


def _schema_names(root: dict[str, Json]) -> dict[str, Json]:
    components = root.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return schemas if isinstance(schemas, dict) else {}


_RULES: dict[str, Rule] = {
    "type": _check_type,
    "enum": _check_enum,
    "default": check_default,
    "required": _check_required,
    "nullable": _check_nullable,
    "const": _check_const,
    "discriminator": _check_discriminator,
    "allOf": _check_all_of,
    "anyOf": _check_parts,
    "oneOf": _check_parts,
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"), _check_bounds),
}
