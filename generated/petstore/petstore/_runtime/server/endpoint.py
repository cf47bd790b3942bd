"""An operation at work: the order of a request, from who is calling to the bytes of the answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from inspect import iscoroutinefunction
from typing import Any, NamedTuple

from pydantic import MISSING

from ..core.message import Abort, Request
from ..core.uploads import UploadFile
from .content import RequestBody
from .examples import Tombstones, is_example
from .headers import required_headers
from .inputs import Inputs
from .messages import (
    BadAnswer,
    Call,
    Disconnected,
    Event,
    Exchange,
    Failed,
    HttpError,
    Provide,
    RawRequest,
    RawResponse,
    Rejection,
)
from .problems import Problems, fault
from .responses import Responses
from .security import Guard, Scheme
from .service import Options, Route, body_limits
from .streaming import Pieces
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
        self._inputs = Inputs(
            operation,
            own,
            judge=judges.requests,
            definitions=definitions,
            credentials=self._guard.places if self._guard else frozenset(),
            max_fields=options.max_fields,
        )
        self._responses = Responses(
            operation, own, judge=judges.responses, validate=options.validate_responses, fail=self._log
        )
        self._problems = Problems(
            operation,
            own,
            judge=judges.responses,
            definitions=definitions,
            statuses=options.statuses,
            required=required_headers(operation, own),
            challenges=self._guard.challenges if self._guard else (),
        )
        self._body: RequestBody | None = None
        if operation.body:
            limits = body_limits(options)
            self._body = RequestBody(
                operation, own["body"], judge=judges.requests, definitions=definitions, limits=limits
            )
        self._has_uploads = self._body is not None and self._body.has_uploads
        self._request: type[Request] = operation.request
        self._tombstones, self._examples = tombstones, options.examples
        deletes = operation.method == "DELETE" and "{" in operation.path
        self._is_noted = options.examples and (deletes or operation.method in ("POST", "PUT"))
        self._fixed: _Handler | None = None
        self._kinds: dict[type[object], tuple[bool, bool]] = {}

    def bind(self, function: Callable[[Any], Any]) -> None:
        """Let the same method answer every request."""
        self._fixed = _Handler(function, iscoroutinefunction(function), is_example(function))

    def exchange(self, request: RawRequest, values: Sequence[str]) -> Exchange:
        """Answer a request whose path has led here: `values` are the raw texts of the path's expressions."""
        uploads: list[UploadFile] = []
        exchange = self._exchange(request, values, uploads)
        return self._closing(exchange, uploads) if self._has_uploads else exchange

    def _exchange(self, request: RawRequest, values: Sequence[str], uploads: list[UploadFile]) -> Exchange:
        try:
            principal: object | None = None
            if self._guard is not None:
                principal = yield from self._guard.authenticate(request)
            body = self._body
            try:
                fields = self._inputs.read(values, request)
            except Rejection as rejection:
                if body is None:
                    raise
                raise (yield from body.refusal(rejection, request)) from None
            if body is not None:
                yield from body.read(request, fields, uploads)
            fields["_principal"] = principal
            fields["_raw"] = request.native
            built = object.__new__(self._request)
            built.__dict__.update(fields)
            handler = self._fixed or self._locate((yield Provide()))
            if handler.is_example:
                return self._answer_example(handler, built, request)
            response = self._responses.write((yield Call(handler.function, built, handler.is_async)), request)
            if self._is_noted:
                self._note(response, request)
            return response
        except Rejection as rejection:
            return self._problems.answer(rejection)
        except HttpError as error:
            return self._problems.refuse(error)
        except Abort as abort:
            return (yield from self._answer_abort(abort, request))
        except Disconnected as gone:
            self._log(gone)
            raise
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
        if "{" in self.operation.path and self._is_gone(raw.path):
            raise Rejection("not_found", "this has been deleted")
        response = self._responses.write(handler.function(request), raw)
        if self._is_noted:
            self._note(response, raw)
        return response

    def _is_gone(self, path: str) -> bool:
        # What lies below can be deleted once itself: whoever begins above shall see that, too.
        if self.operation.method == "DELETE":
            return self._tombstones.holds(path)
        return self.operation.method in ("GET", "HEAD", "PATCH", "QUERY") and self._tombstones.covers(path)

    def _note(self, response: RawResponse, request: RawRequest) -> None:
        """Note what was deleted or made, by whomever: examples beside a store of yours know that much of it."""
        if response.status < 400:
            change = self._tombstones.bury if self.operation.method == "DELETE" else self._tombstones.revive
            change(request.path)

    def _answer_abort(self, abort: Abort, request: RawRequest) -> Exchange:
        try:
            return self._responses.write(self._responses.from_abort(abort), request)
        except Exception as error:
            if abort.status in (401, 403) and abort.body is MISSING:
                event: Event = "unauthenticated" if abort.status == 401 else "forbidden"
                return self._problems.answer(Rejection(event, "the credentials do not allow this"))
            bare = self._problems.bare(abort.status) if abort.body is MISSING and not abort.headers else None
            if bare is not None:
                return bare
            return (yield from self._fault(error))

    def _fault(self, error: Exception) -> Exchange:
        """Answer 500, and tell the developer in the log what the caller is not told."""
        yield Failed(error)
        self._log(error)
        try:
            return self._problems.answer(Rejection("fault", "the server could not answer this request"))
        except Exception:
            _LOG.exception("%s: the declared 500 cannot be built", self._place)
            return fault()

    @property
    def _place(self) -> str:
        return f"{self.operation.method} {self.operation.path} ({self.route.group}.{self.route.method})"

    def _log(self, error: Exception) -> None:
        if isinstance(error, Disconnected):
            # Callers come and go: nothing is wrong here.
            _LOG.info("%s: the caller has gone", self._place)
        elif isinstance(error, BadAnswer):
            _LOG.error("%s: %s", self._place, error)
        else:
            _LOG.error("%s: the handler failed", self._place, exc_info=error)

    def _closing(self, exchange: Exchange, uploads: Sequence[UploadFile]) -> Exchange:
        """Answer, and close what was uploaded: not before the answer has been sent, which may be made of it."""
        pieces: Pieces | None = None
        try:
            response = yield from exchange
            pieces = response.body if isinstance(response.body, Pieces) else None
            return response
        finally:
            for each in uploads:
                if pieces is None:
                    self._close(each)
                else:
                    pieces.then(each.close)

    def _close(self, upload: UploadFile) -> None:
        """Close an upload. If that fails, what has been made of it is still an answer."""
        try:
            upload.close()
        except Exception as error:
            self._log(error)
