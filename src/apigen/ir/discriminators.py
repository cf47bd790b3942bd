"""Discriminators: which value of a property stands for which schema (OpenAPI, Discriminator Object)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apigen.ir.families import property_name
from apigen.ir.inheritance import Bases, ShapeOf
from apigen.ir.schemas import ANNOTATIONS, Schemas
from apigen.ir.shapes import alternatives, own_types
from apigen.report import Pointer
from apigen.spec.document import Json, found_at, local_pointer


def told_apart(
    schemas: Schemas, owner: Pointer, name: str, variants: Sequence[Pointer], shape_of: ShapeOf
) -> dict[str, Pointer]:
    """Return which of several schemas each value of the property `name` stands for; not every value must.

    What the schemas themselves demand of the property counts most, for validators enforce it. Then come the mapping,
    and the names of the components that have no value yet. `owner` is the schema that has the discriminator.
    """
    demands = {variant: demanded(schemas, variant, name, shape_of) for variant in variants}
    times = Counter(value for demand in demands.values() for value in demand.values)
    found = {value: variant for variant, demand in demands.items() for value in demand.values if times[value] == 1}
    ends = {each: variant for variant in variants for each in reached(schemas, variant)}
    said: list[tuple[str | None, Pointer]] = [
        (value, ends[target]) for value, target in mapping_of(schemas, owner) if target in ends
    ]
    mapped = {*found.values(), *(variant for _, variant in said)}
    implied = [(_component(schemas, variant), variant) for variant in variants if variant not in mapped]
    for value, variant in (*said, *implied):
        if value is not None and (demands[variant].open or value in demands[variant].values):
            found.setdefault(value, variant)
    return found


def told_by_default(schemas: Schemas, owner: Pointer, variants: Sequence[Pointer]) -> Pointer | None:
    """Return which of several schemas an object has whose property tells none (OpenAPI 3.2, `defaultMapping`)."""
    schema = schemas.at(owner)
    discriminator = schema.get("discriminator") if isinstance(schema, dict) else None
    text = discriminator.get("defaultMapping") if isinstance(discriminator, dict) else None
    target = _target(schemas, text) if isinstance(text, str) and schemas.document.version >= (3, 2) else None
    if target is None:
        return None
    end = schemas.resolve(target)
    return next((variant for variant in variants if end in reached(schemas, variant)), None)


class Kinds:
    """The kinds of the objects that others extend: which class each value of their discriminator stands for."""

    def __init__(self, schemas: Schemas, bases: Bases, shape_of: ShapeOf) -> None:
        self._schemas = schemas
        self._bases = bases
        self._shape_of = shape_of
        self._known: dict[Pointer, dict[str, Pointer]] = {}

    def name(self, pointer: Pointer) -> str:
        """Return the property that the family's discriminator names; the empty text for an object without family."""
        family = self._schemas.families.get(pointer)
        schema = self._schemas.at(family.discriminator) if family else None
        return (property_name(schema) if isinstance(schema, dict) else None) or ""

    def of(self, pointer: Pointer) -> dict[str, Pointer]:
        """Return the heirs of an object by their values; none where it has no heirs."""
        if pointer not in self._known:
            family = self._schemas.families.get(pointer)
            heirs = self._bases.heirs(pointer)
            self._known[pointer] = (
                told_apart(self._schemas, family.discriminator, self.name(pointer), heirs, self._shape_of)
                if family and heirs
                else {}
            )
        return self._known[pointer]

    def default(self, pointer: Pointer) -> Pointer | None:
        """Return the heir that an object is whose discriminator tells none; `None` where it is no heir."""
        family = self._schemas.families.get(pointer)
        return told_by_default(self._schemas, family.discriminator, self._bases.heirs(pointer)) if family else None

    def own(self, pointer: Pointer) -> str | None:
        """Return the value of an heir, if there is just one."""
        family = self._schemas.families.get(pointer)
        kinds = self.of(family.discriminator) if family else {}
        values = [value for value, heir in kinds.items() if heir == pointer]
        return values[0] if len(values) == 1 else None


def _demanded_values(schemas: Schemas, pointers: Iterable[Pointer]) -> frozenset[str] | None:
    """Return the strings that schemas, all of which hold, leave to choose from; `None` if they leave any."""
    found: frozenset[str] | None = None
    for pointer in pointers:
        texts = _texts(schemas, schemas.resolve(pointer))
        if texts is not None:
            found = texts if found is None else found & texts
    return found


