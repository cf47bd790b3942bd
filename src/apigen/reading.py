"""A contract is read for the work that is to be done on it; who rejects it still knows where its findings are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from apigen.report import ContractError, Report

if TYPE_CHECKING:
    from pathlib import Path

    from apigen.spec.document import Document, Places
    from apigen.spec.read import Access
    from apigen.spec.select import Selection

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

    `lenient` goes on without the operations that cannot be had, `strict` takes warnings for errors.
    """

    access: Access | None = None
    selection: Selection | None = None
    lenient: bool = False
    strict: bool = False


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

    document: Document | None = None
    try:
        tell("reading the contract")
        document = load(spec, report, access=reading.access, selection=reading.selection, lenient=reading.lenient)
        if reading.lenient:
            from apigen.lenient import without_faults

            document, result = without_faults(document, report, work, tell=tell)
        else:
            result = work(document, report)
        if reading.strict:
            report.harden()
        report.stop_on_errors()
    except ContractError as error:
        raise RejectedContract(document) from error
    return document, result
