"""Schemas to types: what a value of a schema looks like, and a definition for everything that has a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from apigen.ir.combine import json_text, literal_type, narrowest, text, union
from apigen.ir.discriminators import Kinds, told_apart, told_by_default
from apigen.ir.families import property_name
from apigen.ir.hints import words_of, words_of_variant
from apigen.ir.inheritance import Bases, wrapped_in
from apigen.ir.keywords import own_type
from apigen.ir.pins import Pin, read_pin
from apigen.ir.schemas import Schemas
from apigen.ir.shapes import (
    Member,
    Shape,
    all_of,
    alternatives,
    is_forbidden,
    is_text,
    own_types,
    read_shape,
    undeclared_names,
)
from apigen.ir.types import (
    AliasDef,
    AnyType,
    ArrayType,
    BytesType,
    Definition,
    Direction,
    Discriminator,
    NamedRef,
    NeverType,
    NullType,
    ObjectDef,
    Property,
    TypeKey,
    TypeRef,
    UnionType,
)
from apigen.report import Pointer
from apigen.spec.document import Json, local_pointer
from apigen.spec.rules.names import is_property

_MAX_NESTING = 40
"""Levels of types within types without a name between them; deeper ones are any value (Python's parser has limits)."""


class TypeReader:
    """Reads types, and collects the definitions that they name. A definition's properties are read after it is known."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._pending: list[TypeKey] = []
        self._hints: dict[TypeKey, tuple[str, ...]] = {}
        self._shapes: dict[Pointer, Shape | None] = {}
        self._bases = Bases(schemas, self._shape)
        self._kinds = Kinds(schemas, self._bases, self._shape)
        self.definitions: dict[TypeKey, Definition] = {}

    def read(self, pointer: Pointer, direction: Direction, hint: tuple[str, ...]) -> TypeRef:
        """Return the type of the schema at a pointer. `hint` is what an inline definition is named after."""
        found = self._type(pointer, direction, hint, 0)
        self._define_pending(direction)
        return found

    def define(self, pointers: Iterable[Pointer]) -> None:
        """Make sure that there is a definition of each schema; one for each direction where they differ."""
        pointers = tuple(pointers)
        for direction in (Direction.RESPONSE, Direction.REQUEST):
            for pointer in pointers:
                self._named(pointer, direction, words_of(pointer))
            self._define_pending(direction)

    def _named(self, pointer: Pointer, direction: Direction, hint: tuple[str, ...]) -> TypeKey:
        pin = self._pin(pointer)
        return self._wanted(self._schemas.key(pointer, direction), (pin.name,) if pin else hint)

    def _wanted(self, key: TypeKey, hint: tuple[str, ...]) -> TypeKey:
        if key not in self._hints:
            self._hints[key] = hint
            self._pending.append(key)
        return key

    def _pin(self, pointer: Pointer) -> Pin | None:
        """Return the name that an author gives to the class of a schema. A property's is that of its attribute."""
        schema = self._schemas.at(pointer)
        pin = read_pin(schema, pointer) if isinstance(schema, dict) else None
        return None if pin is None or is_property(pointer) else pin

    def _define_pending(self, direction: Direction) -> None:
        for key in self._pending:  # grows while definitions are read
            # Only a form's own properties are parts of it: what they refer to is as everywhere.
            plain = Direction.REQUEST if direction is Direction.FORM else direction
            self.definitions[key] = self._definition(key, key.direction or plain)
        self._pending.clear()

    def _definition(self, key: TypeKey, direction: Direction) -> Definition:
        schema = self._schemas.at(key.pointer)
        if key.kinds:
            return self._kinds_definition(key, direction)
        hint, pin = self._hints[key], self._pin(key.pointer)
        shape = self._object(key.pointer)
        if shape is None or not isinstance(schema, dict):
            described = schema if isinstance(schema, dict) else {}
            found = self._inner(key.pointer, direction, hint, 0)
            if self._schemas.nullable(schema):
                found = union([found, NullType()])
            return AliasDef(key=key, hint=hint, pin=pin, description=text(described, "description"), type=found)
        base = self._bases.of(key.pointer)
        inherited = self._shape(base) if base else None
        return ObjectDef(
            key=key,
            hint=hint,
            pin=pin,
            description=text(schema, "description"),
            deprecated=schema.get("deprecated") is True,
            base=self._named(base, direction, words_of(base)) if base else None,
            properties=(
                *(self._kind_property(key.pointer, inherited, direction, hint) if inherited else ()),
                *(
                    self._property(name, member, shape, direction, hint)
                    for name, member in shape.members.items()
                    if inherited is None or name not in inherited.members
                    if not self._out_of(member, direction)
                    if name in shape.required or not is_forbidden(self._schemas, member)
                ),
                *(self._undeclared(name, shape, direction, hint) for name in undeclared_names(shape, inherited)),
            ),
            additional=self._additional(shape, direction, hint),
        )

    def _kinds_definition(self, key: TypeKey, direction: Direction) -> AliasDef:
        """Return the type of an object or whatever extends it: what is used wherever the contract names the object."""
        mapping = tuple(
            (value, NamedRef(self._named(heir, direction, words_of(heir))))
            for value, heir in self._kinds.of(key.pointer).items()
        )
        heir = self._kinds.default(key.pointer)
        default = NamedRef(self._named(heir, direction, words_of(heir))) if heir else None
        discriminator = Discriminator(self._kinds.name(key.pointer), mapping, default)
        found = UnionType((NamedRef(replace(key, kinds=False)),), discriminator)
        return AliasDef(key=key, hint=self._hints[key], pin=None, description=None, type=found)

    def _kind_property(
        self, pointer: Pointer, inherited: Shape, direction: Direction, hint: tuple[str, ...]
    ) -> Iterable[Property]:
        """Yield the discriminator's property of an heir, if there is nothing to choose: one value is its own."""
        name = self._kinds.name(pointer)
        member, value = inherited.members.get(name), self._kinds.own(pointer)
        if member is not None and value is not None and name in inherited.required and is_text(self._schemas, member):
            found = self._property(name, member, inherited, direction, hint)
            yield replace(found, kind=value, description=None, default=None)

    def _undeclared(self, name: str, shape: Shape, direction: Direction, hint: tuple[str, ...]) -> Property:
        """Return a property that is required and described nowhere: of the type that undeclared ones have."""
        return Property(
            name=name,
            type=self._additional(shape, direction, hint) or AnyType(),
            required=True,
            description=None,
            deprecated=False,
            default=None,
            kind=None,
            pin=None,
        )

    def _additional(self, shape: Shape, direction: Direction, hint: tuple[str, ...]) -> TypeRef | None:
        if shape.closed and not self._may_get_more(shape, direction):
            return None
        return AnyType() if shape.additional is None else self._type(shape.additional, direction, (*hint, "value"), 0)

    def _may_get_more(self, shape: Shape, direction: Direction) -> bool:
        """Whether readOnly properties can come in a request all the same: they should not, and are no error."""
        return direction is not Direction.RESPONSE and any(
            self._out_of(each, direction) for each in shape.members.values()
        )

    def _out_of(self, member: Member, direction: Direction) -> bool:
        """Whether the property is the other side's to send: writeOnly in a response, readOnly in a request."""
        return any(self._schemas.is_out_of(pointer, direction) for pointer in (*member.all_of, *member.any_of))

    def _property(
        self, name: str, member: Member, shape: Shape, direction: Direction, hint: tuple[str, ...]
    ) -> Property:
        pointers = member.all_of or member.any_of
        types = [self._part(pointer, direction, (*hint, name)) for pointer in pointers]
        found = narrowest(types) if member.all_of else union(types)
        raw = [(pointer, self._schemas.at(pointer)) for pointer in reversed(pointers)]
        described = [schema for _, schema in raw if isinstance(schema, dict)]
        pins = [read_pin(schema, pointer) for pointer, schema in raw if isinstance(schema, dict)]
        with_default = next((schema for schema in described if "default" in schema), None)
        return Property(
            name=name,
            type=found,
            required=name in shape.required,
            description=next((each for each in (text(schema, "description") for schema in described) if each), None),
            deprecated=any(schema.get("deprecated") is True for schema in described),
            default=None if with_default is None else json_text(with_default["default"]),
            kind=None,
            pin=next((pin for pin in pins if pin), None),
        )

    def _part(self, pointer: Pointer, direction: Direction, hint: tuple[str, ...]) -> TypeRef:
        """Return the type of a property. In a form it can be a file."""
        if direction is not Direction.FORM:
            return self._type(pointer, direction, hint, 0)
        match self._schemas.part(pointer):
            case "file":
                return BytesType()
            case "files":
                return ArrayType(items=BytesType())
            case "either":
                return union([BytesType(), ArrayType(items=BytesType())])
            case None:
                return self._type(pointer, Direction.REQUEST, hint, 0)

    def _object(self, pointer: Pointer) -> Shape | None:
        """Return the object that gets a class of its own at a pointer; `None` where another one stands for it."""
        other = self._schemas.reference(self._schemas.at(pointer)) or wrapped_in(self._schemas, pointer)
        return None if other else self._shape(pointer)

    def _shape(self, pointer: Pointer) -> Shape | None:
        if pointer not in self._shapes:
            self._shapes[pointer] = read_shape(self._schemas, pointer)
        return self._shapes[pointer]

    def _type(self, pointer: Pointer, direction: Direction, hint: tuple[str, ...], depth: int) -> TypeRef:
        """Return the type at a place of use, null included."""
        schema = self._schemas.at(pointer)
        target = self._schemas.reference(schema)
        if target is not None:
            return self._use(target, direction, words_of(target))
        if not isinstance(schema, dict) or depth > _MAX_NESTING:
            return NeverType() if schema is False else AnyType()
        if self._object(pointer) is not None or self._chooses(schema, pointer):
            return self._use(pointer, direction, hint)
        found = self._inner(pointer, direction, hint, depth)
        return union([found, NullType()]) if self._schemas.nullable(schema) else found

    def _use(self, pointer: Pointer, direction: Direction, hint: tuple[str, ...]) -> TypeRef:
        """Return a reference to a definition. A class cannot be null, so where its schema may be, the place of use says so."""
        key = self._named(pointer, direction, hint)
        if self._kinds.of(pointer):
            key = self._wanted(replace(key, kinds=True), ("any", *self._hints[key]))
        reference = NamedRef(key)
        if self._object(pointer) is not None and self._schemas.nullable(self._schemas.at(pointer)):
            return union([reference, NullType()])
        return reference

    def _inner(self, pointer: Pointer, direction: Direction, hint: tuple[str, ...], depth: int) -> TypeRef:
        """Return the type of a schema that is no object with properties, its own nullability aside."""
        schema = self._schemas.at(pointer)
        if not isinstance(schema, dict):
            return NeverType() if schema is False else AnyType()
        reference = self._schemas.reference(schema)
        if reference is not None:
            return self._use(reference, direction, reference[-1:])
        values = schema.get("enum")
        if "const" in schema:
            values = [schema["const"]]
        if isinstance(values, list) and values:
            return literal_type(values)
        sibling = schema.get("$ref")
        target = local_pointer(sibling) if isinstance(sibling, str) else None
        branches = (*all_of(schema, pointer), *(() if target is None else (target,)))
        only = wrapped_in(self._schemas, pointer)
        if only:
            return self._type(only, direction, hint, depth + 1)
        if branches:
            types = [self._type(each, direction, hint, depth + 1) for each in branches]
            if target is not None:
                types[-1] = self._use(target, direction, words_of(target))
            return narrowest([*types, self._own(schema, pointer, direction, hint, depth)])
        groups = alternatives(schema, pointer)
        if groups and own_types(schema) != ("array",):
            variants = {each: self._variant(each, direction, hint, depth) for each in groups[0]}
            found = union(variants.values(), discriminator=self._discriminator(schema, pointer, variants))
            own = self._own(schema, pointer, direction, hint, depth)
            return narrowest([own, found])
        return self._own(schema, pointer, direction, hint, depth)

    def _chooses(self, schema: dict[str, Json], pointer: Pointer) -> bool:
        """Whether a discriminator tells the alternatives of a schema apart: such a choice gets a name."""
        return property_name(schema) is not None and len(next(iter(alternatives(schema, pointer)), ())) > 1

    def _discriminator(
        self, schema: dict[str, Json], pointer: Pointer, variants: dict[Pointer, TypeRef]
    ) -> Discriminator | None:
        name = property_name(schema)
        if name is None:
            return None
        told = told_apart(self._schemas, pointer, name, tuple(variants), self._shape)
        default = told_by_default(self._schemas, pointer, tuple(variants))
        mapping = tuple((value, variants[each]) for value, each in told.items())
        return Discriminator(name, mapping, variants[default] if default else None)

    def _variant(self, pointer: Pointer, direction: Direction, hint: tuple[str, ...], depth: int) -> TypeRef:
        more = words_of_variant(self._schemas.at(pointer), self._shape(pointer))
        return self._type(pointer, direction, (*hint, *more), depth + 1)

    def _own(
        self, schema: dict[str, Json], pointer: Pointer, direction: Direction, hint: tuple[str, ...], depth: int
    ) -> TypeRef:
        def read(rest: Pointer, word: str) -> TypeRef:
            return self._type((*pointer, *rest), direction, (*hint, word), depth + 1)

        return own_type(schema, read, is_30=self._schemas.is_30)
