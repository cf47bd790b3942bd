"""A contract, wherever it is held, becomes an `Api`."""

from __future__ import annotations

from pathlib import Path

from apigen.ir.api import Api
from apigen.report import ContractError, Report


def read_contract(contract: str | Path | bytes, report: Report) -> Api:
    """Read a contract from a file, or from its text as bytes.

    Raises `SourceError` if there is no such file, and `ContractError`, after reporting, if it cannot be used.
    """
    # The whole reader: `import apigen.contract` should cost nothing to a test run that skips it.
    from apigen.ir.lower import lower
    from apigen.spec.check import check
    from apigen.spec.load import load, parse

    if isinstance(contract, bytes):
        document = parse(contract, file="the contract", report=report)
    else:
        document = load(Path(contract), report)
    check(document, report)
    report.stop_on_errors()
    api = lower(document, report)
    report.stop_on_errors()
    if not api.operations:
        report.error("AG360", "the contract has no operation that could be tested", at=("paths",))
        raise ContractError
    return api
