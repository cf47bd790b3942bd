"""Body bytes to JSON values, strictly (RFC 8259): what is ambiguous or cannot be written back is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NoReturn, cast

from pydantic_core import from_json, to_json

from ..core.models import Json
from .messages import malformed
from .validation import Schema

_ESCAPED_COLON = b"\\u003"


def parse_json(raw: bytes) -> Json:
    """Return the value of a JSON text. Raises `Rejection` for what is no JSON, or says two things at once."""
    try:
        value: Json = from_json(raw, allow_inf_nan=False)
    except ValueError as error:
        _refuse(f"the body is not valid JSON: {error}")
    # Written back, the value has as many colons as the text, unless a member got lost to a later one of its name
    # (or the text escapes a colon). `1e400` is read as infinity, which no JSON text can give back.
    written = to_json(value, inf_nan_mode="constants")
    if written.count(b":") != raw.count(b":") or _ESCAPED_COLON in raw:
        _check_names(raw)
    if b"Infinity" in written and _has_infinity(value):
        _refuse("the body has a number that is too large")
    return value


def schema_of(content: Mapping[str, Schema], media_type: str) -> tuple[str, Schema] | None:
    """Return the declared media type that covers one, as the contract writes it, with its schema."""
    if media_type in content:
        return media_type, content[media_type]
    return next(((name, schema) for name, schema in content.items() if "*" in name), None)


def _refuse(detail: str) -> NoReturn:
    raise malformed(detail, "json")


def _check_names(raw: bytes) -> None:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = dict(pairs)
        if len(names) != len(pairs):
            _refuse("the body has an object with a name that comes twice")
        return names

    json.loads(raw, object_pairs_hook=unique)


def _has_infinity(value: Json) -> bool:
    if isinstance(value, float):
        return value in (float("inf"), float("-inf"))
    if isinstance(value, dict | list):
        return any(map(_has_infinity, cast("list[Json]", value.values() if isinstance(value, dict) else value)))
    return False
