"""Words for messages: what a value is, how many there are, whose key something is, what a typo was meant to be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches

from apigen.report import Pointer
from apigen.spec.document import Json

TYPE_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}

KNOWN_ELSEWHERE = frozenset(
    {
        "$anchor",
        "$comment",
        "$defs",
        "$dynamicAnchor",
        "$dynamicRef",
        "$id",
        "$ref",
        "$schema",
        "$vocabulary",
        "additionalItems",
        "allowReserved",
        "basePath",
        "body",
        "collectionFormat",
        "components",
        "const",
        "consumes",
        "contains",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
        "definitions",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "discriminator",
        "else",
        "encoding",
        "example",
        "examples",
        "explode",
        "externalDocs",
        "format",
        "header",
        "headers",
        "host",
        "id",
        "identifier",
        "if",
        "in",
        "items",
        "itemEncoding",
        "itemSchema",
        "jsonSchemaDialect",
        "kind",
        "links",
        "maxContains",
        "minContains",
        "name",
        "nullable",
        "parameter",
        "parameters",
        "parent",
        "pathItems",
        "patternProperties",
        "prefixEncoding",
        "prefixItems",
        "produces",
        "propertyNames",
        "query",
        "readOnly",
        "required",
        "response",
        "schema",
        "schemas",
        "schemes",
        "scope",
        "scopes",
        "self",
        "server",
        "servers",
        "style",
        "summary",
        "tag",
        "tags",
        "then",
        "title",
        "type",
        "unevaluatedItems",
        "unevaluatedProperties",
        "value",
        "values",
        "writeOnly",
    }
)
"""Keys of some other object, of JSON Schema or of another version: in the wrong place, but no typo."""

KEYWORDS = frozenset(
    {
        *("$schema", "$id", "$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$comment", "$defs"),
        *("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "prefixItems", "items"),
        *("contains", "properties", "patternProperties", "additionalProperties", "propertyNames"),
        *("unevaluatedItems", "unevaluatedProperties", "type", "enum", "const", "multipleOf"),
        *("maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern"),
        *("maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties"),
        *("required", "dependentRequired", "format", "contentEncoding", "contentMediaType", "contentSchema"),
        *("title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples"),
        *("discriminator", "xml", "externalDocs", "example"),
    }
)
"""The vocabularies of JSON Schema 2020-12, and what OpenAPI adds to them."""

_LISTS = frozenset(
    {"allOf", "anyOf", "enum", "oneOf", "parameters", "prefixItems", "required", "security", "servers", "tags"}
)


def describe(value: Json, *, show: bool = False) -> str:
    """Say what kind of value this is, or show it if it is short."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if not show:
        kind = "boolean" if isinstance(value, bool) else "number" if isinstance(value, int | float) else "string"
        return "true or false" if kind == "boolean" else f"a {kind}"
    text = json.dumps(value, ensure_ascii=False)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def counted(number: int, noun: str) -> str:
    """Put a number before what it counts."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def article(noun: str) -> str:
    """Put `a` or `an` before a noun."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def owner(pointer: Pointer) -> str:
    """Name the object at a pointer as a reader would: its key, or its position in a list."""
    if not pointer:
        return "the document"
    last = pointer[-1]
    container = pointer[-2] if len(pointer) > 1 else ""
    # Statuses are numbers too, and so may be the names of an author.
    if last.isdecimal() and len(last) < 9 and container in _LISTS:
        return f"item {int(last) + 1} of `{container}`"
    return f"`{last}`"


def typo_of(key: str, known: frozenset[str]) -> str | None:
    """Return the known key that a key was meant to be, where no other explanation is likely."""
    if key in KNOWN_ELSEWHERE or key.startswith(("x-", "X-")):
        return None
    lowered = {name.lower(): name for name in sorted(known)}
    plain = key.lower().replace("_", "").replace("-", "")
    if plain in lowered:
        return lowered[plain]
    return next((name for name in sorted(known) if len(name) > 2 and is_one_slip(plain, name.lower())), None)


def is_one_slip(left: str, right: str) -> bool:
    """Whether one letter was forgotten, added, changed, or swapped with its neighbour."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    left, right = left[start:], right[start:]
    if len(left) == len(right):
        swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
        return swapped or (left[1:] == right[1:] and start > 0)
    return left[1:] == right or right[1:] == left


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return a help text that names the closest known name, if one is close."""
    # difflib is quadratic in the length of the words, and both may be hostile.
    short = [other for other in known if len(other) <= 100]
    same = [other for other in short if other.casefold() == name.casefold()]
    slip = [other for other in short if len(other) > 2 and is_one_slip(name, other)]
    close = same or slip or get_close_matches(name[:100], short, n=1, cutoff=0.7)
    return f"did you mean `{close[0]}`?" if close else None
