"""A JSON Schema becomes a value that satisfies it: manners of building are tried until one does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from apigen.contract.build import MISSING, Builder, Manner, Missing, Sample
from apigen.contract.judge import Dialect, Judge
from apigen.spec.document import Json

__all__ = ["MISSING", "Missing", "Sample", "Sampler"]

_MANNERS: Final = (
    Manner(authored=True, optional=True, rotation=0),
    Manner(authored=True, optional=False, rotation=0),
    Manner(authored=False, optional=True, rotation=0),
    Manner(authored=False, optional=False, rotation=0),
    *(Manner(authored=False, optional=optional, rotation=turn) for turn in (1, 2, 3) for optional in (False, True)),
)


class Sampler:
    """Makes values for schemas that may refer to `definitions`, as `#/definitions/<name>`."""

    def __init__(self, definitions: Mapping[str, Json], dialect: Dialect) -> None:
        self._judge = Judge(definitions, dialect)
        self._builders = [Builder(self._judge, manner) for manner in _MANNERS]

    def sample(self, schema: Json, is_valid: Callable[[Json], bool]) -> Sample:
        """Return a value that `is_valid` accepts, the richest that reads well; `MISSING` if none is found.

        The same schema and definitions give the same value, whatever was asked before.
        """
        tried: set[str] = set()
        for builder in self._builders:
            value = builder.build(schema)
            if isinstance(value, Missing):
                continue
            text = json.dumps(value)
            if text not in tried and is_valid(value):
                return value
            tried.add(text)
        return MISSING
