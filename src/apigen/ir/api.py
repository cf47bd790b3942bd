"""The API as a whole: operations, what they take and answer, and who may call them.

A `pin` is the name that the author gives (`x-apigen-name`), where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from apigen.ir.media import MediaKind
from apigen.ir.pins import Pin
from apigen.ir.types import Definition, TypeKey, TypeRef
from apigen.report import Pointer
from apigen.spec.document import Json

Location: TypeAlias = Literal["path", "query", "querystring", "header", "cookie"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter, by OpenAPI's own terms. `default` is JSON text, `None` where there is none.

    With a `media_type` it is a JSON document, and has no style to speak of. A whole query string has `media`, as a body
    would, and can be a form or a text as well.
    """

    name: str
    location: Location
    style: str
    explode: bool
    media_type: str | None
    allow_reserved: bool
    required: bool
    type: TypeRef
    schema: Json
    default: str | None
    description: str | None
    deprecated: bool
    pin: Pin | None
    origin: Pointer
    media: MediaType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How a property of a form is written (OpenAPI, Encoding Object): as a parameter of a query, or as a document.

    The `media_type` of a file can be a list, with ranges. `encodings` are those of a form within the form.
    """

    name: str
    style: str
    explode: bool
    allow_reserved: bool
    media_type: str | None
    encodings: tuple[Encoding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """One entry of `content`: the media type's name, its type, and the dialect-normal schema that judges it.

    Of a stream, the schema is that of its items. `examples` are the author's own, in the order in which they should be
    tried. `encodings` are those of a form's properties that are not written as usual; `files` are files, or lists of them.
    `part` is the media type of the items of a multipart body.
    """

    name: str
    kind: MediaKind
    type: TypeRef
    schema: Json
    examples: tuple[Json, ...]
    encodings: tuple[Encoding, ...] = ()
    files: tuple[str, ...] = ()
    part: str | None = None
    origin: Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request body: in one of several media types, the preferred one first."""

    required: bool
    media: tuple[MediaType, ...]
    description: str | None

    @property
    def types(self) -> tuple[TypeRef, ...]:
        """What the body can be, each type once."""
        return tuple(dict.fromkeys(each.type for each in self.media))


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header of a response; its style is always `simple`. With a `media_type` it is a JSON document.

    `origin` is where its schema stands in, if it has one; `examples` are the author's own.
    """

    name: str
    media_type: str | None
    explode: bool
    required: bool
    type: TypeRef
    schema: Json
    examples: tuple[Json, ...]
    description: str | None
    deprecated: bool
    pin: Pin | None
    origin: Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What an operation answers with a status: `200`, a range such as `4XX`, or `default`.

    `component` is where a shared response stands; operations that use the same one share its class. Of several media
    types the preferred one comes first.
    """

    status: str
    component: Pointer | None
    media: tuple[MediaType, ...]
    headers: tuple[Header, ...]
    summary: str | None
    description: str | None
    pin: Pin | None
    origin: Pointer

    @property
    def types(self) -> tuple[TypeRef, ...]:
        """What the body can be, each type once."""
        return tuple(dict.fromkeys(each.type for each in self.media))


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityUse:
    """A scheme that a requirement names, and the scopes it asks for."""

    scheme: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """How a caller shows who they are (OpenAPI, Security Scheme Object).

    `parameter` is the header's, query's or cookie's name of an apiKey; `http_scheme` the lower-case
    scheme of the Authorization header (`oauth2` and `openIdConnect` are `bearer`); `token_url` where a program gets a token
    of its own (the flow `clientCredentials`). `mutualTLS` has neither: the
    connection shows it, not the request.
    """

    name: str
    kind: Literal["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]
    location: Location | None
    parameter: str | None
    http_scheme: str | None
    token_url: str | None
    description: str | None
    deprecated: bool
    pin: Pin | None
    origin: Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable:
    """A part of a server's address that its callers choose: one of the `values`, if there are any.

    `default` is `None` for one that the address has and the contract does not define.
    """

    name: str
    default: str | None
    values: tuple[str, ...]
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the API is (OpenAPI, Server Object). The `url` is as written; `variables` are those that it has."""

    url: str
    name: str | None
    description: str | None
    variables: tuple[ServerVariable, ...]
    pin: Pin | None
    origin: Pointer

    @property
    def default_url(self) -> str:
        """The address with the defaults of its variables filled in."""
        url = self.url
        for each in self.variables:
            if each.default is not None:
                url = url.replace(f"{{{each.name}}}", each.default)
        return url


PaginationStyle: TypeAlias = Literal["cursor", "offset", "page", "url", "link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How the pages of an operation's result follow each other (`x-apigen-pagination`).

    `parameter` is the one of the query that asks for a page, by its wire name, and `start` what it is for the first one.
    `items`, `next`, `more` and `total` lead from a `page` to its parts, by wire names; `item` is the type of an item.
    """

    style: PaginationStyle
    page: TypeRef
    item: TypeRef
    items: tuple[str, ...]
    parameter: str | None = None
    start: int = 0
    next: tuple[str, ...] | None = None
    more: tuple[str, ...] | None = None
    total: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method of a path. Methods are case-sensitive: this is how it is sent (OpenAPI 3.2, `additionalOperations`).

    `id` is the operationId, or method and path where there is none; unique. `words` are what a name is made from.
    `security` lists alternatives (OR), each a set of schemes (AND); an empty alternative admits everybody.
    `implied` are the statuses that any correct server needs and the operation does not declare. `servers` are those that
    the operation has instead of the document's.
    """

    id: str
    words: tuple[str, ...]
    method: str
    path: str
    tag: str | None
    summary: str | None
    description: str | None
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    security: tuple[tuple[SecurityUse, ...], ...]
    implied: tuple[str, ...]
    pin: Pin | None
    origin: Pointer
    servers: tuple[Server, ...] = ()
    pagination: Pagination | None = None

    @property
    def successes(self) -> tuple[Response, ...]:
        """The responses that a call returns: those of 2xx, else those that can come below 400."""
        found = tuple(each for each in self.responses if each.status.startswith("2"))
        return found or tuple(each for each in self.responses if each.status.startswith(("3", "default")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A group of operations. `name` is `None` for the operations without a tag; `parent` is the group around it."""

    name: str | None
    summary: str | None = None
    description: str | None = None
    parent: str | None = None
    pin: Pin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Everything that the stages after this one know of the contract.

    `dialect` is the JSON Schema dialect of all schemas here; `definitions` are the schemas they refer
    to, as `#/definitions/<name>`; `types` what those mean. Origins point into the `document`, which is `contract`, the
    author's own, as OpenAPI 3 with local references. `left_out` are the methods, by path, of the operations that the
    author wrote and that are not among these, for nobody asked for them or they have errors.
    """

    title: str
    version: str
    description: str | None
    file: str
    base_path: str
    servers: tuple[Server, ...]
    tags: tuple[Tag, ...]
    operations: tuple[Operation, ...]
    security_schemes: tuple[SecurityScheme, ...]
    types: Mapping[TypeKey, Definition]
    dialect: Literal["draft4", "2020-12"]
    definitions: Mapping[str, Json]
    document: Mapping[str, Json]
    contract: Mapping[str, Json]
    left_out: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
