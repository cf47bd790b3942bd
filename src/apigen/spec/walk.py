"""The document as a stream of objects that know what they are: the one walk that all rules share.

What an object is follows from the path that leads to it, never from its content: a property that is called
`$ref` is a schema, and what stands in an `example` is nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, StrEnum, auto
from typing import NamedTuple

from apigen.report import Pointer
from apigen.spec.document import Document, Json, local_pointer

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Kind(StrEnum):
    """What an object of OpenAPI is. The value is its name in messages."""

    ROOT = "document"
    COMPONENTS = "set of components"
    PATHS = "set of paths"
    PATH_ITEM = "path item"
    OPERATION = "operation"
    PARAMETER = "parameter"
    REQUEST_BODY = "request body"
    RESPONSES = "set of responses"
    RESPONSE = "response"
    HEADER = "header"
    MEDIA_TYPE = "media type"
    ENCODING = "encoding"
    EXAMPLE = "example"
    LINK = "link"
    CALLBACK = "callback"
    SECURITY_SCHEME = "security scheme"
    SECURITY_REQUIREMENT = "security requirement"
    SCHEMA = "schema"


class Shape(Enum):
    """How a key holds objects of a kind."""

    ONE = auto()
    LIST = auto()
    MAP = auto()


Field = tuple[Shape, Kind]
ANY_KEY = "*"
"""Stands for each key of an object that is a map itself, specification extensions excepted."""

_CONTENT = (Shape.MAP, Kind.MEDIA_TYPE)
_PARAMETER: dict[str, Field] = {
    "schema": (Shape.ONE, Kind.SCHEMA),
    "content": _CONTENT,
    "examples": (Shape.MAP, Kind.EXAMPLE),
}
FIELDS: dict[Kind, dict[str, Field]] = {
    Kind.ROOT: {
        "paths": (Shape.ONE, Kind.PATHS),
        "webhooks": (Shape.MAP, Kind.PATH_ITEM),
        "components": (Shape.ONE, Kind.COMPONENTS),
        "security": (Shape.LIST, Kind.SECURITY_REQUIREMENT),
    },
    Kind.COMPONENTS: {
        "schemas": (Shape.MAP, Kind.SCHEMA),
        "responses": (Shape.MAP, Kind.RESPONSE),
        "parameters": (Shape.MAP, Kind.PARAMETER),
        "examples": (Shape.MAP, Kind.EXAMPLE),
        "requestBodies": (Shape.MAP, Kind.REQUEST_BODY),
        "headers": (Shape.MAP, Kind.HEADER),
        "securitySchemes": (Shape.MAP, Kind.SECURITY_SCHEME),
        "links": (Shape.MAP, Kind.LINK),
        "callbacks": (Shape.MAP, Kind.CALLBACK),
        "pathItems": (Shape.MAP, Kind.PATH_ITEM),
    },
    Kind.PATHS: {ANY_KEY: (Shape.ONE, Kind.PATH_ITEM)},
    Kind.PATH_ITEM: {
        "parameters": (Shape.LIST, Kind.PARAMETER),
        **dict.fromkeys(METHODS, (Shape.ONE, Kind.OPERATION)),
    },
    Kind.OPERATION: {
        "parameters": (Shape.LIST, Kind.PARAMETER),
        "requestBody": (Shape.ONE, Kind.REQUEST_BODY),
        "responses": (Shape.ONE, Kind.RESPONSES),
        "callbacks": (Shape.MAP, Kind.CALLBACK),
        "security": (Shape.LIST, Kind.SECURITY_REQUIREMENT),
    },
    Kind.PARAMETER: _PARAMETER,
    Kind.HEADER: _PARAMETER,
    Kind.REQUEST_BODY: {"content": _CONTENT},
    Kind.RESPONSES: {ANY_KEY: (Shape.ONE, Kind.RESPONSE)},
    Kind.RESPONSE: {
        "headers": (Shape.MAP, Kind.HEADER),
        "content": _CONTENT,
        "links": (Shape.MAP, Kind.LINK),
    },
    Kind.MEDIA_TYPE: {
        "schema": (Shape.ONE, Kind.SCHEMA),
        "examples": (Shape.MAP, Kind.EXAMPLE),
        "encoding": (Shape.MAP, Kind.ENCODING),
    },
    Kind.ENCODING: {"headers": (Shape.MAP, Kind.HEADER)},
    Kind.CALLBACK: {ANY_KEY: (Shape.ONE, Kind.PATH_ITEM)},
    Kind.EXAMPLE: {},
    Kind.LINK: {},
    Kind.SECURITY_SCHEME: {},
    Kind.SECURITY_REQUIREMENT: {},
    Kind.SCHEMA: {
        **dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "$defs"), (Shape.MAP, Kind.SCHEMA)),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), (Shape.LIST, Kind.SCHEMA)),
        **dict.fromkeys(
            (
                *("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"),
                *("unevaluatedItems", "unevaluatedProperties", "contentSchema"),
            ),
            (Shape.ONE, Kind.SCHEMA),
        ),
    },
}
REFERENCEABLE = frozenset(Kind) - {
    *(Kind.ROOT, Kind.COMPONENTS, Kind.PATHS, Kind.OPERATION, Kind.RESPONSES),
    *(Kind.MEDIA_TYPE, Kind.ENCODING, Kind.SECURITY_REQUIREMENT),
}
"""What a Reference Object may stand for (OpenAPI 3.1, section 4.8.23)."""


class Node(NamedTuple):
    """An object of the document, or whatever stands in its place: the value may have any type."""

    kind: Kind
    pointer: Pointer
    value: Json


def walk(document: Document, *, into_schemas: bool = True) -> Iterator[Node]:
    """Yield every object in the order of the document, parents first.

    References are not followed, except into parts that the walk would not see (`#/definitions/Pet`, `#/x-shared/id`):
    what is referred to as a schema is one. Iterative, so hostile nesting costs no stack. What is
    inside schemas is left out on request.
    """
    stack = [Node(Kind.ROOT, (), document.value)]
    followed: set[str] = set()
    old = document.version < (3, 1)
    while stack:
        node = stack.pop()
        yield node
        kind, pointer, value = node
        if not isinstance(value, dict) or (kind is Kind.SCHEMA and not into_schemas):
            continue
        if "$ref" in value and kind in REFERENCEABLE:
            ref = value["$ref"]
            if isinstance(ref, str) and ref not in followed:
                followed.add(ref)
                stack.extend(_unseen(document, ref, kind))
            # Beside `$ref`, 3.0 ignores everything; 3.1 does so except in schemas.
            if kind is not Kind.PATH_ITEM and (old or kind is not Kind.SCHEMA):
                continue
        children = _children(kind, pointer, value)
        children.reverse()
        stack.extend(children)


def _children(kind: Kind, pointer: Pointer, value: dict[str, Json]) -> list[Node]:
    fields = FIELDS[kind]
    found: list[Node] = []
    any_key = fields.get(ANY_KEY)
    for key, inner in value.items():
        field = fields.get(key) if any_key is None else None if key.startswith("x-") else any_key
        if field is None:
            continue
        shape, child = field
        if shape is Shape.ONE:
            found.append(Node(child, (*pointer, key), inner))
        elif shape is Shape.MAP and isinstance(inner, dict):
            found.extend([Node(child, (*pointer, key, name), item) for name, item in inner.items()])
        elif shape is Shape.LIST and isinstance(inner, list):
            found.extend([Node(child, (*pointer, key, str(index)), item) for index, item in enumerate(inner)])
    return found


def _unseen(document: Document, ref: str, kind: Kind) -> Iterator[Node]:
    target = local_pointer(ref)
    if target is None or kind_at(target) is not None:
        return
    try:
        yield Node(kind, target, document.at(target))
    except LookupError:
        return


def kind_at(pointer: Pointer) -> Kind | None:
    """Return what the object at a pointer is by its path; None where the path leads out of what OpenAPI knows."""
    kind = Kind.ROOT
    tokens = iter(pointer)
    for token in tokens:
        fields = FIELDS[kind]
        field = fields.get(token) if ANY_KEY not in fields else None if token.startswith("x-") else fields[ANY_KEY]
        if field is None:
            return None
        shape, kind = field
        if shape is not Shape.ONE and next(tokens, None) is None:
            return None
    return kind
