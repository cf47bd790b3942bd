"""Which keys generated code does without: prose, and what is required only of a complete description."""

from __future__ import annotations

from apigen.report import Pointer

PROSE = frozenset(
    {
        "title",
        "summary",
        "description",
        "version",
        "termsOfService",
        "contact",
        "license",
        "email",
        "externalDocs",
        "deprecated",
        "example",
        "examples",
        "xml",
        "format",
        "$comment",
        "$anchor",
        "$id",
        "$schema",
        "$vocabulary",
        "$recursiveAnchor",
        "$recursiveRef",
        "default",
        "externalValue",
        "jsonSchemaDialect",
        "bearerFormat",
        "openIdConnectUrl",
        "authorizationUrl",
        "tokenUrl",
        "refreshUrl",
        "allowEmptyValue",
        "links",
        "$self",
        "deviceAuthorizationUrl",
        "oauth2MetadataUrl",
        "host",
    }
)
"""Keys whose value changes no generated code, or only its comments. A wrong value there is ignored."""

_MAPS = frozenset(
    {
        "properties",
        "patternProperties",
        "dependentSchemas",
        "$defs",
        "schemas",
        "responses",
        "parameters",
        "requestBodies",
        "headers",
        "securitySchemes",
        "callbacks",
        "paths",
        "pathItems",
        "webhooks",
        "variables",
        "content",
        "encoding",
        "mapping",
        "definitions",
        "securityDefinitions",
        "mediaTypes",
        "additionalOperations",
        "scopes",
    }
)
"""Keys whose value is a map: the keys in it are names of the author's."""

_DISPENSABLE = frozenset(
    {
        "description",
        "title",
        "version",
        "license",
        "responses",
        "authorizationUrl",
        "tokenUrl",
        "scopes",
        "openIdConnectUrl",
        "default",
        "operationRef",
        "operationId",
        "flows",
        "flow",
        "deviceAuthorizationUrl",
        "url",
        "schema",
        "type",
    }
)
"""Required keys without which correct code is still possible."""


def is_prose(pointer: Pointer) -> bool:
    """Whether a pointer is in prose. The same word may be the name of a schema, a property or a response header."""
    if pointer[:2] == ("info", "contact") or (pointer[:1] == ("tags",) and len(pointer) > 1):
        return True
    return any(
        token in PROSE and (index == 0 or pointer[index - 1] not in _MAPS) for index, token in enumerate(pointer)
    )


def is_dispensable(name: str, pointer: Pointer) -> bool:
    """Whether correct code is possible without a required key of the object at a pointer."""
    return is_prose((*pointer, "")) or (name in _DISPENSABLE and not _is_needed(name, pointer))


def _is_needed(name: str, pointer: Pointer) -> bool:
    """Whether a key is needed here that other objects can do without.

    Without its `url` a server is nothing, and without its `type` a security scheme is; an external document
    is only a hint, and a parameter of Swagger 2.0 without a type is a string.
    """
    section = {"url": ("servers",), "type": ("securitySchemes", "securityDefinitions")}.get(name, ())
    return any(key in pointer for key in section)
