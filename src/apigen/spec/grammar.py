"""Which objects OpenAPI knows, by version: what an object is follows from the path that leads to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Final, TypeAlias

from apigen.report import Pointer
from apigen.spec.document import Json

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


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
    SERVER = "server"
    TAG = "tag"


class Shape(Enum):
    """How a key holds objects of a kind."""

    ONE = auto()
    LIST = auto()
    MAP = auto()


Field = tuple[Shape, Kind]
ANY_KEY = "*"
"""Stands for each key of an object that is a map itself, specification extensions excepted."""

_CONTENT = (Shape.MAP, Kind.MEDIA_TYPE)
_SERVERS = (Shape.LIST, Kind.SERVER)
_TAGS = (Shape.LIST, Kind.TAG)
_PARAMETER: dict[str, Field] = {
    "schema": (Shape.ONE, Kind.SCHEMA),
    "content": _CONTENT,
    "examples": (Shape.MAP, Kind.EXAMPLE),
}
Fields: TypeAlias = Mapping[Kind, Mapping[str, Field]]

_FIELDS_30: Fields = {
    Kind.ROOT: {
        "paths": (Shape.ONE, Kind.PATHS),
        "webhooks": (Shape.MAP, Kind.PATH_ITEM),
        "components": (Shape.ONE, Kind.COMPONENTS),
        "security": (Shape.LIST, Kind.SECURITY_REQUIREMENT),
        "servers": _SERVERS,
        "tags": _TAGS,
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
        "servers": _SERVERS,
        **dict.fromkeys(_METHODS, (Shape.ONE, Kind.OPERATION)),
    },
    Kind.OPERATION: {
        "parameters": (Shape.LIST, Kind.PARAMETER),
        "requestBody": (Shape.ONE, Kind.REQUEST_BODY),
        "responses": (Shape.ONE, Kind.RESPONSES),
        "callbacks": (Shape.MAP, Kind.CALLBACK),
        "security": (Shape.LIST, Kind.SECURITY_REQUIREMENT),
        "servers": _SERVERS,
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
    Kind.LINK: {"server": (Shape.ONE, Kind.SERVER)},
    Kind.SERVER: {},
    Kind.TAG: {},
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
_CONTENT_OF_32: dict[str, Field] = {
    "itemSchema": (Shape.ONE, Kind.SCHEMA),
    "prefixEncoding": (Shape.LIST, Kind.ENCODING),
    "itemEncoding": (Shape.ONE, Kind.ENCODING),
}
_FIELDS_32: Fields = {
    **_FIELDS_30,
    Kind.COMPONENTS: {**_FIELDS_30[Kind.COMPONENTS], "mediaTypes": (Shape.MAP, Kind.MEDIA_TYPE)},
    Kind.PATH_ITEM: {
        **_FIELDS_30[Kind.PATH_ITEM],
        "query": (Shape.ONE, Kind.OPERATION),
        "additionalOperations": (Shape.MAP, Kind.OPERATION),
    },
    Kind.MEDIA_TYPE: {**_FIELDS_30[Kind.MEDIA_TYPE], **_CONTENT_OF_32},
    Kind.ENCODING: {
        **_FIELDS_30[Kind.ENCODING],
        "encoding": (Shape.MAP, Kind.ENCODING),
        "prefixEncoding": (Shape.LIST, Kind.ENCODING),
        "itemEncoding": (Shape.ONE, Kind.ENCODING),
    },
}
_ITEMS: dict[str, Field] = {"items": (Shape.ONE, Kind.SCHEMA)}
_FIELDS_20: Fields = {
    **_FIELDS_30,
    Kind.ROOT: {
        "paths": (Shape.ONE, Kind.PATHS),
        "definitions": (Shape.MAP, Kind.SCHEMA),
        "parameters": (Shape.MAP, Kind.PARAMETER),
        "responses": (Shape.MAP, Kind.RESPONSE),
        "securityDefinitions": (Shape.MAP, Kind.SECURITY_SCHEME),
        "security": (Shape.LIST, Kind.SECURITY_REQUIREMENT),
        "tags": _TAGS,
    },
    Kind.PATH_ITEM: {
        key: field for key, field in _FIELDS_30[Kind.PATH_ITEM].items() if key not in ("trace", "servers")
    },
    Kind.OPERATION: {
        "parameters": (Shape.LIST, Kind.PARAMETER),
        "responses": (Shape.ONE, Kind.RESPONSES),
        "security": (Shape.LIST, Kind.SECURITY_REQUIREMENT),
    },
    Kind.PARAMETER: {"schema": (Shape.ONE, Kind.SCHEMA), **_ITEMS},
    Kind.HEADER: _ITEMS,
    Kind.RESPONSE: {"schema": (Shape.ONE, Kind.SCHEMA), "headers": (Shape.MAP, Kind.HEADER)},
}
_NEVER_A_REFERENCE: Final = frozenset(
    {
        *(Kind.ROOT, Kind.COMPONENTS, Kind.PATHS, Kind.OPERATION, Kind.RESPONSES),
        *(Kind.MEDIA_TYPE, Kind.ENCODING, Kind.SECURITY_REQUIREMENT, Kind.SERVER, Kind.TAG),
    }
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The objects of one version of OpenAPI: the keys that lead from each to others, and for which a `$ref` may stand."""

    fields: Fields
    referenceable: frozenset[Kind]

    def kind_at(self, pointer: Pointer) -> Kind | None:
        """Return what the object at a pointer is by its path; None where the path leads out of what OpenAPI knows."""
        kind = Kind.ROOT
        tokens = iter(pointer)
        for token in tokens:
            fields = self.fields[kind]
            field = fields.get(token) if ANY_KEY not in fields else None if token.startswith("x-") else fields[ANY_KEY]
            if field is None:
                return None
            shape, kind = field
            if shape is not Shape.ONE and next(tokens, None) is None:
                return None
        return kind

    def operations(self, item: Mapping[str, Json]) -> Iterator[tuple[str, Pointer]]:
        """Yield the method of each operation of a path item, as it is sent, and where the operation stands in the item."""
        fields = self.fields[Kind.PATH_ITEM]
        for key, value in item.items():
            shape, kind = fields.get(key, (Shape.ONE, None))
            if kind is not Kind.OPERATION or not isinstance(value, dict):
                continue
            if shape is Shape.ONE:
                yield key.upper(), (key,)
            else:
                yield from ((method, (key, method)) for method, each in value.items() if isinstance(each, dict))


_REFERENCEABLE: Final = frozenset(Kind) - _NEVER_A_REFERENCE
"""What a Reference Object may stand for (OpenAPI 3.1, section 4.8.23)."""
_SWAGGER: Final = Grammar(_FIELDS_20, _REFERENCEABLE)
_USUAL: Final = Grammar(_FIELDS_30, _REFERENCEABLE)
_NEWEST: Final = Grammar(_FIELDS_32, _REFERENCEABLE | {Kind.MEDIA_TYPE})


def grammar_of(version: tuple[int, int]) -> Grammar:
    """Return the grammar of a version of OpenAPI, (major, minor)."""
    return _SWAGGER if version == (2, 0) else _USUAL if version < (3, 2) else _NEWEST
