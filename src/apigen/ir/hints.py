"""What definitions can be named after: words of the contract, before any of them is a name."""

from __future__ import annotations

from apigen.ir.combine import text
from apigen.ir.shapes import Shape
from apigen.report import Pointer
from apigen.spec.document import Json

_STRUCTURE = frozenset({"$defs", "components", "content", "paths", "properties", "responses", "schema", "schemas"})


def words_of(pointer: Pointer) -> tuple[str, ...]:
    """Return words for the schema at a pointer: a component's name, or where it stands."""
    if len(pointer) == 3 and pointer[:2] == ("components", "schemas"):
        return pointer[2:]
    return tuple(token for token in pointer if token not in _STRUCTURE) or pointer


def words_of_variant(schema: Json, shape: Shape | None) -> tuple[str, ...]:
    """Return more words for an inline alternative: its title, or what its first property, by the alphabet, is called."""
    if not isinstance(schema, dict):
        return ()
    title = text(schema, "title")
    if title:
        return (title,)
    names = sorted(shape.members) if shape else []
    first = next((name for name in names if shape and name in shape.required), next(iter(names), None))
    return ("with", first) if first else ()
