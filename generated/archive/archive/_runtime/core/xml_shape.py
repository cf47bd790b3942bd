"""What an element holds, by the contract: the names of its elements and attributes, and the types of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypedDict

MAX_DEPTH: Final = 100
"""How deeply elements may be nested, read or written."""
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_RESERVED: Final = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")

_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FURTHER: Final = _START + "0-9.\u00b7\u0300-\u036f\u203f\u2040\\-"
_NAME: Final = re.compile(f"[{_START}][{_FURTHER}]*")
_NOT_IN_NAMES: Final = re.compile(f"[^{_FURTHER}]")


class Written(TypedDict, total=False):
    """A shape as the file has it. `ref` names a definition; what stands beside it goes before what that says."""

    ref: str
    any: bool
    type: list[str]
    name: str
    namespace: str
    prefix: str
    attribute: bool
    wrapped: bool
    node: str
    required: list[str]
    properties: dict[str, Written]
    additionalProperties: Written
    items: Written
    prefixItems: list[Written]


class Bodies(TypedDict, total=False):
    """The XML bodies of an operation."""

    body: dict[str, Written]
    responses: dict[str, dict[str, Written]]


class File(TypedDict):
    """The file of a package."""

    definitions: dict[str, Written]
    operations: dict[str, Bodies]


def is_name(text: str) -> bool:
    """Whether a text can name an element (Namespaces in XML 1.0, NCName)."""
    return _NAME.fullmatch(text) is not None and text != "xmlns"


def as_name(text: str) -> str:
    """Return the name for a declared property: what cannot stand in one becomes `_`, and `x_` is put before a bad start."""
    if is_name(text):
        return text
    found = _NOT_IN_NAMES.sub("_", text)
    return found if is_name(found) else f"x_{found}"


class Shapes:
    """The definitions that shapes refer to, each built at its first use, for request bodies or for responses."""

    def __init__(self, definitions: Mapping[str, Written], direction: str) -> None:
        self.direction = direction
        self._definitions = definitions
        self._built: dict[str, Shape] = {}

    def shape(self, written: Written) -> Shape:
        """Return a shape; the same one for each plain reference to a definition."""
        name = written.get("ref")
        if name is None or len(written) > 1:
            return Shape(written, self)
        found = self._built.get(name)
        if found is None:
            found = self._built.setdefault(name, Shape(written, self))
        return found

    def resolved(self, written: Written) -> Written:
        """Return what a shape and the definition that it refers to say together."""
        name = written.get("ref")
        return written if name is None else {**self._definitions[name], **written}


@dataclass(frozen=True, slots=True)
class Member:
    """A property: its key in JSON, the name of its element or attribute, and the shape of it."""

    key: str
    name: str
    shape: Shape
    declared: bool = True

    @property
    def is_attribute(self) -> bool:
        """Whether it is an attribute: only what is a text can be one."""
        return self.shape.attribute and not self.shape.types & {"array", "object"}

    @property
    def is_text(self) -> bool:
        """Whether it is the text of its object's element, or a CDATA section in it."""
        return self.shape.node in ("text", "cdata") and not self.shape.types & {"array", "object"}

    @property
    def is_bare_list(self) -> bool:
        """Whether each item is an element of its own, with nothing around them."""
        return self.shape.is_list and not self.shape.wrapped

    def item_name(self, item: Shape) -> str:
        """Return the name of an item's element where nothing is around it. An undeclared property's is all that tells its key."""
        return (self.declared and item.name) or self.name


