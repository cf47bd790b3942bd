"""Object schemas put together: own properties, `allOf` branches and alternatives become one list of properties."""

from __future__ import annotations

from dataclasses import dataclass, field

from apigen.ir.schemas import ANNOTATIONS, Schemas
from apigen.report import Pointer
from apigen.spec.document import Json

_PLAIN = ANNOTATIONS | {"allOf", "nullable", "type"}
_OBJECT_KEYWORDS = frozenset({"properties", "additionalProperties", "patternProperties"})
_OPEN = (
    *("patternProperties", "additionalProperties", "unevaluatedProperties"),
    *("if", "then", "else", "dependentSchemas"),
)
"""Keywords that `unevaluatedProperties` heeds, and that can allow properties which no `properties` here name."""


@dataclass(slots=True)
class Member:
    """Where a property is described: by schemas that all hold, or by alternatives of which one holds."""

    all_of: list[Pointer] = field(default_factory=list[Pointer])
    any_of: list[Pointer] = field(default_factory=list[Pointer])


@dataclass(slots=True)
class Shape:
    """What is known of an object, from all the schemas that describe it.

    `additional` is where undeclared properties are described; `closed` says that there are none. `mixed` says
    that an alternative is no object, `open` that some part speaks of properties without naming them.
    """

    members: dict[str, Member] = field(default_factory=dict[str, Member])
    required: set[str] = field(default_factory=set[str])
    additional: Pointer | None = None
    closed: bool = False
    is_object: bool = False
    mixed: bool = False
    open: bool = False


def own_types(schema: dict[str, Json]) -> tuple[str, ...]:
    """Return the types that a schema names or, where it names none, that its keywords speak of."""
    types = schema.get("type")
    if isinstance(types, str):
        return (types,)
    if isinstance(types, list):
        return tuple(each for each in types if isinstance(each, str))
    if schema.keys() & _OBJECT_KEYWORDS:
        return ("object",)
    return ("array",) if schema.keys() & {"items", "prefixItems"} else ()


def alternatives(schema: dict[str, Json], pointer: Pointer) -> list[tuple[Pointer, ...]]:
    """Return the branches of `oneOf` and of `anyOf`, each as one group."""
    groups: list[tuple[Pointer, ...]] = []
    for keyword in ("oneOf", "anyOf"):
        branches = schema.get(keyword)
        if isinstance(branches, list) and branches:
            groups.append(tuple((*pointer, keyword, str(index)) for index in range(len(branches))))
    return groups


def all_of(schema: dict[str, Json], pointer: Pointer) -> tuple[Pointer, ...]:
    """Return the branches of `allOf`."""
    branches = schema.get("allOf")
    return (
        tuple((*pointer, "allOf", str(index)) for index in range(len(branches))) if isinstance(branches, list) else ()
    )


def wrapped(schema: Json, pointer: Pointer) -> Pointer | None:
    """Return the reference that a schema only describes anew: the one branch of `allOf`, beside annotations alone.

    It is how OpenAPI 3.0 puts a description, a default or `nullable` beside a `$ref`.
    """
    if not isinstance(schema, dict):
        return None
    branches = all_of(schema, pointer)
    branch = schema["allOf"] if len(branches) == 1 else None
    only = branch[0] if isinstance(branch, list) else None
    plain = all(key in _PLAIN or key.startswith("x-") for key in schema) and schema.get("type", "object") == "object"
    return branches[0] if plain and isinstance(only, dict) and isinstance(only.get("$ref"), str) else None


def read_shape(schemas: Schemas, pointer: Pointer) -> Shape | None:
    """Return the object that the schema at a pointer describes; `None` if it is not an object with properties.

    A union of objects that says nothing of its own is a union, not an object.
    """
    shape = Shape()
    schema = schemas.at(pointer)
    if not isinstance(schema, dict) or not _collect(schemas, pointer, shape, seen=set(), optional=False):
        return None
    if not shape.members or not (shape.is_object or not ("type" in schema or shape.mixed)):
        return None
    if "properties" not in schema and "allOf" not in schema and alternatives(schema, pointer):
        return None
    shape.closed = _is_closed(schemas, schema, shape)
    if isinstance(schema.get("additionalProperties"), dict) and (schemas.is_30 or "patternProperties" not in schema):
        shape.additional = (*pointer, "additionalProperties")
    return shape


def _is_closed(schemas: Schemas, schema: dict[str, Json], shape: Shape) -> bool:
    if schema.get("additionalProperties") is False:
        return not schema.keys() & {"allOf", "oneOf", "anyOf", "patternProperties"}
    return schema.get("unevaluatedProperties") is False and not shape.open and not schemas.is_30


def _collect(schemas: Schemas, pointer: Pointer, shape: Shape, *, seen: set[Pointer], optional: bool) -> bool:
    """Add what the schema at a pointer says; return False if it cannot be an object."""
    pointer = schemas.resolve(pointer)
    schema = schemas.at(pointer)
    if not isinstance(schema, dict) or pointer in seen:
        return schema is not False
    seen.add(pointer)
    types = own_types(schema)
    if types and "object" not in types:
        shape.mixed = shape.mixed or optional
        return optional
    shape.is_object = shape.is_object or ("object" in types and not optional)
    shape.open = shape.open or any(schema.get(keyword, False) is not False for keyword in _OPEN)
    properties = schema.get("properties")
    for name in properties if isinstance(properties, dict) else ():
        member = shape.members.setdefault(name, Member())
        (member.any_of if optional else member.all_of).append((*pointer, "properties", name))
    required = schema.get("required")
    if not optional and isinstance(required, list):
        shape.required.update(name for name in required if isinstance(name, str))
    branches = list(all_of(schema, pointer))
    reference = schema.get("$ref")
    if isinstance(reference, str) and not schemas.is_30:
        target = schemas.reference({"$ref": reference})
        branches += [] if target is None else [target]
    fits = all(_collect(schemas, branch, shape, seen=seen, optional=optional) for branch in branches)
    for group in alternatives(schema, pointer):
        for branch in group:
            _collect(schemas, branch, shape, seen=seen, optional=True)
    return fits


def undeclared_names(shape: Shape, inherited: Shape | None) -> list[str]:
    """Return the names that an object requires and neither it nor what it extends declares, in a settled order."""
    known = {*shape.members, *(inherited.required if inherited else ())}
    return [] if shape.closed else sorted(shape.required - known)


def is_forbidden(schemas: Schemas, member: Member) -> bool:
    """Whether no object has a property: a schema of it is `false`."""
    return any(schemas.at(pointer) is False for pointer in member.all_of)


def is_text(schemas: Schemas, member: Member) -> bool:
    """Whether a property is a plain string for all that describe it."""
    described = [schemas.at(schemas.resolve(pointer)) for pointer in member.all_of]
    plain = [each for each in described if isinstance(each, dict) and "format" not in each]
    return bool(described) and [each.get("type") for each in plain] == ["string"] * len(described)
