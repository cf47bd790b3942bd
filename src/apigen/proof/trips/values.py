"""The schemas of a package to JSON values: the richest that reads well, the smallest, and any others."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any, Literal, TypeAlias

from apigen.contract.build import Builder, Manner
from apigen.contract.judge import Judge, is_valid
from apigen.contract.sample import MISSING, Sampler
from apigen.proof.trips.package import Package
from apigen.proof.trips.variety import Variety
from apigen.spec.document import Json

Choice: TypeAlias = Literal["rich", "small", "random"]

_SMALL = Manner(authored=False, optional=False, rotation=0)
_TRIES = 12


class NoValueError(Exception):
    """No value was found that fits a schema."""


class Values:
    """Makes values that the server's own validator accepts. The same schema and number give the same value."""

    def __init__(self, package: Package) -> None:
        found = package.schemas
        definitions, dialect = found["definitions"], found["dialect"]
        self._judge = Judge(definitions, dialect)
        self._sampler = Sampler(definitions, dialect)
        self._small = Builder(self._judge, _SMALL)
        # One validator judges all places, as on the server.
        court = package.module("_runtime.server.validation").Judge(dialect, definitions)
        self._places = {id(schema): court.add(schema) for schema in _places(found["operations"])}
        self._court = court.compile()
        self._known: dict[tuple[int, Choice, int], Json] = {}

    def value(self, schema: Any, choice: Choice, number: int = 0) -> Json:
        """Return a value; of the `random` ones, that of a number. Raises `NoValueError`."""
        key = (id(schema), choice, number)
        if key not in self._known:
            self._known[key] = self._made(schema, choice, number)
        return self._known[key]

    def _made(self, schema: Any, choice: Choice, number: int) -> Json:
        accepts = partial(self.accepts, schema)
        match choice:
            case "rich":
                value = self._sampler.sample(schema, accepts)
            case "small":
                value = self._small.build(schema)
            case "random":
                # An equal schema elsewhere is to have other values, but the same ones in each run.
                seed = zlib.crc32(f"{self._places.get(id(schema))} {number}".encode())
                made = Variety(self._judge.target, seed).values(schema, [])
                value = next(filter(accepts, islice(made, _TRIES)), MISSING)
        if value is not MISSING and accepts(value):
            return value
        if choice != "rich":
            return self.value(schema, "rich")
        raise NoValueError(f"no value was found for {schema}")

    def accepts(self, schema: Any, value: Json) -> bool:
        """Whether the server's validator takes a value for a schema of a parameter, a body or a header."""
        name = self._places.get(id(schema))
        return name is None or is_valid(self._court, {name: value})


def _places(operations: dict[str, Any]) -> Iterator[Any]:
    """Yield the schema of each parameter, body, response and header."""
    for own in operations.values():
        for location in ("path", "query", "querystring", "header", "cookie", "body"):
            yield from own.get(location, {}).values()
        for content in own["responses"].values():
            yield from content.values()
        for headers in own["headers"].values():
            yield from (each["schema"] for each in headers.values())
