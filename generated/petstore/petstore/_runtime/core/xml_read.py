"""XML documents to JSON values: well-formed documents to elements, elements to values by their shapes.

Document types are refused, and with them every entity that a document could define.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isinf
from typing import Final, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from .models import Json
from .xml_shape import MAX_DEPTH, XSI, Member, Shape

_BLANK: Final = " \t\r\n"
_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,4000})")
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,400})(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?")
_BOOLEANS: Final = {"true": True, "false": False, "1": True, "0": False}


@dataclass(slots=True)
class Element:
    """An element as it stands in a document. Names are a namespace, empty for none, and a local name."""

    uri: str
    name: str
    attributes: dict[tuple[str, str], str]
    children: list[Element] = field(default_factory=list["Element"])
    texts: list[str] = field(default_factory=list[str])
    sections: list[str] = field(default_factory=list[str])
    """The texts of its CDATA sections, which are among the others, too."""

    @property
    def text(self) -> str:
        """All text directly inside."""
        return "".join(self.texts)

    @property
    def is_nil(self) -> bool:
        """Whether it says that it is null (XML Schema, `xsi:nil`)."""
        return self.attributes.get((XSI, "nil"), "").strip(_BLANK) in ("true", "1")

    def own_attributes(self) -> Iterator[tuple[str, str, str]]:
        """Yield namespace, name and value of the attributes that are not XML's own."""
        for (uri, name), value in self.attributes.items():
            if uri != XSI and not uri.startswith("http://www.w3.org/XML/"):
                yield uri, name, value


def parse(raw: bytes) -> Element:
    """Return the root element of a document. Raises `ValueError` for what is none, or what has a document type."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    holder = Element("", "", {})
    stack = [holder]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise ValueError(f"its elements are nested more than {MAX_DEPTH} deep")
        element = Element(*_split(name), {_split(key): value for key, value in attributes.items()})
        stack[-1].children.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        stack.pop()

    in_section = False

    def text(data: str) -> None:
        stack[-1].texts.append(data)
        if in_section:
            stack[-1].sections.append(data)

    def begin_section() -> None:
        nonlocal in_section
        in_section = True

    def end_section() -> None:
        nonlocal in_section
        in_section = False

    def refuse(*_declaration: object) -> NoReturn:
        raise ValueError("it has a document type declaration, which is not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartCdataSectionHandler = begin_section
    parser.EndCdataSectionHandler = end_section
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except (ExpatError, LookupError, UnicodeError) as error:
        raise ValueError(f"it is not well-formed XML: {error}") from None
    return holder.children[0]


def _split(name: str) -> tuple[str, str]:
    uri, _, local = name.rpartition(" ")
    return uri, local


def check_root(element: Element, shape: Shape, *, any_name: bool) -> None:
    """Raise `ValueError` if a root element is not the declared one."""
    if not any_name and element.name != shape.name:
        raise ValueError(f"its root element is {element.name!r}, not {shape.name!r}")
    if not shape.is_in(element.uri):
        raise ValueError(f"its root element is in the namespace {element.uri!r}, not {shape.namespace!r}")


def read_value(element: Element, shape: Shape) -> Json:
    """Return the value of an element: an array's is what stands around its items."""
    text = element.text
    blank = not text.strip(_BLANK)
    if element.children and not blank and shape.text is None:
        raise ValueError(f"the element {element.name!r} has text beside its elements")
    if not element.children and blank and element.is_nil:
        return None
    if shape.is_list and blank and (element.children or "string" not in shape.types):
        items = _items(element, shape)
        if items is not None:
            return items
    if element.children or shape.text is not None or (blank and _is_object(element, shape)):
        return _object(element, shape)
    return read_text(text, shape)


def _is_object(element: Element, shape: Shape) -> bool:
    """Whether an element with nothing in it is an object, rather than an empty text."""
    attributes = any(True for _ in element.own_attributes())
    return shape.allows("object") and (attributes or not shape.allows("string"))


