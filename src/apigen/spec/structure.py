"""Is each object what OpenAPI says it is? The official schema finds what is not, `_judge` says how bad that is.

An error is only what makes correct code impossible. One real document in ten breaks the schema in ways that
do not matter, and whoever is turned away for a missing description goes elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import jsonschema_rs

from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json
from apigen.spec.official import Schema, known_keys, official_schema
from apigen.spec.words import TYPE_NAMES, describe, owner, typo_of

PROSE = frozenset(
    {
        "title",
        "summary",
        "description",
        "version",
        "termsOfService",
        "contact",
        "license",
        "email",
        "externalDocs",
        "deprecated",
        "example",
        "examples",
        "xml",
        "format",
        "$comment",
        "$anchor",
        "$id",
        "$schema",
        "$vocabulary",
        "$recursiveAnchor",
        "$recursiveRef",
        "default",
        "externalValue",
        "jsonSchemaDialect",
        "bearerFormat",
        "openIdConnectUrl",
        "authorizationUrl",
        "tokenUrl",
        "refreshUrl",
        "allowEmptyValue",
        "links",
    }
)
"""Keys whose value changes no generated code, or only its comments. A wrong value there is ignored."""

_MAPS = frozenset(
    {
        "properties",
        "patternProperties",
        "dependentSchemas",
        "$defs",
        "schemas",
        "responses",
        "parameters",
        "requestBodies",
        "headers",
        "securitySchemes",
        "callbacks",
        "paths",
        "pathItems",
        "webhooks",
        "variables",
        "content",
        "encoding",
        "mapping",
    }
)
"""Keys whose value is a map: the keys in it are names of the author's."""

DISPENSABLE = frozenset(
    {
        "description",
        "title",
        "version",
        "license",
        "responses",
        "authorizationUrl",
        "tokenUrl",
        "scopes",
        "openIdConnectUrl",
        "default",
        "operationRef",
        "operationId",
        "flows",
        "url",
    }
)
"""Required keys without which correct code is still possible."""

HARMLESS_RULES = frozenset({"uniqueItems", "minItems", "minProperties", "maxProperties", "not", "oneOf", "pattern"})
_RANGES = frozenset({"minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"})
_BOUNDS = frozenset({"exclusiveMinimum", "exclusiveMaximum"})
_LIMITS = frozenset({"pattern", "format"})
"""Keywords of a schema that say nothing if they are no strings."""


@dataclass(frozen=True)
class _Finding:
    """What the schema found: `keyword` failed at `pointer`."""

    keyword: str
    pointer: Pointer
    value: Json
    error: jsonschema_rs.ValidationError
    schema: Schema

    @property
    def key(self) -> str:
        return self.pointer[-1] if self.pointer else ""


_Judge: TypeAlias = Callable[[_Finding, Report], None]


def check_structure(document: Document, report: Report) -> None:
    """Report where the document is not built as OpenAPI says. One finding a spot."""
    schema = official_schema(document.version)
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    seen: set[Pointer] = set()
    for error in validator.iter_errors(document.value):
        pointer = _pointer_of(document, error)
        keyword = error.kind.name
        finding = _Finding(keyword, pointer, document.at(pointer), error, schema)
        if keyword not in ("required", "additionalProperties"):
            if pointer in seen or _is_left_to_rules(finding):
                continue
            seen.add(pointer)
        _JUDGES.get(keyword, _judge_other)(finding, report)


def _pointer_of(document: Document, error: jsonschema_rs.ValidationError) -> Pointer:
    """Return where an error is. jsonschema-rs leaves empty keys out of its paths; they are put back where one fits."""
    pointer: Pointer = ()
    value: Json = document.value
    for token in map(str, error.instance_path):
        if isinstance(value, dict) and token not in value and "" in value:
            pointer, value = (*pointer, ""), value[""]
        try:
            value = document.at((*pointer, token))
        except LookupError:
            break
        pointer = (*pointer, token)
    return pointer


def _is_left_to_rules(finding: _Finding) -> bool:
    """`$ref`, `type` in a schema and `content` of a parameter have rules that can say more."""
    if finding.key == "$ref" or (finding.key == "content" and finding.keyword in ("minProperties", "maxProperties")):
        return True
    path = finding.error.schema_path
    return finding.key == "type" and finding.keyword in ("anyOf", "type") and path[:2] == ["properties", "type"]


