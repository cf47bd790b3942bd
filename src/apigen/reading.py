"""A contract is read for the work that is to be done on it; who rejects it still knows where its findings are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from apigen.report import ContractError, Report

if TYPE_CHECKING:
    from pathlib import Path

    from apigen.spec.document import Document, Json, Places
    from apigen.spec.files.read import Access
    from apigen.spec.selection.select import Selection

T = TypeVar("T")


class RejectedContract(ContractError):
    """The contract cannot be used. `document` is what the report is about, if the contract could be read."""

    def __init__(self, document: Document | None) -> None:
        super().__init__()
        self.document = document

    @property
    def places(self) -> Places | None:
        """What finds what the report points at."""
        return None if self.document is None else self.document.places


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a contract is read: what that may touch, which operations are wanted, and what becomes of its faults.

    `lenient` goes on without the operations that cannot be had, `strict` takes warnings for errors. `pagination` is what
    the contract does not say of how pages follow each other, by operation.
    """

    access: Access | None = None
    selection: Selection | None = None
    lenient: bool = False
    strict: bool = False
    pagination: Mapping[str, Json] = field(default_factory=dict[str, "Json"])


def read(
    spec: str | Path,
    reading: Reading,
    report: Report,
    work: Callable[[Document, Report], T],
    *,
    tell: Callable[[str], None] = lambda stage: None,
) -> tuple[Document, T]:
    """Return a contract, and what the work makes of it. Raises `RejectedContract` after reporting, and `SourceError`.

    `tell` hears the name of each stage.
    """
    from apigen.spec.load import load
    from apigen.spec.pagination import check_configured, with_pagination
    from apigen.spec.selection.select import Selection

    def whole_work(document: Document, report: Report) -> T:
        return work(with_pagination(document, reading.pagination), report)

    document: Document | None = None
    try:
        tell("reading the contract")
        document = load(spec, report, access=reading.access, selection=reading.selection, lenient=reading.lenient)
        if reading.selection in (None, Selection()):
            check_configured(document, reading.pagination, report)
        if reading.lenient:
            from apigen.lenient import without_faults

            document, result = without_faults(document, report, whole_work, tell=tell)
        else:
            result = whole_work(document, report)
        if reading.strict:
            report.harden()
        report.stop_on_errors()
    except ContractError as error:
        raise RejectedContract(document) from error
    return document, result
