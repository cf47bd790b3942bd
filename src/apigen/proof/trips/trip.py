"""One round trip: what arrives is what was passed, what returns is what was answered, or the wire cannot say it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import canonicalize

from apigen.proof.trips.limits import (
    CREDENTIAL,
    NAME,
    OWN,
    SEGMENT,
    STRAY,
    TREE,
    differences,
    has_two_of_a_name,
    is_credential,
    is_own,
    is_undescribed,
    limit_of,
    lost_in_form,
    not_typed,
    refusal,
    same,
    share_a_segment,
    unreachable,
    without_strays,
)
from apigen.proof.trips.plain import alive, plain
from apigen.proof.trips.samples import Answer
from apigen.proof.trips.service import Service
from apigen.proof.trips.tap import AnswerTap, Sent
from apigen.runtime.core.body import FORM
from apigen.runtime.core.media import kind_of


@dataclass(frozen=True, kw_only=True)
class Way:
    """A client and a server in this process."""

    name: str
    service: Service
    answered: AnswerTap
    call: Callable[[Any, Mapping[str, Any]], Any]
    """Takes a route and arguments, returns the `ApiResponse`."""


@dataclass(frozen=True, kw_only=True)
class Trip:
    """A call, and what is to come of it."""

    arguments: dict[str, Any]
    answer: Answer
    accepts: Callable[[str, Any], bool]
    """Whether the schema of the body, in a media type, accepts a value."""


class Limit(Exception):
    """A trip that the wire cannot make. The text names why."""


class Wrong(Exception):
    """A trip that failed."""

    def __init__(self, kind: str, what: object) -> None:
        super().__init__(kind, what)
        self.kind, self.what = kind, what


class Logs(logging.Handler):
    """Keeps the last error that a server has logged: only it says why it answered 500."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            Logs.last = record.getMessage() + (f": {record.exc_info[1]!r}" if record.exc_info else "")


def go(way: Way, route: Any, trip: Trip) -> None:
    """Make a trip. Raises `Limit` and `Wrong`."""
    Logs.last = ""
    answer = trip.answer
    way.service.told(answer.response)
    declared_errors = way.service.package.errors.ERRORS
    kind = None if answer.succeeds else declared_errors[type(answer.response)]
    result = error = None
    passed = _passed(route.operation, trip.arguments)
    try:
        result = way.call(route, trip.arguments)
    except Exception as raised:
        error = raised
    if error is not None and not way.service.fields:
        raise _unsent(way, route, trip, error)
    _arrived(way, route, trip, passed)
    if error is not None and (Logs.last or kind is None or not isinstance(error, kind)):
        raise _unanswered(answer, error)
    if error is None and kind is not None:
        raise Wrong("error not raised", f"{kind.__name__} for {answer.response!r}")
    _returned(way, route, trip, error if result is None else result)


def _unsent(way: Way, route: Any, trip: Trip, error: Exception) -> Exception:
    """Return what to raise for a request that no handler has seen."""
    package = way.service.package
    found = None
    if isinstance(error, package.errors.ArgumentError):
        found = refusal(str(error)) or not_typed(error)
    else:
        found = _unreachable(way, route, trip) or lost_in_form(route.operation, trip.arguments, trip.accepts)
    if found:
        return Limit(found)
    if isinstance(error, package.errors.APIStatusError):
        where = way.service.wire[-1] if way.service.wire else ""
        return Wrong(
            "refused by server", f"{error!r} {vars(error).get('body')!r} {Logs.last}\n{trip.arguments!r}\n{where!r}"
        )
    return Wrong("exception in client", f"{error!r}\n{trip.arguments!r}")


def _unreachable(way: Way, route: Any, trip: Trip) -> str | None:
    wire = way.service.wire
    path, query = (wire[-1].path, wire[-1].query) if wire else ("", "")
    return unreachable(way.service.package, route.operation, trip.arguments, path, query)


def _unanswered(answer: Answer, error: Exception) -> Exception:
    """Return what to raise for an answer that did not arrive as what it was."""
    found = refusal(Logs.last)
    if found:
        return Limit(found)
    kind = "exception in server" if Logs.last else "error class" if not answer.succeeds else "exception in client"
    return Wrong(kind, f"{error!r} {Logs.last}\n{answer.response!r}")


