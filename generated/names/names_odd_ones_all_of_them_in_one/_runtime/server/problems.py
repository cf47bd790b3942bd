"""Why a request is refused to how that is answered: a declared status, and a body that its schema accepts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from pydantic_core import to_json

from ..core.media import charset_of, essence, kind_of
from ..core.models import Json
from .filler import Facts, fill
from .messages import Event, Headers, HttpError, RawResponse, Rejection
from .validation import Judge, OperationSchemas, Schema

PROBLEM_JSON: Final = "application/problem+json"

_TEXT: Final = frozenset({"text/plain", "text/*"})
"""Where a detail can stand as it is: other texts, HTML say, have a form of their own."""

STATUSES: Final[Mapping[Event, tuple[str, ...]]] = {
    "malformed": ("400", "422", "4XX", "default"),
    "invalid": ("422", "400", "4XX", "default"),
    "not_found": ("404", "422", "400", "4XX", "default"),
    "unauthenticated": ("401", "403", "4XX", "default"),
    "forbidden": ("403", "4XX", "default"),
    "fault": ("500", "5XX", "default"),
}
"""Which status answers an event: the first that the operation declares. A range or `default` stands for the first."""


def choose(order: tuple[str, ...], declared: Collection[str]) -> tuple[int, str | None]:
    """Return the status that answers an event, and the key under which it is declared, `None` if it is not."""
    for key in order:
        if key in declared:
            return (int(key), key) if key.isdecimal() else (int(order[0]), key)
    return int(order[0]), None


class _Form(NamedTuple):
    """What a body of a status must be like, JSON or a text, and where it is judged."""

    media: str
    is_text: bool
    position: str
    schema: Schema
    plain: set[tuple[int, bool]]
    """The facts, by status and whether there are violations, that the problem document itself has said best."""

    def bodies(self, facts: Facts, definitions: Mapping[str, Schema]) -> Iterator[Json]:
        """Yield bodies that say the facts, the most telling first."""
        if self.is_text:
            yield from (each for each in fill(self.schema, facts, definitions) if isinstance(each, str))
            return
        document, shape = facts.document(), (facts.status, bool(facts.violations))
        if shape in self.plain:
            yield document
        found = fill(self.schema, facts, definitions)
        best = next(found)
        if best == document:
            self.plain.add(shape)
        yield best
        yield from found


class Problems:
    """The error answers of an operation. Its judge is that of the responses: compiled when first needed."""

    def __init__(
        self,
        schemas: OperationSchemas,
        *,
        judge: Judge,
        definitions: Mapping[str, Schema],
        statuses: Mapping[Event, tuple[str, ...]],
        required: Mapping[str, Headers],
        challenges: Headers,
    ) -> None:
        self._judge, self._definitions, self._statuses = judge, definitions, statuses
        self._required, self._challenges = required, challenges
        # A status that the contract merely implies has no form of the author's to fit; one without content has no body.
        self._declared: dict[str, list[_Form] | None] = dict.fromkeys(schemas["implied"])
        for status, content in schemas["responses"].items():
            media = sorted(content, key=lambda media: (media != PROBLEM_JSON, kind_of(media) != "json", media))
            forms = [_form(each, content[each], judge) for each in media if _can_say(each)]
            self._declared[status] = forms if forms or not content else None

    def answer(self, rejection: Rejection) -> RawResponse:
        """Return the response to a refused request, or to a fault of the service."""
        status, key = choose(self._statuses[rejection.event], self._declared)
        headers = self._challenges if rejection.event == "unauthenticated" else ()
        facts = Facts(status=status, detail=rejection.detail, violations=tuple(rejection.violations))
        return self.describe(facts, key, headers)

    def describe(self, facts: Facts, key: str | None, headers: Headers = ()) -> RawResponse:
        """Return a response that says the facts in the way in which the contract declares the status of a key."""
        forms = self._declared.get(key) if key is not None else None
        if key is not None and key in self._required:
            given = {name for name, _ in headers}
            headers = [*headers, *(line for line in self._required[key] if line[0] not in given)]
        if forms is None:
            return problem(facts, headers)
        if not forms:
            return RawResponse(facts.status, [*headers, (b"content-length", b"0")], b"")
        for form in forms:
            for body in form.bodies(facts, self._definitions):
                if self._judge.accepts(form.position, body):
                    raw = str(body).encode(charset_of(form.media), "replace") if form.is_text else _json(body)
                    return _response(facts.status, form.media, raw, headers)
        return problem(facts, headers)


def problem(facts: Facts, headers: Headers = ()) -> RawResponse:
    """Return a response of type `application/problem+json` (RFC 9457)."""
    return _response(facts.status, PROBLEM_JSON, _json(facts.document()), headers)


def http_problem(error: HttpError) -> RawResponse:
    """Return the response to a request that HTTP itself refuses."""
    return problem(Facts(status=error.status, detail=error.detail, violations=()), error.headers)


def fault() -> RawResponse:
    """Return a 500 that tells the caller nothing: the log knows."""
    detail = "the server could not answer this request"
    return problem(Facts(status=HTTPStatus.INTERNAL_SERVER_ERROR, detail=detail, violations=()))


def _can_say(media: str) -> bool:
    return kind_of(media) == "json" or essence(media) in _TEXT


def _form(media: str, schema: Schema, judge: Judge) -> _Form:
    is_text = kind_of(media) == "text"
    if "*" in media:
        media = "text/plain" if is_text else "application/json"
    name = f"{media}; charset=utf-8" if is_text and "charset" not in media else media
    return _Form(name, is_text, judge.add(schema), schema, set())


def _json(body: Json | dict[str, Any]) -> bytes:
    try:
        return to_json(body)
    except ValueError:
        # What a caller sent and a message repeats may be no Unicode.
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _response(status: int, media: str, raw: bytes, headers: Headers) -> RawResponse:
    length = str(len(raw)).encode()
    return RawResponse(status, [(b"content-type", media.encode()), (b"content-length", length), *headers], raw)
