"""A request as it was meant and as it was sent: what a class of failures is known by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from apigen.contract.forms import FormValue
from apigen.spec.document import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """A parameter of a request: as declared, as meant, and the texts that stand for it on the wire.

    Schemathesis keeps what it means for a query only: elsewhere the value is text already. `None` is no value.
    """

    definition: Mapping[str, Json]
    value: object
    sent: Collection[str]

    @property
    def location(self) -> str:
        """Where it stands: in `query`, `path`, `header` or `cookie`."""
        return str(self.definition.get("in", "query"))

    @property
    def style(self) -> str:
        """How it is written (OpenAPI, Parameter Object, `style`)."""
        known = self.definition.get("style")
        return str(known) if known else "form" if self.location in ("query", "cookie") else "simple"

    @property
    def is_exploded(self) -> bool:
        """Whether each of its parts is written by itself."""
        return self.definition.get("explode", self.style == "form") is True

    def has_type(self, name: str) -> bool:
        """Tell whether its schema names a type."""
        schema = self.definition.get("schema")
        kind = schema.get("type") if isinstance(schema, dict) else None
        return name in (kind if isinstance(kind, list) else [kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlBody:
    """An XML body: its media type, the value that was meant, and the document that was sent."""

    media_type: str
    meant: object
    sent: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An XML body: whether what was meant fits its schema, and what was sent, read as the contract says.

    `read` is `None` for what nobody can read: it is no XML, or has names that the contract does not know.
    """

    meant: bool
    read: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request that failed a check."""

    check: str
    message: str
    parameters: Collection[ParameterValue] = ()
    form: FormValue | None = None
    xml: Document | None = None
    astray: bool = False
    """Its path is that of another path item, or no path item's alone: see `strays`."""

    @property
    def is_valid(self) -> bool:
        """Whether the failure is that a valid request was refused."""
        return self.check == "positive_data_acceptance"

    @property
    def is_invalid(self) -> bool:
        """Whether the failure is that an invalid request was accepted."""
        return self.check == "negative_data_rejection"

    def parameters_in(self, location: str) -> list[ParameterValue]:
        """Return the parameters of one location."""
        return [each for each in self.parameters if each.location == location]