class Shape:
    """What an element or an attribute holds. Shapes refer to themselves, so what is inside is built when it is asked for."""

    def __init__(self, written: Written, shapes: Shapes) -> None:
        found = shapes.resolved(written)
        prefix, _, name = found.get("name", "").rpartition(":")
        prefix = found.get("prefix", prefix)
        namespace = found.get("namespace", "")
        self.types = frozenset(found.get("type", ()))
        """The JSON types that are let through; none of them said is all of them."""
        self.name = as_name(name) if name else ""
        self.namespace = "" if namespace in _RESERVED else namespace
        self.prefix = prefix if is_name(prefix) and not prefix.lower().startswith("xml") else ""
        self.attribute = found.get("attribute", False)
        self.wrapped = found.get("wrapped", False)
        self.node = found.get("node", "")
        """`text` or `cdata`, if it is one of these (OpenAPI 3.2, XML Node Types)."""
        self.required = shapes.direction in found.get("required", ())
        """Where nothing shows that it is there, it is empty: an array without a wrapper, a text, a null attribute."""
        self._found = found
        self._shapes = shapes

    @property
    def is_list(self) -> bool:
        """Whether arrays are let through, as the contract says itself."""
        return "array" in self.types

    def allows(self, kind: str) -> bool:
        """Whether a type is let through."""
        return not self.types or kind in self.types

    def is_in(self, uri: str) -> bool:
        """Whether an element's namespace will do: the declared one or none, and any if none is declared."""
        return not self.namespace or uri in ("", self.namespace)

    def item(self, index: int) -> Shape:
        """Return the shape of an array's item."""
        return self._first[index] if index < len(self._first) else self._rest

    @cached_property
    def items(self) -> tuple[Shape, ...]:
        """All shapes that items have."""
        return (*self._first, self._rest)

    @cached_property
    def _first(self) -> tuple[Shape, ...]:
        return tuple(self._shapes.shape(each) for each in self._found.get("prefixItems", ()))

    @cached_property
    def _rest(self) -> Shape:
        return self._shapes.shape(self._found.get("items", {}))

    @cached_property
    def members(self) -> Mapping[str, Member]:
        """The declared properties by their keys, in the contract's order."""
        found: dict[str, Member] = {}
        for key, written in self._found.get("properties", {}).items():
            shape = self._shapes.shape(written)
            bare = shape.is_list and not shape.wrapped
            found[key] = Member(key, (not bare and shape.name) or as_name(key), shape)
        return found

    @cached_property
    def text(self) -> Member | None:
        """The property that is the text of the element."""
        return next((member for member in self.members.values() if member.is_text), None)

    def undeclared(self, key: str) -> Member:
        """Return the property for a key that is not declared."""
        return Member(key, key, self._others, declared=False)

    @cached_property
    def _others(self) -> Shape:
        return self._shapes.shape(self._found.get("additionalProperties", {}))

    def find(self, uri: str, name: str, *, attribute: bool) -> Member | None:
        """Return the declared property that an element or an attribute is, else `None`.

        Of several with that name it is the one of the namespace, or one that declares none. What has the name of no
        element, but of a property, is that property, too: some send attributes as elements, and items by the key.
        """
        members = [
            (shape.namespace, member) for shape, member in self._named.get((attribute, name), ()) if shape.is_in(uri)
        ]
        if members:
            return next((member for namespace, member in members if namespace == uri), members[0][1])
        member = self.members.get(name)
        return member if member is not None and member.shape.is_in(uri) and not (attribute and uri) else None

    @cached_property
    def _named(self) -> Mapping[tuple[bool, str], list[tuple[Shape, Member]]]:
        found: dict[tuple[bool, str], list[tuple[Shape, Member]]] = {}
        for member in self.members.values():
            for name, shape in _elements(member):
                found.setdefault((member.is_attribute, name), []).append((shape, member))
        for member in self.members.values():
            # The name of an array without a wrapper counts for nothing, by the letter; some write it all the same.
            if member.is_bare_list and member.shape.name:
                found.setdefault((False, member.shape.name), [(member.shape, member)])
        return found


def _elements(member: Member) -> Iterator[tuple[str, Shape]]:
    """Yield the names that a property's elements have, each with what tells its namespace."""
    if member.is_bare_list:
        yield from {member.item_name(item): item for item in reversed(member.shape.items)}.items()
    else:
        yield member.name, member.shape
