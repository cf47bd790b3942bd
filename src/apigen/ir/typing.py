"""Schemas to types: what a value of a schema looks like, and a definition for everything that has a name."""

from __future__ import annotations

from collections.abc import Iterable

from apigen.ir.combine import count, json_text, literal_type, narrowest, number_type, string_type, text, union
from apigen.ir.schemas import Schemas
from apigen.ir.shapes import Member, Shape, all_of, alternatives, own_types, read_shape, wrapped
from apigen.ir.types import (
    AliasDef,
    AnyType,
    ArrayType,
    BooleanType,
    Definition,
    Direction,
    MapType,
    NamedRef,
    NeverType,
    NullType,
    ObjectDef,
    Property,
    TypeKey,
    TypeRef,
)
from apigen.report import Pointer
from apigen.spec.document import Json, local_pointer

_MAX_NESTING = 40
"""Levels of types within types without a name between them; deeper ones are any value (Python's parser has limits)."""

_STRUCTURE = frozenset({"components", "content", "paths", "properties", "responses", "schema", "schemas"})


class TypeReader:
    """Reads types, and collects the definitions that they name. A definition's properties are read after it is known."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._pending: list[TypeKey] = []
        self._hints: dict[TypeKey, tuple[str, ...]] = {}
        self._shapes: dict[Pointer, Shape | None] = {}
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
        key = self._schemas.key(pointer, direction)
        if key not in self._hints:
            self._hints[key] = hint
            self._pending.append(key)
        return key

    def _define_pending(self, direction: Direction) -> None:
        for key in self._pending:  # grows while definitions are read
            self.definitions[key] = self._definition(key, key.direction or direction)
        self._pending.clear()

    def _definition(self, key: TypeKey, direction: Direction) -> Definition:
        schema = self._schemas.at(key.pointer)
        hint = self._hints[key]
        shape = self._object(key.pointer)
        if shape is None or not isinstance(schema, dict):
            described = schema if isinstance(schema, dict) else {}
            found = self._inner(key.pointer, direction, hint, 0)
            if self._schemas.nullable(schema):
                found = union([found, NullType()])
            return AliasDef(key=key, hint=hint, description=text(described, "description"), type=found)
        base = self._base(key, shape, direction)
        inherited = self._shape(base.pointer) if base else None
        return ObjectDef(
            key=key,
            hint=hint,
            description=text(schema, "description"),
            deprecated=schema.get("deprecated") is True,
            base=base,
            properties=tuple(
                self._property(name, member, shape, direction, hint)
                for name, member in shape.members.items()
                if inherited is None or name not in inherited.members
                if not self._out_of(member, direction)
            ),
            additional=self._additional(shape, direction, hint),
        )

    def _additional(self, shape: Shape, direction: Direction, hint: tuple[str, ...]) -> TypeRef | None:
        if shape.closed and not self._may_get_more(shape, direction):
            return None
        return AnyType() if shape.additional is None else self._type(shape.additional, direction, (*hint, "value"), 0)

    def _may_get_more(self, shape: Shape, direction: Direction) -> bool:
        """Whether readOnly properties can come in a request all the same: they should not, and are no error."""
        return direction is Direction.REQUEST and any(self._out_of(each, direction) for each in shape.members.values())

    def _out_of(self, member: Member, direction: Direction) -> bool:
        """Whether the property is the other side's to send: writeOnly in a response, readOnly in a request."""
        for pointer in (*member.all_of, *member.any_of):
            owner = self._schemas.at(pointer[:-2])
            if isinstance(owner, dict) and pointer[-1] in self._schemas.properties_out_of(owner, direction):
                return True
        return False

    def _base(self, key: TypeKey, shape: Shape, direction: Direction) -> TypeKey | None:
        """Return the object that this one can extend: the only reference of `allOf`, if nothing of it is said anew."""
        schema = self._schemas.at(key.pointer)
        if not isinstance(schema, dict) or any(alternatives(schema, key.pointer)):
            return None
        targets = [self._schemas.reference(self._schemas.at(branch)) for branch in all_of(schema, key.pointer)]
        named = [target for target in targets if target is not None]
        if len(named) != 1:
            return None
        target = self._class_behind(named[0])
        base = self._shape(target)
        if base is None or base.closed or base.additional is not None or self._extends(target, key.pointer):
            return None
        said_anew = any(
            pointer[: len(key.pointer)] == key.pointer
            for name, member in shape.members.items()
            if name in base.members
            for pointer in member.all_of
        )
        if said_anew or (shape.required & base.members.keys()) - base.required or shape.additional is not None:
            return None
        target_schema = self._schemas.at(target)
        if self._schemas.nullable(target_schema):
            return None
        return self._named(target, direction, words_of(named[0]))

    def _class_behind(self, pointer: Pointer) -> Pointer:
        """Return where the object stands that a reference leads to, through schemas that only describe it anew."""
        pointer = self._schemas.resolve(pointer)
        only = wrapped(self._schemas.at(pointer), pointer)
        while only is not None:
            pointer = self._schemas.resolve(only)
            only = wrapped(self._schemas.at(pointer), pointer)
        return pointer

    def _extends(self, pointer: Pointer, other: Pointer) -> bool:
        """Whether the object at a pointer is made from the other one: a class cannot extend its own heir."""
        todo, seen = [pointer], set[Pointer]()
        while todo:
            pointer = self._schemas.resolve(todo.pop())
            schema = self._schemas.at(pointer)
            if pointer == other:
                return True
            if pointer not in seen and isinstance(schema, dict):
                seen.add(pointer)
                todo.extend(all_of(schema, pointer))
        return False

    def _property(
        self, name: str, member: Member, shape: Shape, direction: Direction, hint: tuple[str, ...]
    ) -> Property:
        pointers = member.all_of or member.any_of
        types = [self._type(pointer, direction, (*hint, name), 0) for pointer in pointers]
        found = narrowest(types) if member.all_of else union(types)
        described = [schema for schema in map(self._schemas.at, reversed(pointers)) if isinstance(schema, dict)]
        with_default = next((schema for schema in described if "default" in schema), None)
        return Property(
            name=name,
            type=found,
            required=name in shape.required,
            description=next((each for each in (text(schema, "description") for schema in described) if each), None),
            deprecated=any(schema.get("deprecated") is True for schema in described),
            default=None if with_default is None else json_text(with_default["default"]),
        )

    def _object(self, pointer: Pointer) -> Shape | None:
        """Return the object that gets a class of its own at a pointer; `None` where another one stands for it."""
        return None if wrapped(self._schemas.at(pointer), pointer) else self._shape(pointer)

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
        if self._object(pointer) is not None:
            return self._use(pointer, direction, hint)
        found = self._inner(pointer, direction, hint, depth)
        return union([found, NullType()]) if self._schemas.nullable(schema) else found

    def _use(self, pointer: Pointer, direction: Direction, hint: tuple[str, ...]) -> TypeRef:
        """Return a reference to a definition. A class cannot be null, so where its schema may be, the place of use says so."""
        reference = NamedRef(self._named(pointer, direction, hint))
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
        if not self._schemas.is_30 and "const" in schema:
            values = [schema["const"]]
        if isinstance(values, list) and values:
            return literal_type(values)
        sibling = schema.get("$ref")
        target = local_pointer(sibling) if isinstance(sibling, str) else None
        branches = (*all_of(schema, pointer), *(() if target is None else (target,)))
        only = wrapped(schema, pointer)
        if only:
            return self._type(only, direction, hint, depth + 1)
        if branches:
            types = [self._type(each, direction, hint, depth + 1) for each in branches]
            if target is not None:
                types[-1] = self._use(target, direction, words_of(target))
            return narrowest([*types, self._own(schema, pointer, direction, hint, depth)])
        groups = alternatives(schema, pointer)
        if groups and own_types(schema) != ("array",):
            discriminator = schema.get("discriminator")
            name = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
            variants = [self._type(each, direction, self._variant(each, hint), depth + 1) for each in groups[0]]
            found = union(variants, discriminator=name if isinstance(name, str) else None)
            own = self._own(schema, pointer, direction, hint, depth)
            return narrowest([own, found])
        return self._own(schema, pointer, direction, hint, depth)

    def _variant(self, pointer: Pointer, hint: tuple[str, ...]) -> tuple[str, ...]:
        """Return words for an inline alternative: its title, or what its first property, by the alphabet, is called."""
        schema = self._schemas.at(pointer)
        if not isinstance(schema, dict):
            return hint
        title = text(schema, "title")
        if title:
            return (*hint, title)
        shape = self._shape(pointer)
        names = sorted(shape.members) if shape else []
        first = next((name for name in names if shape and name in shape.required), next(iter(names), None))
        return (*hint, "with", first) if first else hint

    def _own(
        self, schema: dict[str, Json], pointer: Pointer, direction: Direction, hint: tuple[str, ...], depth: int
    ) -> TypeRef:
        """Return the type that `type` and the keywords beside it speak of."""
        types = own_types(schema)
        if not types:
            return AnyType()
        return union(
            [self._by_type(each, schema, pointer, direction, hint, depth) for each in types if each != "null"]
            or [NullType()]
        )

    def _by_type(
        self,
        kind: str,
        schema: dict[str, Json],
        pointer: Pointer,
        direction: Direction,
        hint: tuple[str, ...],
        depth: int,
    ) -> TypeRef:
        match kind:
            case "string":
                return string_type(schema)
            case "integer" | "number":
                return number_type(schema, integer=kind == "integer", old_bounds=self._schemas.is_30)
            case "boolean":
                return BooleanType()
            case "array":
                return self._array(schema, pointer, direction, hint, depth)
            case "object":
                extra = schema.get("additionalProperties")
                if isinstance(extra, dict):
                    return MapType(
                        self._type((*pointer, "additionalProperties"), direction, (*hint, "value"), depth + 1)
                    )
                return MapType(AnyType())
            case _:
                return AnyType()

    def _array(
        self, schema: dict[str, Json], pointer: Pointer, direction: Direction, hint: tuple[str, ...], depth: int
    ) -> TypeRef:
        kinds: list[TypeRef] = []
        prefix = schema.get("prefixItems") if not self._schemas.is_30 else None
        if isinstance(prefix, list):
            kinds = [
                self._type((*pointer, "prefixItems", str(i)), direction, (*hint, "item"), depth + 1)
                for i in range(len(prefix))
            ]
        items = schema.get("items", True)
        if isinstance(items, dict):
            kinds.append(self._type((*pointer, "items"), direction, (*hint, "item"), depth + 1))
        elif items is not False or not kinds:
            kinds.append(AnyType())
        return ArrayType(items=union(kinds), min_items=count(schema, "minItems"), max_items=count(schema, "maxItems"))


def words_of(pointer: Pointer) -> tuple[str, ...]:
    """Return what the schema at a pointer can be named after: a component's name, or where it stands."""
    if len(pointer) == 3 and pointer[:2] == ("components", "schemas"):
        return pointer[2:]
    return tuple(token for token in pointer if token not in _STRUCTURE) or pointer
