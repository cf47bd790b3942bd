"""A contract to requests for it: about half of them are meant to be right. The same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from . import shapes
from .document import Contract, Operation, Parameter
from .mutations import changed_request, changed_value, changed_wire
from .request import Raw
from .values import Maker
from .verdict import Oracle, kind_of
from .writing import Writer

_NESTED = 0.04
"""How often a value is sent that is nested where the styles say nothing of it."""

_LEAST = 10
"""How many requests an operation has, at least: of a contract with very many, only some have any."""


class Requests:
    """Makes requests."""

    def __init__(self, oracle: Oracle, seed: int, *, without: frozenset[str] = frozenset()) -> None:
        """`without` are operations of which no requests are made."""
        self._without = without
        self._contract: Contract = oracle.contract
        self._schemas = oracle.schemas
        self._chance = random.Random(seed)
        self._maker = Maker(oracle.contract, oracle.schemas, self._chance)
        self._writer = Writer(oracle.contract, self._chance)

    def operations(self) -> list[Operation]:
        """Return the operations of which requests are made: their required bodies are of a kind that is read here."""
        found = [each for each in self._contract.operations if not each.body or not each.body.required or _media(each)]
        return [each for each in found if str(each) not in self._without]

    def each(self, number: int) -> Iterator[Raw]:
        """Yield so many requests, for each operation in turn."""
        operations = self.operations()
        self._chance.shuffle(operations)
        del operations[max(number // _LEAST, 1) :]
        for turn in range(number if operations else 0):
            yield self.request(operations[turn % len(operations)])

    def request(self, operation: Operation) -> Raw:
        """Return a request for an operation."""
        raw = self._any(operation)
        # How long a body is, a server knows from HTTP itself.
        size = str(len(raw.body))
        headers = [(name, size if name.lower() == "content-length" else value) for name, value in raw.headers]
        return replace(raw, headers=headers)

    def _any(self, operation: Operation) -> Raw:
        chance = self._chance
        values = {each: self._parameter(each) for each in operation.parameters if self._is_sent(each)}
        media = chance.choice(_media(operation)) if _media(operation) else None
        if operation.body is not None and not operation.body.required and chance.random() < 0.2:
            media = None
        body = self._body(operation, media) if media is not None else None
        choice = chance.random()
        if 0.22 <= choice < 0.7:
            values, body = self._changed(operation, values, media, body)
        if 0.7 <= choice < 0.75:
            values = {self._in_another_style(parameter): value for parameter, value in values.items()}
        raw = self._writer.request(operation, values, media, body, anonymous=choice > 0.985)
        if 0.75 <= choice < 0.88:
            return changed_wire(raw, chance)
        return changed_request(raw, chance) if 0.88 <= choice < 0.985 else raw

    def _is_sent(self, parameter: Parameter) -> bool:
        """Tell whether a parameter is sent: where the texts do not say how, seldom."""
        if parameter.required:
            return True
        is_object = shapes.is_object(self._contract, parameter.schema)
        in_cookie = (
            parameter.location == "cookie"
            and parameter.explode
            and not shapes.is_flat(self._contract, parameter.schema)
        )
        unsaid = in_cookie or (parameter.style == "deepObject" and not is_object)
        return self._chance.random() < (_NESTED if unsaid else 0.5)

    def _parameter(self, parameter: Parameter) -> Any:
        value = self._maker.value(parameter.schema)
        if parameter.style == "deepObject":
            for _ in range(6):
                value = value if isinstance(value, dict) else self._maker.value(parameter.schema)
        if parameter.media is not None:
            return value
        value = self._flattened(value)
        unclear = {"spaceDelimited": " ", "pipeDelimited": "| "}.get(parameter.style, "")
        unclear += "%" if parameter.location in ("header", "cookie") else ""
        return _without(value, unclear) if self._chance.random() > _NESTED else value

    def _body(self, operation: Operation, media: str) -> Any:
        assert operation.body is not None
        value: Any = {}
        for _ in range(4 if kind_of(media) in ("form", "multipart") else 1):
            # A form without fields is hardly a body.
            value = value or self._maker.value(operation.body.content[media].get("schema", {}))
        if kind_of(media) == "form" and isinstance(value, dict):
            encodings = operation.body.content[media].get("encoding") or {}
            return {name: each for name, each in value.items() if self._may_stand(each, encodings.get(name, {}))}
        return value

    def _may_stand(self, value: Any, encoding: Any) -> bool:
        """Tell whether a field of a form is sent: one that is nested where nothing says how seldom is."""
        if self._chance.random() < _NESTED:
            return True
        if "json" in encoding.get("contentType", ""):
            return True
        below = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        if isinstance(value, dict) and encoding.get("style") != "deepObject":
            return False
        if isinstance(value, list) and (encoding.get("style") == "deepObject" or not value):
            return False
        return value is not None and not any(isinstance(each, dict | list) or each is None for each in below)

    def _flattened(self, value: Any) -> Any:
        """Return a value without what no style can write, mostly."""
        if self._chance.random() < _NESTED:
            return value
        if isinstance(value, dict):
            return {
                name: each for name, each in value.items() if not isinstance(each, dict | list) and each is not None
            }
        if isinstance(value, list):
            return [each for each in value if not isinstance(each, dict | list) and each is not None]
        return value

    def _changed(
        self, operation: Operation, values: dict[Parameter, Any], media: str | None, body: Any
    ) -> tuple[dict[Parameter, Any], Any]:
        chance = self._chance
        if media is not None and operation.body is not None and (not values or chance.random() < 0.6):
            return values, self._other(operation.body.content[media].get("schema", {}), body)
        if not values:
            return values, body
        parameter = chance.choice(list(values))
        if parameter.location != "path" and chance.random() < 0.15:
            return {each: value for each, value in values.items() if each is not parameter}, body
        other = self._other(parameter.schema, values[parameter])
        return {**values, parameter: other if parameter.media else self._flattened(other)}, body

    def _in_another_style(self, parameter: Parameter) -> Parameter:
        """Return a parameter as one who misread the contract would write it."""
        if parameter.media is not None or parameter.location == "querystring":
            return parameter
        styles = {
            "path": ("simple", "label", "matrix"),
            "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
        }
        style = self._chance.choice(styles.get(parameter.location, (parameter.style,)))
        return replace(parameter, style=style, explode=self._chance.random() < 0.5)

    def _other(self, schema: Any, value: Any) -> Any:
        """Return a value that differs in one place, and mostly does not fit."""
        other: Any = None
        for _ in range(4):
            other = changed_value(self._contract, schema, value, self._chance)
            if not self._schemas.judge(schema, other).ok or self._chance.random() < 0.1:
                break
        return other


def _without(value: Any, unclear: str) -> Any:
    """Return a value without the characters of which the texts do not say how they are written."""
    if isinstance(value, dict):
        return {name: _without(each, unclear) for name, each in value.items()}
    if isinstance(value, list):
        return [_without(each, unclear) for each in value]
    return "".join(char for char in value if char not in unclear) if isinstance(value, str) else value


def _media(operation: Operation) -> list[str]:
    content = {} if operation.body is None else operation.body.content
    return [name for name, media in content.items() if kind_of(name) != "other" and "itemSchema" not in media]