def _texts(schemas: Schemas, end: Pointer) -> frozenset[str] | None:
    """Return the strings that a schema names, itself or by each of its alternatives; `None` if it leaves any."""
    schema = schemas.at(end)
    own = _named(schema)
    for group in alternatives(schema, end) if own is None and isinstance(schema, dict) else ():
        branches = [schemas.at(schemas.resolve(each)) for each in group]
        found = [_named(each) for each in branches if not (isinstance(each, dict) and own_types(each) == ("null",))]
        texts = frozenset(text for each in found for text in each or ())
        if texts and None not in found:
            return texts
    return own


def _named(schema: Json) -> frozenset[str] | None:
    values = schema.get("enum", [schema["const"]] if "const" in schema else None) if isinstance(schema, dict) else None
    return frozenset(value for value in values if isinstance(value, str)) if isinstance(values, list) else None


@dataclass(frozen=True, slots=True)
class Demand:
    """Values that a variant, or one of those that it chooses between, demands; `open` if one of these demands none."""

    values: tuple[str, ...]
    open: bool


def demanded(schemas: Schemas, variant: Pointer, name: str, shape_of: ShapeOf) -> Demand:
    """Return which values of a property a variant lets through."""
    values: dict[str, None] = {}
    unknown = False
    for pointer in reached(schemas, variant):
        shape = shape_of(pointer)
        member = shape.members.get(name) if shape else None
        found = _demanded_values(schemas, member.all_of) if member else None
        values.update(dict.fromkeys(sorted(found or ())))
        schema = schemas.at(pointer)
        chooses = shape is None and isinstance(schema, dict) and any(alternatives(schema, pointer))
        if chooses and isinstance(schema, dict) and property_name(schema) == name:
            values.update(dict.fromkeys(value for value, _ in mapping_of(schemas, pointer)))
        unknown = unknown or (found is None and not chooses)
    return Demand(tuple(values), unknown)


def reached(schemas: Schemas, pointer: Pointer) -> Iterator[Pointer]:
    """Yield where references from a variant lead: to a schema, and to those that it chooses between."""
    todo, seen = [pointer], set[Pointer]()
    while todo:
        pointer = schemas.resolve(todo.pop())
        schema = schemas.at(pointer)
        if pointer not in seen and isinstance(schema, dict):
            seen.add(pointer)
            if (target := _beside_type(schema)) is not None:
                todo.append(target)
                continue
            yield pointer
            todo.extend(each for group in alternatives(schema, pointer) for each in group)


def _beside_type(schema: dict[str, Json]) -> Pointer | None:
    """Return the target of a reference that has a type beside it, which it needs none for."""
    said = {key for key in schema.keys() - ANNOTATIONS if not key.startswith("x-")}
    return local_pointer(str(schema["$ref"])) if "$ref" in schema and said == {"type"} else None


def mapping_of(schemas: Schemas, owner: Pointer) -> Iterator[tuple[str, Pointer]]:
    """Yield the values that a discriminator maps, and where the references of their schemas end."""
    schema = schemas.at(owner)
    discriminator = schema.get("discriminator") if isinstance(schema, dict) else None
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    for value, text in mapping.items() if isinstance(mapping, dict) else ():
        target = _target(schemas, text) if isinstance(text, str) else None
        if target is not None:
            yield value, schemas.resolve(target)


def _target(schemas: Schemas, text: str) -> Pointer | None:
    """Return what a mapping means: the component of that name, or what it refers to."""
    named = ("components", "schemas", text)
    target = named if isinstance(found_at(schemas.document.value, named), dict) else local_pointer(text)
    return target if target and isinstance(found_at(schemas.document.value, target), dict) else None


def names_of(schemas: Schemas, variant: Pointer) -> Iterator[str]:
    """Yield the names of the components that a variant is, or that it chooses between."""
    for pointer in (schemas.reference(schemas.at(variant)) or variant, *reached(schemas, variant)):
        if len(pointer) == 3 and pointer[:2] == ("components", "schemas"):
            yield pointer[2]


def _component(schemas: Schemas, variant: Pointer) -> str | None:
    """Return the name of the component that a variant is: what it refers to, before any chain is followed."""
    target = schemas.reference(schemas.at(variant)) or variant
    return target[2] if len(target) == 3 and target[:2] == ("components", "schemas") else None
