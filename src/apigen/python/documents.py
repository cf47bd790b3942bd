"""The JSON files of a package: the contract as it is, and the schemas that the server's validators compile from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from apigen.contract.examples import Examples
from apigen.ir.api import Api, Operation
from apigen.python.headers import header_schemas
from apigen.spec.document import Json

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def schemas_document(api: Api, examples: Examples) -> dict[str, Json]:
    """Return what the generated server's validators compile from, and the implied statuses."""
    return {
        "dialect": api.dialect,
        "definitions": dict(api.definitions),
        "operations": {operation.id: _operation_schemas(operation, examples) for operation in api.operations},
    }


def _operation_schemas(operation: Operation, examples: Examples) -> dict[str, Json]:
    found: dict[str, Json] = {
        location: {each.name: each.schema for each in operation.parameters if each.location == location}
        for location in ("path", "query", "header", "cookie")
    }
    whole: dict[str, Json] = {each.name: each.schema for each in operation.parameters if each.location == "querystring"}
    if whole:
        found["querystring"] = whole
    found["body"] = {each.name: each.schema for each in operation.body.media} if operation.body else {}
    found["responses"] = {
        each.status: {media.name: media.schema for media in each.media} for each in operation.responses
    }
    found["headers"] = header_schemas(operation, examples)
    found["implied"] = [*operation.implied]
    return found


def json_lines(value: Mapping[str, Json]) -> str:
    """Return JSON with a line for each member of each member, so that a difference between two versions can be read."""
    members = [f"{_compact(key)}: {_member(each)}" for key, each in value.items()]
    text = "{\n" + ",\n".join(members) + "\n}\n"
    # Lone surrogates are legal JSON, as escapes, and cannot be written otherwise.
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _member(value: Json) -> str:
    if isinstance(value, dict) and value:
        return (
            "{\n" + ",\n".join(f"  {_compact(key)}: {_member_of_member(each)}" for key, each in value.items()) + "\n}"
        )
    return _compact(value)


def _member_of_member(value: Json) -> str:
    if isinstance(value, dict) and value:
        return "{\n" + ",\n".join(f"    {_compact(key)}: {_compact(each)}" for key, each in value.items()) + "\n  }"
    return _compact(value)


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
