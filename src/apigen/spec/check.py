"""The verdict on a contract: is it built as OpenAPI says, and does it mean something?"""

from __future__ import annotations

from apigen.report import Report
from apigen.spec.document import Document
from apigen.spec.rules import check_semantics
from apigen.spec.structure import check_structure


def check(document: Document, report: Report) -> None:
    """Report everything that is wrong. The caller decides whether to go on: see `Report.stop_on_errors`."""
    check_structure(document, report)
    check_semantics(document, report)
