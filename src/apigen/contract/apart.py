"""An object that fits several alternatives, to one that fits a single one: `oneOf` accepts no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from apigen.spec.document import Json

Accepts: TypeAlias = Callable[[Json, Json], bool]

_STRANGERS: Final[tuple[Json, ...]] = (None, 0, "", {})
"""Values of which each schema that names a type refuses some."""


def apart(
    value: dict[str, Json],
    own: Json,
    others: Iterable[tuple[Json, Iterable[str]]],
    accepts: Accepts,
) -> dict[str, Json]:
    """Return the object with properties that each of the other alternatives refuses, and its own says nothing of.

    The others come with the names of their properties. What cannot be told apart stays as it is.
    """
    found = value
    for other, names in others:
        if accepts(found, other):
            tries = ({**found, name: stranger} for name in names if name not in found for stranger in _STRANGERS)
            found = next((each for each in tries if accepts(each, own) and not accepts(each, other)), found)
    return found
