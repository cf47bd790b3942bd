"""An operation becomes a request that its contract accepts: what must be given, and little more. Made when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from apigen.contract.annotate import annotated, annotated_definitions
from apigen.contract.judge import Judge, Validator, compile_schema, is_valid
from apigen.contract.sample import MISSING, Missing, Sample, Sampler
from apigen.ir.api import Api, MediaType, Operation, Parameter
from apigen.ir.types import BytesType
from apigen.report import Pointer
from apigen.spec.document import Json, found_at

_READABLE: Final = 240
"""Characters of JSON: a longer example is shown only where there is no shorter one."""


@dataclass(frozen=True, slots=True)
class RequestExample:
    """Values of the required parameters by location and name, and of the body: `MISSING` for none, and for a file."""

    parameters: Mapping[tuple[str, str], Json]
    body: Sample


class Requests:
    """Makes requests for the operations of an API."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._judge = Judge(api.definitions, api.dialect)

    def example(self, operation: Operation, media: MediaType | None) -> RequestExample | None:
        """Return a request with a body of a media type, or without one; `None` if no valid one was found."""
        parameters: dict[tuple[str, str], Json] = {}
        for each in operation.parameters:
            if each.required:
                value = self._value(each.schema, each.origin, self._authored(each))
                if isinstance(value, Missing):
                    return None
                parameters[each.location, each.name] = value
        if media is None or isinstance(media.type, BytesType):
            return RequestExample(parameters, MISSING)
        body = self.body(media)
        return None if isinstance(body, Missing) else RequestExample(parameters, body)

    def body(self, media: MediaType) -> Sample:
        """Return a body of a media type; `MISSING` if no valid one was found."""
        return self._value(media.schema, media.origin, media.examples)

    def _authored(self, parameter: Parameter) -> tuple[Json, ...]:
        written = found_at(self._api.document, parameter.origin)
        return (written["example"],) if isinstance(written, dict) and "example" in written else ()

    def _value(self, schema: Json, origin: Pointer, examples: tuple[Json, ...]) -> Sample:
        """Return a value that a schema accepts: the author's own if there is a short one, else one made up."""
        definitions = dict(self._reachable(schema))
        court = compile_schema({"definitions": definitions, "properties": {"value": schema}}, self._api.dialect)
        if court is None:
            return MISSING
        sampler = Sampler(annotated_definitions(definitions, self._api.document), self._api.dialect)
        known = annotated(schema, found_at(self._api.document, (*origin, "schema")))
        for judge in (partial(_is_short, court), partial(_accepts, court)):
            for value in examples:
                if judge(value):
                    return value
            made = sampler.sample(known, judge)
            if not isinstance(made, Missing):
                return made
        return MISSING

    def _reachable(self, schema: Json) -> Iterator[tuple[str, Json]]:
        """Yield the definitions that a schema leads to: all of a large contract take long to compile."""
        todo, seen = [schema], set[str]()
        while todo:
            found = todo.pop()
            if isinstance(found, dict):
                todo.extend(found.values())
                name, target = self._judge.target(found.get("$ref"))
                if name in self._api.definitions and name not in seen:
                    seen.add(name)
                    todo.append(target)
                    yield name, target
            elif isinstance(found, list):
                todo.extend(found)


def _accepts(court: Validator, value: Json) -> bool:
    # An empty text is no part of a path.
    return value != "" and is_valid(court, {"value": value})


def _is_short(court: Validator, value: Json) -> bool:
    return len(json.dumps(value)) <= _READABLE and _accepts(court, value)
