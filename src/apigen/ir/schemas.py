"""Reading schemas: references, nullability and direction, by the rules of the contract's version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from apigen.ir.families import Family, read_families
from apigen.ir.types import Direction, TypeKey
from apigen.report import Pointer
from apigen.spec.document import Document, Json, found_at, local_pointer

# Keywords beside a `$ref` of OpenAPI 3.1 that say nothing about which values are valid.
ANNOTATIONS = frozenset(
    {
        "$comment", "$ref", "default", "deprecated", "description", "example", "examples", "externalDocs",
        "readOnly", "summary", "title", "writeOnly", "xml",
    }
)  # fmt: skip
_LISTS = ("allOf", "oneOf", "anyOf", "prefixItems")
_SINGLES = (
    "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames",
    "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
_DEEPEST_PART = 8
_MAPS = ("properties", "patternProperties", "dependentSchemas")

Part: TypeAlias = Literal["file", "files", "either"]


@dataclass(frozen=True, slots=True)
class Schemas:
    """The schemas of a document. `directed` holds every schema that reaches a readOnly or writeOnly property.

    `families` are those of the component schemas that a discriminator tells apart from what they extend.
    """

    document: Document
    families: Mapping[Pointer, Family] = field(repr=False)
    directed: frozenset[Pointer] = field(default=frozenset(), repr=False)

    @property
    def is_30(self) -> bool:
        """Whether the rules of OpenAPI 3.0 hold: Draft 4 semantics, `nullable`, no siblings of `$ref`."""
        return self.document.version == (3, 0)

    def at(self, pointer: Pointer) -> Json:
        """Return the schema at a pointer; `True` (anything) where something else stands there, or nothing."""
        value = found_at(self.document.value, pointer)
        return value if isinstance(value, dict | bool) else True

    def reference(self, schema: Json) -> Pointer | None:
        """Return the target if the schema is a reference and nothing more.

        In OpenAPI 3.0 siblings of `$ref` are ignored (Reference Object); from 3.1 on they count,
        unless they are annotations (Schema Object; JSON Schema Core section 8.2.3.1).
        """
        if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
            return None
        if not self.is_30 and any(key not in ANNOTATIONS and not key.startswith("x-") for key in schema):
            return None
        return local_pointer(str(schema["$ref"]))

    def resolve(self, pointer: Pointer) -> Pointer:
        """Return where a chain of plain references ends. The checks have refused circular and dangling ones."""
        target = self.reference(self.at(pointer))
        while target is not None:
            pointer = target
            target = self.reference(self.at(pointer))
        return pointer

    def nullable(self, schema: Json) -> bool:
        """Whether the schema itself, not one that it refers to, admits null beside other values.

        `nullable` is a keyword of OpenAPI 3.0 alone, but documents of 3.1 have it too, and mean it. No validator heeds
        it there, but whoever reads an answer is to know.
        """
        if not isinstance(schema, dict):
            return False
        types = schema.get("type")
        in_types = isinstance(types, list) and "null" in types and len(types) > 1
        return schema.get("nullable") is True or (in_types and not self.is_30)

    def key(self, pointer: Pointer, direction: Direction) -> TypeKey:
        """Return the key of the definition at a pointer, as one direction sees it."""
        if direction is Direction.FORM:
            if self.has_files(pointer):
                return TypeKey(pointer, direction)
            direction = Direction.REQUEST
        return TypeKey(pointer, direction if pointer in self.directed else None)

    def has_files(self, pointer: Pointer) -> bool:
        """Whether a property of the object at a pointer is a file, or a list of files, where it is a form's schema."""
        return next(self.files(pointer), None) is not None

    def files(self, pointer: Pointer) -> Iterator[str]:
        """Yield the names of those properties."""
        todo, seen = [pointer], set[Pointer]()
        while todo:
            pointer = self.resolve(todo.pop())
            schema = self.at(pointer)
            if not isinstance(schema, dict) or pointer in seen:
                continue
            seen.add(pointer)
            properties = schema.get("properties")
            names = properties if isinstance(properties, dict) else {}
            yield from (name for name in names if self.part((*pointer, "properties", name)))
            for keyword in ("allOf", "anyOf", "oneOf"):
                branches = schema.get(keyword)
                todo.extend(
                    (*pointer, keyword, str(n)) for n in range(len(branches) if isinstance(branches, list) else 0)
                )

    def part(self, pointer: Pointer, depth: int = 0) -> Part | None:
        """Return what a form's property is if it is no text: a file, a list of files, or either.

        Files are binary strings in OpenAPI 3.0; from 3.1 on, also what has a media type of its own (Schema Object,
        "Migrating binary descriptions from OAS 3.0").
        """
        pointer = self.resolve(pointer)
        schema = self.at(pointer)
        if not isinstance(schema, dict) or depth > _DEEPEST_PART:
            return None
        for keyword in ("anyOf", "oneOf"):
            branches = schema.get(keyword)
            if isinstance(branches, list) and branches:
                kinds = set[Part | None]()
                for number, branch in enumerate(branches):
                    if branch != {"type": "null"}:
                        kinds.add(self.part((*pointer, keyword, str(number)), depth + 1))
                return None if None in kinds else kinds.pop() if len(kinds) == 1 else "either"
        types = schema.get("type")
        if types == "array" and isinstance(schema.get("items"), dict):
            return "files" if self.part((*pointer, "items"), depth + 1) == "file" else None
        typed = "contentMediaType" in schema and "contentEncoding" not in schema and not self.is_30
        if types != "string" and not (isinstance(types, list) and "string" in types):
            return "file" if types is None and typed and "$ref" not in schema else None
        return "file" if schema.get("format") == "binary" or typed else None

    def properties_out_of(self, schema: dict[str, Json], direction: Direction) -> frozenset[str]:
        """Return the properties that a sender in this direction has no business with.

        readOnly ones are not sent in requests, writeOnly ones not in responses (OpenAPI, Schema Object).
        """
        properties = schema.get("properties")
        if not isinstance(properties, dict):
            return frozenset()
        return frozenset(name for name, each in properties.items() if self._flagged(each, direction))

    def is_out_of(self, pointer: Pointer, direction: Direction) -> bool:
        """Whether the property at a pointer is one of those."""
        return self._flagged(self.at(pointer), direction)

    def _flagged(self, schema: Json, direction: Direction) -> bool:
        flag = "writeOnly" if direction is Direction.RESPONSE else "readOnly"
        if isinstance(schema, dict) and flag not in schema and isinstance(schema.get("$ref"), str):
            target = local_pointer(str(schema["$ref"]))
            schema = True if target is None else self.at(self.resolve(target))
        return isinstance(schema, dict) and schema.get(flag) is True


