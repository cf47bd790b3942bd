"""An operation at work: the order of a request, from who is calling to the bytes of the answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from inspect import iscoroutinefunction
from typing import Any, NamedTuple

from pydantic import MISSING

from ..core.message import Abort, Request
from .bodies import essence, is_json, parse_json, schema_of
from .examples import Tombstones, is_example
from .inputs import Inputs
from .messages import (
    Call,
    Event,
    Exchange,
    Failed,
    HttpError,
    Provide,
    RawRequest,
    RawResponse,
    ReadBody,
    Rejection,
    Violation,
)
from .problems import Problems, fault, http_problem
from .responses import BadAnswer, Responses
from .security import Guard, Scheme
from .service import Options, Route
from .validation import Judge, Schemas

_LOG = logging.getLogger("apigen")


class Judges(NamedTuple):
    """The two validators of a service: requests are judged from the start, responses when first needed."""

    requests: Judge
    responses: Judge


class _Handler(NamedTuple):
    """A method that answers, and how it must be called."""

    function: Callable[[Any], Any]
    is_async: bool
    is_example: bool


class Endpoint:
    """An operation with all that answering it takes. Nothing in here knows a framework or waits for anything."""

    def __init__(
        self,
        route: Route,
        schemas: Schemas,
        *,
        judges: Judges,
        schemes: Mapping[str, Scheme],
        options: Options,
        tombstones: Tombstones,
    ) -> None:
        operation = self.operation = route.operation
        self.route = route
        own, definitions = schemas["operations"][operation.id], schemas["definitions"]
        self._guard = Guard(operation.security, schemes) if operation.security else None
        wires = [schemes[name].wire for each in operation.security for name in each]
        self._inputs = Inputs(
            operation,
            own,
            judge=judges.requests,
            definitions=definitions,
            credentials=frozenset((wire.location, wire.name) for wire in wires),
        )
        self._responses = Responses(operation, own, judge=judges.responses, validate=options.validate_responses)
        self._problems = Problems(
            own,
            judge=judges.responses,
            definitions=definitions,
            statuses=options.statuses,
            challenges=self._guard.challenges if self._guard else (),
        )
        self._body = _Body(route, own["body"], judges.requests, options.max_body_size) if operation.body else None
        self._request: type[Request] = operation.request
        self._tombstones, self._examples = tombstones, options.examples
        self._fixed: _Handler | None = None
        self._kinds: dict[type[object], tuple[bool, bool]] = {}

    def bind(self, function: Callable[[Any], Any]) -> None:
        """Let the same method answer every request."""
        self._fixed = _Handler(function, iscoroutinefunction(function), is_example(function))

    def exchange(self, request: RawRequest, values: Sequence[str]) -> Exchange:
        """Answer a request whose path has led here: `values` are the raw texts of the path's expressions."""
        try:
            principal: object | None = None
            if self._guard is not None:
                principal = yield from self._guard.authenticate(request)
            fields = self._inputs.read(values, request)
            body = self._body
            if body is not None:
                content_type = body.prepare(request)
                body.take((yield body.effect), content_type, fields)
            fields["_principal"] = principal
            fields["_raw"] = request.native
            built = object.__new__(self._request)
            built.__dict__.update(fields)
            handler = self._fixed or self._locate((yield Provide()))
            if handler.is_example:
                return self._answer_example(handler, built, request)
            return self._responses.write((yield Call(handler.function, built, handler.is_async)))
        except Rejection as rejection:
            return self._problems.answer(rejection)
        except HttpError as error:
            return http_problem(error)
        except Abort as abort:
            return (yield from self._answer_abort(abort))
        except Exception as error:
            return (yield from self._fault(error))

    def _locate(self, handlers: object) -> _Handler:
        function = self.route.find(handlers)
        if function is None:
            raise BadAnswer(f"the handlers of this request have no {self.route.group}.{self.route.method}")
        owner: type[object] = getattr(handlers, self.route.group).__class__
        if owner not in self._kinds:
            self._kinds[owner] = (iscoroutinefunction(function), is_example(function))
        if self._kinds[owner][1] and not self._examples:
            raise BadAnswer("examples are switched off, and nothing else answers")
        return _Handler(function, *self._kinds[owner])

    def _answer_example(self, handler: _Handler, request: Request, raw: RawRequest) -> RawResponse:
        """Answer with an example, as if a store stood behind it: what was deleted is not found."""
        method, templated = self.operation.method, "{" in self.operation.path
        if templated and method in ("GET", "HEAD", "PATCH", "DELETE") and self._tombstones.covers(raw.path):
            raise Rejection("not_found", "this has been deleted")
        response = self._responses.write(handler.function(request))
        if response.status < 400 and method == "DELETE" and templated:
            self._tombstones.bury(raw.path)
        elif response.status < 400 and method in ("POST", "PUT"):
            self._tombstones.revive(raw.path)
        return response

    def _answer_abort(self, abort: Abort) -> Exchange:
        try:
            return self._responses.write(self._responses.from_abort(abort))
        except Exception as error:
            if abort.status in (401, 403) and abort.body is MISSING:
                event: Event = "unauthenticated" if abort.status == 401 else "forbidden"
                return self._problems.answer(Rejection(event, "the credentials do not allow this"))
            return (yield from self._fault(error))

    def _fault(self, error: Exception) -> Exchange:
        """Answer 500, and tell the developer in the log what the caller is not told."""
        yield Failed(error)
        place = f"{self.operation.method} {self.operation.path} ({self.route.group}.{self.route.method})"
        if isinstance(error, BadAnswer):
            _LOG.error("%s: %s", place, error)
        else:
            _LOG.error("%s: the handler failed", place, exc_info=error)
        try:
            return self._problems.answer(Rejection("fault", "the server could not answer this request"))
        except Exception:
            _LOG.exception("%s: the declared 500 cannot be built", place)
            return fault()


