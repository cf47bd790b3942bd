"""How bad is it? One verdict for each way in which an object can differ from what OpenAPI says.

An error is only what makes correct code impossible. One real document in ten breaks the schema in ways that
do not matter, and whoever is turned away for a missing description goes elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import jsonschema_rs

from apigen.report import Pointer, Report
from apigen.spec.dispensable import PROSE, is_dispensable, is_prose
from apigen.spec.document import Json
from apigen.spec.official import Schema, home_of, known_keys, part
from apigen.spec.words import KEYWORDS, TYPE_NAMES, describe, did_you_mean, owner, typo_of

HARMLESS_RULES = frozenset({"uniqueItems", "minItems", "minProperties", "maxProperties", "not", "oneOf", "pattern"})
_RANGES = frozenset({"minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"})
_BOUNDS = frozenset({"exclusiveMinimum", "exclusiveMaximum"})
_NEWER = frozenset({"anyOf", "deprecated", "not", "nullable", "oneOf", "writeOnly"})
"""Keywords of schemas that are new in OpenAPI 3.0."""

_LIMITS = frozenset({"pattern", "format"})
"""Keywords of a schema that say nothing if they are no strings."""


@dataclass(frozen=True)
class Finding:
    """What the schema found: `keyword` failed at `pointer`."""

    keyword: str
    pointer: Pointer
    value: Json
    error: jsonschema_rs.ValidationError
    schema: Schema

    @property
    def key(self) -> str:
        return self.pointer[-1] if self.pointer else ""


_Judge: TypeAlias = Callable[[Finding, Report], None]


def judge(finding: Finding, report: Report) -> None:
    """Report what the schema found, as an error or as a warning."""
    _JUDGES.get(finding.keyword, _judge_other)(finding, report)


def _judge_type(finding: Finding, report: Report) -> None:
    key, value = finding.key, finding.value
    if key in _BOUNDS and isinstance(value, bool | int | float):
        origin = "OpenAPI 3.0" if isinstance(value, bool) else "OpenAPI 3.1"
        report.warning(
            "AG313",
            f"`{key}` is written as in {origin}, and read that way",
            at=finding.pointer,
            help="write the limit itself here"
            if isinstance(value, bool)
            else f"write the limit as `{_plain(key)}`, and `{key}: true`",
        )
        return
    path = finding.error.schema_path
    # The schema of 3.0 has the keyword, and the meta-schema of 3.1 a name for what it holds.
    if (
        key == "required"
        and isinstance(value, bool)
        and (path[-3:-1] == ["properties", "required"] or path[-2:-1] == ["stringArray"])
    ):
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
        report.warning(
            "AG316",
            f"`{key}` must be a string, not {describe(value)}: it is ignored",
            at=finding.pointer,
            help="quote it",
        )
        return
    types: list[str] = getattr(finding.error.kind, "types", ["object"])
    wanted = " or ".join(TYPE_NAMES.get(name, name) for name in types)
    message = f"{owner(finding.pointer)} must be {wanted}, not {describe(value)}"
    help = _entry(finding) or _way_to(types, value)
    if is_prose(finding.pointer):
        report.warning("AG102", message, at=finding.pointer, help="it is ignored" if value is None else help)
    elif value is None:
        report.error(
            "AG112",
            message,
            at=finding.pointer,
            label="nothing is written here",
            help=f"remove `{key}`, or indent what belongs to it below it",
        )
    else:
        report.error("AG101", message, at=finding.pointer, help=help)


def _entry(finding: Finding) -> str | None:
    """Say how to write an object whose name alone is there."""
    section, value = finding.pointer[-2:-1], finding.value
    if not isinstance(value, str):
        return None
    if section == ("security",):
        return f"write `{value}: []`"
    return f"write `{finding.key}: {{type: {value}}}`" if section == ("properties",) and value.isalnum() else None


def _plain(bound: str) -> str:
    """Return the keyword of the limit that an exclusive one stands for: `minimum` for `exclusiveMinimum`."""
    return bound.removeprefix("exclusive").lower()


def _way_to(types: list[str], value: Json) -> str | None:
    """Say how to write a value of the type that is wanted, where the one that is there tells what was meant."""
    if types == ["string"] and isinstance(value, bool | int | float):
        return "quote it"
    if types == ["array"] and isinstance(value, dict | str):
        return "write a list, each item behind a `-`"
    if "object" in types and isinstance(value, list):
        return "write names with their values, without `-`"
    if isinstance(value, str) and value.lower() in ("true", "false") and "boolean" in types:
        return "remove the quotes"
    return "remove the quotes" if isinstance(value, str) and value.isdecimal() and "string" not in types else None


def _judge_required(finding: Finding, report: Report) -> None:
    name = str(getattr(finding.error.kind, "property", ""))
    message = f"{owner(finding.pointer)} has no `{name}`"
    if is_dispensable(name, finding.pointer):
        report.warning("AG104", message, at=finding.pointer, help=f"add `{name}`")
    else:
        report.error("AG103", message, at=finding.pointer, help=f"add `{name}`")


def _judge_unknown_keys(finding: Finding, report: Report) -> None:
    known = known_keys(finding.schema, finding.error.schema_path)
    present = frozenset(finding.value) if isinstance(finding.value, dict) else frozenset[str]()
    for key in getattr(finding.error.kind, "unexpected", ()):
        if key == "const" and "discriminator" in known:
            continue  # a schema of before 3.1: it is read, and the rules of schemas say so
        at = (*finding.pointer, str(key))
        if key in _NEWER and "discriminator" in known:
            message = f"`{key}` is not a keyword of Swagger 2.0: it is read as in OpenAPI 3.0"
            help = "write `x-nullable`" if key == "nullable" else "upgrade the contract to OpenAPI 3"
            report.warning("AG317", message, at=at, help=help)
            continue
        meant = typo_of(str(key), known)
        if meant is None:
            help = _elsewhere(finding, str(key), known)
            report.warning(
                "AG106",
                f"{owner(finding.pointer)} has no key `{key}` in OpenAPI: it is ignored",
                at=at,
                help=help,
            )
            continue
        message = f"{owner(finding.pointer)} has no key `{key}` in OpenAPI"
        help = f"did you mean `{meant}`?" if meant not in present else f"`{meant}` is there already; remove `{key}`"
        if meant in PROSE:
            report.warning("AG106", message + ": it is ignored", at=at, help=help)
        else:
            report.error("AG105", message, at=at, label="unknown key", help=help)


def _elsewhere(finding: Finding, key: str, known: frozenset[str]) -> str:
    """Say where a key belongs that is none of this object."""
    plural = next((name for name in (f"{key}s", f"{key[:-1]}ies") if name in known), None)
    if plural is not None:
        return f"did you mean `{plural}`?"
    if "openapi" in part(finding.schema, "properties") and key in _FORMER:
        return f"that is a key of Swagger 2.0; since OpenAPI 3.0, {_FORMER[key]}"
    if key in KEYWORDS and "schema" in known:
        return "write it under `schema`"
    if key == "schema" and "content" in known:
        return "write it under `content`, in a media type such as `application/json`"
    home = home_of(finding.schema, key)
    if home is not None:
        return f"it is a key of {home}: is the indentation right?"
    return "remove it, or start it with `x-` if it is meant for a tool"


_FORMER = {
    **dict.fromkeys(("host", "basePath", "schemes"), "addresses are under `servers`"),
    "definitions": "schemas are under `components/schemas`",
    "securityDefinitions": "they are under `components/securitySchemes`",
    **dict.fromkeys(("consumes", "produces"), "media types are the keys of `content`"),
    "collectionFormat": "it is said by `style` and `explode`",
}
"""Keys that OpenAPI had, and where it has them now."""


def _judge_choice(finding: Finding, report: Report) -> None:
    options = [str(option) for option in getattr(finding.error.kind, "options", [])]
    shown = ", ".join(f"`{option}`" for option in options)
    help = did_you_mean(finding.value, options) if isinstance(finding.value, str) else None
    if finding.value in ("basic", "bearer") and "http" in options:
        help = f"write `type: http` and `scheme: {finding.value}`"
    report.error(
        "AG109",
        f"{owner(finding.pointer)} cannot be {describe(finding.value, show=True)}",
        at=finding.pointer,
        help=help or (f"use one of {shown}" if shown else None),
    )


def _judge_other(finding: Finding, report: Report) -> None:
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
        wanted, help = _FORMATS.get(str(getattr(finding.error.kind, "format", "")), ("what it should be", None))
        message = f"{place} is {describe(finding.value, show=True)}, which is not {wanted}"
        report.warning("AG110", message, at=finding.pointer, help=help)
    elif finding.keyword in HARMLESS_RULES or is_prose(finding.pointer):
        complaint, help = _COMPLAINTS.get(finding.keyword, ("breaks a rule of OpenAPI", None))
        report.warning("AG108", f"{place} {complaint}", at=finding.pointer, help=help)
    else:
        report.error(
            "AG101",
            f"{place} is not what OpenAPI allows here: {describe(finding.value, show=True)}",
            at=finding.pointer,
        )


_COMPLAINTS: dict[str, tuple[str, str | None]] = {
    "uniqueItems": ("has an item twice", "remove one of them"),
    "minItems": ("is empty", "remove it, or fill it"),
    "minProperties": ("is empty", "remove it, or fill it"),
    "maxProperties": ("has more than one entry", "keep one of them"),
    "not": ("has keys that exclude each other", "keep one of them"),
    "oneOf": ("has keys that exclude each other", "keep one of them"),
    "pattern": ("does not have the form that OpenAPI asks for", None),
}
_FORMATS: dict[str, tuple[str, str | None]] = {
    "email": ("an e-mail address", "write it as `name@example.com`"),
    "uri": ("a URI", "write it as `https://example.com`"),
    "uri-reference": ("a URI, nor a reference to one", "percent-encode what it cannot hold, such as spaces and braces"),
    "regex": ("a regular expression", "write it in the syntax of ECMA-262"),
}
_JUDGES: dict[str, _Judge] = {
    "type": _judge_type,
    "required": _judge_required,
    "additionalProperties": _judge_unknown_keys,
    "enum": _judge_choice,
    "const": _judge_choice,
}