def read_schemas(document: Document, roots: Iterator[Pointer]) -> Schemas:
    """Return the schemas of a document, having found which of those below the roots depend on the direction."""
    plain = Schemas(document, read_families(document))
    reached_from: dict[Pointer, set[Pointer]] = {}
    marked: list[Pointer] = []
    todo = list(roots)
    seen = set(todo)
    while todo:
        pointer = todo.pop()
        for child in _children(plain, pointer, marked):
            reached_from.setdefault(child, set()).add(pointer)
            if child not in seen:
                seen.add(child)
                todo.append(child)
    directed: set[Pointer] = set()
    while marked:
        pointer = marked.pop()
        if pointer not in directed:
            directed.add(pointer)
            marked.extend(reached_from.get(pointer, ()))
    return Schemas(document, plain.families, frozenset(directed))


def _children(schemas: Schemas, pointer: Pointer, marked: list[Pointer]) -> list[Pointer]:
    schema = schemas.at(pointer)
    if not isinstance(schema, dict):
        return []
    if any(schemas.properties_out_of(schema, each) for each in (Direction.REQUEST, Direction.RESPONSE)):
        marked.append(pointer)
    reference = schema.get("$ref")
    target = local_pointer(reference) if isinstance(reference, str) else None
    found = [*(schemas.families[pointer].heirs if pointer in schemas.families else ())]
    found += [] if target is None else [target]
    return found if target is not None and schemas.is_30 else [*found, *subschemas(schema, pointer)]


def subschemas(schema: dict[str, Json], pointer: Pointer) -> Iterator[Pointer]:
    """Yield the places of the schemas directly inside a schema."""
    for keyword in _SINGLES:
        if isinstance(schema.get(keyword), dict):
            yield (*pointer, keyword)
    for keyword in _LISTS:
        branches = schema.get(keyword)
        if isinstance(branches, list):
            yield from ((*pointer, keyword, str(index)) for index in range(len(branches)))
    for keyword in _MAPS:
        named = schema.get(keyword)
        if isinstance(named, dict):
            yield from ((*pointer, keyword, name) for name in named)
