"""Schemas as XML sees them: which of them speak of one value, what types and names they give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from apigen.report import Pointer
from apigen.spec.document import Json, found_at, local_pointer

_BRANCHES: Final = ("allOf", "oneOf", "anyOf")
_NAMED: Final = frozenset(
    {
        "type", "enum", "const", "properties", "patternProperties", "additionalProperties", "items", "prefixItems",
        "then", "else",
    }
)  # fmt: skip
"""The keywords, besides references and branches, that say what a value is."""
_TELLING: Final = _NAMED | {"nullable", "required"}
"""The keywords that have a say in its shape."""


@dataclass(frozen=True, slots=True)
class XmlSchemas:
    """The schemas of a document.

    `is_old` are the rules of OpenAPI 3.0, which knows no siblings of `$ref`; `is_new` those of 3.2, where a `$ref` is no
    element of its own: what it refers to is one, by the name of the component.
    """

    document: Mapping[str, Json]
    is_old: bool
    is_new: bool = False

    def at(self, pointer: Pointer) -> dict[str, Json]:
        """Return the schema at a pointer, without what counts for nothing beside a reference in OpenAPI 3.0."""
        value = found_at(self.document, pointer)
        if not isinstance(value, dict):
            return {}
        return {"$ref": value["$ref"]} if self.is_old and isinstance(value.get("$ref"), str) else value

    def steps(self, pointer: Pointer) -> tuple[Pointer, ...]:
        """Return the way from a schema to the one that it is, by references and branches without anything beside them."""
        steps = [pointer]
        while True:
            schema = self.at(steps[-1])
            if schema.keys() & _TELLING:
                return tuple(steps)
            following = [*self._references(schema), *self._branches(steps[-1])]
            if len(following) != 1 or following[0] in steps:
                return tuple(steps)
            steps.append(following[0])

    def _references(self, schema: dict[str, Json]) -> Iterator[Pointer]:
        target = local_pointer(str(schema["$ref"])) if isinstance(schema.get("$ref"), str) else None
        if target is not None:
            yield target

    def _branches(self, pointer: Pointer) -> Iterator[Pointer]:
        """Yield the branches that have a say in the shape."""
        for branch in self._all_branches(pointer):
            if self.at(branch).keys() & (_TELLING | {"$ref", *_BRANCHES}):
                yield branch

    def _all_branches(self, pointer: Pointer) -> Iterator[Pointer]:
        schema = self.at(pointer)
        for keyword in _BRANCHES:
            branches = schema.get(keyword)
            if isinstance(branches, list):
                yield from ((*pointer, keyword, str(index)) for index in range(len(branches)))

    def needed(self, pointers: tuple[Pointer, ...]) -> frozenset[str]:
        """Return the properties that are always required."""
        lists = [self.at(part).get("required") for part in self.parts(pointers, certain=True)]
        return frozenset(name for names in lists if isinstance(names, list) for name in names if isinstance(name, str))

    def is_bare(self, pointers: tuple[Pointer, ...]) -> bool:
        """Whether they say of a property that it is an array with nothing around its items."""
        return "array" in self.types(self.parts(pointers)) and not self.names(pointers).get("wrapped")

    def directions(self, pointers: tuple[Pointer, ...]) -> list[Json]:
        """Return where a property is sent: in a `body`, in `responses`, or in both."""
        schemas = [self.at(place) for place in (*pointers, *self.parts(pointers))]
        read_only, write_only = (any(each.get(flag) is True for each in schemas) for flag in ("readOnly", "writeOnly"))
        return [*(() if read_only else ("body",)), *(() if write_only else ("responses",))]

    def title(self, pointer: Pointer) -> str:
        """Return the title of a schema if it can be a name, else the empty text."""
        title = self.at(pointer).get("title")
        return title if isinstance(title, str) and title.isidentifier() else ""

    def parts(self, pointers: tuple[Pointer, ...], *, certain: bool = False) -> tuple[Pointer, ...]:
        """Return all schemas that say something of the same value, those of a base before what extends it.

        On request only those that always hold.
        """
        found: dict[Pointer, None] = {}
        seen: set[Pointer] = set()
        todo = [*reversed(pointers)]
        while todo:
            pointer = todo.pop()
            if pointer in seen:
                found.setdefault(pointer)
                continue
            seen.add(pointer)
            schema = self.at(pointer)
            branches = [*self._branches(pointer)]
            if certain:
                branches = [branch for branch in branches if branch[-2] == "allOf"]
            else:
                branches += [
                    (*pointer, keyword) for keyword in ("then", "else") if isinstance(schema.get(keyword), dict)
                ]
            inner = [*self._references(schema), *branches]
            todo += [pointer, *(each for each in reversed(inner) if each not in seen)]
        return tuple(found)

    def names(self, pointers: tuple[Pointer, ...]) -> dict[str, Json]:
        """Return the `xml` of what several schemas say together, the last one's before the others'."""
        found: dict[str, Json] = {}
        for pointer in pointers:
            found |= self._xml(pointer, frozenset())
        return found

    def own_names(self, pointer: Pointer) -> dict[str, Json]:
        """Return the `xml` of a schema itself, or of the branches in which nothing else stands: OpenAPI 3.0 needs those."""
        found = _keywords(self.at(pointer))
        telling = [*self._branches(pointer)]
        for branch in self._all_branches(pointer):
            if branch not in telling:
                found = {**_keywords(self.at(branch)), **found}
        return found

    def _xml(self, pointer: Pointer, seen: frozenset[Pointer]) -> dict[str, Json]:
        """Return the `xml` of a schema: its own, before those of what it refers to or is made of.

        What an object inherits from others beside it does not name it: a dog that is a pet is no `<pet>`.
        """
        if pointer in seen:
            return {}
        seen = seen | {pointer}
        schema = self.at(pointer)
        naming = [each for each in self._branches(pointer) if self._is_naming(self.at(each))]
        if len(naming) != 1 or schema.keys() & (_NAMED - {"type"}):
            naming = [each for each in naming if "$ref" not in self.at(each)]
        found = self.own_names(pointer)
        for other in (*self._references(schema), *naming):
            found = {**self._xml(other, seen), **found}
        if self.is_new and "name" not in found and "array" not in self.types(self.parts((pointer,))):
            names = [other[2] for other in self._references(schema) if is_component(other)]
            found |= {"name": names[0]} if names else {}
        return found

    def _is_naming(self, schema: dict[str, Json]) -> bool:
        return bool(schema.keys() & (_NAMED | {"$ref", *_BRANCHES})) and schema.get("type") != "null"

    def types(self, parts: tuple[Pointer, ...]) -> frozenset[str]:
        """Return the types that the schemas let through together; none if they do not say."""
        found = frozenset[str]().union(*(_types_of(self.at(part)) for part in parts))
        nullable = any(self.at(part).get("nullable") is True for part in parts)
        return found | {"null"} if nullable and found else found

    def below(self, parts: tuple[Pointer, ...], keyword: str) -> tuple[Pointer, ...]:
        return tuple((*part, keyword) for part in parts if isinstance(self.at(part).get(keyword), dict))

    def named(self, parts: tuple[Pointer, ...], keyword: str) -> dict[str, tuple[Pointer, ...]]:
        """Return the schemas in a map, or by their indexes in a list: all that there are of each."""
        found: dict[str, tuple[Pointer, ...]] = {}
        for part in parts:
            value = self.at(part).get(keyword)
            names = value if isinstance(value, dict) else map(str, range(len(value))) if isinstance(value, list) else ()
            for name in names:
                found[name] = (*found.get(name, ()), (*part, keyword, name))
        return found


def _types_of(schema: dict[str, Json]) -> frozenset[str]:
    """Return the types that a schema names, or those that it speaks of."""
    types = schema.get("type")
    if types is not None:
        return frozenset(each for each in (types if isinstance(types, list) else [types]) if isinstance(each, str))
    values = schema.get("enum")
    found = {_type_of(value) for value in (values if isinstance(values, list) else [])}
    if "const" in schema:
        found.add(_type_of(schema["const"]))
    if schema.keys() & {"properties", "patternProperties", "additionalProperties"}:
        found.add("object")
    if schema.keys() & {"items", "prefixItems"}:
        found.add("array")
    return frozenset(found)


def _type_of(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"


def is_component(pointer: Pointer) -> bool:
    """Whether a schema stands directly in the components: it has a name then."""
    return len(pointer) == 3 and pointer[:2] == ("components", "schemas")


def _keywords(schema: dict[str, Json]) -> dict[str, Json]:
    """Return what an XML Object says. A node's type says the same as older keywords do, or that there is a text."""
    xml = schema.get("xml")
    if not isinstance(xml, dict):
        return {}
    match xml.get("nodeType"):
        case "attribute":
            xml = {**xml, "attribute": True}
        case "element":
            xml = {**xml, "wrapped": True}
        case "text" | "cdata" as node:
            return {"node": node}
        case _:
            pass
    texts = {key: xml[key] for key in ("name", "namespace", "prefix") if isinstance(xml.get(key), str) and xml[key]}
    return texts | {key: True for key in ("attribute", "wrapped") if xml.get(key) is True}
