"""Names that the author gives: `x-apigen-name` of an object, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.names import PIN


class Pin(NamedTuple):
    """The name that an author gives (`x-apigen-name`), and where that stands."""

    name: str
    at: Pointer


def read_pin(value: Mapping[str, Json], pointer: Pointer) -> Pin | None:
    """Return the name given to the object at a pointer; the checks have refused what is no name."""
    found = value.get(PIN)
    return Pin(found, (*pointer, PIN)) if isinstance(found, str) else None
