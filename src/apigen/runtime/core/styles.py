"""The styles of parameters, both ways: JSON values to text and text to its parts (OpenAPI, "Style Values").

Text has no types: what comes back are strings, lists of strings or dictionaries of strings, by the
shape that the schema asks for. Giving them their types is the reader's work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias
from urllib.parse import quote

from .models import Json

Shape: TypeAlias = Literal["primitive", "array", "object"]
Texts: TypeAlias = "str | list[str] | dict[str, str]"


def primitive(value: Json) -> str:
    """Return a JSON scalar as parameter text: `true`, `1.5`, nothing for null."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def percent(text: str) -> str:
    """Percent-encode all but the unreserved characters (RFC 3986 section 2.3)."""
    return quote(text, safe="")


def write_simple(value: Json, *, explode: bool, escape: Callable[[str], str]) -> str:
    """Return a value in style `simple`: `a,b` for an array, `k,v,l,w` or exploded `k=v,l=w` for an object."""
    if isinstance(value, list):
        return ",".join(escape(primitive(each)) for each in value)
    if isinstance(value, dict):
        joint = "=" if explode else ","
        return ",".join(f"{escape(name)}{joint}{escape(primitive(each))}" for name, each in value.items())
    return escape(primitive(value))


def write_form(name: str, value: Json, *, explode: bool) -> list[str]:
    """Return a value in style `form`, as encoded `name=value` pairs, ready to be joined with `&`."""
    if isinstance(value, list):
        if explode:
            return [f"{percent(name)}={percent(primitive(each))}" for each in value]
        return [f"{percent(name)}={','.join(percent(primitive(each)) for each in value)}"]
    if isinstance(value, dict):
        if explode:
            return [f"{percent(key)}={percent(primitive(each))}" for key, each in value.items()]
        pairs = (part for key, each in value.items() for part in (key, primitive(each)))
        return [f"{percent(name)}={','.join(map(percent, pairs))}"]
    return [f"{percent(name)}={percent(primitive(value))}"]


def read_simple(text: str, shape: Shape, *, explode: bool, unescape: Callable[[str], str]) -> Texts | None:
    """Return the parts of a text in style `simple`; `None` if it does not have the shape."""
    if shape == "primitive":
        return unescape(text)
    parts = text.split(",") if text else []
    if shape == "array":
        return [unescape(part) for part in parts]
    return _pairs(parts, unescape) if not explode else _assignments(parts, unescape)


def read_form(values: list[str], shape: Shape, *, explode: bool, unescape: Callable[[str], str]) -> Texts | None:
    """Return the parts of the raw values that a query string has under one name; `None` if they do not have the shape.

    An exploded object has no values under its own name: see `read_form_object`.
    """
    if shape == "array" and explode:
        return [unescape(value) for value in values]
    if len(values) != 1:
        return None
    return read_simple(values[0], shape, explode=False, unescape=unescape)


def read_form_object(pairs: Iterable[tuple[str, str]], names: frozenset[str]) -> dict[str, str] | None:
    """Return the properties of an exploded object among all decoded pairs of a query; `None` if one comes twice."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in names:
            if name in found:
                return None
            found[name] = value
    return found


def _pairs(parts: list[str], unescape: Callable[[str], str]) -> dict[str, str] | None:
    if len(parts) % 2:
        return None
    decoded = [unescape(part) for part in parts]
    found = dict(zip(decoded[::2], decoded[1::2], strict=True))
    return found if len(found) * 2 == len(decoded) else None


def _assignments(parts: list[str], unescape: Callable[[str], str]) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for part in parts:
        name, joint, value = part.partition("=")
        if not joint or unescape(name) in found:
            return None
        found[unescape(name)] = unescape(value)
    return found