class _Body:
    """The request body of an operation: read, recognised by its media type, parsed, judged and typed."""

    def __init__(self, route: Route, content: Mapping[str, Any], judge: Judge, limit: int | None) -> None:
        body = route.operation.body
        assert body is not None
        self._request, self._required, self._limit, self._judge = route.operation.request, body.required, limit, judge
        self._exact = body.media_type.encode("latin-1", "replace")
        self._media = essence(self._exact)
        if not is_json(self._media):
            raise NotImplementedError(f"request bodies of type {body.media_type}")
        self._key = judge.add(found[1] if (found := schema_of(content, body.media_type)) else True)
        self.effect = ReadBody(limit)

    def prepare(self, request: RawRequest) -> bytes | None:
        """Return the declared content type. Raises `HttpError` if the body is said to be too large: it is not read."""
        if self._limit is not None and _number(request.header(b"content-length") or b"") > self._limit:
            raise self._too_large()
        return request.header(b"content-type")

    def take(self, raw: bytes | None, content_type: bytes | None, fields: dict[str, Any]) -> None:
        """Put the body into the fields. Raises `Rejection` or `HttpError`."""
        if raw:
            fields["body"] = self._parse(raw, content_type)
        elif raw is None:
            raise self._too_large()
        elif self._required:
            raise Rejection("invalid", "a body is needed", [Violation("body", "", "is required", "required")])

    def _too_large(self) -> HttpError:
        return HttpError(413, f"the body is larger than {self._limit} bytes")

    def _parse(self, raw: bytes, content_type: bytes | None) -> object:
        if content_type != self._exact and (content_type is None or essence(content_type) != self._media):
            raise HttpError(415, f"the body must be {self._media}", [(b"accept", self._exact)])
        value = parse_json(raw)
        if not self._judge.accepts(self._key, value):
            found = self._judge.violations(self._key, value, location="body")
            raise Rejection("invalid", "the request's body does not fit the contract", found)
        return self._request.codec("body").build(value)


def _number(digits: bytes) -> int:
    """Return the number that a header says, 0 if it says none that can be meant."""
    return int(digits) if digits.isdigit() and len(digits) < 20 else 0
