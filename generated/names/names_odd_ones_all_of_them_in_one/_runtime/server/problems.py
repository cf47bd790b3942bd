"""Why a request is refused to how that is answered: a declared status, and a body that its schema accepts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic_core import to_json

from ..core.media import charset_of, essence, kind_of
from ..core.models import Json
from .filler import Facts, fill
from .inputs import AnyOperation
from .markup import texts
from .messages import Event, Headers, HttpError, RawResponse, Rejection
from .validation import Judge, OperationSchemas, Schema

if TYPE_CHECKING:
    from ..core.xml import XmlCodec

PROBLEM_JSON: Final = "application/problem+json"

_OF_BODIES: Final = frozenset({408, 413, 415})
"""Statuses that refuse a body before it is judged: the operations that declare them say what their answers are like."""

_KINDS: Final = ("json", "text", "xml")
"""In which kinds of media types an error can be told, the best first: of what is behind bytes nobody knows."""

STATUSES: Final[Mapping[Event, tuple[str, ...]]] = {
    "malformed": ("400", "422", "4XX", "default"),
    "invalid": ("422", "400", "4XX", "default"),
    "invalid_path": ("404", "422", "400", "4XX", "default"),
    "not_found": ("404", "4XX", "default"),
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
    """What a body of a status must be like, JSON, a text or XML, and where it is judged."""

    media: str
    position: str
    schema: Schema
    xml: XmlCodec | None
    """Writes what is XML by its schema."""
    is_text: bool
    """Whether a body is a text: of XML too, where no schema says more of it."""
    plain: set[tuple[int, bool]]
    """The facts, by status and whether there are violations, that the problem document itself has said best."""

    def bodies(self, facts: Facts, definitions: Mapping[str, Schema]) -> Iterator[Json]:
        """Yield bodies that say the facts, the most telling first, and at last what the status says by itself."""
        for each in (facts, Facts.of(facts.status)):
            yield from self._text(each, definitions) if self.is_text else self._value(each, definitions)

    def _text(self, facts: Facts, definitions: Mapping[str, Schema]) -> Iterator[Json]:
        for body in fill(self.schema, facts, definitions):
            yield from texts(essence(self.media), body, facts)

    def _value(self, facts: Facts, definitions: Mapping[str, Schema]) -> Iterator[Json]:
        document, shape = facts.document(), (facts.status, bool(facts.violations))
        if shape in self.plain:
            yield document
        found = fill(self.schema, facts, definitions)
        best = next(found)
        if best == document:
            self.plain.add(shape)
        yield best
        yield from found

    def written(self, body: Json) -> bytes | None:
        """Return a body as it is sent; `None` if XML cannot hold it."""
        if self.xml is not None:
            try:
                return self.xml.write(body)
            except ValueError:
                return None
        return str(body).encode(charset_of(self.media), "replace") if self.is_text else _json(body)


class Problems:
    """The error answers of an operation. Its judge is that of the responses: compiled when first needed."""

    def __init__(
        self,
        operation: AnyOperation,
        schemas: OperationSchemas,
        *,
        judge: Judge,
        definitions: Mapping[str, Schema],
        statuses: Mapping[Event, tuple[str, ...]],
        required: Mapping[str, Headers],
        challenges: Headers,
    ) -> None:
        self._judge, self._definitions = judge, definitions
        self._required, self._challenges = required, challenges
        # A status that the contract merely implies has no form of the author's to fit; one without content has no body.
        self._declared: dict[str, list[_Form] | None] = dict.fromkeys(schemas["implied"])
        for status, content in schemas["responses"].items():
            media = sorted(filter(_can_say, content), key=_rank)
            forms = [
                _form(each, content[each], judge, operation.xml_codec("responses", status, each)) for each in media
            ]
            self._declared[status] = forms if forms or not content else None
        self._chosen = {event: choose(order, self._declared) for event, order in statuses.items()}
        # 404 is implied for what is not there, and must not hide what the author says of a path that cannot be.
        path = choose(statuses["invalid_path"], self._declared.keys() - {*schemas["implied"]})
        if path[1] is not None:
            self._chosen["invalid_path"] = path

    def answer(self, rejection: Rejection) -> RawResponse:
        """Return the response to a refused request, or to a fault of the service."""
        status, key = self._chosen[rejection.event]
        headers = self._challenges if rejection.event == "unauthenticated" else ()
        facts = Facts(status=status, detail=rejection.detail, violations=tuple(rejection.violations))
        return self.describe(facts, key, headers)

    def describe(self, facts: Facts, key: str | None, headers: Headers = ()) -> RawResponse:
        """Return a response that says the facts in the way in which the contract declares the status of a key."""
        if key is not None and key in self._required:
            given = {name for name, _ in headers}
            headers = [*headers, *(line for line in self._required[key] if line[0] not in given)]
        found = self._fitting(facts, key, headers) if key is not None else None
        return problem(facts, headers) if found is None else found

    def refuse(self, error: HttpError) -> RawResponse:
        """Return the response to a request that HTTP itself refuses: if for its body, as the contract declares it, where it does."""
        if error.status not in _OF_BODIES:
            return http_problem(error)
        facts = Facts(status=error.status, detail=error.detail, violations=())
        return self.describe(facts, self._key(error.status), error.headers)

    def _key(self, status: int) -> str | None:
        return next((key for key in (str(status), f"{status // 100}XX", "default") if key in self._declared), None)

    def bare(self, status: int) -> RawResponse | None:
        """Return an error whose body says no more than its status; `None` if the contract declares no such body."""
        key = self._key(status)
        if status < 400 or key is None:
            return None
        return self._fitting(Facts.of(status), key, self._required.get(key, ()))

    def _fitting(self, facts: Facts, key: str, headers: Headers) -> RawResponse | None:
        """Return a response that says the facts in a body that the contract declares for a key, if there is one."""
        forms = self._declared.get(key)
        if forms is None:
            return None
        if not forms:
            return RawResponse(facts.status, [*headers, (b"content-length", b"0")], b"")
        for form in forms:
            for body in form.bodies(facts, self._definitions):
                raw = form.written(body) if self._judge.accepts(form.position, body) else None
                if raw is not None:
                    return _response(facts.status, form.media, raw, headers)
        return None


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
    return kind_of(media) in _KINDS


def _rank(media: str) -> tuple[bool, int, bool, str]:
    return media != PROBLEM_JSON, _KINDS.index(kind_of(media)), essence(media) not in ("text/plain", "text/*"), media


def _form(media: str, schema: Schema, judge: Judge, xml: XmlCodec | None) -> _Form:
    kind = kind_of(media)
    if "*" in media:
        media = "text/plain" if kind == "text" else "application/json"
    plain = kind == "text" and essence(media).startswith("text/") and "charset" not in media
    is_text = kind_of(media) != "json" and xml is None
    return _Form(f"{media}; charset=utf-8" if plain else media, judge.add(schema), schema, xml, is_text, set())


def _json(body: Json | dict[str, Any]) -> bytes:
    try:
        return to_json(body)
    except ValueError:
        # What a caller sent and a message repeats may be no Unicode.
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _response(status: int, media: str, raw: bytes, headers: Headers) -> RawResponse:
    length = b"%d" % len(raw)
    return RawResponse(status, [(b"content-type", media.encode()), (b"content-length", length), *headers], raw)
