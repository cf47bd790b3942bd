"""Objects made of others by `allOf`: which of these a class can extend."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from apigen.ir.families import Family
from apigen.ir.schemas import Schemas
from apigen.ir.shapes import Shape, all_of, alternatives, wrapped
from apigen.report import Pointer

ShapeOf: TypeAlias = Callable[[Pointer], Shape | None]


class Bases:
    """What the classes of objects extend. Found once for each of them."""

    def __init__(self, schemas: Schemas, shape_of: ShapeOf) -> None:
        self._schemas = schemas
        self._shape_of = shape_of
        self._known: dict[Pointer, Pointer | None] = {}

    def of(self, pointer: Pointer) -> Pointer | None:
        """Return the object that the one at a pointer extends."""
        if pointer not in self._known:
            self._known[pointer] = _base_of(self._schemas, pointer, self._shape_of)
        return self._known[pointer]

    def heirs(self, pointer: Pointer) -> tuple[Pointer, ...]:
        """Return the heirs of an object in its family that are classes which extend that of the object."""
        family = self._schemas.families.get(pointer)
        return tuple(heir for heir in family.heirs if self._extends(heir, pointer)) if family else ()

    def _extends(self, heir: Pointer, pointer: Pointer) -> bool:
        current: Pointer | None = heir
        seen = set[Pointer]()
        while current is not None and current != pointer and current not in seen:
            seen.add(current)
            current = self.of(current)
        return current == pointer


def _base_of(schemas: Schemas, pointer: Pointer, shape_of: ShapeOf) -> Pointer | None:
    """Return the object that the one at a pointer can extend: the only reference of `allOf`, if nothing of it is said anew.

    In a family it extends its kin all the same: there a class is told by what it extends, and may say less of it.
    """
    schema = schemas.at(pointer)
    shape = shape_of(pointer)
    if not isinstance(schema, dict) or shape is None or any(alternatives(schema, pointer)):
        return None
    references = [schemas.reference(schemas.at(branch)) for branch in all_of(schema, pointer)]
    targets = [_class_behind(schemas, target) for target in references if target is not None]
    kin = _nearest_kin(schemas, pointer, targets)
    if kin is None and len(targets) != 1:
        return None
    target = kin or targets[0]
    base = shape_of(target)
    if base is None or base.closed or _extends(schemas, target, pointer):
        return None
    if kin is None and (base.additional or shape.additional or _says_anew(pointer, shape, base)):
        return None
    return None if kin is None and schemas.nullable(schemas.at(target)) else target


def wrapped_in(schemas: Schemas, pointer: Pointer) -> Pointer | None:
    """Return the reference that a schema only describes anew. An heir is a kind of its own, if it says no more."""
    family = schemas.families.get(pointer)
    return None if family and family.discriminator != pointer else wrapped(schemas.at(pointer), pointer)


def _nearest_kin(schemas: Schemas, pointer: Pointer, targets: list[Pointer]) -> Pointer | None:
    family = schemas.families.get(pointer)
    if family is None or family.discriminator == pointer:
        return None
    found: dict[Pointer, Family] = {}
    for target in targets:
        other = schemas.families.get(target)
        if other is not None and other.discriminator == family.discriminator:
            found[target] = other
    return next((each for each, own in found.items() if not any(other in own.heirs for other in found)), None)


def _says_anew(pointer: Pointer, shape: Shape, base: Shape) -> bool:
    described = (place for name, member in shape.members.items() if name in base.members for place in member.all_of)
    return any(place[: len(pointer)] == pointer for place in described) or not base.required.issuperset(
        shape.required & base.members.keys()
    )


def _class_behind(schemas: Schemas, pointer: Pointer) -> Pointer:
    """Return where the object stands that a reference leads to, through schemas that only describe it anew."""
    pointer = schemas.resolve(pointer)
    only = wrapped_in(schemas, pointer)
    while only is not None:
        pointer = schemas.resolve(only)
        only = wrapped_in(schemas, pointer)
    return pointer


def _extends(schemas: Schemas, pointer: Pointer, other: Pointer) -> bool:
    """Whether the object at a pointer is made from the other one: a class cannot extend its own heir."""
    todo, seen = [pointer], set[Pointer]()
    while todo:
        pointer = schemas.resolve(todo.pop())
        schema = schemas.at(pointer)
        if pointer == other:
            return True
        if pointer not in seen and isinstance(schema, dict):
            seen.add(pointer)
            todo.extend(all_of(schema, pointer))
    return False
