"""Schemathesis behind a few typed functions: the only module that imports it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, cast
from urllib.parse import parse_qs, urlsplit

from apigen.contract.drops import QueryValue
from apigen.contract.forms import FormValue
from apigen.ir.media import kind_of
from apigen.spec.document import Json

if TYPE_CHECKING:
    from schemathesis.config import SchemathesisConfig

MISSING_EXTRA: Final = "contract tests need Schemathesis: pip install 'apigen-openapi[test]'"


class MissingExtraError(ImportError):
    """Schemathesis is not installed. The message says how to get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to test: what to send, how much of it, and who is asking."""

    base_url: str
    examples: int
    seed: int
    token: str | None
    """The credential of every scheme; `None` asks without one."""
    schemes: Mapping[str, str]
    """The security schemes of the contract: name to `apiKey`, `basic`, `bearer`, `certificate`, or the scheme of `Authorization`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A request that was answered. `operation` is as in `GET /pets/{petId}`."""

    operation: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A check that a request failed. `query` is how its query parameters were meant and sent."""

    check: str
    operation: str
    title: str
    message: str
    curl: str
    query: tuple[QueryValue, ...]
    form: FormValue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broke:
    """The engine could not test something."""

    operation: str
    message: str


class _Parameter(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def definition(self) -> Mapping[str, Json]: ...


class _Body(Protocol):
    @property
    def definition(self) -> Mapping[str, Json]: ...


class _Definition(Protocol):
    @property
    def raw(self) -> Mapping[str, Json]: ...


class _Operation(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def query(self) -> Iterable[_Parameter]: ...
    def get_body_for_media_type(self, media_type: str) -> _Body | None: ...
    @property
    def definition(self) -> _Definition: ...


class _Result(Protocol):
    def ok(self) -> _Operation: ...


class _Schema(Protocol):
    def get_all_operations(self) -> Iterable[_Result]: ...


class _Configs(Protocol):
    def from_dict(self, data: dict[str, object]) -> SchemathesisConfig: ...


class _Case(Protocol):
    @property
    def method(self) -> str: ...
    @property
    def operation(self) -> _Operation: ...
    @property
    def query(self) -> Mapping[str, object]: ...
    @property
    def body(self) -> object: ...
    @property
    def media_type(self) -> str | None: ...


class _Node(Protocol):
    @property
    def value(self) -> _Case: ...


class _Request(Protocol):
    @property
    def uri(self) -> str: ...


class _Response(Protocol):
    @property
    def status_code(self) -> int: ...


class _Interaction(Protocol):
    @property
    def request(self) -> _Request: ...
    @property
    def response(self) -> _Response | None: ...


class _Failure(Protocol):
    @property
    def operation(self) -> str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def message(self) -> str: ...


class _FailureInfo(Protocol):
    @property
    def failure(self) -> _Failure: ...
    @property
    def code_sample(self) -> str: ...


class _Check(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def failure_info(self) -> _FailureInfo | None: ...


class _Recorder(Protocol):
    """What happened in a scenario, by the identity of the case."""

    @property
    def cases(self) -> Mapping[str, _Node]: ...
    @property
    def interactions(self) -> Mapping[str, _Interaction]: ...
    @property
    def checks(self) -> Mapping[str, Sequence[_Check]]: ...


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
        self._schema = schemathesis.openapi.from_dict(dict(contract), config=config)
        self._schema.app = app

    def declared(self) -> dict[str, tuple[str, ...]]:
        """Return the operations that will be tested, each with the statuses that it declares."""
        operations: dict[str, tuple[str, ...]] = {}
        for result in cast("_Schema", self._schema).get_all_operations():
            try:
                operation = result.ok()
            except Exception:
                # An operation that cannot be read is an error of the run, reported by the run itself.
                continue
            responses = operation.definition.raw.get("responses")
            operations[operation.label] = tuple(responses) if isinstance(responses, dict) else ()
        return operations

    def run(self) -> Iterator[Answered | Failed | Broke]:
        """Send everything; yield what came of it, as it comes."""
        from schemathesis.engine import events, from_schema

        for event in from_schema(self._schema).execute():
            if isinstance(event, events.ScenarioFinished):
                recorder = cast("_Recorder", event.recorder)
                yield from _answers(recorder)
                yield from _failures(recorder)
            elif isinstance(event, events.NonFatalError):
                yield Broke(operation=event.label, message=f"{event.info.title}: {event.value}".strip())
            elif isinstance(event, events.FatalError):
                yield Broke(operation="the whole run", message=f"{type(event.exception).__name__}: {event.exception}")
            elif isinstance(event, events.Interrupted):
                yield Broke(operation="the whole run", message="interrupted")


def _settings(plan: Plan) -> dict[str, object]:
    """Return the settings, named as in schemathesis.toml."""
    schemes = {} if plan.token is None else {name: _login(kind, plan.token) for name, kind in plan.schemes.items()}
    return {
        "seed": plan.seed,
        "base-url": plan.base_url,
        # Two workers run into a recursion error on Python 3.11, and are no faster.
        "workers": 1,
        "continue-on-failure": True,
        "warnings": False,
        "cache": {"enabled": False},
        "generation": {
            "max-examples": plan.examples,
            # Else it tests with credentials of its own making, and takes one of two alternative schemes for ignored.
            "with-security-parameters": False,
            "database": "none",
        },
        # The token is worth nothing after the run, and what reproduces a failure must be whole.
        "output": {"sanitization": {"enabled": False}},
        **({"auth": {"openapi": schemes}} if schemes else {}),
    }


def _login(kind: str, token: str) -> dict[str, str]:
    match kind:
        case "apiKey":
            return {"api_key": token}
        case "basic":
            return {"username": "dev", "password": token}
        case "certificate":
            # A byte sequence of structured fields (RFC 9440 section 2.1).
            return {"api_key": f":{b64encode(token.encode()).decode()}:"}
        case "bearer":
            return {"bearer": token}
        case _:
            return {"api_key": f"{kind} {token}"}


def _answers(recorder: _Recorder) -> Iterator[Answered]:
    for identity, interaction in recorder.interactions.items():
        node = recorder.cases.get(identity)
        if node is None or interaction.response is None:
            continue
        operation = node.value.operation
        # A probe with another method says nothing of the operation that it was made from.
        if node.value.method.upper() == operation.method.upper():
            yield Answered(operation=operation.label, status=interaction.response.status_code)


def _failures(recorder: _Recorder) -> Iterator[Failed]:
    for identity, checks in recorder.checks.items():
        case, interaction = recorder.cases[identity].value, recorder.interactions.get(identity)
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                yield Failed(
                    check=check.name,
                    operation=failure.operation or case.operation.label,
                    title=failure.title,
                    message=failure.message,
                    curl=check.failure_info.code_sample,
                    query=() if interaction is None else tuple(_query(case, interaction.request.uri)),
                    form=_form(case),
                )


def _query(case: _Case, url: str) -> Iterator[QueryValue]:
    texts = parse_qs(urlsplit(url).query, keep_blank_values=True)
    for parameter in case.operation.query:
        sent = texts.get(parameter.name, [])
        yield QueryValue(definition=parameter.definition, value=case.query.get(parameter.name), sent=sent)


def _form(case: _Case) -> FormValue | None:
    if case.media_type is None or kind_of(case.media_type) != "form":
        return None
    body = case.operation.get_body_for_media_type(case.media_type)
    schema = None if body is None else body.definition.get("schema")
    return FormValue(value=case.body, schema=schema) if isinstance(schema, dict) else None