def _passed(operation: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a handler is to receive, by field. Files stand at their beginning then."""
    sent = operation.request(**{name: arguments[name] for name in arguments if name != "content_type"})
    return {name: plain(getattr(sent, name)) for name in sent.__fields__}


def _arrived(way: Way, route: Any, trip: Trip, passed: Mapping[str, Any]) -> None:
    """Raise unless the handler received what was passed."""
    request = way.service.seen[0]
    package, operation = way.service.package, route.operation
    if type(request) is not operation.request:
        found = _unreachable(way, route, trip)
        if found:
            raise Limit(found)
        raise Wrong("another operation", f"{request!r}\n{trip.arguments!r}")
    (fields,) = way.service.fields
    different = [name for name in passed if not same(passed[name], fields[name])]
    if not different:
        return
    if any(is_own(operation, name) for name in different):
        raise Limit(OWN)
    if has_two_of_a_name(operation, trip.arguments):
        raise Limit(NAME)
    if all(is_credential(operation, package.operations.SECURITY_SCHEMES, name) for name in different):
        raise Limit(CREDENTIAL)
    kind = kind_of(request.media_type or "")
    of_tree = kind == "xml"
    arguments, lost = without_strays(operation, trip.arguments, passed, fields)
    left = {**passed, **lost}
    different = [name for name in passed if not same(left[name], fields[name])]
    names = {limit_of(left[name], fields[name], of_tree=of_tree) for name in different}
    if different and share_a_segment(operation, different):
        names = {SEGMENT}
    if different == ["body"] and kind in ("xml", "form", "multipart") and is_undescribed(left["body"], fields["body"]):
        raise Limit(TREE)
    if None in names or (different and not _says_the_same(way, route, replace(trip, arguments=arguments), different)):
        raise Wrong("argument not equal", shown(passed, fields, passed))
    raise Limit(", ".join(sorted({*filter(None, names), *([STRAY] if lost else [])})))


def _says_the_same(way: Way, route: Any, trip: Trip, different: list[str]) -> bool:
    """Whether what the handler received is written like what was passed: then nobody can tell the two apart."""
    kept: dict[str, Any] = {}

    def keep(request: Any) -> Any:
        kept.update({name: alive(getattr(request, name)) for name in different})
        return trip.answer.response

    _passed(route.operation, trip.arguments)
    way.service.told(keep)
    with suppress(Exception):
        way.call(route, trip.arguments)
    first = _written(way.service)
    omitted = {name: value for name, value in trip.arguments.items() if name not in different}
    for arguments in ({**trip.arguments, **kept}, omitted):
        way.service.told(trip.answer.response)
        with suppress(Exception):
            way.call(route, arguments)
        if _written(way.service) == first:
            return True
    return False


def _written(made: Service) -> Sent | None:
    """Return the last request. What stands between the parts of a form says nothing, nor does the order of its names."""
    if not made.wire:
        return None
    last = made.wire[-1]
    media_type, found, boundary = last.headers.get("content-type", "").partition("boundary=")
    headers, body = {**last.headers, "content-type": media_type, "content-length": ""}, last.body
    if found:
        body = b"".join(sorted(body.split(boundary.encode())))
    elif media_type == FORM:
        body = b"&".join(sorted(body.split(b"&")))
    elif kind_of(media_type) == "xml":
        body = _canonical(body)
    return replace(last, query="&".join(sorted(last.query.split("&"))), headers=headers, body=body)


def _canonical(document: bytes) -> bytes:
    """Return what XML says: CDATA is text (Canonical XML). A text that is none stays as it is."""
    with suppress(SyntaxError):
        return canonicalize(document.decode()).encode()
    return document


def _returned(way: Way, route: Any, trip: Trip, result: Any) -> None:
    """Raise unless what the handler gave has come: status, body, and what is declared, with its headers."""
    answer, response = trip.answer, trip.answer.response
    if result.status != response.status_code:
        raise Wrong("result not equal", f"status {response.status_code} became {result.status}")
    given: dict[str, Any] = {each.attribute: plain(getattr(response, each.attribute)) for each in response.headers}
    streams = answer.streams and answer.succeeds
    if not streams and type(result.declared) is not type(response):
        raise Wrong("result not equal", f"declared: {response!r}\n became {result.declared!r}")
    came = {name: given[name] if streams else plain(getattr(result.declared, name)) for name in given}
    if "body" in response.__fields__:
        bodiless = route.operation.method == "HEAD" or response.status_code in (204, 205, 304)
        given["body"], came["body"] = None if bodiless else plain(response.body), plain(result.body)
    different = [name for name in given if not same(given[name], came[name])]
    if not different:
        return
    of_tree = kind_of(answer.media_type) == "xml"
    names = {limit_of(given[name], came[name], of_tree=of_tree) for name in different}
    if different == ["body"] and of_tree and is_undescribed(given["body"], came["body"]):
        raise Limit(TREE)
    if None in names or not _reads_the_same(way, route, trip, different, result):
        kind = "result not equal" if "body" in different else "header not equal"
        raise Wrong(kind, f"{answer.media_type} {shown(given, came, different)}")
    raise Limit(", ".join(sorted(filter(None, names))))


def _reads_the_same(way: Way, route: Any, trip: Trip, names: Iterable[str], result: Any) -> bool:
    """Whether a server writes what came like what was given."""
    first = _answered(way)
    response = trip.answer.response
    other = copy(response)
    for name in names:
        vars(other)[name] = result.body if name == "body" else getattr(result.declared, name)
    way.service.told(other)
    with suppress(Exception):
        way.call(route, trip.arguments)
    return _answered(way) == first


def _answered(way: Way) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return the last answer: status, headers and body."""
    status, headers, body = way.answered.last
    return status, [line for line in headers if line[0] != b"content-length"], _canonical(body)


def shown(sent: Mapping[str, Any], came: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the places where the values of some names differ, for people."""
    pairs = (pair for name in names for pair in differences(sent[name], came[name], name))
    return "\n".join(f"{at}: {one!r:.300} became {other!r:.300}" for at, one, other in pairs)
