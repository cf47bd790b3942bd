"""An operation and its arguments to the parts of an HTTP request. Compiled once an operation, then filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from ..core import MISSING, Operation, Parameter
from ..core.models import Codec, Json
from ..core.styles import percent, write_form, write_simple

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLAIN = (str, int, bool)


class RequestPlan:
    """How the requests of an operation are written: path, query, headers, cookies and body."""

    __slots__ = ("_body", "_cookies", "_headers", "_operation", "_pieces", "_plain", "_query", "headers", "security")

    def __init__(self, operation: Operation[Any, Any, Any]) -> None:
        by_location: dict[str, list[Parameter]] = {"path": [], "query": [], "header": [], "cookie": []}
        for parameter in operation.parameters:
            by_location[parameter.location].append(parameter)
        in_path = {parameter.name: parameter for parameter in by_location["path"]}
        # Literal text and names of parameters take turns.
        pieces = _PLACEHOLDER.split(operation.path)
        self._pieces = [in_path[piece] if n % 2 else piece for n, piece in enumerate(pieces)]
        self._query = by_location["query"]
        self._headers = [(parameter.name.lower(), parameter) for parameter in by_location["header"]]
        self._cookies = by_location["cookie"]
        self._body: Codec[Any] | None = operation.request.codec("body") if operation.body else None
        self._plain = {
            each.attribute: _plain(operation.request.codec(each.attribute).annotation) for each in operation.parameters
        }
        self._operation = operation
        accepted = dict.fromkeys(each.media_type for each in operation.responses.values() if each.media_type)
        self.headers = {"accept": ", ".join(accepted) or "*/*"}
        """What every request of the operation has, by lower-case name."""
        self.security = operation.security

    def path(self, arguments: Mapping[str, object]) -> str:
        """Return the path, encoded. Raises `ValueError` for an empty parameter: it would be another resource."""
        parts: list[str] = []
        for piece in self._pieces:
            if isinstance(piece, str):
                parts.append(piece)
                continue
            value = self._value(piece, arguments[piece.attribute])
            text = write_simple(value, explode=piece.explode, escape=percent)
            if not text:
                raise ValueError(f"the path parameter {piece.attribute!r} must not be empty")
            parts.append(text)
        return _guard_dots("".join(parts))

    def query(self, arguments: Mapping[str, object]) -> list[str]:
        """Return the encoded pairs of the query string."""
        pairs: list[str] = []
        for parameter in self._query:
            given = arguments.get(parameter.attribute, MISSING)
            if given is not MISSING:
                pairs += write_form(parameter.name, self._value(parameter, given), explode=parameter.explode)
        return pairs

    def fill_headers(self, arguments: Mapping[str, object], into: dict[str, str]) -> None:
        """Add the headers that are parameters, by lower-case name."""
        for name, parameter in self._headers:
            given = arguments.get(parameter.attribute, MISSING)
            if given is not MISSING:
                value = self._value(parameter, given)
                into[name] = write_simple(value, explode=parameter.explode, escape=str)

    def cookies(self, arguments: Mapping[str, object]) -> list[str]:
        """Return the encoded pairs of the `Cookie` header."""
        pairs: list[str] = []
        for parameter in self._cookies:
            given = arguments.get(parameter.attribute, MISSING)
            if given is not MISSING:
                pairs += write_form(parameter.name, self._value(parameter, given), explode=parameter.explode)
        return pairs

    def content(self, arguments: Mapping[str, object], headers: dict[str, str]) -> bytes | None:
        """Return the body as bytes, and say in the headers what it is. Raises `pydantic.ValidationError`."""
        body, codec = self._operation.body, self._body
        given = arguments.get("body", MISSING)
        if body is None or codec is None or given is MISSING:
            return None
        headers["content-type"] = body.media_type
        return codec.to_json(codec.check(given))

    def _value(self, parameter: Parameter, given: object) -> Json:
        """Return an argument as a JSON value. Raises `pydantic.ValidationError`."""
        if isinstance(given, str | int) and type(given) in self._plain[parameter.attribute]:
            return given
        codec: Codec[Any] = self._operation.request.codec(parameter.attribute)
        return codec.to_value(codec.check(given))


def _plain(annotation: Any) -> tuple[type, ...]:
    """Return the types whose values an annotation takes as they are: they need no codec."""
    variants = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return tuple(kind for kind in _PLAIN if kind in variants)


def _guard_dots(path: str) -> str:
    """Encode segments that are `.` or `..`: left alone they would climb out of the path (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    return "/".join(part.replace(".", "%2E") if part in (".", "..") else part for part in path.split("/"))
