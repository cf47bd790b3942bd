"""The rule about names that the author gives: what generated code could not write is refused."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Callable
from typing import Final

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.grammar import Kind, grammar_of
from apigen.spec.rules.subject import Rule, Subject
from apigen.spec.words import describe

PIN: Final = "x-apigen-name"
"""The key that names an object in generated code."""

_LONGEST: Final = 80
"""Characters: a tag's name is that of a file, too."""
_NEWEST: Final = grammar_of((3, 2))


_COMPONENT: Final = re.compile(r"[a-zA-Z0-9._-]+")


def check_component_names(subject: Subject, pointer: Pointer, components: dict[str, Json]) -> None:
    """Check the names of components (OpenAPI 3.1, section 4.8.7.1). Other tools refuse what this one can write."""
    for section, known in components.items():
        if section not in subject.grammar.fields[Kind.COMPONENTS] or not isinstance(known, dict):
            continue
        for name in known:
            if not _COMPONENT.fullmatch(name) and subject.author != (2, 0):
                subject.report.warning(
                    "AG113",
                    f"`{name}` is not a name for a component: other tools refuse it",
                    at=(*pointer, section, name),
                    help="use letters, digits, `.`, `_` and `-`",
                )


def is_property(pointer: Pointer) -> bool:
    """Whether the schema at a pointer is that of a property: its name is the attribute's, not a class's."""
    return pointer[-2:-1] == ("properties",) and _NEWEST.kind_at(pointer[:-2]) is Kind.SCHEMA


def check_class_pin(subject: Subject, pointer: Pointer, value: dict[str, Json]) -> None:
    """Check the name of what becomes a class."""
    _check(subject, pointer, value, fits=_is_class, kind="a class", example="PetOwner")


def check_attribute_pin(subject: Subject, pointer: Pointer, value: dict[str, Json]) -> None:
    """Check the name of what becomes an attribute, a method or a module."""
    _check(subject, pointer, value, fits=_is_attribute, kind="an attribute", example="pet_owner")


def check_schema_pin(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """Check the name of a schema's class, or of a property's attribute."""
    if PIN in schema:
        rule: Rule = check_attribute_pin if is_property(pointer) else check_class_pin
        rule(subject, pointer, schema)


def check_tag_pins(subject: Subject, pointer: Pointer, root: dict[str, Json]) -> None:
    """Check the names of the document's tags."""
    tags = root.get("tags")
    for index, tag in enumerate(tags if isinstance(tags, list) else ()):
        if isinstance(tag, dict):
            check_attribute_pin(subject, (*pointer, "tags", str(index)), tag)


def _check(
    subject: Subject,
    pointer: Pointer,
    value: dict[str, Json],
    *,
    fits: Callable[[str], bool],
    kind: str,
    example: str,
) -> None:
    name = value.get(PIN, example)
    if not isinstance(name, str) or not _is_name(name) or not fits(name):
        subject.report.error(
            "AG352",
            f"`{name}` cannot be the name of {kind}" if isinstance(name, str) else f"a name cannot be {describe(name)}",
            at=(*pointer, PIN),
            help=f"give a name such as `{example}`",
        )


def _is_name(name: str) -> bool:
    """Whether Python reads a name as it is written, and lets it be one."""
    usual = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    return usual and len(name) <= _LONGEST and unicodedata.normalize("NFKC", name) == name


def _is_class(name: str) -> bool:
    return name[0].isupper() and "_" not in name


def _is_attribute(name: str) -> bool:
    return name == name.lower()
