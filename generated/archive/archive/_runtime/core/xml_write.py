"""JSON values to XML documents, by their shapes. What a shape does not expect is written by its own type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Final

from .models import Json
from .xml_shape import MAX_DEPTH, XSI, Member, Shape, is_name

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTES: Final = _IN_TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


def write_document(value: Json, root: Shape) -> bytes:
    """Return the document of a value, in UTF-8. Raises `ValueError` for what XML cannot hold."""
    writer = _Writer()
    writer.element(root.name, root, value, {})
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{"".join(writer.parts)}'.encode()


class _Writer:
    """Collects the parts of a document."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._depth = 0

    def element(self, name: str, shape: Shape, value: Json, scope: Mapping[str, str]) -> None:
        """Write an element. `scope` are the namespaces by the prefixes that are declared around it."""
        if self._depth >= MAX_DEPTH:
            raise ValueError(f"the value is nested more than {MAX_DEPTH} deep")
        tag = _Tag(scope)
        full = tag.element_name(name, shape)
        if value is None:
            tag.add("xsi", XSI, "nil", "true")
        if isinstance(value, dict):
            for member, each in _properties(value, shape):
                if member.is_attribute and each is not None:
                    tag.add(member.shape.prefix, member.shape.namespace, member.name, _scalar(each, member.key))
        self.parts.append(f"<{full}{tag.text()}>")
        self._depth += 1
        if isinstance(value, dict):
            for member, each in _properties(value, shape):
                if member.is_text:
                    self._text(member, each)
                elif not member.is_attribute:
                    self._property(member, each, tag.scope)
        elif isinstance(value, list):
            for index, each in enumerate(value):
                item = shape.item(index)
                self.element(item.name or name, item, each, tag.scope)
        elif value is not None:
            self.parts.append(_scalar(value, name).translate(_IN_TEXT))
        self._depth -= 1
        self.parts.append(f"</{full}>")

    def _text(self, member: Member, value: Json) -> None:
        """Write a text beside elements. A section ends at the first `]]>`, so one of these in a text stands in two."""
        text = "" if value is None else _scalar(value, member.key)
        if member.shape.node == "cdata":
            self.parts.append(f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>" if text else "")
        else:
            self.parts.append(text.translate(_IN_TEXT))

    def _property(self, member: Member, value: Json, scope: Mapping[str, str]) -> None:
        """Write the elements of a property: one, or one for each item. Null is left out where it is not allowed."""
        shape = member.shape
        if isinstance(value, list) and not shape.wrapped:
            for index, each in enumerate(value):
                item = shape.item(index)
                self.element(member.item_name(item), item, each, scope)
        elif value is not None or shape.allows("null"):
            # What stands in the place of items has their name, too.
            name = member.item_name(shape.item(0)) if member.is_bare_list else member.name
            self.element(name, shape, value, scope)


class _Tag:
    """The attributes of a start tag, and the namespaces that it declares."""

    def __init__(self, scope: Mapping[str, str]) -> None:
        self.scope = scope
        self._declared: dict[str, str] = {}
        self._used: dict[str, str] = {}
        self._attributes: dict[str, str] = {}

    def element_name(self, name: str, shape: Shape) -> str:
        """Return the element's own name, its prefix before it."""
        prefix = self._declare(shape.prefix, shape.namespace) if shape.namespace else self._known(shape.prefix)
        return f"{prefix}:{name}" if prefix else name

    def add(self, prefix: str, namespace: str, name: str, value: str) -> None:
        """Add an attribute. It is in no namespace unless it has a prefix: the default one is not for attributes."""
        prefix = self._declare(prefix, namespace) if prefix and namespace else self._known(prefix)
        self._attributes[f"{prefix}:{name}" if prefix else name] = value

    def text(self) -> str:
        """Return what stands in the tag behind the name."""
        declared = [(f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in self._declared.items()]
        pairs = [*declared, *self._attributes.items()]
        return "".join(f' {name}="{_legal(value, name).translate(_IN_ATTRIBUTES)}"' for name, value in pairs)

    def _known(self, prefix: str) -> str:
        """Return a prefix that the contract gives no namespace, if one around has: without any it would be an error."""
        if prefix not in self.scope:
            return ""
        self._used.setdefault(prefix, self.scope[prefix])
        return prefix

    def _declare(self, prefix: str, namespace: str) -> str:
        """Declare a namespace if nothing around does, and return its prefix: another one where the tag has used it up."""
        while self._used.get(prefix, namespace) != namespace:
            prefix += "_"
        self._used[prefix] = namespace
        if self.scope.get(prefix) != namespace:
            self._declared[prefix] = namespace
            self.scope = {**self.scope, prefix: namespace}
        return prefix


def _properties(value: Mapping[str, Json], shape: Shape) -> Iterator[tuple[Member, Json]]:
    """Yield declared properties in the contract's order, then the others. Raises `ValueError` for what cannot be a name."""
    for member in shape.members.values():
        if member.key in value:
            yield member, value[member.key]
    for key, each in value.items():
        if key not in shape.members:
            if not is_name(key):
                raise ValueError(f"{key!r} cannot be the name of an element")
            yield shape.undeclared(key), each


def _scalar(value: Json, name: str) -> str:
    if isinstance(value, list | dict):
        raise ValueError(f"the attribute {name!r} cannot hold {'an array' if isinstance(value, list) else 'an object'}")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{name!r} is not a finite number")
    return _legal(str(value), name)


def _legal(text: str, name: str) -> str:
    found = _ILLEGAL.search(text)
    if found is not None:
        raise ValueError(f"the character U+{ord(found[0]):04X} of {name!r} cannot stand in XML")
    return text
