"""The schemas of a package to arguments and responses of its operations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from apigen.contract.judge import compile_schema, is_valid
from apigen.contract.sample import MISSING, Sampler

from .packages import Package


@dataclass(frozen=True)
class Answer:
    """A declared response with a body made up for it, and whether a client returns it."""

    key: str
    response: Any
    succeeds: bool


class Samples:
    """Makes typed values for the operations of a package."""

    def __init__(self, package: Package) -> None:
        self._schemas = package.schemas
        self._schema_of = package.module("_runtime.server.bodies").schema_of
        self._sampler = Sampler(self._schemas["definitions"], self._schemas["dialect"])

    def arguments(self, operation: Any, *, optional: bool) -> dict[str, Any]:
        """Return arguments by attribute: those that are required, or all."""
        own = self._schemas["operations"][operation.id]
        found: dict[str, Any] = {}
        for each in operation.parameters:
            if each.required or optional:
                found[each.attribute] = self._value(operation.request, each.attribute, own[each.location][each.name])
        if operation.body is not None and (operation.body.required or optional):
            found["body"] = self._value(
                operation.request, "body", self._of_media(own["body"], operation.body.media_type)
            )
        return found

    def answers(self, operation: Any) -> Iterator[Answer]:
        """Yield every response that an operation declares."""
        declared = operation.responses
        has_success = any(key.startswith("2") for key in declared)
        schemas = self._schemas["operations"][operation.id]
        own = schemas["responses"]
        for key, kind in declared.items():
            status = _status(key, declared)
            body = self._json(self._of_media(own[key], kind.media_type)) if "body" in kind.__fields__ else None
            headers = {name: self._json(each["schema"]) for name, each in schemas["headers"].get(key, {}).items()}
            response = kind.parse(body, status=status, headers=headers)
            yield Answer(key, response, status < 300 or (status < 400 and not has_success))

    def _of_media(self, content: Any, media_type: str) -> Any:
        """Return the schema of a media type, also where the contract has it under a range; any value fits none."""
        found = self._schema_of(content, media_type)
        return {} if found is None else found[1]

    def _value(self, owner: Any, field: str, schema: Any) -> Any:
        return owner.codec(field).build(self._json(schema))

    def _json(self, schema: Any) -> Any:
        whole = {"allOf": [schema], "definitions": self._schemas["definitions"]}
        validator = compile_schema(whole, self._schemas["dialect"])
        assert validator is not None, f"a schema of the package does not compile: {schema}"
        value = self._sampler.sample(schema, lambda each: is_valid(validator, each))
        if value is MISSING:
            pytest.fail(f"no value was found for {schema}")
        return value


def _status(key: str, declared: Mapping[str, Any]) -> int:
    """Return a status that falls under a key of the responses, and under no closer one."""
    if key.isdigit():
        return int(key)
    wanted = re.compile(key.replace("X", r"\d")) if key != "default" else re.compile("[45]..")
    taken = [re.compile(each.replace("X", r"\d")) for each in declared if each not in (key, "default")]
    return next(
        status
        for status in range(100, 600)
        if wanted.fullmatch(str(status)) and not any(each.fullmatch(str(status)) for each in taken)
    )
