"""An app and a contract become an outcome: everything is sent to the app, in process, and judged."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from tempfile import TemporaryDirectory
from typing import Final

from apigen.contract import DEFAULT_EXAMPLES, DEFAULT_SEED
from apigen.contract.drops import drop_for, is_tuple_error
from apigen.contract.effective import added, effective
from apigen.contract.engine import Answered, Broke, Engine, Failed, Plan
from apigen.contract.outcome import Finding, Outcome
from apigen.contract.success import Success, declared_success
from apigen.ir.api import Api, SecurityScheme

TOKEN_VARIABLE: Final = "APIGEN_DEV_TOKEN"
HYPOTHESIS_VARIABLE: Final = "HYPOTHESIS_STORAGE_DIRECTORY"
"""Where Hypothesis keeps its notes; without it, in the working directory."""


class NotAnAppError(TypeError):
    """What should be tested is not an application that this version can test."""


def run(app: object, api: Api, *, examples: int = DEFAULT_EXAMPLES, seed: int = DEFAULT_SEED) -> Outcome:
    """Test an ASGI app against the effective contract of an API, with every check and phase.

    The app sees a random dev token in APIGEN_DEV_TOKEN for the time of the run, and each secured
    request carries it. Raises `NotAnAppError`, and `MissingExtraError` without Schemathesis.
    """
    if not callable(app):
        raise NotAnAppError(f"{type(app).__name__} is not an ASGI application: it cannot be called")
    contract = effective(api.document, api)
    token = secrets.token_urlsafe(24)
    plan = Plan(
        base_path=api.base_path.rstrip("/"),
        examples=examples,
        seed=seed,
        token=token,
        schemes={scheme.name: kind for scheme in api.security_schemes if (kind := _credential(scheme)) is not None},
    )
    with TemporaryDirectory() as scratch, _variables({TOKEN_VARIABLE: token, HYPOTHESIS_VARIABLE: scratch}):
        engine = Engine(contract, app, plan)
        declared = engine.declared()
        tally = _Tally({label: declared_success(statuses) for label, statuses in declared.items()}, token)
        for event in engine.run():
            tally.add(event)
    return Outcome(
        title=api.title,
        tested=tuple(declared),
        cases=tally.cases,
        findings=tuple(tally.findings.values()),
        successes=tally.successes,
        undeclared=tuple(label for label, success in tally.wanted.items() if success is None),
        errors=tuple(dict.fromkeys(tally.errors)),
        unjudged=tuple(dict.fromkeys(tally.unjudged)),
        dropped=dict(sorted(tally.dropped.items())),
        implied=added(api),
        left_out=api.left_out,
        seed=seed,
    )


@dataclass(slots=True)
class _Tally:
    """Counts what happens during a run."""

    wanted: Mapping[str, Success | None]
    token: str
    cases: int = 0
    successes: dict[str, int] = field(default_factory=dict[str, int])
    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict[tuple[str, str, str], Finding])
    errors: list[str] = field(default_factory=list[str])
    unjudged: list[str] = field(default_factory=list[str])
    dropped: Counter[str] = field(default_factory=Counter[str])

    def __post_init__(self) -> None:
        self.successes = {label: 0 for label, success in self.wanted.items() if success is not None}

    def add(self, event: Answered | Failed | Broke) -> None:
        """Count one event."""
        match event:
            case Answered(operation=operation, status=status):
                self.cases += 1
                success = self.wanted.get(operation)
                if success is not None and success.covers(status):
                    self.successes[operation] += 1
            case Failed():
                self._fail(event)
            case Broke(operation=operation, message=message):
                if is_tuple_error(message):
                    self.unjudged.append(operation)
                else:
                    self.errors.append(f"{operation}: {message}")

    def _fail(self, failed: Failed) -> None:
        drop = drop_for(failed.check, failed.query)
        if drop is not None:
            self.dropped[drop.name] += 1
            return
        key = (failed.check, failed.operation, failed.title)
        known = self.findings.get(key)
        self.findings[key] = (
            replace(known, times=known.times + 1)
            if known is not None
            else Finding(
                check=failed.check,
                operation=failed.operation,
                title=failed.title,
                message=failed.message,
                # Closes the quotes around the value, so that a shell puts its own token there.
                curl=failed.curl.replace(self.token, f"'\"${TOKEN_VARIABLE}\"'"),
                times=1,
            )
        )


def _credential(scheme: SecurityScheme) -> str | None:
    """Return how the token is sent for a scheme; `None` where it cannot be."""
    if scheme.kind == "apiKey":
        return "apiKey"
    if scheme.kind == "mutualTLS":
        return None
    return "basic" if scheme.http_scheme == "basic" else "bearer"


@contextmanager
def _variables(values: Mapping[str, str]) -> Generator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
