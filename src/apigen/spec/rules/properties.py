"""Which properties the schemas of an object speak of."""

from __future__ import annotations

from apigen.report import Pointer
from apigen.spec.document import Json, found_at
from apigen.spec.rules.subject import Subject

_OPEN = ("patternProperties", "if", "not", "dependentSchemas", "$dynamicRef")
"""Keywords through which an object can have properties that are not looked for."""


def property_names(subject: Subject, pointer: Pointer) -> set[str] | None:
    """Return the properties that a schema has with all that it is made of; None where others are meant to be."""
    found: set[str] = set()
    waiting, seen = [pointer], set[Pointer]()
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        schema = found_at(subject.document.value, at)
        if not isinstance(schema, dict) or any(keyword in schema for keyword in _OPEN):
            return None
        if schema.get("additionalProperties", False) is not False:
            return None
        if "$ref" in schema:
            target = subject.resolve(str(schema["$ref"]))
            if target is None:
                return None
            waiting.append(target)
            if subject.old:
                continue  # what stands beside a `$ref` is not looked at
        properties = schema.get("properties")
        found.update(properties if isinstance(properties, dict) else ())
        waiting.extend(parts_of(at, schema, "allOf", "anyOf", "oneOf"))
    return found


def parts_of(pointer: Pointer, schema: dict[str, Json], *keywords: str) -> list[Pointer]:
    """Return where the schemas of lists such as `allOf` are."""
    lists = [(keyword, schema.get(keyword)) for keyword in keywords]
    return [
        (*pointer, keyword, str(index))
        for keyword, parts in lists
        if isinstance(parts, list)
        for index in range(len(parts))
    ]


def required_names(schema: Json) -> list[str]:
    """Return the properties that a schema itself requires."""
    required = schema.get("required") if isinstance(schema, dict) else None
    return [name for name in required if isinstance(name, str)] if isinstance(required, list) else []
