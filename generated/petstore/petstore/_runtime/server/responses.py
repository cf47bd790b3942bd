"""What a handler returned to bytes: one of the declared responses, judged like a request, or a logged fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import isasyncgen, isgenerator
from typing import TYPE_CHECKING, Any, Final

from pydantic import MISSING

from ..core.media import covers, response_kind
from ..core.message import BODILESS, Abort, Response
from ..core.models import Json
from ..core.uploads import UploadFile
from .accept import preferred
from .bodies import schema_of
from .headers import HeaderError, HeaderPlan, Line
from .inputs import AnyOperation
from .messages import BadAnswer, RawRequest, RawResponse
from .validation import Judge, OperationSchemas, Schema
from .writers import Check, Medium, Write, form_of, shown

if TYPE_CHECKING:
    from ..core.xml import XmlCodec

_STATUSES: Final = range(200, 600)
"""Statuses that end a request: those below only announce the one that does (RFC 9110 section 15)."""

_MEDIA_TYPE: Final = re.compile(r"[\w!#$%&'+.^`|~-]+/[\w!#$%&'+.^`|~-]+ *(;[\t\x20-\x7e]*)?", re.ASCII)
"""A media type that can be sent (RFC 9110 section 8.3.1): no range."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A media type in which a response of a status can be sent. `position` is where it is judged, if it is."""

    medium: Medium
    content_type: bytes
    write: Write
    position: str | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a response class is written. `keys` are those it is declared under: `200`, `4XX`, `default`.

    `ways` remembers for each status seen in which media types it can be sent: none, if it has no content.
    """

    keys: tuple[str, ...]
    has_choice: bool
    headers: HeaderPlan | None
    ways: dict[int, tuple[_Way, ...]]


class Responses:
    """The responses of an operation, ready to be written. What goes wrong after the status is told to `fail`."""

    def __init__(
        self,
        operation: AnyOperation,
        schemas: OperationSchemas,
        *,
        judge: Judge,
        validate: bool,
        fail: Callable[[Exception], None],
    ) -> None:
        self._operation, self._judge, self._validate, self._fail = operation, judge, validate, fail
        self._plans: dict[type[Response], _Plan] = {}
        self._positions = {
            (key, name): position
            for key, kind in operation.responses.items()
            for name, position in _positions(kind, schemas["responses"].get(key, {}), judge)
        }
        self._headers = {
            key: {name: judge.add(each["schema"]) for name, each in own.items()}
            for key, own in schemas.get("headers", {}).items()
        }

    def write(self, result: object, request: RawRequest) -> RawResponse:
        """Return the response for what a handler returned. Raises `BadAnswer`."""
        if not isinstance(result, Response):
            raise BadAnswer(f"the handler {self._foreign(result)}; declared are {self._names()}")
        plan = self._plans.get(type(result)) or self._plan(type(result))
        status = result.status_code
        ways = plan.ways.get(status)
        if ways is None:
            ways = plan.ways[status] = self._ways(plan, type(result), status)
        headers = [] if plan.headers is None else self._lines(plan, plan.headers, result)
        if not ways:
            # A response without content says so, except where a length has no place (RFC 9110 section 8.6).
            return RawResponse(status, headers if status in BODILESS else [(b"content-length", b"0"), *headers], b"")
        way = self._choose(ways, result, request, headers) if plan.has_choice else ways[0]
        body = way.write(result.__dict__["body"])
        if isinstance(body, bytes):
            length = (b"content-length", b"%d" % len(body))
            return RawResponse(status, [(b"content-type", way.content_type), length, *headers], body)
        if way.medium.kind == "events" and all(name != b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", b"no-cache"))
        if body.size is not None:
            headers.append((b"content-length", b"%d" % body.size))
        return RawResponse(status, [(b"content-type", body.content_type or way.content_type), *headers], body)

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

    def _lines(self, plan: _Plan, headers: HeaderPlan, result: Response) -> list[Line]:
        try:
            return list(headers.lines(result, self._key(plan, result.status_code)))
        except HeaderError as error:
            raise BadAnswer(f"the {result.status_code} response cannot be sent: {error}") from None

    def _names(self) -> str:
        return ", ".join(sorted({kind.__name__ for kind in self._operation.responses.values()}))

    def _foreign(self, result: object) -> str:
        if isgenerator(result) or isasyncgen(result):
            return "yields itself, but must return a response whose body is what yields"
        return f"returned {result.__name__ if isinstance(result, type) else shown(result)}"

    def _plan(self, kind: type[Response]) -> _Plan:
        keys = tuple(key for key, each in self._operation.responses.items() if issubclass(kind, each))
        if not keys:
            raise BadAnswer(f"the handler returned {kind.__name__}; declared are {self._names()}")
        headers = HeaderPlan(kind, self._headers, self._judge if self._validate else None) if kind.headers else None
        has_choice = len(kind.media_types) > 1 or "media_type" in kind.__fields__
        plan = self._plans[kind] = _Plan(keys, has_choice, headers, {})
        return plan

    def _key(self, plan: _Plan, status: int) -> str:
        """Return the key under which a status of a response is declared. A closer declaration wins."""
        exact, reach = str(status), f"{status // 100}XX"
        for key in (exact, reach, "default") if status in _STATUSES else ():
            if key in self._operation.responses:
                if key in plan.keys:
                    return key
                break
        raise BadAnswer(f"status {status} is not one of {', '.join(plan.keys)}; declared are {self._names()}")

    def _ways(self, plan: _Plan, kind: type[Response], status: int) -> tuple[_Way, ...]:
        key = self._key(plan, status)
        if "body" not in kind.__fields__ or status in BODILESS:
            return ()

        def way(name: str) -> _Way:
            xml = self._operation.xml_codec("responses", key, name) if response_kind(name) == "xml" else None
            return self._way(kind, status, name, self._positions.get((key, name)), xml)

        return tuple(map(way, kind.media_types))

    def _way(self, kind: type[Response], status: int, name: str, position: str | None, xml: XmlCodec | None) -> _Way:
        sort = kind.kind_of(name)
        if sort == "binary" or (sort == "xml" and xml is None):
            # What is behind bytes, or behind a text that stands for a document, no schema can judge.
            position = None
        check = self._check(position, status) if position is not None and self._validate else None
        medium = Medium(name, sort, check, xml, self._fail)
        return _Way(medium, medium.content_type, medium.writer(kind), position)

    def _choose(self, ways: tuple[_Way, ...], result: Response, request: RawRequest, headers: list[Line]) -> _Way:
        """Return the way of the media type that a handler names, or that its body can be and its caller prefers.

        If the caller has a say, a header tells it to caches (RFC 9110 section 12.5.5).
        """
        body, kind = result.__dict__["body"], type(result)
        named = result.__dict__.get("media_type", MISSING)
        if named is not MISSING:
            found = self._named(ways, named, kind, result.status_code)
            if found is None:
                raise BadAnswer(f"the media type of {kind.__name__} is {named!r}, which is none of {_listed(ways)}")
            return found
        if isinstance(body, UploadFile) and body.content_type is not None:
            found = self._named(ways, body.content_type, kind, result.status_code)
            if found is not None:
                return found
        fitting = self._fitting(ways, body, kind)
        if not fitting:
            raise BadAnswer(f"the body of {kind.__name__} is {shown(body)}, which is none of {_listed(ways)}")
        way = fitting[0]
        if len(fitting) > 1:
            accept = ", ".join(request.header_lines(b"accept"))
            way = fitting[preferred(accept, [each.medium.name for each in fitting])]
            headers.append((b"vary", b"accept"))
        if not _MEDIA_TYPE.fullmatch(way.medium.name):
            raise BadAnswer(f"{kind.__name__} needs a media type: {way.medium.name} leaves it open")
        return way

    def _fitting(self, ways: tuple[_Way, ...], body: object, kind: type[Response]) -> list[_Way]:
        form = form_of(body)
        found = [way for way in ways if way.medium.takes(form)]
        whole = [way for way in found if way.medium.kind in ("json", "xml")]
        if form == "list" and whole:
            return whole
        if form == "pieces":
            # What yields bytes or values may be a text only where nothing else comes in pieces: nobody knows before it does.
            return [way for way in found if way.medium.kind not in ("text", "xml")] or found
        if isinstance(body, str):
            # Only a schema knows whether a text is a JSON value here.
            return [
                way
                for way in found
                if way not in whole or way.position is None or self._judge.accepts(way.position, body)
            ]
        if len({way.position for way in whole}) > 1:
            # Each media type has values of its own: what a caller prefers must not turn one into a fault.
            value = kind.codec("body").to_value(body)
            wrong = [way for way in whole if way.position and not self._judge.accepts(way.position, value)]
            return [way for way in found if way not in wrong] or found
        return found

    def _named(self, ways: tuple[_Way, ...], name: object, kind: type[Response], status: int) -> _Way | None:
        """Return the way of a media type that is declared, or held by a declared range."""
        if not isinstance(name, str) or not _MEDIA_TYPE.fullmatch(name):
            return None
        for way in ways:
            if way.medium.name == name:
                return way
        for way in ways:
            if covers(way.medium.name, name):
                return self._way(kind, status, name, way.position, way.medium.xml)
        return None

    def _check(self, position: str, status: int) -> Check:
        accepts = self._judge.accepts

        def check(value: Json, name: str) -> None:
            if not accepts(position, value):
                found = self._judge.violations(position, value, location="body")
                lines = "\n".join(f"  {each.pointer or '/'}: {each.message}" for each in found)
                raise BadAnswer(f"{name} of the {status} response does not fit the contract:\n{lines}")

        return check


def _positions(kind: type[Response], content: Mapping[str, Schema], judge: Judge) -> Iterator[tuple[str, str]]:
    """Yield where the bodies of each media type are judged: those of equal schemas in the same place."""
    known: list[tuple[Schema, str]] = []
    for name in kind.media_types:
        found = schema_of(content, name) if kind.kind_of(name) != "binary" else None
        if found is not None:
            position = next((position for schema, position in known if schema == found[1]), None) or judge.add(found[1])
            known.append((found[1], position))
            yield name, position


def _listed(ways: Sequence[_Way]) -> str:
    return ", ".join(each.medium.name for each in ways)
