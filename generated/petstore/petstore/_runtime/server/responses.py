"""What a handler returned to bytes: one of the declared responses, judged like a request, or a logged fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import MISSING
from pydantic_core import from_json

from ..core.media import charset_of, kind_of
from ..core.message import Abort, Response
from .bodies import schema_of
from .headers import HeaderError, HeaderPlan, Line
from .inputs import AnyOperation
from .messages import RawResponse
from .validation import Judge, OperationSchemas

_NO_BODY = frozenset({204, 205, 304})
"""Statuses that have no content (RFC 9110 sections 15.3.5, 15.3.6, 15.4.5)."""


class BadAnswer(Exception):
    """A handler answered what its operation does not declare. The text is for the developer, in the log."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a response class is written. `keys` are those it is declared under: `200`, `4XX`, `default`.

    `places` remembers for each status seen where its bodies are judged, `None` where they are not.
    """

    keys: tuple[str, ...]
    media_type: bytes
    write: Callable[[Any], bytes] | None
    is_json: bool
    headers: HeaderPlan | None
    places: dict[int, str | None]


class Responses:
    """The responses of an operation, ready to be written."""

    def __init__(self, operation: AnyOperation, schemas: OperationSchemas, *, judge: Judge, validate: bool) -> None:
        self._operation, self._judge, self._validate = operation, judge, validate
        self._plans: dict[type[Response], _Plan] = {}
        self._positions = {
            key: judge.add(found[1])
            for key, kind in operation.responses.items()
            if kind.media_type
            and kind_of(kind.media_type) != "binary"
            and (found := schema_of(schemas["responses"].get(key, {}), kind.media_type))
        }
        self._headers = {
            key: {name: judge.add(each["schema"]) for name, each in own.items()}
            for key, own in schemas.get("headers", {}).items()
        }

    def write(self, result: object) -> RawResponse:
        """Return the response for what a handler returned. Raises `BadAnswer`."""
        if not isinstance(result, Response):
            raise BadAnswer(f"the handler returned {_shown(result)}; declared are {self._names()}")
        plan = self._plans.get(type(result)) or self._plan(type(result))
        status = result.status_code
        if status not in plan.places:
            plan.places[status] = self._positions.get(self._key(plan, status))
        headers = [] if plan.headers is None else self._lines(plan, plan.headers, result)
        if plan.write is None or status in _NO_BODY:
            # A response without content says so, except where a length has no place (RFC 9110 section 8.6).
            return RawResponse(status, headers if status in _NO_BODY else [(b"content-length", b"0"), *headers], b"")
        body = plan.write(result.__dict__["body"])
        position = plan.places[status]
        if self._validate and position is not None:
            value = from_json(body) if plan.is_json else result.__dict__["body"]
            if not self._judge.accepts(position, value):
                self._refuse(position, value, status)
        length = str(len(body)).encode()
        return RawResponse(status, [(b"content-type", plan.media_type), (b"content-length", length), *headers], body)

    def _lines(self, plan: _Plan, headers: HeaderPlan, result: Response) -> list[Line]:
        try:
            return list(headers.lines(result, self._key(plan, result.status_code)))
        except HeaderError as error:
            raise BadAnswer(f"the {result.status_code} response cannot be sent: {error}") from None

    def from_abort(self, abort: Abort) -> Response:
        """Return the declared response that an `Abort` stands for. Raises `BadAnswer`."""
        kind = self._operation.response(abort.status)
        if kind is None:
            raise BadAnswer(f"Abort({abort.status}) was raised; declared are {self._names()}") from abort
        fields: dict[str, Any] = {}
        if "status" in kind.__fields__:
            fields["status"] = abort.status
        if "body" in kind.__fields__:
            if abort.body is MISSING:
                raise BadAnswer(f"Abort({abort.status}) needs a body: {kind.__name__} has one") from abort
            fields["body"] = abort.body
        try:
            return kind(**fields, **abort.headers)
        except TypeError as error:
            raise BadAnswer(f"Abort({abort.status}): {error}") from abort

    def _names(self) -> str:
        return ", ".join(sorted({kind.__name__ for kind in self._operation.responses.values()}))

    def _plan(self, kind: type[Response]) -> _Plan:
        declared = self._operation.responses
        keys = tuple(key for key, each in declared.items() if issubclass(kind, each))
        if not keys:
            raise BadAnswer(f"the handler returned {kind.__name__}; declared are {self._names()}")
        media = kind_of(kind.media_type)
        write = _WRITERS.get(media, _json_writer)(kind) if "body" in kind.__fields__ else None
        plain = media == "text" and "charset" not in kind.media_type
        content_type = f"{kind.media_type}; charset=utf-8" if plain else kind.media_type
        headers = HeaderPlan(kind, self._headers, self._judge if self._validate else None) if kind.headers else None
        plan = self._plans[kind] = _Plan(keys, content_type.encode("latin-1"), write, media == "json", headers, {})
        return plan

    def _key(self, plan: _Plan, status: int) -> str:
        """Return the key under which a status of a response is declared. A closer declaration wins."""
        exact, reach = str(status), f"{status // 100}XX"
        for key in (exact, reach, "default"):
            if key in self._operation.responses:
                if key in plan.keys:
                    return key
                break
        raise BadAnswer(f"status {status} is not one of {', '.join(plan.keys)}; declared are {self._names()}")

    def _refuse(self, position: str, value: Any, status: int) -> None:
        found = self._judge.violations(position, value, location="body")
        lines = "\n".join(f"  {each.pointer or '/'}: {each.message}" for each in found)
        raise BadAnswer(f"the body of the {status} response does not fit the contract:\n{lines}")


def _json_writer(kind: type[Response]) -> Callable[[Any], bytes]:
    serializer = kind.codec("body").adapter.serializer

    def write(value: object) -> bytes:
        return serializer.to_json(value, by_alias=True, warnings=False)

    return write


def _text_writer(kind: type[Response]) -> Callable[[Any], bytes]:
    charset = charset_of(kind.media_type)

    def write(value: object) -> bytes:
        if not isinstance(value, str):
            raise BadAnswer(f"the body is {_shown(value)}, not a text")
        try:
            return value.encode(charset)
        except UnicodeEncodeError as error:
            raise BadAnswer(f"the body cannot be written in {charset}: {error.reason}") from None

    return write


def _bytes_writer(_: type[Response]) -> Callable[[Any], bytes]:
    def write(value: object) -> bytes:
        if not isinstance(value, bytes):
            raise BadAnswer(f"the body is {_shown(value)}, not bytes")
        return value

    return write


_WRITERS: Mapping[str, Callable[[type[Response]], Callable[[Any], bytes]]] = {
    "text": _text_writer,
    "binary": _bytes_writer,
}


def _shown(value: object) -> str:
    return "nothing" if value is None else f"an object of type {type(value).__name__}"
