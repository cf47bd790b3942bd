"""What reading operations needs at hand, and how objects of the contract are found behind their references."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from apigen.ir.normal import Normalizer
from apigen.ir.schemas import Schemas
from apigen.ir.typing import TypeReader
from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json

EVENT_FIELDS: Final = frozenset({"data", "event", "id", "retry"})


@dataclass(frozen=True, slots=True)
class Reader:
    """The document, and the readers of types and of schemas that all operations share."""

    document: Document
    schemas: Schemas
    types: TypeReader
    normal: Normalizer
    report: Report

    def object(self, pointer: Pointer) -> tuple[Pointer, dict[str, Json]]:
        """Return the object at a pointer and where it stands once its references are followed; `{}` if it is none."""
        # Where OpenAPI means no reference, nobody has judged whether a key `$ref` leads anywhere.
        with suppress(LookupError):
            pointer = self.document.follow(pointer)
        value = self.document.at(pointer)
        return pointer, value if isinstance(value, dict) else {}

    def entries(self, parent: dict[str, Json], keyword: str) -> Iterator[str]:
        """Yield the names in a map of the contract, extensions left out."""
        value = parent.get(keyword)
        if isinstance(value, dict):
            yield from (name for name in value if not name.startswith("x-"))

    def is_string(self, pointer: Pointer) -> bool:
        """Whether the schema at a pointer is one for strings."""
        schema = self.schemas.at(self.schemas.resolve(pointer))
        return isinstance(schema, dict) and schema.get("type") == "string"

    def is_object(self, pointer: Pointer) -> bool:
        """Whether the schema at a pointer lets objects through, as far as it says so itself."""
        schema = self.schemas.at(self.schemas.resolve(pointer))
        kind = schema.get("type") if isinstance(schema, dict) else None
        return kind is None or "object" in (kind if isinstance(kind, list) else [kind])

    def data_of_event(self, pointer: Pointer) -> Pointer:
        """Return where the schema of an event's data stands, if the schema at a pointer is one of whole events."""
        found = self.schemas.resolve(pointer)
        schema = self.schemas.at(found)
        properties = schema.get("properties") if isinstance(schema, dict) else None
        if not is_event(properties):
            return pointer
        data = (*found, "properties", "data")
        described = self.schemas.at(data)
        return (*data, "contentSchema") if isinstance(described, dict) and "contentSchema" in described else data

    def items(self, pointer: Pointer) -> Pointer:
        """Return where the schema of an array's items stands; the pointer itself if its schema is none of an array."""
        found = self.schemas.resolve(pointer)
        schema = self.schemas.at(found)
        is_array = isinstance(schema, dict) and schema.get("type") == "array" and isinstance(schema.get("items"), dict)
        return (*found, "items") if is_array else pointer

    def examples(self, pointer: Pointer, owner: dict[str, Json]) -> tuple[Json, ...]:
        """Return the author's examples of a media type or a header: `example`, else the values of `examples`."""
        if "example" in owner:
            return (owner["example"],)
        found: list[Json] = []
        for name in self.entries(owner, "examples"):
            _, example = self.object((*pointer, "examples", name))
            # What OpenAPI 3.2 calls the value as data; beside it `value` can be what is sent.
            known = next((key for key in ("dataValue", "value") if key in example), None)
            if known is not None:
                found.append(example[known])
        return tuple(found)


def shared_hint(pointer: Pointer, hint: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a type of an entry of `content` is named after: the component that it is, where others may share it."""
    return (pointer[-1],) if pointer[:-1] == ("components", "mediaTypes") else hint


def is_event(properties: Json) -> bool:
    """Whether these are the properties of a server's events (HTML, "Server-sent events"): its data, and what goes with it."""
    return isinstance(properties, dict) and "data" in properties and properties.keys() <= EVENT_FIELDS


def text(value: dict[str, Json], keyword: str) -> str | None:
    """Return a text of the contract; `None` where there is none, or only white space."""
    found = value.get(keyword)
    return found if isinstance(found, str) and found.strip() else None
