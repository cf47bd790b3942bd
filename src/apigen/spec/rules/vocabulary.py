"""Rules about the words of a schema since OpenAPI 3.1, where JSON Schema lets any key stand."""

from __future__ import annotations

from typing import Final

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.subject import Subject
from apigen.spec.words import KEYWORDS, typo_of

_FORMER: Final = frozenset(
    {"definitions", "dependencies", "additionalItems", "$recursiveRef", "$recursiveAnchor", "id"}
)


def check_keywords(subject: Subject, pointer: Pointer, schema: dict[str, Json]) -> None:
    """A key that is nearly a keyword was meant to be one."""
    for key in schema.keys() - KEYWORDS:
        meant = None if key in _FORMER else typo_of(key, KEYWORDS)
        if meant is not None:
            subject.report.warning(
                "AG322",
                f"`{key}` is not a keyword of JSON Schema: it is ignored",
                at=(*pointer, key),
                label="unknown keyword",
                help=f"did you mean `{meant}`?"
                if meant not in schema
                else f"`{meant}` is there already; remove `{key}`",
            )
