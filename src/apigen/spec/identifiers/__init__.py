"""References by name into references by place: `$anchor`, `$id` and `$dynamicRef` become JSON pointers.

See JSON Schema 2020-12 Core, sections 8.2.1 to 8.2.3.
"""

from __future__ import annotations

from typing import Final

from apigen.report import Report
from apigen.spec.document import Bundle, Document, Json
from apigen.spec.identifiers.dialects import is_newest, translated

__all__ = ["resolve_identifiers"]

_WORDS: Final = frozenset(
    {
        *("$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef"),
        *("$self", "$schema"),
    }
)


def resolve_identifiers(bundle: Bundle, report: Report) -> Document:
    """Return the document in which every `$ref` is a local JSON pointer. Without identifiers it is the author's own."""
    document = Document(bundle.value, bundle.version, bundle)
    # Schemas of OpenAPI 3.0 have no identifiers.
    if bundle.version < (3, 1) or (is_newest(bundle.value.get("jsonSchemaDialect")) and not _has_words(bundle.value)):
        return document
    # Few contracts need them, and none should wait for them.
    from apigen.spec.identifiers.index import read_index
    from apigen.spec.identifiers.writer import rewritten

    current = translated(document, report)
    return rewritten(current, read_index(current, report), report)


def _has_words(value: Json) -> bool:
    """Whether one of the words is a key anywhere: most documents have none, and need not be looked at closely."""
    level: list[Json] = [value]
    while level:
        inner: list[Json] = []
        for each in level:
            if each.__class__ is dict:
                assert isinstance(each, dict)
                if not _WORDS.isdisjoint(each):
                    return True
                inner += each.values()
            elif each.__class__ is list:
                assert isinstance(each, list)
                inner += each
        level = inner
    return False
