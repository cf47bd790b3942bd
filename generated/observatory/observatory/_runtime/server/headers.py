"""Fields of a response to header lines, and the lines that an error needs although no handler wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from pydantic import MISSING

from ..core.message import Response
from ..core.models import Codec, Json
from ..core.parameter import Parameter
from ..core.styles import text_writer
from .inputs import AnyOperation
from .messages import Headers
from .validation import Judge, OperationSchemas

Line: TypeAlias = tuple[bytes, bytes]

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What would end a header, or is no character of one (RFC 9110 section 5.5)."""


class HeaderError(ValueError):
    """A header that cannot be sent. The text is for the developer, in the log."""


class _Slot(NamedTuple):
    """A declared header, ready to be written."""

    parameter: Parameter
    codec: Codec[Any]
    write: Callable[[Json], str]


class HeaderPlan:
    """The declared headers of a response class. `positions` say where values are judged, by key and name."""

    __slots__ = ("_judge", "_positions", "_slots")

    def __init__(self, kind: type[Response], positions: Mapping[str, Mapping[str, str]], judge: Judge | None) -> None:
        self._slots = [_Slot(each, kind.codec(each.attribute), _writer(each)) for each in kind.headers]
        self._positions, self._judge = positions, judge

    def lines(self, response: Response, key: str) -> Iterator[Line]:
        """Yield the header lines of a response that is declared under a key. Raises `HeaderError`."""
        for parameter, codec, write in self._slots:
            given = getattr(response, parameter.attribute)
            if given is MISSING:
                if parameter.required:
                    raise HeaderError(
                        f"the header {parameter.name!r} is required, and {parameter.attribute!r} is missing"
                    )
                continue
            value = given if type(given) in (str, int) else codec.to_value(given)
            if value is None and parameter.media_type is None:
                # Null has no text (RFC 6570 section 2.3).
                if parameter.required:
                    raise HeaderError(f"the header {parameter.name!r} is required, and {parameter.attribute!r} is null")
                continue
            self._check(parameter, value, key)
            yield from _lines(parameter, value, write)

    def _check(self, parameter: Parameter, value: Json, key: str) -> None:
        position = self._positions.get(key, {}).get(parameter.name)
        if self._judge is None or position is None or self._judge.accepts(position, value):
            return
        found = self._judge.violations(position, value, location="header")
        reasons = "\n".join(f"  {each.pointer or '/'}: {each.message}" for each in found)
        raise HeaderError(f"the header {parameter.name!r} does not fit the contract:\n{reasons}")


def required_headers(operation: AnyOperation, schemas: OperationSchemas) -> dict[str, Headers]:
    """Return the lines that each declared status must have, by its key, with the values of the contract's examples.

    An error that is answered for a handler knows no better.
    """
    found: dict[str, Headers] = {}
    for key, kind in operation.responses.items():
        own = schemas.get("headers", {}).get(key, {})
        lines: list[Line] = []
        for each in kind.headers:
            judged = own.get(each.name)
            if each.required and judged is not None and "example" in judged:
                lines += _lines(each, judged["example"], _writer(each))
        if lines:
            found[key] = lines
    return found


def _writer(parameter: Parameter) -> Callable[[Json], str]:
    # What stands in a header is not percent-encoded (RFC 9110 section 5.5).
    if parameter.media_type is not None:
        return lambda value: json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text_writer(parameter.style, parameter.name, explode=parameter.explode, escape=str)


def _lines(parameter: Parameter, value: Json, write: Callable[[Json], str]) -> Iterator[Line]:
    """Yield the lines of one header. A cookie has a line of its own (RFC 6265 section 3)."""
    name = parameter.name.lower()
    for each in value if name == "set-cookie" and isinstance(value, list) else (value,):
        try:
            text = write(each).strip(" \t")
        except ValueError as error:
            raise HeaderError(str(error)) from None
        if _CONTROL.search(text):
            raise HeaderError(f"the header {parameter.name!r} has a line break or another control character: {text!r}")
        try:
            yield name.encode("ascii"), text.encode("latin-1")
        except UnicodeEncodeError:
            raise HeaderError(f"the header {parameter.name!r} has characters beyond Latin-1: {text!r}") from None
