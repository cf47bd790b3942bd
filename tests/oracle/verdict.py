"""A raw request to a verdict: whether a contract accepts it, and which statuses may say so."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .bodies import Bodies
from .document import Body, Contract, Operation
from .json_text import MALFORMED
from .parameters import Parameters, claimed, split_cookies, split_query
from .paths import Found, Paths
from .request import Raw
from .schemas import Judged, Schemas
from .statuses import statuses
from .texts import Undecodable, percent_decoded

TOKEN = "a-token-for-the-oracle"
VALID, UNDEFINED = "valid", "undefined"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`kind` is `valid`, `undefined`, or what is wrong. `allowed` are the statuses that say it; none: any success."""

    kind: str
    why: str = ""
    allowed: frozenset[int] = frozenset()
    allow: str = ""
    operation: Operation | None = None


class Oracle:
    """Judges requests by a contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.schemas = Schemas(contract)
        self._paths = Paths(contract)
        self._parameters = Parameters(contract, self.schemas)
        self._bodies = Bodies(contract, self.schemas)

    def judge(self, raw: Raw) -> Verdict:
        """Return the verdict of a request."""
        found = self._paths.find(raw.path)
        if not found:
            return Verdict(kind="unknown path", allowed=frozenset({404}))
        if len({each.template for each in found}) > 1:
            return Verdict(kind=UNDEFINED, why="two templates of a path")
        operations = self.contract.paths[found[0].template]
        head = raw.method == "HEAD" and "HEAD" not in operations
        operation = operations.get("GET" if head else raw.method)
        if operation is None:
            names = {*operations, "OPTIONS"} | ({"HEAD"} if "GET" in operations else set())
            allowed = frozenset({200, 204} if raw.method == "OPTIONS" else {405})
            return Verdict(kind="method", allowed=allowed, allow=", ".join(sorted(names)))
        if not self._may(operation, raw):
            return Verdict(kind="unauthenticated", allowed=statuses(operation, "unauthenticated"))
        return self._operation(operation, found, raw)

    def _operation(self, operation: Operation, found: list[Found], raw: Raw) -> Verdict:
        wrong: list[tuple[str, str]] = []
        doubts: list[str] = []
        for event, judged in (
            ("not found", self._path(operation, found)),
            *(("invalid", each) for each in self._inputs(operation, raw)),
        ):
            if judged.ok is None:
                doubts.append(judged.why)
            elif not judged.ok:
                wrong.append(("malformed" if judged.why.startswith(MALFORMED) else event, judged.why))
        event, judged = self._body(operation, raw)
        if judged.ok is None:
            doubts.append(judged.why)
        elif not judged.ok:
            wrong.append(("malformed" if judged.why.startswith(MALFORMED) else event, judged.why))
        if wrong:
            allowed = frozenset().union(*(statuses(operation, event) for event, _ in wrong))
            return Verdict(kind=wrong[0][0], why="; ".join(why for _, why in wrong), allowed=allowed)
        if doubts:
            return Verdict(kind=UNDEFINED, why=doubts[0])
        return Verdict(kind=VALID, operation=operation)

    def _path(self, operation: Operation, found: list[Found]) -> Judged:
        """Return the best that can be said of a path's parameters: segments can be split in several ways."""
        best: Judged | None = None
        for each in found:
            said = [
                self._parameters.judge(parameter, [(parameter.name, each.values[parameter.name])], frozenset())
                for parameter in operation.parameters
                if parameter.location == "path" and parameter.name in each.values
            ]
            said += [_undeclared(raw) for raw in each.values.values()]
            bad = next((one for one in said if one.ok is False), None)
            judged = bad or next((one for one in said if one.ok is None), Judged(True))
            if bad is not None and bad.why.startswith(MALFORMED):
                judged = Judged(False, bad.why.removeprefix(MALFORMED))
            if judged.ok:
                return judged
            best = judged if best is None or judged.ok is None else best
        return best or Judged(True)

    def _inputs(self, operation: Operation, raw: Raw) -> Iterator[Judged]:
        cookies, query = split_cookies(raw.lines("cookie")), split_query(raw.query)
        keys = {
            (scheme.get("in"), scheme.get("name"))
            for name in {name for each in operation.security for name in each}
            if (scheme := self.contract.schemes.get(name, {})).get("type") == "apiKey"
        }
        for parameter in operation.parameters:
            place = parameter.location
            if place == "querystring":
                hidden = {str(name) for where, name in keys if where == "query"}
                yield self._bodies.judge_query(parameter, raw.query, hidden)
            elif place == "header":
                lines = [(parameter.name, value) for value in raw.lines(parameter.name)]
                yield self._parameters.judge(parameter, lines, frozenset())
            elif place in ("query", "cookie"):
                others = {name for where, name in keys if where == place}
                for other in operation.parameters:
                    if other.location == place and other is not parameter:
                        others.update(claimed(self.contract, other))
                pairs = query if place == "query" else cookies
                yield self._parameters.judge(parameter, pairs, frozenset(others))

    def _body(self, operation: Operation, raw: Raw) -> tuple[str, Judged]:
        body = operation.body
        if body is None:
            return "invalid", Judged(True)
        content_type = ", ".join(raw.lines("content-type"))
        name = media_of(body.content, content_type)
        kind = None if name is None else kind_of(name)
        if not raw.body:
            return "invalid", self._nothing(body, name, kind)
        if name is None or kind is None:
            return "media", Judged(False, f"no body is of {content_type or 'no'} type")
        if kind == "other":
            return "invalid", Judged(None, f"a body of {name}")
        if "itemSchema" in body.content[name]:
            return "invalid", Judged(None, "a body of items")
        charset = content_type.lower().replace('"', "").partition("charset=")[2]
        if charset and charset != "utf-8" and kind != "binary":
            return "invalid", Judged(None, "a body in another charset")
        return "invalid", self._bodies.judge(kind, body.content[name], raw.body, content_type)

    def _nothing(self, body: Body, name: str | None, kind: str | None) -> Judged:
        """Return what is to be said of no bytes: they are no body, or an empty text, file or form."""
        absent = Judged(not body.required, "a body is required")
        if name is None or kind not in ("form", "text", "binary"):
            return absent
        empty = self._bodies.judge(kind, body.content[name], b"", "")
        return absent if empty.ok == absent.ok else Judged(None, "no bytes, which may be an empty body or none")

    def _may(self, operation: Operation, raw: Raw) -> bool:
        """Tell whether the credentials of one alternative are there."""
        return not operation.security or any(
            all(self._holds(self.contract.schemes.get(name, {}), raw) for name in each) for each in operation.security
        )

    def _holds(self, scheme: Mapping[str, Any], raw: Raw) -> bool:
        if scheme.get("type") == "mutualTLS":
            return raw.lines("client-cert") == [f":{base64.b64encode(TOKEN.encode()).decode()}:"]
        if scheme.get("type") == "apiKey":
            place, name = scheme["in"], scheme["name"]
            if place == "header":
                return raw.lines(name) == [TOKEN]
            pairs = split_query(raw.query) if place == "query" else split_cookies(raw.lines("cookie"))
            return [value for key, value in pairs if key == name] == [TOKEN]
        return raw.lines("authorization") == [authorization(scheme)]


