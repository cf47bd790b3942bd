"""The official schemas of OpenAPI, rewritten so that an error lands on the spot that is wrong.

The originals say `oneOf: [Parameter, Reference]`, which fails as "not valid under any" at the parent, and
mix into the structure what is a rule of its own (path templates, status codes, parameter styles). Those
parts are taken out here and checked in `rules`, with a message of their own.
"""

from __future__ import annotations

import json
import re
from importlib import resources

from apigen.spec.document import Json
from apigen.spec.official.newer import rewrite_newer
from apigen.spec.official.parts import Schema, part
from apigen.spec.official.swagger import rewrite_swagger
from apigen.spec.official.three import rewrite_three
from apigen.spec.words import article

__all__ = ["Schema", "home_of", "known_keys", "official_schema", "part"]


def official_schema(version: tuple[int, int]) -> Schema:
    """Return the rewritten schema for a version of OpenAPI."""
    name = f"openapi-{version[0]}.{version[1]}.json"
    text = resources.files("apigen.spec").joinpath("schemas", name).read_text(encoding="utf-8")
    schema: Schema = json.loads(text)
    rewrite = {(2, 0): rewrite_swagger, (3, 0): rewrite_three}.get(version, rewrite_newer)
    return rewrite(schema)


def known_keys(schema: Schema, keyword_path: list[str | int]) -> frozenset[str]:
    """Return the keys that the object may have at which `additionalProperties` failed."""
    node: Json = schema
    for token in keyword_path[:-1]:
        if isinstance(node, dict):
            node = node.get(str(token))
        elif isinstance(node, list):
            node = node[int(token)]
    return frozenset(part(node, "properties"))


_HOMES = ("Operation", "PathItem", "Parameter", "MediaType", "Response", "RequestBody", "Schema")
"""The objects among which a key is misplaced by a wrong indentation."""


def home_of(schema: Schema, key: str) -> str | None:
    """Name the object that has a key, if there is just one: somebody else's key is in the wrong place."""
    definitions = {
        name.replace("-", "").lower(): each
        for name, each in (part(schema, "definitions") | part(schema, "$defs")).items()
    }
    homes = [name for name in _HOMES if key in part(definitions.get(name.lower()), "properties")]
    if len(homes) != 1:
        return None
    return article(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", homes[0]).lower())
