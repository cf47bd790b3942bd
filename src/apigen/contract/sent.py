"""A request as it was meant and as it was sent: what a class of failures is known by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from apigen.contract.forms import FormValue
from apigen.contract.judge import compile_schema, is_valid, listed, mapped
from apigen.spec.document import Json, found_at, local_pointer

_DEEPEST: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """A parameter of a request: as declared, as meant, and the texts that stand for it on the wire.

    Schemathesis keeps what it means for a query only: elsewhere the value is text already. `None` is no value.
    """

    definition: Mapping[str, Json]
    value: object
    sent: Collection[str]
    query: Mapping[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])
    """The texts of the whole query that it is sent in, by name."""

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.definition.get("name"))

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

    @property
    def is_spread(self) -> bool:
        """Whether it is an object whose properties have names of their own in the query."""
        is_form = self.style == "form" and self.is_exploded
        return self.location == "query" and (is_form or self.style == "deepObject") and self.has_type("object")

    @property
    def schema(self) -> dict[str, Json]:
        """Its schema, which references lead back into."""
        schema = self.definition.get("schema")
        return schema if isinstance(schema, dict) else {}

    @property
    def types(self) -> frozenset[str]:
        """The types that its schema names, or is meant by, in choices and behind references, too."""
        kinds = [each.get("type", _meant_by(each)) for each in self._schemas(self.schema, 0)]
        return frozenset(str(name) for kind in kinds for name in (kind if isinstance(kind, list) else [kind]) if name)

    @property
    def properties(self) -> frozenset[str]:
        """The properties that its schema names."""
        return frozenset(name for each in self._schemas(self.schema, 0) for name in mapped(each, "properties"))

    def has_type(self, name: str) -> bool:
        """Tell whether its schema names a type."""
        return name in self.types

    def accepts(self, value: Json) -> bool:
        """Tell whether a value satisfies its schema."""
        validator = compile_schema(self.schema, "2020-12") or compile_schema(self.schema, "draft4")
        return validator is not None and is_valid(validator, value)

    def _schemas(self, schema: Json, depth: int) -> Iterator[dict[str, Json]]:
        """Yield each schema that stands for its value."""
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return
        yield schema
        target = local_pointer(str(schema["$ref"])) if "$ref" in schema else None
        if target is not None:
            yield from self._schemas(found_at(self.schema, target), depth + 1)
        for keyword in ("allOf", "anyOf", "oneOf"):
            for branch in listed(schema, keyword):
                yield from self._schemas(branch, depth + 1)


def _meant_by(schema: dict[str, Json]) -> str | None:
    """Return the type that keywords of a schema without one are for."""
    return "object" if "properties" in schema else "array" if "items" in schema else None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedBody:
    """A JSON body as it was sent, or a form as it was meant, judged by the engine's own validator: the keywords that it breaks.

    With `misses_choice` it breaks `oneOf` by that validator, and is not valid by ours either.
    """

    broken: Collection[str]
    misses_choice: bool = False


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
    judged: JudgedBody | None = None
    astray: bool = False
    """Its path is that of another path item, or no path item's alone: see `strays`."""
    deleted: bool = False
    """What its path names was deleted before, in the same scenario."""
    method: str = ""
    left_out: frozenset[str] = frozenset()
    """The methods of its path that were left out of the test: see `strays`."""
    is_hopeless: bool = False
    """Nothing fits what its operation declares as its success: see `impossible`."""

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