def _items(element: Element, shape: Shape) -> Json:
    """Return the items inside an element; `None` if it is an object, which the contract allows as well."""
    for index, child in enumerate(element.children):
        item = shape.item(index)
        if child.name != (item.name or element.name) or not item.is_in(child.uri):
            if "object" in shape.types:
                return None
            raise ValueError(f"the element {child.name!r} is not an item of {element.name!r}")
    return [read_value(child, shape.item(index)) for index, child in enumerate(element.children)]


def _object(element: Element, shape: Shape) -> Json:
    found: dict[str, Json] = {}
    groups: dict[str, tuple[Member, list[Element]]] = {}
    for uri, name, value in element.own_attributes():
        member = shape.find(uri, name, attribute=True)
        other = shape.undeclared(name)
        # Attributes of other vocabularies are no concern of the contract.
        if member is not None or not uri or (other.is_attribute and other.shape.is_in(uri)):
            member = member or _undeclared(name, shape)
            _refuse_second(member, found, element)
            found[member.key] = read_text(value, member.shape)
    for child in element.children:
        member = shape.find(child.uri, child.name, attribute=False) or _undeclared(child.name, shape)
        _refuse_second(member, found, element)
        groups.setdefault(member.key, (member, []))[1].append(child)
    for key, (member, elements) in groups.items():
        found[key] = _property(member, elements)
    if shape.text is not None and (text := _text_of(element, shape.text)):
        found[shape.text.key] = read_text(text, shape.text.shape)
    for member in shape.members.values():
        if member.shape.required and member.key not in found:
            found[member.key] = [] if member.is_bare_list else None if member.is_attribute else ""
    return found


def _text_of(element: Element, member: Member) -> str:
    """Return the text of an element that is a property. White space between elements, or around a section, is none."""
    if member.shape.node == "cdata" and element.sections:
        return "".join(element.sections)
    return element.text.strip(_BLANK) if element.children else element.text


def _undeclared(name: str, shape: Shape) -> Member:
    if name in shape.members:
        raise ValueError(f"{name!r} is not in the namespace of the property of that name")
    return shape.undeclared(name)


def _refuse_second(member: Member, found: Mapping[str, Json], element: Element) -> None:
    """Raise `ValueError` if an attribute has given the property a value: it cannot have another one."""
    if member.key in found:
        raise ValueError(f"the element {element.name!r} has the property {member.key!r} twice")


def _property(member: Member, elements: Sequence[Element]) -> Json:
    """Return the value of a property. One that comes twice is an array, whether it may be one or not."""
    shape = member.shape
    if member.is_bare_list and not _is_alone(elements, shape):
        return [read_value(each, shape.item(index)) for index, each in enumerate(elements)]
    if len(elements) == 1:
        return read_value(elements[0], shape)
    return [read_value(each, shape) for each in elements]


def _is_alone(elements: Sequence[Element], shape: Shape) -> bool:
    """Whether the one element of an array without a wrapper is no item of it, but the other thing that may stand there."""
    if len(elements) != 1:
        return False
    item = shape.item(0)
    if elements[0].is_nil or (elements[0].text == "null" and not item.allows("string")):
        return "null" in shape.types and not item.allows("null")
    return bool(shape.types - {"array", "null"})


def read_text(text: str, shape: Shape) -> Json:
    """Return the value of a text: the first of its types whose grammar it is in, else the text as it is.

    Null has no text. Where no text at all, or `null`, can mean nothing else, it does.
    """
    types = shape.types
    if types <= {"string"}:
        return text
    bare = text if "string" in types else text.strip(_BLANK)
    if "null" in types and "string" not in types and bare in ("", "null"):
        return None
    if "integer" in types and _INTEGER.fullmatch(bare):
        return int(bare)
    # What is a number, but no integer, is for the validator to refuse: some drafts take `1.0` for one.
    if ("number" in types or ("integer" in types and "string" not in types)) and _NUMBER.fullmatch(bare):
        number = int(bare) if _INTEGER.fullmatch(bare) else float(bare)
        return text if isinf(number) else number
    if "boolean" in types:
        return _BOOLEANS.get(bare, text)
    return text
