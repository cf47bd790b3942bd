"""A schema to the verdict that no value at all can satisfy it: said only where that is certain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import unquote

from apigen.contract.judge import listed, mapped
from apigen.contract.success import declared_success
from apigen.ir.api import Api, Operation
from apigen.spec.document import Json

_DEEPEST: Final = 12
_KINDS: Final[Mapping[type, str]] = {
    bool: "boolean", dict: "object", float: "number", int: "integer", list: "array", str: "string", type(None): "null",
}  # fmt: skip
_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


def impossible_answers(api: Api) -> Iterator[Operation]:
    """Yield the operations whose declared success nothing fits: no server can answer it."""
    proof = _Proof(api.definitions)
    for operation in api.operations:
        success = declared_success(response.status for response in operation.responses)
        for response in operation.responses:
            is_success = success is not None and response.status == success.declared
            if is_success and response.media and proof.rejects_all(response.media[0].schema):
                yield operation


def fits_nothing(schema: Json) -> bool:
    """Tell whether it is certain that no value fits a schema that stands by itself."""
    return _Proof({}).rejects_all(schema)


class _Proof:
    """Knows the definitions that schemas refer to."""

    def __init__(self, definitions: Mapping[str, Json]) -> None:
        self._definitions = definitions

    def rejects_all(self, schema: Json, depth: int = 0) -> bool:
        """Tell whether it is certain that no value fits. A cycle, or great depth, is no certainty."""
        if depth > _DEEPEST:
            return False
        together = [*self._conjuncts(schema, depth)]
        if any(each is False for each in together):
            return True
        schemas = [each for each in together if isinstance(each, dict)]
        types = _TYPES.intersection(*(_types(each) & _of_values(each) for each in schemas))
        if not types or any(self._offers_nothing(each, depth) for each in schemas):
            return True
        return types == frozenset({"object"}) and self._lacks_required(schemas, depth)

    def _conjuncts(self, schema: Json, depth: int) -> Iterator[Json]:
        """Yield the schemas that all have to fit."""
        yield schema
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return
        if "$ref" in schema:
            yield from self._conjuncts(self._target(schema["$ref"]), depth + 1)
        for each in listed(schema, "allOf"):
            yield from self._conjuncts(each, depth + 1)

    def _target(self, ref: Json) -> Json:
        name = ref.removeprefix("#/definitions/") if isinstance(ref, str) else ""
        if name not in self._definitions:
            name = unquote(name).replace("~1", "/").replace("~0", "~")
        return self._definitions.get(name, True)

    def _offers_nothing(self, schema: dict[str, Json], depth: int) -> bool:
        """Tell whether nothing fits any of its alternatives; of `oneOf`, what fits one of two equal ones fits both."""
        for keyword in ("anyOf", "oneOf"):
            branches = listed(schema, keyword)
            if keyword == "oneOf":
                texts = [json.dumps(each, sort_keys=True) for each in branches]
                branches = [each for each, text in zip(branches, texts, strict=True) if texts.count(text) == 1]
            if schema.get(keyword) and all(self.rejects_all(each, depth + 1) for each in branches):
                return True
        return False

    def _lacks_required(self, schemas: Iterable[dict[str, Json]], depth: int) -> bool:
        """Tell whether an object must have a property that it must not have, or that nothing fits."""
        schemas = [*schemas]
        required = {str(name) for each in schemas for name in listed(each, "required")}
        return any(self.rejects_all(_member(each, name), depth + 1) for name in sorted(required) for each in schemas)


def _member(schema: dict[str, Json], name: str) -> Json:
    """Return what a schema says of a property; what is said by patterns is not looked at."""
    properties = mapped(schema, "properties")
    if name in properties:
        return properties[name]
    return True if "patternProperties" in schema else schema.get("additionalProperties", True)


def _of_values(schema: dict[str, Json]) -> frozenset[str]:
    """Return the types of the values that it names, all where it names none."""
    values = schema.get("enum")
    if not isinstance(values, list):
        return _TYPES
    found = frozenset(_KINDS[type(each)] for each in values)
    # What is written as 1.0 is an integer, too.
    return found | {"integer", "number"} if found & {"integer", "number"} else found


def _types(schema: dict[str, Json]) -> frozenset[str]:
    kind = schema.get("type")
    named = frozenset(str(each) for each in (kind if isinstance(kind, list) else [kind]) if each is not None)
    return (named | {"integer"} if "number" in named else named) or _TYPES
