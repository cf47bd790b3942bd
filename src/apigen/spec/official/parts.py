"""What the rewriting of each version shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from apigen.spec.document import Json

Schema: TypeAlias = dict[str, Json]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def extensions() -> Schema:
    """Return the `patternProperties` that let specification extensions through."""
    return {"^x-": {}}


def part(node: Json, key: str) -> Schema:
    """Return the object below a key; an empty one where there is none."""
    inner = node.get(key) if isinstance(node, dict) else None
    return inner if isinstance(inner, dict) else {}


def chosen_by(key: str, choices: Iterable[tuple[str, Json]]) -> Json:
    """Say that the value of a key decides which schema an object follows, where it is one of these."""
    return [
        {"if": {"properties": {key: {"const": value}}, "required": [key]}, "then": schema} for value, schema in choices
    ]
