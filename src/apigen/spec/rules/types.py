"""The rule about `type`: it is one of those that JSON Schema knows."""

from __future__ import annotations

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.subject import Subject
from apigen.spec.words import describe, did_you_mean

TYPES = frozenset({"array", "boolean", "integer", "number", "object", "string"})


def check_type(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """Check the type or types of a schema, and that an array of OpenAPI 3.0 says what is in it."""
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
            help="OpenAPI 3.0 has one type and `nullable: true`"
            if subject.author != (2, 0)
            else "Swagger 2.0 has one type; many tools read `x-nullable: true`",
        )


def _report_unknown_type(subject: Subject, at: Pointer, name: Json) -> None:
    advice = {
        "file": "a file is `type: string` with `format: binary`",
        "str": "did you mean `string`?",
        "text": "did you mean `string`?",
        "uuid": "use `type: string` with `format: uuid`",
        "double": "use `type: number` with `format: double`",
        "long": "use `type: integer` with `format: int64`",
        "datetime": "use `type: string` with `format: date-time`",
        "date-time": "use `type: string` with `format: date-time`",
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
