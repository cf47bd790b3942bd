"""A contract to one that means the same and that Schemathesis reads rightly.

Schemathesis 4.32.5 forgets `format` where `type` is a list: it holds an empty text for a valid
`type: [string, "null"], format: email`. The same schema with a branch a type is read rightly.
"""

from __future__ import annotations

from typing import Final

from apigen.spec.document import Json

_VALUES: Final = frozenset({"const", "default", "enum", "example", "examples", "value"})
"""Keys behind which values stand, not schemas."""


def spread_types(value: Json) -> Json:
    """Return the value with every schema that has several types and a format spread over `anyOf`.

    `format` speaks of strings alone (JSON Schema Validation section 7), so it goes with that branch.
    The input is not changed.
    """
    if isinstance(value, list):
        return [spread_types(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {key: each if key in _VALUES else spread_types(each) for key, each in value.items()}
    types, form = found.get("type"), found.get("format")
    if not isinstance(types, list) or not isinstance(form, str) or "string" not in types:
        return found
    rest = {key: each for key, each in found.items() if key not in ("type", "format")}
    branches: list[Json] = [{"type": each, "format": form} if each == "string" else {"type": each} for each in types]
    if "anyOf" in rest:
        return {"allOf": [{"anyOf": branches}, rest]}
    return {**rest, "anyOf": branches}
