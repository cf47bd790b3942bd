"""What a `$ref` means, by the place where it stands.

The path that leads to an object decides, never its content:

- Where OpenAPI or JSON Schema allows a reference, it is one.
- Where OpenAPI has an object, list or map that it knows no reference for (`paths`, `properties`, `tags`, a description,
  `enum` as a whole), a `$ref` that is a string is one all the same: authors of several files write it, and no other
  reading makes sense. The entry `$ref` of a map, such as a property of that name, is an object and so no reference.
- In a specification extension, and as the whole of an example, it is one if it names a file that is there.
  Else it is data, and stays what it is.
- In a `default`, a `const`, the items of an `enum`, the inside of an example and the input of a link it is data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeAlias

from apigen.report import Pointer
from apigen.spec.grammar import ANY_KEY, Grammar, Kind, Shape


class Free(Enum):
    """What is not an object of the grammar."""

    TEXT = auto()
    """Objects that nobody refers to, and single values: `info`, a description, `required`."""
    EXTENSION = auto()
    EXAMPLE = auto()
    DATA = auto()
    DISCRIMINATOR = auto()
    MAPPING = auto()


Sort: TypeAlias = Kind | Free


@dataclass(frozen=True, slots=True)
class Role:
    """What a value is by its path: an object of some sort, or a list or map of them."""

    sort: Sort
    shape: Shape = Shape.ONE


_EXAMPLES: Final = {"example": Role(Free.EXAMPLE)}
_DATA: Final = {"default": Role(Free.DATA), "const": Role(Free.DATA), "enum": Role(Free.DATA, Shape.LIST)}
_BESIDE_THE_GRAMMAR: Final[Mapping[Sort, Mapping[str, Role]]] = {
    Kind.SCHEMA: {
        **_EXAMPLES,
        **_DATA,
        "examples": Role(Free.EXAMPLE, Shape.LIST),
        "discriminator": Role(Free.DISCRIMINATOR),
        "definitions": Role(Kind.SCHEMA, Shape.MAP),
    },
    Kind.PARAMETER: {**_EXAMPLES, **_DATA},
    Kind.HEADER: {**_EXAMPLES, **_DATA},
    Kind.MEDIA_TYPE: _EXAMPLES,
    Kind.EXAMPLE: {"value": Role(Free.EXAMPLE), "dataValue": Role(Free.EXAMPLE)},
    Kind.RESPONSE: {"examples": Role(Free.EXAMPLE, Shape.MAP)},
    Kind.LINK: {"parameters": Role(Free.DATA), "requestBody": Role(Free.DATA)},
    Kind.SECURITY_REQUIREMENT: {ANY_KEY: Role(Free.DATA)},
    Free.DISCRIMINATOR: {"mapping": Role(Free.MAPPING)},
}
_ITSELF: Final = {Free.EXTENSION: Role(Free.EXTENSION), Free.EXAMPLE: Role(Free.DATA), Free.DATA: Role(Free.DATA)}
ROOT: Final = Role(Kind.ROOT)


class Roles:
    """The roles of one version's grammar."""

    def __init__(self, grammar: Grammar) -> None:
        self._inner: dict[Sort, dict[str, Role]] = {
            kind: {
                **_BESIDE_THE_GRAMMAR.get(kind, {}),
                **{key: Role(inner, shape) for key, (shape, inner) in fields.items()},
            }
            for kind, fields in grammar.fields.items()
        }
        self._inner[Free.DISCRIMINATOR] = dict(_BESIDE_THE_GRAMMAR[Free.DISCRIMINATOR])
        self._one: dict[Sort, Role] = {sort: Role(sort) for sort in (*Kind, *Free)}
        self.sections = _sections(grammar)

    def inner(self, role: Role, key: str) -> Role:
        """Return what the value of a key is, or the item of a list at that index."""
        if role.shape is not Shape.ONE:
            return self._one[role.sort]
        if role.sort in _ITSELF:
            return _ITSELF[role.sort]
        known = self._inner.get(role.sort, {})
        if ANY_KEY in known:
            return self._one[Free.EXTENSION] if key.startswith("x-") else known[ANY_KEY]
        return known.get(key) or self._one[Free.EXTENSION if key.startswith("x-") else Free.TEXT]

    def at(self, role: Role, pointer: Pointer) -> Role:
        """Return what stands at a pointer below a value of some role."""
        for token in pointer:
            role = self.inner(role, token)
        return role

    def section(self, role: Role) -> Pointer | None:
        """Return where what a reference of this role leads to can be kept; None where its content takes its place."""
        if role.shape is not Shape.ONE or not isinstance(role.sort, Kind):
            return None
        return self.sections.get(role.sort)


def _sections(grammar: Grammar) -> dict[Kind, Pointer]:
    """Return where each kind of component stands. Path items are read in place, so they are kept there, too."""
    found: dict[Kind, Pointer] = {}
    for above, owner in (((), Kind.ROOT), (("components",), Kind.COMPONENTS)):
        # Swagger 2.0 has its components in the root, and no `components`.
        if (owner is Kind.COMPONENTS) is ("components" in grammar.fields[Kind.ROOT]):
            for key, (shape, kind) in grammar.fields[owner].items():
                if shape is Shape.MAP and kind in grammar.referenceable and kind is not Kind.PATH_ITEM:
                    found[kind] = (*above, key)
    if "securityDefinitions" in grammar.fields[Kind.ROOT]:
        del found[Kind.SECURITY_SCHEME]  # Swagger 2.0 has no reference to one.
    return found
