"""Bodies and headers of responses to verdicts, exactly, by the schemas that the server judges them by."""

from __future__ import annotations

from collections.abc import Iterable

from apigen.contract.judge import Validator, compile_schema, is_valid
from apigen.ir.api import Api, Header, MediaType
from apigen.spec.document import Json


class Court:
    """Judges parts of responses by one validator over all their schemas: compiling one for each costs ten times as much."""

    def __init__(self, api: Api, parts: Iterable[MediaType | Header]) -> None:
        self._api = api
        # Shared component responses have one schema object: it is compiled once.
        schemas = {id(part.schema): part.schema for part in parts}
        self._names = {identity: f"j{number}" for number, identity in enumerate(schemas)}
        self._all = self._compile({self._names[identity]: schema for identity, schema in schemas.items()})
        self._single: dict[int, Validator | None] = {}

    def accepts(self, value: Json, part: MediaType | Header) -> bool:
        """Tell whether a value satisfies the schema of one of the parts. A header must have it as text, too."""
        if isinstance(part, Header) and not _can_be_sent(part, value):
            return False
        schema = part.schema
        name = self._names[id(schema)]
        if self._all is not None:
            return is_valid(self._all, {name: value})
        # One schema that cannot be compiled must not cost all the others their examples.
        if id(schema) not in self._single:
            self._single[id(schema)] = self._compile({name: schema})
        single = self._single[id(schema)]
        return single is not None and is_valid(single, {name: value})

    def _compile(self, properties: dict[str, Json]) -> Validator | None:
        return compile_schema({"definitions": dict(self._api.definitions), "properties": properties}, self._api.dialect)


def _can_be_sent(header: Header, value: Json) -> bool:
    """Tell whether a header can hold a value: null has no text, and only visible characters may stand there."""
    if value is None or header.media_type is not None:
        return header.media_type is not None
    parts = value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else [value]
    texts = [part for part in parts if isinstance(part, str)]
    single = not isinstance(value, list | dict)
    return all(text.isascii() and text.isprintable() and (single or not set(text) & {",", "="}) for text in texts)
