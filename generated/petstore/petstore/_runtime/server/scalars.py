"""Parameter text to JSON values: which types a schema lets through, and the exact grammar of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias, cast

from ..core.models import Json
from .validation import Schema, resolve

Parse: TypeAlias = Callable[[str], Json]
"""Returns the value of a text; raises `ValueError` if it is not in the type's grammar."""

# The grammar of JSON's numbers (RFC 8259 section 6): no sign `+`, no blanks, no `1_000`, ASCII digits only.
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,4000})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,400})(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?")
_TRIVIAL = frozenset({"type", "title", "description", "default", "example", "examples", "deprecated"})
ORDER: Final = ("integer", "number", "boolean", "string", "array", "object")
"""In which order the types of a union are tried on a text: from the narrowest grammar to the widest."""
UNTYPED: Final = ("string", "integer", "number", "boolean")
"""What is tried where the schema names no type. Any text is a string; only a schema that refuses it makes us look further."""


class Kind(NamedTuple):
    """What a schema lets through, seen from the wire."""

    types: tuple[str, ...]
    """In the order of `ORDER`, null left out."""
    trivial: bool
    """The type says it all: a text in its grammar needs no further check."""
    nullable: bool
    """Null is let through, too. OpenAPI gives it no text; where `null` can mean nothing else, it does."""


def parser(name: str, *, exact_integers: bool) -> Parse:
    """Return the parser of a scalar type. `exact_integers` is Draft 4's rule that `1.0` is no integer."""
    if name == "integer":
        return parse_integer if exact_integers else _parse_integral
    return {"number": parse_number, "boolean": parse_boolean}.get(name, str)


def parse_integer(text: str) -> int:
    """Return the integer of a text."""
    if _INTEGER.fullmatch(text) is None:
        raise ValueError("is not an integer")
    return int(text)


def _parse_integral(text: str) -> int:
    """Return the integer of a text; from 2020-12 on, `1.0` is one."""
    if _INTEGER.fullmatch(text):
        return int(text)
    value = parse_number(text) if _NUMBER.fullmatch(text) else 0.5
    if not float(value).is_integer():
        raise ValueError("is not an integer")
    return int(value)


def parse_number(text: str) -> int | float:
    """Return the number of a text: an `int` where it is written as one, so that no digit is lost."""
    if _NUMBER.fullmatch(text) is None:
        raise ValueError("is not a number")
    if _INTEGER.fullmatch(text):
        return int(text)
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError("is too large a number")
    return value


def parse_boolean(text: str) -> bool:
    """Return the boolean of a text: `true` or `false`, nothing else."""
    if text not in ("true", "false"):
        raise ValueError("is not true or false")
    return text == "true"


def parse_null(text: str) -> None:
    """Return null for the text `null`, which is tried when all else has failed."""
    if text != "null":
        raise ValueError("is not null")


def kind_of(schema: Schema, definitions: Mapping[str, Schema]) -> Kind:
    """Return what a schema lets through."""
    found = types_of(schema, definitions)
    names = UNTYPED if found is None else tuple(t for t in ORDER if t in found)
    resolved = resolve(schema, definitions)
    if names in (("object",), ("array",)) and "type" not in resolved and resolved.keys() & {"properties", "items"}:
        # Properties alone do not make it an object, nor items an array: whatever has none fits, too.
        names = (*names, "string")
    plain = all(name in _TRIVIAL or name.startswith("x-") for name in resolved)
    trivial = plain and len(names) == 1 and isinstance(resolved.get("type"), str)
    return Kind(names or ("string",), trivial, nullable=found is not None and "null" in found)


def types_of(schema: Schema, definitions: Mapping[str, Schema], *, depth: int = 0) -> set[str] | None:
    """Return the JSON types that a schema admits, `None` if it does not say."""
    found = resolve(schema, definitions)
    declared: Any = found.get("type")
    if isinstance(declared, str):
        return {declared}
    if isinstance(declared, list):
        return {str(name) for name in cast("list[object]", declared)}
    if "const" in found or "enum" in found:
        return {_type_of(value) for value in ([found["const"]] if "const" in found else found["enum"])}
    if depth > 8:
        return None
    parts = [types_of(part, definitions, depth=depth + 1) for part in found.get("allOf", ())]
    for word in ("anyOf", "oneOf"):
        if word in found:
            parts.append(_union(types_of(part, definitions, depth=depth + 1) for part in found[word]))
    for word, name in (("properties", "object"), ("items", "array")):
        if word in found and not parts:
            return {name}
    known = [part for part in parts if part is not None]
    return known[0].intersection(*known) if known else None


def _union(parts: Iterable[set[str] | None]) -> set[str] | None:
    found: set[str] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return found


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    names: dict[type[Any], str] = {int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")
