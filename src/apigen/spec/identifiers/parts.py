"""A JSON value with some of its parts changed; what has not changed is shared."""

from __future__ import annotations

from collections.abc import Mapping

from apigen.report import Pointer
from apigen.spec.document import Json


def with_parts(value: Json, parts: Mapping[Pointer, Json]) -> Json:
    """Return the value with other parts at some pointers; a part of a part is put into that. What has no place is left out."""
    value = parts.get((), value)
    inner: dict[str, dict[Pointer, Json]] = {}
    for pointer, part in parts.items():
        if pointer:
            inner.setdefault(pointer[0], {})[pointer[1:]] = part
    if isinstance(value, dict):
        changed = {key: with_parts(value[key], below) for key, below in inner.items() if key in value}
        return value if all(part is value[key] for key, part in changed.items()) else {**value, **changed}
    if isinstance(value, list):
        items = list(value)
        for key, below in inner.items():
            if key.isdecimal() and int(key) < len(items):
                items[int(key)] = with_parts(items[int(key)], below)
        return value if all(one is other for one, other in zip(value, items, strict=True)) else items
    return value
