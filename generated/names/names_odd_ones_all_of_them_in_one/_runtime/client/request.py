"""An operation and its arguments to the parts of an HTTP request. Compiled once an operation, then filled."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from types import UnionType
from typing import Any, NamedTuple, TypeAlias, Union, get_args, get_origin

from ..core import MISSING, Operation, Parameter
from ..core.escapes import Escape, percent, reserved, reserved_in_cookie, reserved_in_path
from ..core.media import kind_of
from ..core.models import Codec, Json
from ..core.styles import cookie_writer, pair_writer, primitive, text_writer
from .bodies import BodyWriter, form_writer
from .errors import ArgumentError, argument_error
from .payload import Payload

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLAIN = (str, int, bool)

WriteText: TypeAlias = Callable[[Json], str]
WritePairs: TypeAlias = Callable[[Json], Sequence[str]]


class _Text(NamedTuple):
    """A parameter that is one text: in the path, or a header of a lower-case name."""

    parameter: Parameter
    name: str
    write: WriteText


class _Pairs(NamedTuple):
    """A parameter that is pairs of names and values: in the query, or cookies."""

    parameter: Parameter
    write: WritePairs


class RequestPlan:
    """How the requests of an operation are written: path, query, headers, cookies and body."""

    __slots__ = ("_body", "_cookies", "_headers", "_operation", "_pieces", "_plain", "_query", "headers", "security")

    def __init__(self, operation: Operation[Any, Any, Any]) -> None:
        by_location: dict[str, list[Parameter]] = {
            "path": [],
            "query": [],
            "querystring": [],
            "header": [],
            "cookie": [],
        }
        for parameter in operation.parameters:
            by_location[parameter.location].append(parameter)
        in_path = {each.name: _Text(each, each.name, _text_writer(each)) for each in by_location["path"]}
        # Literal text and names of parameters take turns.
        pieces = _PLACEHOLDER.split(operation.path)
        self._pieces = [in_path[piece] if n % 2 else piece for n, piece in enumerate(pieces)]
        self._query = [_Pairs(each, _pair_writer(each)) for each in by_location["query"]]
        self._query += [_Pairs(each, _query_writer(each)) for each in by_location["querystring"]]
        self._headers = [_Text(each, each.name.lower(), _text_writer(each)) for each in by_location["header"]]
        self._cookies = [_Pairs(each, _pair_writer(each)) for each in by_location["cookie"]]
        self._body = BodyWriter(operation, operation.body.media) if operation.body else None
        self._plain = {
            each.attribute: _plain(operation.request.codec(each.attribute).annotation) for each in operation.parameters
        }
        self._operation = operation
        accepted = dict.fromkeys(name for each in operation.responses.values() for name in each.media_types)
        self.headers = {"accept": ", ".join(accepted) or "*/*"}
        """What every request of the operation has, by lower-case name."""
        self.security = operation.security

    def path(self, arguments: Mapping[str, object]) -> str:
        """Return the path, encoded. Raises `ArgumentError`, for an empty parameter too: it would be another resource."""
        parts: list[str] = []
        for piece in self._pieces:
            if isinstance(piece, str):
                parts.append(piece)
                continue
            attribute = piece.parameter.attribute
            text = self._text(piece, arguments[attribute])
            if not text:
                raise ArgumentError(self._operation.id, attribute, "a parameter of the path must not be empty")
            parts.append(text)
        return _guard_dots("".join(parts))

    def query(self, arguments: Mapping[str, object]) -> list[str]:
        """Return the encoded pairs of the query string."""
        return self._pairs(self._query, arguments)

    def fill_headers(self, arguments: Mapping[str, object], into: dict[str, str]) -> None:
        """Add the headers that are parameters, by lower-case name."""
        for header in self._headers:
            given = arguments.get(header.parameter.attribute, MISSING)
            if given is not MISSING and (text := self._text(header, given)) is not None:
                into[header.name] = text

    def cookies(self, arguments: Mapping[str, object]) -> list[str]:
        """Return the encoded pairs of the `Cookie` header."""
        return self._pairs(self._cookies, arguments)

    def content(self, arguments: Mapping[str, object], headers: dict[str, str]) -> bytes | Payload | None:
        """Return the body, and say in the headers what it is. Raises `ArgumentError`."""
        given = arguments.get("body", MISSING)
        if self._body is None or given is MISSING:
            return None
        try:
            written = self._body.write(given, arguments.get("content_type", MISSING))
        except ValueError as error:
            raise argument_error(self._operation.id, "body", error) from error
        headers["content-type"] = written.media_type
        if isinstance(written.content, Payload) and written.content.size is not None:
            headers["content-length"] = str(written.content.size)
        return written.content

    def _pairs(self, slots: Sequence[_Pairs], arguments: Mapping[str, object]) -> list[str]:
        pairs: list[str] = []
        for parameter, write in slots:
            given = arguments.get(parameter.attribute, MISSING)
            if given is not MISSING:
                try:
                    value = self._value(parameter, given)
                    # Null has no text (RFC 6570 section 2.3), but it is a JSON document.
                    if value is not None or parameter.media_type:
                        pairs += write(value)
                except ValueError as error:
                    raise argument_error(self._operation.id, parameter.attribute, error) from error
        return pairs

    def _text(self, slot: _Text, given: object) -> str | None:
        """Return the text of an argument; `None` for null, which has none."""
        try:
            value = self._value(slot.parameter, given)
            return slot.write(value) if value is not None or slot.parameter.media_type else None
        except ValueError as error:
            raise argument_error(self._operation.id, slot.parameter.attribute, error) from error

    def _value(self, parameter: Parameter, given: object) -> Json:
        """Return an argument as a JSON value. Raises `pydantic.ValidationError`."""
        if isinstance(given, str | int) and type(given) in self._plain[parameter.attribute]:
            return given
        codec: Codec[Any] = self._operation.request.codec(parameter.attribute)
        return codec.to_value(codec.check(given))


def _text_writer(parameter: Parameter) -> WriteText:
    # What stands in a header is not percent-encoded (RFC 9110 section 5.5).
    escape: Escape = percent
    if parameter.location == "header":
        escape = str
    elif parameter.allow_reserved:
        escape = reserved_in_path
    if parameter.media_type:
        return lambda value: escape(_document(value))
    return text_writer(parameter.style, parameter.name, explode=parameter.explode, escape=escape)


def _pair_writer(parameter: Parameter) -> WritePairs:
    name, allow_reserved = parameter.name, parameter.allow_reserved
    in_cookie = parameter.location == "cookie"
    if parameter.media_type:
        escape = (reserved_in_cookie if in_cookie else reserved) if allow_reserved else percent
        return lambda value: (f"{percent(name)}={escape(_document(value))}",)
    make = cookie_writer if in_cookie else pair_writer
    return make(parameter.style, name, explode=parameter.explode, allow_reserved=allow_reserved)


def _query_writer(parameter: Parameter) -> WritePairs:
    """Return what writes a whole query string. A form is one already; all else is percent-encoded."""
    assert parameter.media is not None
    match kind_of(parameter.media.name):
        case "form":
            write_form = form_writer(parameter.media.encodings)
            return lambda value: [text] if (text := write_form(value).decode("ascii")) else []
        case "json":
            return lambda value: [percent(_document(value))]
        case _:
            return lambda value: [percent(primitive(value))]


def _document(value: Json) -> str:
    """Return a value as a JSON text of ASCII, which any place can hold."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _plain(annotation: Any) -> tuple[type, ...]:
    """Return the types whose values an annotation takes as they are: they need no codec."""
    variants = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return tuple(kind for kind in _PLAIN if kind in variants)


def _guard_dots(path: str) -> str:
    """Encode segments that are `.` or `..`: left alone they would climb out of the path (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    return "/".join(part.replace(".", "%2E") if part in (".", "..") else part for part in path.split("/"))
