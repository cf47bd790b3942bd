"""A schema with all that it refers to, so that a validator can take it by itself."""

from __future__ import annotations

from typing import Final

from apigen.report import Pointer
from apigen.spec.document import Json, found_at
from apigen.spec.rules.subject import Subject

_MOST: Final = 500
"""Schemas in one closure: beyond that a verdict costs more than it is worth."""


def self_contained(subject: Subject, schema: dict[str, Json]) -> dict[str, Json] | None:
    """Return a schema and, at the same pointers, what it refers to; None where that is too much or cannot be had."""
    waiting: list[str] = []
    root = _copied(subject, schema, waiting)
    seen: set[str] = set()
    placed: list[Pointer] = []
    while waiting and isinstance(root, dict):
        ref = waiting.pop()
        if ref in seen:
            continue
        seen.add(ref)
        target = subject.resolve(ref)
        if not target or target[0] in schema or len(seen) > _MOST:
            return None
        if any(target[: len(known)] == known or known[: len(target)] == target for known in placed):
            return None  # one within the other: rare, and not worth the care
        placed.append(target)
        _put(root, target, _copied(subject, found_at(subject.document.value, target), waiting))
    return root if isinstance(root, dict) else None


def _copied(subject: Subject, value: Json, refs: list[str]) -> Json:
    """Return a copy in the words of JSON Schema, and note the references in it."""
    if isinstance(value, list):
        return [_copied(subject, each, refs) for each in value]
    if not isinstance(value, dict):
        return value
    found = {key: _copied(subject, each, refs) for key, each in value.items()}
    ref, kind, values = value.get("$ref"), value.get("type"), value.get("enum")
    if isinstance(ref, str):
        refs.append(ref)
    if subject.old and value.get("nullable") is True and isinstance(kind, str):
        found["type"] = [kind, "null"]
        if isinstance(values, list):
            found["enum"] = [*values, None]
    return found


def _put(root: dict[str, Json], pointer: Pointer, value: Json) -> None:
    for token in pointer[:-1]:
        inner = root.setdefault(token, {})
        assert isinstance(inner, dict)
        root = inner
    root[pointer[-1]] = value
