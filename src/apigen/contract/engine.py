"""Schemathesis behind a few typed functions: the only module that imports it."""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from apigen.contract.equivalent import PART
from apigen.contract.recorded import Answered, Failed, Operation, Recorder, answers_in, failures_in
from apigen.ir.media import kind_of
from apigen.spec.document import Json

if TYPE_CHECKING:
    from schemathesis.config import SchemathesisConfig

MISSING_EXTRA: Final = "contract tests need Schemathesis: pip install 'apigen-openapi[test]'"


_BOUNDARY: Final = "apigen"
_END: Final = f"--{_BOUNDARY}--\r\n".encode()


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
    methods: Collection[str]
    """Those of the operations."""
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


class _Case(Protocol):
    @property
    def media_type(self) -> str | None: ...
    @property
    def operation(self) -> Operation: ...


class _Context(Protocol):
    @property
    def case(self) -> _Case: ...


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
        with _known_methods(self._methods):
            self._schema = schemathesis.openapi.from_dict(dict(contract), config=config)
        self._schema.app = app

    def declared(self) -> dict[str, tuple[str, ...]]:
        """Return the operations that will be tested, each with the statuses that it declares."""
        operations: dict[str, tuple[str, ...]] = {}
        with _known_methods(self._methods):
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

    def run(self) -> Iterator[Answered | Failed | Broke]:
        """Send everything; yield what came of it, as it comes."""
        from schemathesis.engine import events, from_schema

        with _sent_as_bytes(self._media_types), _sent_with_type(self._media_types), _known_methods(self._methods):
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
def _known_methods(methods: Collection[str]) -> Generator[None]:
    """Let Schemathesis find operations of methods that it does not know. Each of its modules has the set of the others."""
    from schemathesis.core import transport

    name, usual = "HTTP_METHODS_SCHEMA", transport.HTTP_METHODS_SCHEMA
    known = usual | {method.lower() for method in methods}
    _swap(name, usual, known)
    try:
        yield
    finally:
        _swap(name, known, usual)


def _swap(name: str, old: object, new: object) -> None:
    """Give a value of Schemathesis to all its modules that have the old one."""
    if old == new:
        return
    for module, each in list(sys.modules.items()):
        if module.startswith("schemathesis.") and vars(each).get(name) is old:
            setattr(each, name, new)


def _written_items(_: object, value: object) -> bytes:
    """Return an array as JSON texts, a line for each. Nothing else can be said so: what stands for it is no JSON."""
    if not isinstance(value, list):
        return b"-"
    return b"".join(b"\x1e%b\n" % json.dumps(each).encode() for each in cast("list[object]", value))


def _written_parts(value: object, part: str, write: Callable[[Any], bytes]) -> bytes:
    """Return an array as parts of a media type. What parts cannot say has no boundary in what stands for it."""
    head = "" if "*" in part else f"Content-Type: {part}\r\n"
    is_json = kind_of(part) == "json"
    items = cast("list[object]", value) if isinstance(value, list) else None
    if items is None or not (is_json or all(_is_text(each) for each in items)):
        return b"-"
    parts = (json.dumps(each).encode() if is_json else write(each) for each in items)
    return b"".join(f"--{_BOUNDARY}\r\n{head}\r\n".encode() + each + b"\r\n" for each in parts) + _END


def _is_text(value: object) -> bool:
    return value is not None and not isinstance(value, bool | int | float | list | dict)


@contextmanager
def _sent_as_bytes(media_types: Collection[str]) -> Generator[None]:
    """Let Schemathesis send media types that it does not know as it sends bytes, or their items one after the other.

    It knows them everywhere, or not.
    """
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
    lines = [name for name in unknown if kind_of(name) == "lines"]
    if unknown:
        schemathesis.serializer.alias(unknown, "application/octet-stream")
    if lines:
        schemathesis.serializer(*lines)(_written_items)
    try:
        yield
    finally:
        for transport in (ASGI_TRANSPORT, REQUESTS_TRANSPORT, WSGI_TRANSPORT):
            transport.unregister_serializer(*unknown)


@contextmanager
def _sent_with_type(media_types: Collection[str]) -> Generator[None]:
    """Let Schemathesis name the media type of parts that are sent as bytes: else it waits for what writes parts to do so."""
    from schemathesis.transport.asgi import ASGI_TRANSPORT
    from schemathesis.transport.requests import REQUESTS_TRANSPORT
    from schemathesis.transport.serialization import serialize_binary
    from schemathesis.transport.wsgi import WSGI_TRANSPORT

    def write(context: _Context, value: Any) -> dict[str, Any]:
        name = str(context.case.media_type)
        body = context.case.operation.get_body_for_media_type(name)
        part = None if body is None else body.definition.get(PART)
        if part is None:
            return {"data": serialize_binary(value), "headers": {"Content-Type": name}}
        written = _written_parts(value, str(part), serialize_binary)
        return {"data": written, "headers": {"Content-Type": f"{name}; boundary={_BOUNDARY}"}}

    parts = [each for each in media_types if each.startswith("multipart/") and kind_of(each) == "binary"]
    transports = (ASGI_TRANSPORT, REQUESTS_TRANSPORT, WSGI_TRANSPORT)
    before = [(each, name, each.get_first_matching_media_type(name)) for each in transports for name in parts]
    for transport, name, _ in before:
        transport.serializer(name)(write)
    try:
        yield
    finally:
        for transport, name, known in before:
            transport.unregister_serializer(name)
            if known is not None and known[0] == name:
                transport.serializer(name)(known[1])


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