def _undeclared(raw: str) -> Judged:
    """Return what is to be said of a path's text, whatever its parameter is, which need not be declared."""
    try:
        percent_decoded(raw)
    except Undecodable as error:
        return Judged(False, f"the path has {error}, which cannot be decoded")
    return Judged(True)


def authorization(scheme: Mapping[str, Any]) -> str:
    """Return the value of `Authorization` that holds the token."""
    kind = str(scheme.get("scheme", "bearer")).lower() if scheme.get("type") == "http" else "bearer"
    if kind == "basic":
        return f"Basic {base64.b64encode(f'ann:{TOKEN}'.encode()).decode()}"
    return f"{kind.title()} {TOKEN}"


def media_of(content: Mapping[str, Any], content_type: str) -> str | None:
    """Return the declared media type, or the narrowest range, that a body has."""
    name = content_type.partition(";")[0].strip().lower()
    if not name:
        return None
    exact = next((each for each in content if each.lower() == content_type.lower()), None)
    exact = exact or next((each for each in content if each.partition(";")[0].strip().lower() == name), None)
    ranges = [each for each in content if each in (f"{name.partition('/')[0]}/*", "*/*")]
    return exact or next(iter(sorted(ranges, key=lambda each: each == "*/*")), None)


def kind_of(media: str) -> str:
    """Return how a body of a media type is read; `other` is not read here."""
    name = media.partition(";")[0].strip().lower()
    if name in ("application/json", "text/json", "*/*", "application/*") or name.endswith("+json"):
        return "json"
    if name == "application/x-www-form-urlencoded":
        return "form"
    if name == "multipart/form-data":
        return "multipart"
    if name.endswith(("/xml", "+xml", "/event-stream", "yaml", "json-seq", "jsonl", "ndjson")) or name.startswith(
        "multipart/"
    ):
        return "other"
    return "text" if name.startswith("text/") else "binary"
