"""Parameter objects of an operation and its path item, put together and read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from apigen.ir.api import Location, MediaType, Parameter
from apigen.ir.combine import json_text
from apigen.ir.content import read_media
from apigen.ir.media import kind_of
from apigen.ir.pins import read_pin
from apigen.ir.reader import Reader, text
from apigen.ir.types import (
    AliasDef,
    AnyType,
    ArrayType,
    Direction,
    LiteralType,
    MapType,
    NamedRef,
    StringType,
    TypeRef,
    UnionType,
)
from apigen.ir.undefined import warn_of_undefined
from apigen.ir.values import Value, read_value
from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.headers import IGNORED_HEADERS

DEFAULT_STYLES: Final[dict[Location, str]] = {
    "path": "simple",
    "query": "form",
    "querystring": "form",
    "header": "simple",
    "cookie": "form",
}
"""The style of a parameter that names none, by location (OpenAPI, Parameter Object, "style")."""
EXPLODED: Final = frozenset({"form", "cookie"})
"""The styles that are exploded unless the contract says otherwise."""
_LOCATIONS: Final[tuple[Location, ...]] = ("path", "query", "querystring", "header", "cookie")


def template_names(path: str) -> list[str]:
    """Return the names in braces of a path template, in order."""
    return re.findall(r"\{([^{}]*)\}", path)


def read_parameters(
    reader: Reader, path: str, item: Pointer, operation: Pointer, words: tuple[str, ...]
) -> tuple[Parameter, ...]:
    """Return an operation's parameters: path first, as in the template, then query, header and cookies as written.

    Those of the operation override those of its path item by name and location. A name of the
    template that nothing declares is a string.
    """
    declared: dict[tuple[str, str], tuple[Pointer, dict[str, Json]]] = {}
    for owner in (item, operation):
        values = reader.object(owner)[1].get("parameters")
        for index in range(len(values) if isinstance(values, list) else 0):
            pointer, value = reader.object((*owner, "parameters", str(index)))
            name, location = value.get("name"), value.get("in")
            if isinstance(name, str) and isinstance(location, str):
                declared[name.lower() if location == "header" else name, location] = (pointer, value)
    names = list(dict.fromkeys(template_names(path)))
    found = [
        _read(reader, *declared.pop((name, "path")), words)
        if (name, "path") in declared
        else _undeclared(name, operation)
        for name in names
    ]
    for (key, location), (pointer, value) in declared.items():
        if location == "path" or (location == "header" and key in IGNORED_HEADERS):
            continue
        found.append(_read(reader, pointer, value, words))
    warn_of_undefined(reader, found)
    return tuple(sorted(found, key=lambda parameter: _LOCATIONS.index(parameter.location)))


def _read(reader: Reader, pointer: Pointer, value: dict[str, Json], words: tuple[str, ...]) -> Parameter:
    name = str(value["name"])
    location: Location = next(each for each in _LOCATIONS if each == value["in"])
    style, explode = value.get("style"), value.get("explode")
    style = style if isinstance(style, str) else DEFAULT_STYLES[location]
    if "content" in value:
        # A document has no style.
        style, explode = DEFAULT_STYLES[location], None
    read = read_value(reader, pointer, value, Direction.REQUEST, (*words, name))
    media = _read_whole(reader, read, pointer, value, (*words, name)) if location == "querystring" else None
    found = reader.schemas.at(reader.schemas.resolve(read.place)) if read.place else True
    parameter = Parameter(
        name=name,
        location=location,
        style=style,
        # Whether it is exploded means nothing to `deepObject`.
        explode=explode if isinstance(explode, bool) and style != "deepObject" else style in EXPLODED,
        media_type=media.name if media else read.media_type,
        allow_reserved=value.get("allowReserved") is True and _is_encoded(reader, location, style),
        required=location == "path" or value.get("required") is True,
        type=media.type if media else read.type,
        schema=media.schema if media else read.schema,
        default=json_text(found["default"]) if isinstance(found, dict) and "default" in found else None,
        description=text(value, "description"),
        deprecated=value.get("deprecated") is True,
        pin=read_pin(value, pointer),
        origin=pointer,
        media=media,
    )
    if parameter.explode and style in ("spaceDelimited", "pipeDelimited") and _is_object(reader, parameter.type):
        reader.report.warning(
            "AG231",
            f"OpenAPI does not say what an exploded object in style `{style}` is: it is read as in style `form`",
            at=(*pointer, "style"),
            help="write `style: form`, or `explode: false`",
        )
        parameter = replace(parameter, style="form")
    if location == "query" and value.get("allowEmptyValue") is True and not read.media_type:
        return _with_empty(reader, parameter)
    return parameter


def _is_encoded(reader: Reader, location: Location, style: str) -> bool:
    """Whether `allowReserved` means something: until OpenAPI 3.2 it does so in a query alone."""
    return location == "query" or (
        reader.document.version >= (3, 2) and (location == "path" or (location == "cookie" and style == "form"))
    )


def _read_whole(
    reader: Reader, read: Value, pointer: Pointer, value: dict[str, Json], hint: tuple[str, ...]
) -> MediaType:
    """Return what a whole query string is: a form, or as a value says it. What is neither form nor JSON is a text."""
    name = next(reader.entries(value, "content"), "text/plain")
    if kind_of(name) == "form":
        place, _ = reader.object((*pointer, "content", name))
        return read_media(reader, name, "form", place, Direction.REQUEST, hint)
    return MediaType(
        name=name,
        kind="json" if read.media_type else "text",
        type=read.type,
        schema=read.schema,
        examples=read.examples,
        origin=read.origin,
    )


def _with_empty(reader: Reader, parameter: Parameter) -> Parameter:
    """Return a parameter that can also be empty (`allowEmptyValue`). Objects can be so anyway."""
    if _takes_empty(reader, parameter.type, explode=parameter.explode):
        return parameter
    return replace(
        parameter,
        type=UnionType((parameter.type, LiteralType(("",)))),
        schema={"anyOf": [parameter.schema, {"enum": [""]}]},
    )


def _takes_empty(reader: Reader, kind: TypeRef, *, explode: bool) -> bool:
    match kind:
        case AnyType() | MapType():
            return True
        case ArrayType(items=items, min_items=least):
            # An empty text is a list without items, or one of the items where each is a pair of its own.
            return _takes_empty(reader, items, explode=False) if explode else not least
        case StringType():
            return kind == StringType()
        case LiteralType(values=values):
            return "" in values
        case UnionType(variants=variants):
            return any(_takes_empty(reader, each, explode=explode) for each in variants)
        case NamedRef(key=key):
            found = reader.types.definitions[key]
            return not isinstance(found, AliasDef) or _takes_empty(reader, found.type, explode=explode)
        case _:
            return False


def _is_object(reader: Reader, kind: TypeRef) -> bool:
    match kind:
        case MapType():
            return True
        case UnionType(variants=variants):
            return any(_is_object(reader, each) for each in variants)
        case NamedRef(key=key):
            found = reader.types.definitions[key]
            return not isinstance(found, AliasDef) or _is_object(reader, found.type)
        case _:
            return False


def _undeclared(name: str, operation: Pointer) -> Parameter:
    return Parameter(
        name=name,
        location="path",
        style="simple",
        explode=False,
        media_type=None,
        allow_reserved=False,
        required=True,
        type=StringType(),
        schema={"type": "string"},
        default=None,
        description=None,
        deprecated=False,
        pin=None,
        origin=operation,
    )
