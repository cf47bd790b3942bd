"""Schemathesis behind a few typed functions: the only module that imports it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, cast

from apigen.contract.recorded import Answered, Failed, Operation, Recorder, answers_in, failures_in
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
    media_types: Collection[str]
    """Those of the bodies that it is to send."""
    schemes: Mapping[str, str]
    """The security schemes of the contract: name to `apiKey`, `basic`, `bearer`, `certificate`, or the scheme of `Authorization`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broke:
    """The engine could not test something."""

    operation: str
    message: str


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
        self._schema = schemathesis.openapi.from_dict(dict(contract), config=config)
        self._schema.app = app
        self._media_types = plan.media_types

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

        with _sent_as_bytes(self._media_types):
            for event in from_schema(self._schema).execute():
                if isinstance(event, events.ScenarioFinished):
                    recorder = cast("Recorder", event.recorder)
                    yield from answers_in(recorder)
                    yield from failures_in(recorder)
                elif isinstance(event, events.NonFatalError):
                    yield Broke(operation=event.label, message=f"{event.info.title}: {event.value}".strip())
                elif isinstance(event, events.FatalError):
                    message = f"{type(event.exception).__name__}: {event.exception}"
                    yield Broke(operation="the whole run", message=message)
                elif isinstance(event, events.Interrupted):
                    yield Broke(operation="the whole run", message="interrupted")


@contextmanager
def _sent_as_bytes(media_types: Collection[str]) -> Generator[None]:
    """Let Schemathesis send media types that it does not know as it sends bytes. It knows them everywhere, or not."""
    import schemathesis
    from schemathesis.core.errors import MalformedMediaType
    from schemathesis.transport.asgi import ASGI_TRANSPORT
    from schemathesis.transport.requests import REQUESTS_TRANSPORT
    from schemathesis.transport.wsgi import WSGI_TRANSPORT

    def is_unknown(name: str) -> bool:
        try:
            return "*" not in name and REQUESTS_TRANSPORT.get_first_matching_media_type(name) is None
        except MalformedMediaType:
            return False

    unknown = [name for name in media_types if is_unknown(name)]
    if unknown:
        schemathesis.serializer.alias(unknown, "application/octet-stream")
    try:
        yield
    finally:
        for transport in (ASGI_TRANSPORT, REQUESTS_TRANSPORT, WSGI_TRANSPORT):
            transport.unregister_serializer(*unknown)


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
