"""An operation as data: what it is called, where it is found, what travels and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from .body import Body
from .message import Request, Response
from .parameter import Parameter

if TYPE_CHECKING:
    # Only a contract that has XML reads or writes any.
    from .xml import XmlCodec, XmlDocuments

RequestT = TypeVar("RequestT", bound=Request)
ResponseT = TypeVar("ResponseT")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[RequestT, ResponseT, ResultT]):
    """A method of a path, with the classes of its request and of each declared response.

    `path` is the template below the base path. `responses` is keyed as in the contract: a status, a
    range such as `4XX`, or `default`. `security` lists alternatives, each a mapping of scheme to
    scopes, as in the contract; an empty mapping admits everybody. `xml` has the shapes of bodies that
    are XML. `server` is where a client finds the operation, if not where the others are. `ResultT` is what a client
    returns.
    """

    id: str
    method: str
    path: str
    request: type[RequestT]
    responses: Mapping[str, type[Response]]
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    security: tuple[Mapping[str, tuple[str, ...]], ...] = field(default=())
    xml: XmlDocuments | None = None
    server: str | None = None

    def response(self, status: int) -> type[Response] | None:
        """Return the class declared for a status: exactly, by its range, or by `default`; `None` if undeclared."""
        found = self.responses
        return found.get(str(status)) or found.get(f"{status // 100}XX") or found.get("default")

    def xml_codec(self, *place: str) -> XmlCodec | None:
        """Return what reads and writes a body: `"body", "application/xml"`; `None` where the contract describes no XML.

        A response's place is `"responses"`, its key and the media type. A body without a codec is a text.
        """
        try:
            return None if self.xml is None else self.xml.codec(self.id, *place)
        except KeyError:
            return None
