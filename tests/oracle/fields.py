"""The fields of a form to what its schema says of them, whichever way they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from . import shapes
from .document import Contract
from .schemas import Judged, Schemas
from .texts import Reading, typed

_VALUES, _OBJECTS = 8, 200
"""How many values of a field, and how many objects of a form, are tried."""


@dataclass(frozen=True, eq=False)
class Typed:
    """A structure that is a value already, and no texts."""

    value: Any


def values(structure: Any) -> Iterator[Any]:
    """Yield the values that a structure can be."""
    if isinstance(structure, Typed):
        yield structure.value
    else:
        yield from typed(structure, 64)


class Fields:
    """Judges the fields of forms."""

    def __init__(self, contract: Contract, schemas: Schemas) -> None:
        self._contract, self._schemas = contract, schemas

    def judge(self, schema: Any, found: Mapping[str, Sequence[Reading]]) -> Judged:
        """Return what all readings say; if they differ, it is open, for the reason of one that does."""
        first = {name: each[0] for name, each in found.items()}
        letter = self._best(schema, first)
        reasons = [each.reason for each in first.values() if each.reason]
        if reasons:
            return Judged(None, reasons[0])
        for name, readings in found.items():
            for reading in readings[1:]:
                judged = self._best(schema, {**first, name: reading})
                if judged.ok is not letter.ok and letter.ok is not None:
                    return Judged(None, reading.reason)
        if letter.ok is False and any(self._may_be_null(schema, name, each) for name, each in first.items()):
            return Judged(None, "a text for null")
        return letter

    def _may_be_null(self, schema: Any, name: str, reading: Reading) -> bool:
        own = shapes.property_of(self._contract, schema, name)
        kinds = shapes.types(self._contract, own)
        if kinds == shapes.ALL:
            return False
        if "array" in kinds:
            kinds |= shapes.types(self._contract, shapes.items(self._contract, own))
        found = [value for structure in reading.structures for value in values(structure)]
        texts = [text for value in found for text in (value if isinstance(value, list) else [value])]
        return "null" in kinds and any(text in ("", "null", None) for text in texts)

    def _best(self, schema: Any, fields: Mapping[str, Reading]) -> Judged:
        """Return the verdict of the best object that fields can be. Without any structure a field is wrong."""
        options: list[list[Any]] = []
        for name, reading in fields.items():
            found = [value for structure in reading.structures for value in values(structure)]
            if not found:
                return Judged(False, f"{name} does not have its style")
            own = shapes.property_of(self._contract, schema, name)
            fit = [value for value in found if self._schemas.judge(own, value).ok is not False]
            options.append((fit or found)[:_VALUES])
        refused: Judged | None = None
        for row in islice(product(*options), _OBJECTS):
            judged = self._schemas.judge(schema, dict(zip(fields, row, strict=True)))
            if judged.ok is True:
                return judged
            refused = judged if refused is None or judged.ok is None else refused
        return refused or Judged(False, "no fields")
