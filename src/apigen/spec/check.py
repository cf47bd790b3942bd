"""The verdict on a contract: is it built as OpenAPI says, and does it mean something?"""

from __future__ import annotations

from apigen.report import Report, Severity
from apigen.spec.document import Document
from apigen.spec.rules import check_semantics
from apigen.spec.structure import check_structure


def check(document: Document, report: Report) -> None:
    """Report everything that is wrong. The caller decides whether to go on: see `Report.stop_on_errors`."""
    before = report.count(Severity.ERROR)
    check_structure(document, report)
    if document.bundle.version == (2, 0) and report.count(Severity.ERROR) > before:
        return  # What a malformed Swagger document became would be judged, not what its author wrote.
    check_semantics(document, report)
