"""Parameter objects of an operation and its path item, put together and read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from apigen.ir.api import Location, Parameter
from apigen.ir.combine import json_text
from apigen.ir.media import kind_of
from apigen.ir.reader import LeftOutError, Reader, text
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
from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.headers import IGNORED_HEADERS

DEFAULT_STYLES: Final[dict[Location, str]] = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
"""The style of a parameter that names none, by location (OpenAPI, Parameter Object, "style")."""
_LOCATIONS: Final[tuple[Location, ...]] = ("path", "query", "header", "cookie")


def template_names(path: str) -> list[str]:
    """Return the names in braces of a path template, in order."""
    return re.findall(r"\{([^{}]*)\}", path)


def read_parameters(
    reader: Reader, path: str, item: Pointer, operation: Pointer, words: tuple[str, ...]
) -> tuple[Parameter, ...]:
    """Return an operation's parameters: path first, as in the template, then query, header and cookie as written.

    Those of the operation override those of its path item by name and location. A name of the
    template that nothing declares is a string. Raises `LeftOutError`.
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
    return tuple(sorted(found, key=lambda parameter: _LOCATIONS.index(parameter.location)))


def _read(reader: Reader, pointer: Pointer, value: dict[str, Json], words: tuple[str, ...]) -> Parameter:
    name = str(value["name"])
    location: Location = next(each for each in _LOCATIONS if each == value["in"])
    style, explode = value.get("style"), value.get("explode")
    style = style if isinstance(style, str) else DEFAULT_STYLES[location]
    media_type, schema = _schema(reader, pointer, value)
    if media_type is not None and kind_of(media_type) != "json":
        raise LeftOutError("AG451", f"the {location} parameter {name!r} of type {media_type}", (*pointer, "content"))
    found = reader.schemas.at(reader.schemas.resolve(schema)) if schema else True
    kind: TypeRef = AnyType() if media_type else StringType()
    parameter = Parameter(
        name=name,
        location=location,
        # A document has no style, and whether it is exploded means nothing to `deepObject`.
        style=DEFAULT_STYLES[location] if media_type else style,
        explode=explode if isinstance(explode, bool) and not media_type and style != "deepObject" else style == "form",
        media_type=media_type,
        allow_reserved=location == "query" and value.get("allowReserved") is True,
        required=location == "path" or value.get("required") is True,
        type=reader.types.read(schema, Direction.REQUEST, (*words, name)) if schema else kind,
        schema=reader.normal.schema(schema, Direction.REQUEST) if schema else {},
        default=json_text(found["default"]) if isinstance(found, dict) and "default" in found else None,
        description=text(value, "description"),
        deprecated=value.get("deprecated") is True,
        origin=pointer,
    )
    if parameter.explode and style in ("spaceDelimited", "pipeDelimited") and _is_object(reader, parameter.type):
        raise LeftOutError(
            "AG451",
            f"the query parameter {name!r}, an exploded object in style {style!r}, which OpenAPI leaves undefined,",
            pointer,
        )
    if location == "query" and value.get("allowEmptyValue") is True and not media_type:
        return _with_empty(reader, parameter)
    return parameter


def _schema(reader: Reader, pointer: Pointer, value: dict[str, Json]) -> tuple[str | None, Pointer | None]:
    """Return the media type of a parameter, and where its schema stands, as far as it has them."""
    name = next(reader.entries(value, "content"), None)
    if name is None:
        return None, (*pointer, "schema") if "schema" in value else None
    place, media = reader.object((*pointer, "content", name))
    return name, (*place, "schema") if "schema" in media else None


def _with_empty(reader: Reader, parameter: Parameter) -> Parameter:
    """Return a parameter that can also be empty (`allowEmptyValue`). Lists and objects can be so anyway."""
    if _takes_empty(reader, parameter.type):
        return parameter
    return replace(
        parameter,
        type=UnionType((parameter.type, LiteralType(("",)))),
        schema={"anyOf": [parameter.schema, {"enum": [""]}]},
    )


def _takes_empty(reader: Reader, kind: TypeRef) -> bool:
    match kind:
        case AnyType() | ArrayType() | MapType():
            return True
        case StringType():
            return kind == StringType()
        case LiteralType(values=values):
            return "" in values
        case UnionType(variants=variants):
            return any(_takes_empty(reader, each) for each in variants)
        case NamedRef(key=key):
            found = reader.types.definitions[key]
            return not isinstance(found, AliasDef) or _takes_empty(reader, found.type)
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
        origin=operation,
    )
