"""An app, or the address of one, and a contract become an outcome: everything is sent to it, and judged."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Final
from urllib.parse import urlsplit

from apigen.contract import DEFAULT_EXAMPLES, DEFAULT_SEED
from apigen.contract.conditions import Conditions
from apigen.contract.documents import Documents
from apigen.contract.effective import added, effective
from apigen.contract.engine import Began, Engine, Plan
from apigen.contract.equivalent import equivalent
from apigen.contract.exchange import IN_PROCESS, Exchange
from apigen.contract.hiding import Secrets, forms_of
from apigen.contract.impossible import impossible_answers
from apigen.contract.inprocess import Notes, as_served
from apigen.contract.outcome import Contradiction, Outcome, Stop
from apigen.contract.recorded import Exchanged
from apigen.contract.strays import Strays
from apigen.contract.success import declared_success
from apigen.contract.tally import Tally
from apigen.contract.wsgi import NotAnAppError, as_asgi
from apigen.ir.api import Api, SecurityScheme

TOKEN_VARIABLE: Final = "APIGEN_DEV_TOKEN"
HYPOTHESIS_VARIABLE: Final = "HYPOTHESIS_STORAGE_DIRECTORY"
"""Where Hypothesis keeps its notes; without it, in the working directory."""

__all__ = ["IN_PROCESS", "TOKEN_VARIABLE", "NotAnAppError", "Watch", "run", "run_url"]


def _ignore(*_: object) -> None:
    """Do nothing with what happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who wants to know what happens during a run: `tell` hears where it is, `see` gets each exchange and its secrets."""

    tell: Callable[[str], None] = _ignore
    see: Callable[[Exchange, Secrets], None] = _ignore


def run(
    app: object,
    api: Api,
    *,
    examples: int = DEFAULT_EXAMPLES,
    seed: int = DEFAULT_SEED,
    conditions: Conditions | None = None,
    watch: Watch | None = None,
    notes: Notes | None = None,
) -> Outcome:
    """Test an ASGI or WSGI app against the effective contract of an API, with every check and phase.

    The app sees a random dev token in APIGEN_DEV_TOKEN for the time of the run, and each secured
    request carries it, unless the conditions have credentials. Its lifespan is that of the run. Raises `NotAnAppError`,
    `StartError`, and `MissingExtraError` without Schemathesis.
    """
    asked, notes = conditions or Conditions(), notes or Notes()
    found, token = as_served(as_asgi(app), notes), secrets.token_urlsafe(24)
    plan = _plan(IN_PROCESS + _path(api), token, api, examples, seed, asked)
    with _variables({TOKEN_VARIABLE: token}), notes.logs():
        return _test(found, plan, api, asked, watch or Watch(), notes)


def run_url(
    url: str,
    api: Api,
    *,
    examples: int = DEFAULT_EXAMPLES,
    seed: int = DEFAULT_SEED,
    conditions: Conditions | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """Test a server that runs somewhere else in the same way, over sockets.

    A URL without a path is that of the server, below which the contract's base path is; one with a path
    is the base itself. Each secured request carries the value of APIGEN_DEV_TOKEN, which whoever started
    the server gave it too; none if it is unset. Credentials of the conditions go before it.
    """
    base_url = url.rstrip("/") if urlsplit(url).path else url + _path(api)
    asked, token = conditions or Conditions(), os.environ.get(TOKEN_VARIABLE) or None
    plan = _plan(base_url, token, api, examples, seed, asked)
    return _test(None, plan, api, asked, watch or Watch(), Notes())


def _path(api: Api) -> str:
    return api.base_path.rstrip("/")


def _test(app: object, plan: Plan, api: Api, conditions: Conditions, watch: Watch, notes: Notes) -> Outcome:
    """Test an app, or without one what is at the URL."""
    start = time.monotonic()
    contract = equivalent(effective(api.document, api, implied=not conditions.strict), api)
    with TemporaryDirectory() as scratch, _variables({HYPOTHESIS_VARIABLE: scratch}):
        engine = Engine(contract, app, plan)
        declared = engine.declared()
        hopeless = frozenset(f"{each.method} {each.path}" for each in impossible_answers(api))
        strays = Strays(api)
        unasked = hopeless | strays.shared()
        tally = Tally(
            wanted={
                label: None if label in unasked else declared_success(statuses) for label, statuses in declared.items()
            },
            hopeless=hopeless,
            base_path=urlsplit(plan.base_url).path.rstrip("/"),
            documents=Documents(api),
            strays=strays,
            secrets=_hidden(plan, conditions),
            notes=notes,
        )
        stop = _follow(engine, tally, watch, conditions.max_time)
    return _outcome(tally, plan, api, conditions, stop, seconds=time.monotonic() - start)


def _outcome(
    tally: Tally, plan: Plan, api: Api, conditions: Conditions, stop: Stop | None, *, seconds: float
) -> Outcome:
    """Return what was counted, and what is to be known of it."""
    secured = any(each.security and all(each.security) for each in api.operations)
    # First: an operation that is missing is an error as well.
    untested = tally.miss(f"{each.method} {each.path}" for each in api.operations)
    return Outcome(
        title=api.title,
        tested=tuple(tally.wanted),
        cases=tally.cases,
        findings=tuple(tally.findings.values()),
        successes=tally.successes,
        astray=tally.astray(),
        undeclared=tuple(label for label, success in tally.wanted.items() if success is None),
        broken=tuple(tally.broken.values()),
        untested=untested,
        unjudged=tuple(dict.fromkeys(tally.unjudged)),
        dropped=dict(sorted(tally.dropped.items())),
        implied=0 if conditions.strict else added(api),
        seed=plan.seed,
        anonymous=secured and not (plan.token or conditions.credentials or conditions.headers),
        strict=conditions.strict,
        contradictions=_contradictions(api) if conditions.strict else (),
        stopped=stop,
        unfinished=tally.unfinished(),
        variables=conditions.variables,
        statuses={operation: dict(sorted(counts.items())) for operation, counts in tally.statuses.items()},
        seconds=seconds,
        waited=tally.waited,
    )


def _follow(engine: Engine, tally: Tally, watch: Watch, max_time: float | None) -> Stop | None:
    """Count all that happens, until the end or until nobody waits any longer; say why it ended early, if it did."""
    is_over = False

    def end() -> None:
        nonlocal is_over
        is_over = True
        engine.stop()

    clock = None if max_time is None else Timer(max_time, end)
    try:
        if clock is not None:
            clock.daemon = True
            clock.start()
        for event in engine.run():
            tally.add(event)
            if isinstance(event, Exchanged):
                watch.see(event.exchange, tally.secrets)
            elif isinstance(event, Began):
                watch.tell(_where(event, tally))
    except KeyboardInterrupt:
        engine.stop()
        tally.stopped = True
    finally:
        if clock is not None:
            clock.cancel()
    if not tally.stopped:
        return None
    return Stop.TIME if is_over else Stop.INTERRUPTED


def _where(began: Began, tally: Tally) -> str:
    where = began.phase if began.operation is None else f"{began.phase}: {began.operation}"
    return f"{where} ({tally.cases} cases, {len(tally.findings)} failures)"


def _hidden(plan: Plan, conditions: Conditions) -> Secrets:
    """Return what is not to be seen of the credentials. The dev token stays what it is in the shell."""
    known = {} if plan.token is None else forms_of(plan.token, TOKEN_VARIABLE, user="dev")
    return Secrets({**known, **conditions.secrets.words})


def _contradictions(api: Api) -> tuple[Contradiction, ...]:
    return tuple(
        Contradiction(operation=f"{each.method} {each.path}", lacking=each.implied)
        for each in api.operations
        if each.implied
    )


def _plan(base_url: str, token: str | None, api: Api, examples: int, seed: int, conditions: Conditions) -> Plan:
    return Plan(
        base_url=base_url,
        examples=examples,
        seed=seed,
        token=token,
        media_types=sorted({media.name for each in api.operations if each.body for media in each.body.media}),
        methods={each.method for each in api.operations},
        schemes={scheme.name: _credential(scheme) for scheme in api.security_schemes},
        credentials=conditions.credentials,
        headers=conditions.headers,
        timeout=conditions.timeout,
    )


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
