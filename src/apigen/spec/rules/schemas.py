"""Rules about schemas: known types, bounds that a value can meet, mappings that lead somewhere."""

from __future__ import annotations

from typing import Final, TypeGuard

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.objects import check_discriminator, check_required, resolved_parts
from apigen.spec.rules.properties import parts_of, required_names
from apigen.spec.rules.subject import Rule, Subject
from apigen.spec.rules.types import TYPES, check_type
from apigen.spec.rules.values import check_default, fits_type
from apigen.spec.rules.vocabulary import check_keywords
from apigen.spec.words import describe

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
    if not subject.old:
        check_keywords(subject, pointer, schema)


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
                help="correct one of them",
            )
            return


def _is_number(value: Json) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_enum(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    values, types = schema["enum"], schema.get("type")
    if not isinstance(values, list):
        return
    if not values:
        subject.report.warning("AG304", "`enum` is empty: no value fits", at=(*pointer, "enum"), help="remove it")
        return
    _check_twice(subject, pointer, values)
    if subject.old and values == [None]:
        if schema.get("nullable") is not True:
            message = f"{subject.language} has no schema for null alone: it is read as in OpenAPI 3.1"
            subject.report.warning("AG317", message, at=pointer, help="use OpenAPI 3.1, with `type: 'null'`")
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


def _check_twice(subject: Subject, pointer: Pointer, values: list[Json]) -> None:
    plain = [(value.__class__, value) for value in values if not isinstance(value, dict | list)]
    if len(set(plain)) == len(plain):
        return
    index = next(index for index, value in enumerate(plain) if value in plain[:index])
    subject.report.warning(
        "AG108",
        f"`enum` has the value {describe(plain[index][1], show=True)} twice",
        at=(*pointer, "enum"),
        help="remove one of them",
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
            f"`const` is not a keyword of {subject.language}: it is read as in OpenAPI 3.1",
            at=(*pointer, "const"),
            help="use `enum` with this value alone",
        )
    written = schema.get("type")
    names = [name for name in (written if isinstance(written, list) else [written]) if isinstance(name, str)]
    if (
        names
        and TYPES.issuperset(set(names) - {"null"})
        and not any(fits_type(schema["const"], name) for name in names)
    ):
        subject.report.warning(
            "AG304",
            f"the value {describe(schema['const'], show=True)} can never be used: the type is {' or '.join(names)}",
            at=(*pointer, "const"),
        )


def _check_parts(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """Note what a schema is made of; `check_cycles` looks at it when all is known."""
    edges = subject.edges[pointer]
    if edges and edges[-1][0] != "$ref":
        return  # several such keywords, noted at the first
    edges.extend((at[-2], at) for at in parts_of(pointer, schema, "allOf", "anyOf", "oneOf"))


def _check_all_of(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """Parts of different types have no value in common."""
    _check_parts(subject, pointer, schema)
    common: set[str] | None = None
    for part in resolved_parts(subject, pointer, schema, "allOf"):
        written = part.get("type")
        if not isinstance(written, str) or written not in TYPES:
            continue
        allowed = {"number", "integer"} if written == "number" else {written}
        common = allowed if common is None else common & allowed
        if not common:
            subject.report.warning(
                "AG304",
                "no value can have all the types in `allOf`",
                at=(*pointer, "allOf"),
                help="use `anyOf` if each may do by itself",
            )
            return
    _check_closed_parts(subject, pointer, schema)


def _check_closed_parts(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """A part of `allOf` that is closed forbids what another one requires."""
    parts = list(resolved_parts(subject, pointer, schema, "allOf"))
    required = dict.fromkeys(name for part in (schema, *parts) for name in required_names(part))
    for part in parts if required else ():
        properties = part.get("properties", {})
        if (
            part.get("additionalProperties") is not False
            or not _SHUT.isdisjoint(part)
            or not isinstance(properties, dict)
        ):
            continue
        forbidden = next((name for name in required if name not in properties), None)
        if forbidden is not None:
            subject.report.warning(
                "AG304",
                f"no value fits: one part of `allOf` requires `{forbidden}`, and another forbids it "
                "by `additionalProperties: false`",
                at=(*pointer, "allOf"),
                help="remove `additionalProperties: false`, or write all properties in one schema",
            )
            return


def _check_read_only(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    if schema.get("readOnly") is True and schema.get("writeOnly") is True:
        subject.report.warning(
            "AG319",
            "what is `readOnly` and `writeOnly` is never sent by anybody",
            at=(*pointer, "writeOnly"),
            help="keep one of them",
        )


def _check_xml(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """What `nodeType` says, `attribute` and `wrapped` must not say beside it (OpenAPI 3.2, XML Object)."""
    xml = schema["xml"]
    for key in ("attribute", "wrapped"):
        if isinstance(xml, dict) and "nodeType" in xml and key in xml:
            subject.report.warning(
                "AG108",
                f"`nodeType` and `{key}` exclude each other",
                at=(*pointer, "xml", key),
                help=f"remove `{key}`: `nodeType` says it all",
            )


_SHUT: Final = frozenset({"patternProperties", "$ref"})
"""Keywords through which a closed schema allows more than its `properties`."""

_RULES: dict[str, Rule] = {
    "type": check_type,
    "enum": _check_enum,
    "default": check_default,
    "required": check_required,
    "nullable": _check_nullable,
    "const": _check_const,
    "discriminator": check_discriminator,
    "allOf": _check_all_of,
    "writeOnly": _check_read_only,
    "xml": _check_xml,
    "anyOf": _check_parts,
    "oneOf": _check_parts,
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"), _check_bounds),
}