def _judge_type(finding: _Finding, report: Report) -> None:
    key, value = finding.key, finding.value
    if key in _BOUNDS and isinstance(value, bool | int | float):
        origin = "OpenAPI 3.0" if isinstance(value, bool) else "OpenAPI 3.1"
        report.warning("AG313", f"`{key}` is written as in {origin}, and read that way", at=finding.pointer)
        return
    if key == "required" and isinstance(value, bool) and finding.error.schema_path[-3:-1] == ["properties", "required"]:
        report.warning(
            "AG314",
            "`required` of a schema is a list of its properties: it is ignored",
            at=finding.pointer,
            help="write `required: [name]` in the object that has the property",
        )
        return
    if key == "items" and isinstance(value, list):
        report.warning(
            "AG315",
            "`items` must be an object, not a list: the items are not checked",
            at=finding.pointer,
            help="write one schema that fits every item",
        )
        return
    if key in _LIMITS and isinstance(value, bool | int | float):
        report.warning("AG316", f"`{key}` must be a string, not {describe(value)}: it is ignored", at=finding.pointer)
        return
    types: list[str] = getattr(finding.error.kind, "types", ["object"])
    wanted = " or ".join(TYPE_NAMES.get(name, name) for name in types)
    message = f"{owner(finding.pointer)} must be {wanted}, not {describe(value)}"
    if _is_prose(finding.pointer):
        report.warning("AG102", message, at=finding.pointer, help="it is ignored" if value is None else None)
    elif value is None:
        report.error(
            "AG112", message, at=finding.pointer, label="nothing is written here", help=f"remove `{key}` or fill it"
        )
    else:
        report.error("AG101", message, at=finding.pointer)


def _is_prose(pointer: Pointer) -> bool:
    """Whether a pointer is in prose. The same word may be the name of a schema, a property or a response header."""
    if pointer[:2] == ("info", "contact") or (pointer[:1] == ("tags",) and len(pointer) > 1):
        return True
    return any(
        token in PROSE and (index == 0 or pointer[index - 1] not in _MAPS) for index, token in enumerate(pointer)
    )


def _judge_required(finding: _Finding, report: Report) -> None:
    name = str(getattr(finding.error.kind, "property", ""))
    message = f"{owner(finding.pointer)} has no `{name}`"
    # Without its `url` a server is nothing; an external document is only a hint.
    needed = name == "url" and "servers" in finding.pointer
    if _is_prose((*finding.pointer, "")) or (name in DISPENSABLE and not needed):
        report.warning("AG104", message, at=finding.pointer)
    else:
        report.error("AG103", message, at=finding.pointer, help=f"add `{name}`")


def _judge_unknown_keys(finding: _Finding, report: Report) -> None:
    known = known_keys(finding.schema, finding.error.schema_path)
    present = frozenset(finding.value) if isinstance(finding.value, dict) else frozenset[str]()
    for key in getattr(finding.error.kind, "unexpected", ()):
        if key == "const" and "nullable" in known:
            continue  # a schema of OpenAPI 3.0: it is read, and the rules of schemas say so
        at = (*finding.pointer, str(key))
        meant = typo_of(str(key), known)
        if meant is None:
            report.warning("AG106", f"{owner(finding.pointer)} has no key `{key}` in OpenAPI: it is ignored", at=at)
            continue
        message = f"{owner(finding.pointer)} has no key `{key}` in OpenAPI"
        help = f"did you mean `{meant}`?" if meant not in present else f"`{meant}` is there already; remove `{key}`"
        if meant in PROSE:
            report.warning("AG106", message + ": it is ignored", at=at, help=help)
        else:
            report.error("AG105", message, at=at, label="unknown key", help=help)


def _judge_choice(finding: _Finding, report: Report) -> None:
    options = [str(option) for option in getattr(finding.error.kind, "options", [])]
    shown = ", ".join(f"`{option}`" for option in options)
    report.error(
        "AG109",
        f"{owner(finding.pointer)} cannot be {describe(finding.value, show=True)}",
        at=finding.pointer,
        help=f"use one of {shown}" if shown else None,
    )


def _judge_other(finding: _Finding, report: Report) -> None:
    place = owner(finding.pointer)
    if finding.keyword in _RANGES:
        report.error(
            "AG303",
            f"{place} cannot be {describe(finding.value, show=True)}",
            at=finding.pointer,
            help="it must be greater than 0" if "xclusive" in finding.keyword else "it must not be negative",
        )
    elif finding.keyword == "anyOf" and not finding.pointer:
        report.error(
            "AG103", "the document has none of `paths`, `components` and `webhooks`", at=(), help="add `paths`"
        )
    elif finding.keyword == "format":
        wanted = getattr(finding.error.kind, "format", "string")
        report.warning("AG110", f"{place} is not a valid {wanted}", at=finding.pointer)
    elif finding.keyword in HARMLESS_RULES or _is_prose(finding.pointer):
        report.warning(
            "AG108", f"{place} {_COMPLAINTS.get(finding.keyword, 'breaks a rule of OpenAPI')}", at=finding.pointer
        )
    else:
        report.error(
            "AG101",
            f"{place} is not what OpenAPI allows here: {describe(finding.value, show=True)}",
            at=finding.pointer,
        )


_COMPLAINTS = {
    "uniqueItems": "has an item twice",
    "minItems": "is empty",
    "minProperties": "is empty",
    "maxProperties": "has more than one entry",
    "not": "has keys that exclude each other",
    "oneOf": "has keys that exclude each other",
    "pattern": "does not have the form that OpenAPI asks for",
}
_JUDGES: dict[str, _Judge] = {
    "type": _judge_type,
    "required": _judge_required,
    "additionalProperties": _judge_unknown_keys,
    "enum": _judge_choice,
    "const": _judge_choice,
}
