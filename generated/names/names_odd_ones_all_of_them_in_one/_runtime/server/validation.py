"""Schemas to verdicts: one exact validator over many positions, and its errors as violations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal, NotRequired, TypedDict, cast
from urllib.parse import unquote

import jsonschema_rs

from ..core.models import Json
from .faults import Faults
from .messages import MAX_VIOLATIONS, Violation, pointer

Schema = dict[str, Any] | bool
"""A JSON Schema, or the part of one. Its keywords are anybody's guess, hence `Any`."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_TIME = r"T(\d+H(\d+M(\d+S)?)?|\d+M(\d+S)?|\d+S)"
_DURATION = re.compile(
    rf"P(\d+W|(\d+Y(\d+M(\d+D)?)?|\d+M(\d+D)?|\d+D)({_TIME})?|{_TIME})",
    re.ASCII,
)
_MAX_MESSAGE = 400


class HeaderSchema(TypedDict):
    """The schema of a response's header, and a value that fits it where the header must be there."""

    schema: Schema
    example: NotRequired[Json]


class OperationSchemas(TypedDict):
    """The schemas of an operation, by place, and the statuses that the contract implies."""

    path: dict[str, Schema]
    query: dict[str, Schema]
    querystring: NotRequired[dict[str, Schema]]
    header: dict[str, Schema]
    cookie: dict[str, Schema]
    body: dict[str, Schema]
    responses: dict[str, dict[str, Schema]]
    headers: dict[str, dict[str, HeaderSchema]]
    implied: list[str]


class Schemas(TypedDict):
    """The content of `_schemas.json`: what validators compile from."""

    dialect: Literal["draft4", "2020-12"]
    definitions: dict[str, Schema]
    operations: dict[str, OperationSchemas]


def load_schemas(path: Path) -> Schemas:
    """Return the schemas of a package."""
    return cast("Schemas", json.loads(path.read_bytes()))


class Judge:
    """Says whether values fit schemas. All positions are compiled together, once: definitions are shared only so.

    Add every position first; the first question, or `compile`, closes the list.
    """

    def __init__(self, dialect: str, definitions: Mapping[str, Schema]) -> None:
        self._dialect = dialect
        self._definitions = definitions
        self._positions: dict[str, Schema] = {}
        self._validator: jsonschema_rs.Validator | None = None
        self._faults: Faults | None = None
        self._lock = Lock()

    @property
    def exact_integers(self) -> bool:
        """Tell whether `1.0` is no integer, which it became with Draft 6."""
        return self._dialect == "draft4"

    def add(self, schema: Schema) -> str:
        """Return the key under which values for a schema are judged."""
        key = f"j{len(self._positions)}"
        self._positions[key] = schema
        return key

    def compile(self) -> jsonschema_rs.Validator:
        """Return the validator, compiled at the first call."""
        with self._lock:
            if self._validator is None:
                # Draft 4 ignores what stands beside a `$ref`, so nothing but keywords of the root may stand here.
                self._validator = self._compiled({"definitions": self._definitions, "properties": self._positions}, {})
            return self._validator

    def accepts(self, key: str, value: Json) -> bool:
        """Tell whether a value fits the schema of a key."""
        return (self._validator or self.compile()).is_valid({key: value})

    def violations(self, key: str, value: Json, *, location: str) -> list[Violation]:
        """Return what is wrong with a value."""
        found: dict[Violation, None] = {}  # several branches of a schema may say the same
        for path, text, keyword in (self._faults or self._all_faults()).of(key, value):
            message = text if len(text) <= _MAX_MESSAGE else text[:_MAX_MESSAGE] + "..."
            found[Violation(location, pointer(path), message, keyword)] = None
            if len(found) == MAX_VIOLATIONS:
                break
        if not found and not self.accepts(key, value):
            # What is wrong is what alternatives have not seen.
            return [Violation(location, "", "does not fit the contract", "schema")]
        return list(found)

    def _all_faults(self) -> Faults:
        """Return what lists faults, made for the first of them: most requests are right."""
        with self._lock:
            if self._faults is None:
                self._faults = Faults(
                    self._definitions,
                    self._positions,
                    compiled=self._compiled,
                    target=lambda reference: self._definitions.get(_definition(reference), True),
                )
            return self._faults

    def _compiled(self, document: dict[str, Any], keywords: dict[str, Any]) -> jsonschema_rs.Validator:
        if self._dialect == "draft4":
            return jsonschema_rs.Draft4Validator(
                document, DRAFT4_FORMATS, validate_formats=True, keywords=keywords or None
            )
        return jsonschema_rs.Draft202012Validator(document, validate_formats=True, keywords=keywords or None)


def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def _is_duration(text: str) -> bool:
    return _DURATION.fullmatch(text) is not None


DRAFT4_FORMATS = {"uuid": _is_uuid, "duration": _is_duration}
"""Formats that contracts use and that came after Draft 4, with which its validator has to be told of them."""


def resolve(schema: Schema, definitions: Mapping[str, Schema]) -> dict[str, Any]:
    """Return a schema with its chain of references followed; an empty one for `true`, `false` and circles."""
    if isinstance(schema, dict) and "$ref" not in schema:
        return schema
    seen: set[str] = set()
    while isinstance(schema, dict) and "$ref" in schema:
        reference = str(schema["$ref"])
        if reference in seen:
            return {}
        seen.add(reference)
        schema = definitions.get(_definition(reference), True)
    return schema if isinstance(schema, dict) else {}


@cache
def _definition(reference: str) -> str:
    """Return the name of the definition to which a reference points."""
    return unquote(reference.removeprefix("#/definitions/")).replace("~1", "/").replace("~0", "~")
