"""Contract tests: does an application keep to its contract? `check(app)` is the whole of it, for use in pytest."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from apigen.report import ContractError, Report

__all__ = ["DEFAULT_EXAMPLES", "DEFAULT_SEED", "check"]

DEFAULT_EXAMPLES: Final = 10
DEFAULT_SEED: Final = 1


def check(
    app: object,
    contract: str | Path | bytes | None = None,
    *,
    examples: int = DEFAULT_EXAMPLES,
    seed: int = DEFAULT_SEED,
) -> None:
    """Test an ASGI or WSGI app with every check and phase of Schemathesis against the effective contract.

    `contract` is a file, or the text of one as bytes; an app that apigen generated carries its own.
    `examples` bounds the random requests per operation, `seed` fixes them. Raises `AssertionError`
    with a summary if a check fails, if testing is cut short by an error, or if an operation never
    answered what it declares as its success.
    """
    # Generating passes through this package too, for the examples, and must not pay for the tests.
    from apigen.contract.harness import run
    from apigen.contract.source import read_contract

    __tracebackhide__ = True
    found = contract if contract is not None else getattr(app, "__contract__", None)
    if not isinstance(found, str | Path | bytes):
        raise ValueError(f"{type(app).__name__} carries no contract: name it, check(app, 'openapi.yaml')")
    report = Report()
    try:
        api = read_contract(found, report)
    except ContractError:
        problems = "\n".join(f"{problem.severity}[{problem.code}]: {problem.message}" for problem in report)
        raise ValueError(f"the contract cannot be used:\n{problems}") from None
    outcome = run(app, api, examples=examples, seed=seed)
    if not outcome.passed:
        raise AssertionError(outcome.summary())
