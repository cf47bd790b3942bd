"""A contract to one without what it says in vain: keys and examples that mean nothing, which Schemathesis takes seriously.

Schemathesis 4.32.5 takes `required: true` in a schema for a keyword of the draft that had it, refuses a contract over a
key of a path item or parameter that OpenAPI does not know, and an operation over an example that no header can hold, or a parameter
of its path that is said to be optional, or an answer without a description. It waits for the content of an answer that
can have none, and sends any bytes as any media type where the contract has a range of them.
"""

from __future__ import annotations

import re
from typing import Final

from apigen.ir.media import concrete
from apigen.spec.document import Json

_ITEM: Final = frozenset({"$ref", "description", "parameters", "servers", "summary"})
"""The keys of a path item that are no methods."""
_PARAMETER: Final = frozenset({
    "allowEmptyValue", "allowReserved", "content", "deprecated", "description", "example", "examples", "explode", "in",
    "name", "required", "schema", "style",
})  # fmt: skip
_NO_SCHEMA: Final = frozenset({"content", "in", "schema"})
"""Keys of what is no schema and may be required: parameters, headers and bodies."""
_EMPTY: Final = frozenset({"204", "205", "304"})
_IN_HEADER: Final = re.compile(r"(?![ \t])[\t\x20-\x7e\x80-\xff]*(?<![ \t])")


def without_noise(found: dict[str, Json]) -> Json:
    """Return an object of a contract, whichever it is, without what it says in vain. Meant for `everywhere`."""
    for change in _CHANGES:
        found = change(found)
    return found


def _without_flag(found: dict[str, Json]) -> dict[str, Json]:
    if isinstance(found.get("required"), bool) and not found.keys() & _NO_SCHEMA:
        del found["required"]
    if found.get("in") == "path":
        found["required"] = True
    return found


def _without_unknown_words(found: dict[str, Json]) -> dict[str, Json]:
    """Return a parameter without the keys that OpenAPI does not know there."""
    if "openapi" in found or not isinstance(found.get("in"), str) or not isinstance(found.get("name"), str):
        return found
    if not found.keys() & {"content", "schema"}:
        return found
    return {key: each for key, each in found.items() if key in _PARAMETER or key.startswith("x-")}


def _without_content(found: dict[str, Json]) -> dict[str, Json]:
    """Return an operation whose answers without content declare none (RFC 9110 section 6.4.1). Each has a description."""
    responses = found.get("responses")
    for status, response in responses.items() if isinstance(responses, dict) else ():
        if isinstance(response, dict) and "$ref" not in response:
            response.setdefault("description", "")
            for key in ("content", "schema") if status in _EMPTY else ():
                response.pop(key, None)
    return found


def _without_examples(found: dict[str, Json]) -> dict[str, Json]:
    """Return a header without the examples that it cannot hold (RFC 9110 section 5.5)."""
    if found.get("in") != "header":
        return found
    examples, schema = found.get("examples"), found.get("schema")
    if isinstance(examples, dict):
        found["examples"] = {name: each for name, each in examples.items() if _can_be_sent(each)}
    for each in (found, schema):
        if isinstance(each, dict) and not _fits(each.get("example")):
            del each["example"]
    return found


def _can_be_sent(example: Json) -> bool:
    return _fits(example.get("value")) if isinstance(example, dict) else True


def _fits(value: Json) -> bool:
    return not isinstance(value, str) or _IN_HEADER.fullmatch(value) is not None


def _with_media_types(found: dict[str, Json]) -> dict[str, Json]:
    """Return an operation whose body is of the media type that is sent for a range."""
    body = found.get("requestBody")
    content = body.get("content") if isinstance(body, dict) else None
    if isinstance(body, dict) and isinstance(content, dict):
        body["content"] = {**{concrete(name): each for name, each in content.items()}, **_exact(content)}
    return found


def _exact(content: dict[str, Json]) -> dict[str, Json]:
    return {name: each for name, each in content.items() if concrete(name) == name}


def _without_unknown_keys(found: dict[str, Json]) -> dict[str, Json]:
    paths = found.get("paths")
    if "openapi" in found and isinstance(paths, dict):
        found["paths"] = {path: _item(item) if isinstance(item, dict) else item for path, item in paths.items()}
    return found


def _item(item: dict[str, Json]) -> Json:
    return {
        key: each
        for key, each in item.items()
        if key in _ITEM or key.startswith("x-") or isinstance(each, dict)  # An operation, of whatever method.
    }


_CHANGES: Final = (
    _without_flag,
    _without_unknown_words,
    _without_content,
    _without_examples,
    _with_media_types,
    _without_unknown_keys,
)
