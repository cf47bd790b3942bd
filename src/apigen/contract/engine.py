"""Schemathesis behind a few typed functions: the only module that runs it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, cast

from apigen.contract.recorded import Answered, Exchanged, Failed, answers_in, exchanges_in, failures_in
from apigen.contract.records import Operation, Recorder
from apigen.contract.sending import (
    drawn_with_bytes,
    known_methods,
    sent_as_bytes,
    sent_with_type,
    sent_with_whole_paths,
)
from apigen.spec.document import Json

if TYPE_CHECKING:
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine.core import EventStream
    from schemathesis.engine.events import EngineEvent, NonFatalError

MISSING_EXTRA: Final = "contract tests need Schemathesis: pip install 'apigen-openapi[test]'"
TIMEOUT: Final = 10.0
"""Seconds until a server that does not answer is given up."""
LAST_PHASE: Final = "fuzzing"
"""The last phase in which operations are tested by themselves."""


_NO_PROGRESS: Final = "No progress can be made from state"
_NOTHING_TO_FOLLOW: Final = (
    "links between operations could not be followed: none of those succeeded that they begin with"
)


class MissingExtraError(ImportError):
    """Schemathesis is not installed. The message says how to get it."""


class StartError(RuntimeError):
    """The app cannot be started: its lifespan fails. The message is one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to test: what to send, how much of it, and who is asking."""

    base_url: str
    examples: int
    seed: int
    token: str | None
    """The credential of every scheme; `None` asks without one."""
    media_types: Collection[str]
    """Those of the bodies that it is to send."""
    methods: Collection[str]
    """Those of the operations."""
    schemes: Mapping[str, str]
    """The security schemes of the contract: name to `apiKey`, `basic`, `bearer`, `certificate`, or the scheme of `Authorization`."""
    credentials: Mapping[str, str] = field(default_factory=dict[str, str])
    """Instead of the token, the credentials of some schemes; of `basic`, user and password with a colon between them."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Those of every request."""
    timeout: float = TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Broke:
    """The engine could not test something. `curl` is the engine's own line for the request that it was about."""

    operation: str
    message: str
    curl: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """A phase takes up an operation, or, without one, all of them."""

    phase: str
    operation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A phase is through with an operation. `cases` are the engine's names of its requests, which no other event is about."""

    phase: str
    operation: str | None
    cases: Collection[str]


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run was stopped before its end."""


Event: TypeAlias = Answered | Exchanged | Failed | Broke | Began | Ended | Stopped


class _Result(Protocol):
    def ok(self) -> Operation: ...


class _Schema(Protocol):
    def get_all_operations(self) -> Iterable[_Result]: ...


class _Configs(Protocol):
    def from_dict(self, data: dict[str, object]) -> SchemathesisConfig: ...


class Engine:
    """A contract and an ASGI app, ready to be tested; without an app, what is at the URL of the plan."""

    def __init__(self, contract: Mapping[str, Json], app: object, plan: Plan) -> None:
        """Load a contract. Raises `MissingExtraError`."""
        try:
            import schemathesis
            from schemathesis.config import SchemathesisConfig
        except ImportError as error:
            raise MissingExtraError(MISSING_EXTRA) from error
        config = cast("_Configs", SchemathesisConfig).from_dict(_settings(plan))
        self._media_types, self._methods = plan.media_types, plan.methods
        with known_methods(self._methods):
            self._schema = schemathesis.openapi.from_dict(dict(contract), config=config)
        self._schema.app = app
        self._app = app
        self._stream: EventStream | None = None
        self._stopped = False

    def declared(self) -> dict[str, tuple[str, ...]]:
        """Return the operations that will be tested, each with the statuses that it declares."""
        operations: dict[str, tuple[str, ...]] = {}
        with known_methods(self._methods), sent_with_whole_paths():
            found = list(cast("_Schema", self._schema).get_all_operations())
        for result in found:
            try:
                operation = result.ok()
            except Exception:
                # An operation that cannot be read is an error of the run, reported by the run itself.
                continue
            responses = operation.definition.raw.get("responses")
            operations[operation.label] = tuple(responses) if isinstance(responses, dict) else ()
        return operations

    def run(self) -> Iterator[Event]:
        """Send everything; yield what came of it, as it comes. Raises `StartError`."""
        from schemathesis.engine import from_schema

        with (
            _started(self._app),
            sent_as_bytes(self._media_types),
            sent_with_type(self._media_types),
            sent_with_whole_paths(),
            drawn_with_bytes(),
            known_methods(self._methods),
        ):
            self._stream = from_schema(self._schema).execute()
            if self._stopped:
                self._stream.stop()
            for event in self._stream:
                yield from _read(event)

    def stop(self) -> None:
        """Send nothing more. May be called by another thread."""
        self._stopped = True
        if self._stream is not None:
            self._stream.stop()


def _read(event: EngineEvent) -> Iterator[Event]:
    from schemathesis.engine import StopReason, events

    if isinstance(event, events.ScenarioStarted):
        yield Began(phase=event.phase.value, operation=event.label)
    elif isinstance(event, events.ScenarioFinished):
        recorder = cast("Recorder", event.recorder)
        yield from answers_in(recorder)
        yield from exchanges_in(recorder)
        yield from failures_in(recorder)
        yield Ended(phase=event.phase.value, operation=event.label, cases=recorder.cases.keys())
    elif isinstance(event, events.NonFatalError):
        yield Broke(
            operation=event.label,
            message=f"{event.info.title}: {_reason(event)}".strip(),
            curl=event.info.code_sample,
        )
    elif isinstance(event, events.FatalError):
        message = f"{type(event.exception).__name__}: {event.exception}"
        yield Broke(operation="the whole run", message=message)
    elif isinstance(event, events.EngineFinished) and event.stop_reason is StopReason.INTERRUPTED:
        yield Stopped()


def _reason(event: NonFatalError) -> str:
    """Return what is wrong; of the network without the names of the classes that noticed."""
    from requests import RequestException

    if isinstance(event.value, RequestException):
        return event.info.message
    text = str(event.value)
    return _NOTHING_TO_FOLLOW if text.startswith(_NO_PROGRESS) else text


@contextmanager
def _started(app: object) -> Generator[None]:
    """Let the lifespan of an app be that of a `with` block: else it would end with the process. Raises `StartError`."""
    if app is None:
        yield
        return
    from schemathesis.python import asgi

    try:
        with asgi.get_client(cast("Any", app)):
            pass
    except Exception as error:
        text = " ".join(str(error).split())
        raise StartError(f"its lifespan fails at the start: {type(error).__name__}: {text}") from error
    try:
        yield
    finally:
        asgi.shutdown_lifespans()


def _settings(plan: Plan) -> dict[str, object]:
    """Return the settings, named as in schemathesis.toml."""
    given: Mapping[str, str] = plan.credentials
    if not given and plan.token is not None:
        given = {name: f"dev:{plan.token}" if kind == "basic" else plan.token for name, kind in plan.schemes.items()}
    schemes = {name: _login(plan.schemes[name], value) for name, value in given.items()}
    return {
        "seed": plan.seed,
        "base-url": plan.base_url,
        # Two workers run into a recursion error on Python 3.11, and are no faster.
        "workers": 1,
        "continue-on-failure": True,
        "request-timeout": plan.timeout,
        "warnings": False,
        "cache": {"enabled": False},
        # They are about how soon the engine finds a request. What it finds none for never succeeds, and that is told.
        "suppress-health-check": ["all"],
        "generation": {
            "max-examples": plan.examples,
            # Else it tests with credentials of its own making, and takes one of two alternative schemes for ignored.
            "with-security-parameters": False,
            "database": "none",
        },
        # What reproduces a failure must be whole; what is secret in it is hidden before it is shown.
        "output": {"sanitization": {"enabled": False}},
        **({"headers": {name: _plain(value) for name, value in plan.headers.items()}} if plan.headers else {}),
        **({"auth": {"openapi": schemes}} if schemes else {}),
    }


def _login(kind: str, given: str) -> dict[str, str]:
    match kind:
        case "apiKey":
            login = {"api_key": given}
        case "basic":
            user, _, password = given.partition(":")
            login = {"username": user, "password": password}
        case "certificate":
            # A byte sequence of structured fields (RFC 9440 section 2.1).
            login = {"api_key": f":{b64encode(given.encode()).decode()}:"}
        case "bearer":
            login = {"bearer": given}
        case _:
            login = {"api_key": f"{kind} {given}"}
    return {name: _plain(value) for name, value in login.items()}


def _plain(value: str) -> str:
    """Return a text as Schemathesis takes it literally: it would look for variables in it."""
    return value.replace("${", "$${")
