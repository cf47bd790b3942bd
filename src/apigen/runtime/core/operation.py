"""An operation as data: what it is called, where it is found, what travels and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeAlias, TypeVar

from .message import Request, Response

RequestT = TypeVar("RequestT", bound=Request)
ResponseT = TypeVar("ResponseT")
ResultT = TypeVar("ResultT")

Location: TypeAlias = Literal["path", "query", "header", "cookie"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name on the wire, the attribute of the request that holds it, and its style.

    Styles are those of OpenAPI, Parameter Object, "Style Values". A parameter with a media type has
    no style: its text is a document of that type. `allow_reserved` is for who writes it.
    """

    location: Location
    name: str
    attribute: str
    style: str
    explode: bool
    required: bool
    media_type: str | None = None
    allow_reserved: bool = False


def path(
    name: str, attribute: str, *, style: str = "simple", explode: bool = False, media_type: str | None = None
) -> Parameter:
    """Describe a parameter in the path; such a one is always required."""
    return Parameter("path", name, attribute, style, explode, required=True, media_type=media_type)


def query(
    name: str,
    attribute: str,
    *,
    style: str = "form",
    explode: bool | None = None,
    required: bool = False,
    media_type: str | None = None,
    allow_reserved: bool = False,
) -> Parameter:
    """Describe a parameter in the query string. Style `form` is exploded unless said otherwise, no other is."""
    explode = style == "form" if explode is None else explode
    return Parameter("query", name, attribute, style, explode, required, media_type, allow_reserved)


def header(
    name: str,
    attribute: str,
    *,
    style: str = "simple",
    explode: bool = False,
    required: bool = False,
    media_type: str | None = None,
) -> Parameter:
    """Describe a parameter in the headers."""
    return Parameter("header", name, attribute, style, explode, required, media_type)


def cookie(
    name: str,
    attribute: str,
    *,
    style: str = "form",
    explode: bool = True,
    required: bool = False,
    media_type: str | None = None,
) -> Parameter:
    """Describe a parameter in the cookies."""
    return Parameter("cookie", name, attribute, style, explode, required, media_type)


@dataclass(frozen=True, slots=True)
class Body:
    """A request body of one media type, found in the request's attribute `body`."""

    media_type: str
    required: bool


def body(media_type: str = "application/json", *, required: bool = False) -> Body:
    """Describe a request body."""
    return Body(media_type, required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[RequestT, ResponseT, ResultT]):
    """A method of a path, with the classes of its request and of each declared response.

    `path` is the template below the base path. `responses` is keyed as in the contract: a status, a
    range such as `4XX`, or `default`. `security` lists alternatives, each a mapping of scheme to
    scopes, as in the contract; an empty mapping admits everybody. `ResultT` is what a client returns.
    """

    id: str
    method: str
    path: str
    request: type[RequestT]
    responses: Mapping[str, type[Response]]
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    security: tuple[Mapping[str, tuple[str, ...]], ...] = field(default=())

    def response(self, status: int) -> type[Response] | None:
        """Return the class declared for a status: exactly, by its range, or by `default`; `None` if undeclared."""
        found = self.responses
        return found.get(str(status)) or found.get(f"{status // 100}XX") or found.get("default")
