"""An app, or the address of one, and a contract become an outcome: everything is sent to it, and judged."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from apigen.contract import DEFAULT_EXAMPLES, DEFAULT_SEED
from apigen.contract.documents import Documents
from apigen.contract.drops import drop_for, is_tuple_error
from apigen.contract.effective import added, effective
from apigen.contract.engine import Broke, Engine, Plan
from apigen.contract.equivalent import equivalent
from apigen.contract.outcome import Finding, Outcome
from apigen.contract.recorded import Answered, Failed
from apigen.contract.sent import Sent
from apigen.contract.strays import Strays
from apigen.contract.success import Success, declared_success
from apigen.contract.wsgi import NotAnAppError, as_asgi
from apigen.ir.api import Api, SecurityScheme

TOKEN_VARIABLE: Final = "APIGEN_DEV_TOKEN"
HYPOTHESIS_VARIABLE: Final = "HYPOTHESIS_STORAGE_DIRECTORY"
"""Where Hypothesis keeps its notes; without it, in the working directory."""

IN_PROCESS: Final = "http://testserver"
"""Where an app seems to be that is called in this process."""

__all__ = ["TOKEN_VARIABLE", "NotAnAppError", "run", "run_url"]


def run(app: object, api: Api, *, examples: int = DEFAULT_EXAMPLES, seed: int = DEFAULT_SEED) -> Outcome:
    """Test an ASGI or WSGI app against the effective contract of an API, with every check and phase.

    The app sees a random dev token in APIGEN_DEV_TOKEN for the time of the run, and each secured
    request carries it. Raises `NotAnAppError`, and `MissingExtraError` without Schemathesis.
    """
    found, token = as_asgi(app), secrets.token_urlsafe(24)
    with _variables({TOKEN_VARIABLE: token}):
        return _test(found, IN_PROCESS + _path(api), token, api, examples=examples, seed=seed)


def run_url(url: str, api: Api, *, examples: int = DEFAULT_EXAMPLES, seed: int = DEFAULT_SEED) -> Outcome:
    """Test a server that runs somewhere else in the same way, over sockets.

    A URL without a path is that of the server, below which the contract's base path is; one with a path
    is the base itself. Each secured request carries the value of APIGEN_DEV_TOKEN, which whoever started
    the server gave it too; none if it is unset.
    """
    base_url = url.rstrip("/") if urlsplit(url).path else url + _path(api)
    token = os.environ.get(TOKEN_VARIABLE) or None
    return _test(None, base_url, token, api, examples=examples, seed=seed)


def _path(api: Api) -> str:
    return api.base_path.rstrip("/")


def _test(app: object, base_url: str, token: str | None, api: Api, *, examples: int, seed: int) -> Outcome:
    """Test an app, or without one what is at the URL."""
    contract, plan = equivalent(effective(api.document, api), api), _plan(base_url, token, api, examples, seed)
    with TemporaryDirectory() as scratch, _variables({HYPOTHESIS_VARIABLE: scratch}):
        engine = Engine(contract, app, plan)
        declared = engine.declared()
        wanted = {label: declared_success(statuses) for label, statuses in declared.items()}
        tally = _Tally(wanted, token, urlsplit(base_url).path.rstrip("/"), Documents(api), Strays(api))
        for event in engine.run():
            tally.add(event)
        untested = tally.miss(f"{each.method} {each.path}" for each in api.operations)
    return Outcome(
        title=api.title,
        tested=tuple(declared),
        cases=tally.cases,
        findings=tuple(tally.findings.values()),
        successes=tally.successes,
        undeclared=tuple(label for label, success in tally.wanted.items() if success is None),
        errors=tuple(dict.fromkeys(tally.errors)),
        untested=untested,
        unjudged=tuple(dict.fromkeys(tally.unjudged)),
        dropped=dict(sorted(tally.dropped.items())),
        implied=added(api),
        seed=seed,
        anonymous=token is None and any(each.security and all(each.security) for each in api.operations),
    )


def _plan(base_url: str, token: str | None, api: Api, examples: int, seed: int) -> Plan:
    return Plan(
        base_url=base_url,
        examples=examples,
        seed=seed,
        token=token,
        media_types=sorted({media.name for each in api.operations if each.body for media in each.body.media}),
        methods={each.method for each in api.operations},
        schemes={scheme.name: _credential(scheme) for scheme in api.security_schemes},
    )


@dataclass(slots=True)
class _Tally:
    """Counts what happens during a run."""

    wanted: Mapping[str, Success | None]
    token: str | None
    base_path: str
    documents: Documents
    strays: Strays
    cases: int = 0
    successes: dict[str, int] = field(default_factory=dict[str, int])
    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict[tuple[str, str, str], Finding])
    errors: list[str] = field(default_factory=list[str])
    broken: set[str] = field(default_factory=set[str])
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
                    self.broken.add(operation)
                    self.errors.append(f"{operation}: {message}")

    def miss(self, operations: Iterable[str]) -> tuple[str, ...]:
        """Return the operations that are another one to Schemathesis. One that is none to it is an error."""
        found = {_in_one_case(each) for each in self.wanted}
        missing = [each for each in operations if each not in self.wanted and each not in self.broken]
        untested = tuple(each for each in missing if _in_one_case(each) in found)
        self.errors += [f"{each}: Schemathesis does not find it" for each in missing if each not in untested]
        return untested

    def _fail(self, failed: Failed) -> None:
        drop = drop_for(self._sent(failed))
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
                curl=self._without_token(failed.curl),
                times=1,
            )
        )

    def _sent(self, failed: Failed) -> Sent:
        # A base path stands before the paths of the contract, and so does whatever a server is mounted under.
        path = urlsplit(failed.url).path.removeprefix(self.base_path)
        return Sent(
            check=failed.check,
            message=failed.message,
            parameters=failed.parameters,
            form=failed.form,
            xml=None if failed.body is None else self.documents.document(failed.operation, failed.body),
            astray=self.strays.strays(failed.check, failed.method, failed.template, path),
        )

    def _without_token(self, curl: str) -> str:
        # Closes the quotes around the value, so that a shell puts its own token there.
        return curl if self.token is None else curl.replace(self.token, f"'\"${TOKEN_VARIABLE}\"'")


def _in_one_case(operation: str) -> tuple[str, str]:
    """Return method and path as Schemathesis tells operations apart."""
    method, _, path = operation.partition(" ")
    return method.lower(), path


def _credential(scheme: SecurityScheme) -> str:
    """Return how the token is sent for a scheme, as a `Plan` has it."""
    if scheme.kind == "mutualTLS":
        return "certificate"
    if scheme.http_scheme is None:
        return "apiKey"
    return scheme.http_scheme if scheme.http_scheme in ("basic", "bearer") else scheme.http_scheme.capitalize()


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
