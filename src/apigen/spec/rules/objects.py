"""Rules about objects: what they require, and how a discriminator tells them apart."""

from __future__ import annotations

from collections.abc import Iterator

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.properties import parts_of, property_names, required_names
from apigen.spec.rules.subject import Subject
from apigen.spec.rules.types import TYPES
from apigen.spec.words import describe

_DECLARING = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else"})
"""Keywords whose schemas may require what the schema around them declares."""

_WHOLE = frozenset({"properties", "allOf"})


def check_required(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """A closed object that requires what it does not allow fits nothing."""
    required, properties = schema["required"], schema.get("properties", {})
    if schema.get("additionalProperties") is not False or "patternProperties" in schema:
        _check_declared(subject, pointer, schema)
        return
    if isinstance(required, list) and isinstance(properties, dict):
        for index, name in enumerate(required):
            if isinstance(name, str) and name not in properties:
                subject.report.warning(
                    "AG309",
                    f"`{name}` is required, and `additionalProperties: false` forbids it",
                    at=(*pointer, "required", str(index)),
                    help=subject.did_you_mean(name, properties) or f"add `{name}` to `properties`",
                )


def _check_declared(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """What is required and nowhere declared may be anything: as a rule it is a slip of the pen."""
    if not _DECLARING.isdisjoint(pointer[-2:]) or _WHOLE.isdisjoint(schema):
        return
    names = required_names(schema)
    known = property_names(subject, pointer)
    for index, name in enumerate(names if known else ()):
        if known is not None and name not in known:
            subject.report.warning(
                "AG323",
                f"`{name}` is required, and is not among the properties: any value will do",
                at=(*pointer, "required", str(index)),
                help=subject.did_you_mean(name, known) or f"add `{name}` to `properties`",
            )


def check_discriminator(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """A mapping leads to schemas, and only objects can be told apart (OpenAPI 3.1, section 4.8.25)."""
    discriminator = schema["discriminator"]
    name = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
    if not isinstance(name, str):
        subject.report.warning(
            "AG321",
            "a discriminator is an object with the name of a property: it is ignored",
            at=(*pointer, "discriminator"),
            help="write `discriminator: {propertyName: kind}`",
        )
        return
    _check_told_apart(subject, pointer, schema, name)
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    for value, target in mapping.items() if isinstance(mapping, dict) else ():
        at = (*pointer, "discriminator", "mapping", value)
        if isinstance(target, str):
            _check_mapping(subject, at, target)
    for part in resolved_parts(subject, pointer, schema, "oneOf", "anyOf"):
        written = part.get("type", "object")
        if isinstance(written, str) and written in TYPES - {"object"}:
            subject.report.warning(
                "AG311",
                f"a discriminator chooses between objects, and one of the choices is of type `{written}`",
                at=(*pointer, "discriminator"),
                help="remove the discriminator, or that choice",
            )
            return


def _check_told_apart(subject: Subject, pointer: Pointer, schema: dict[str, Json], name: str) -> None:
    """Each of the choices has the property that tells them apart (OpenAPI 3.1, section 4.8.25)."""
    choices = parts_of(pointer, schema, "oneOf", "anyOf")
    for at in choices or [pointer]:
        known = property_names(subject, at)
        if known and name not in known:
            end, _ = subject.followed(at)
            who = f"`{end[-1]}`" if len(end) == 3 else "one of the choices"
            subject.report.warning(
                "AG320",
                f"the discriminator reads the property `{name}`, which {who} does not have"
                if choices
                else f"the discriminator reads the property `{name}`, which is not among the properties",
                at=(*pointer, "discriminator", "propertyName"),
                help=subject.did_you_mean(name, known) or f"add `{name}` to its `properties`",
            )
            return


def _check_mapping(subject: Subject, at: Pointer, target: str) -> None:
    names = _schema_names(subject.document.value)
    if target in names or subject.resolve(target) is not None:
        return
    if not target.startswith("#") and ("/" in target or "." in target):
        subject.report.error(
            "AG402",
            f"the reference {describe(target, show=True)} leads out of the document, and nothing is read from there",
            at=at,
            help="name a schema of this document, or of a file that is there",
        )
        return
    subject.report.error(
        "AG308",
        f"the discriminator maps to the schema {describe(target, show=True)}, which does not exist",
        at=at,
        help=subject.did_you_mean(target.rsplit("/", 1)[-1], names) or "define it under `components/schemas`",
    )


def _schema_names(root: dict[str, Json]) -> dict[str, Json]:
    components = root.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return schemas if isinstance(schemas, dict) else {}


def resolved_parts(
    subject: Subject, pointer: Pointer, schema: dict[str, Json], *keywords: str
) -> Iterator[dict[str, Json]]:
    """Yield the schemas of lists such as `allOf`, with their references followed."""
    for at in parts_of(pointer, schema, *keywords):
        _, part = subject.followed(at)
        if isinstance(part, dict):
            yield part
