"""A contract, wherever it is held, becomes an `Api`."""

from __future__ import annotations

from pathlib import Path

from apigen.ir.api import Api
from apigen.reading import Reading, read
from apigen.report import ContractError, Report
from apigen.spec.document import Document


def read_contract(contract: str | Path | bytes, report: Report, reading: Reading | None = None) -> Api:
    """Read a contract from where it is kept, or from its text as bytes.

    Raises `SourceError` if there is none, and `ContractError`, after reporting, if it cannot be used: for one that is
    kept somewhere, the `RejectedContract` that knows its places.
    """
    if not isinstance(contract, bytes):
        return read(contract, reading or Reading(), report, understood)[1]
    # The whole reader: `import apigen.contract` should cost nothing to a test run that skips it.
    from apigen.spec.load import parse

    return understood(parse(contract, file="the contract", report=report), report)


def understood(document: Document, report: Report) -> Api:
    """Return what a document says, if something could be tested by it. Raises `ContractError` after reporting."""
    from apigen.ir.lower import lower
    from apigen.spec.check import check

    check(document, report)
    report.stop_on_errors()
    api = lower(document, report)
    report.stop_on_errors()
    if not api.operations:
        report.error("AG360", "the contract has no operation that could be tested", at=("paths",))
        raise ContractError
    return api
