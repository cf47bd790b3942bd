"""Parameter objects of an operation and its path item, put together and read."""

from __future__ import annotations

import re
from typing import Final

from apigen.ir.api import Location, Parameter
from apigen.ir.combine import json_text
from apigen.ir.reader import LeftOutError, Reader, text
from apigen.ir.types import Direction, StringType
from apigen.report import Pointer
from apigen.spec.document import Json

_STYLES: Final = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_LOCATIONS: Final[dict[str, Location]] = {"path": "path", "query": "query", "header": "header"}
IGNORED_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})
"""Header parameters of these names are ignored (OpenAPI, Parameter Object)."""


def template_names(path: str) -> list[str]:
    """Return the names in braces of a path template, in order."""
    return re.findall(r"\{([^{}]*)\}", path)


def read_parameters(
    reader: Reader, path: str, item: Pointer, operation: Pointer, words: tuple[str, ...]
) -> tuple[Parameter, ...]:
    """Return an operation's parameters: path first, as in the template, then query and header as written.

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
    return tuple(sorted(found, key=lambda parameter: list(_STYLES).index(parameter.location)))


def _read(reader: Reader, pointer: Pointer, value: dict[str, Json], words: tuple[str, ...]) -> Parameter:
    name = str(value["name"])
    location = _LOCATIONS.get(str(value["in"]))
    style = value.get("style", _STYLES.get(str(value["in"])))
    if location is None:
        raise LeftOutError("AG451", f"the {value['in']} parameter {name!r}", pointer)
    if style != _STYLES[location]:
        raise LeftOutError("AG451", f"the {location} parameter {name!r} in style {style!r}", pointer)
    if "content" in value:
        raise LeftOutError("AG451", f"the {location} parameter {name!r} with a media type", (*pointer, "content"))
    explode = value.get("explode")
    schema = (*pointer, "schema")
    has_schema = "schema" in value
    found = reader.schemas.at(reader.schemas.resolve(schema)) if has_schema else True
    return Parameter(
        name=name,
        location=location,
        style=str(style),
        explode=explode if isinstance(explode, bool) else style == "form",
        required=location == "path" or value.get("required") is True,
        type=reader.types.read(schema, Direction.REQUEST, (*words, name)) if has_schema else StringType(),
        schema=reader.normal.schema(schema, Direction.REQUEST) if has_schema else {},
        default=json_text(found["default"]) if isinstance(found, dict) and "default" in found else None,
        description=text(value, "description"),
        deprecated=value.get("deprecated") is True,
        origin=pointer,
    )


def _undeclared(name: str, operation: Pointer) -> Parameter:
    return Parameter(
        name=name,
        location="path",
        style="simple",
        explode=False,
        required=True,
        type=StringType(),
        schema={"type": "string"},
        default=None,
        description=None,
        deprecated=False,
        origin=operation,
    )
