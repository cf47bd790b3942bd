"""What reading operations needs at hand, and how objects of the contract are found behind their references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apigen.ir.api import MediaType
from apigen.ir.media import kind_of
from apigen.ir.normal import Normalizer
from apigen.ir.schemas import Schemas
from apigen.ir.types import AnyType, BytesType, Direction, StringType, TypeRef
from apigen.ir.typing import TypeReader
from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json


class LeftOutError(Exception):
    """An operation needs what apigen does not do yet: what, and where."""

    def __init__(self, code: str, what: str, at: Pointer) -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.at = at


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
        pointer = self.document.follow(pointer)
        value = self.document.at(pointer)
        return pointer, value if isinstance(value, dict) else {}

    def entries(self, parent: dict[str, Json], keyword: str) -> Iterator[str]:
        """Yield the names in a map of the contract, extensions left out."""
        value = parent.get(keyword)
        if isinstance(value, dict):
            yield from (name for name in value if not name.startswith("x-"))

    def media_type(self, name: str, pointer: Pointer, direction: Direction, hint: tuple[str, ...]) -> MediaType:
        """Return an entry of `content`. Without a schema anything is valid.

        What is neither JSON nor a form nor text are bytes, whatever its schema says of them; of text, only a schema
        for strings can say something.
        """
        _, value = self.object(pointer)
        kind = kind_of(name)
        if kind not in ("json", "form") and not (kind == "text" and self._is_string((*pointer, "schema"), value)):
            found: TypeRef = StringType() if kind == "text" else BytesType()
            return MediaType(name=name, type=found, schema={}, examples=(), origin=pointer)
        if "schema" not in value:
            return MediaType(
                name=name, type=AnyType(), schema={}, examples=self.examples(pointer, value), origin=pointer
            )
        schema = (*pointer, "schema")
        return MediaType(
            name=name,
            type=self.types.read(schema, direction, hint),
            schema=self.normal.schema(schema, direction),
            examples=self.examples(pointer, value),
            origin=pointer,
        )

    def _is_string(self, pointer: Pointer, media: dict[str, Json]) -> bool:
        schema = self.schemas.at(self.schemas.resolve(pointer)) if "schema" in media else None
        return isinstance(schema, dict) and schema.get("type") == "string"

    def examples(self, pointer: Pointer, owner: dict[str, Json]) -> tuple[Json, ...]:
        """Return the author's examples of a media type or a header: `example`, else the values of `examples`."""
        if "example" in owner:
            return (owner["example"],)
        found: list[Json] = []
        for name in self.entries(owner, "examples"):
            _, example = self.object((*pointer, "examples", name))
            if "value" in example:
                found.append(example["value"])
        return tuple(found)


def text(value: dict[str, Json], keyword: str) -> str | None:
    """Return a text of the contract; `None` where there is none, or only white space."""
    found = value.get(keyword)
    return found if isinstance(found, str) and found.strip() else None
