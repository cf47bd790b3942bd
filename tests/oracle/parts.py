"""Bodies of `multipart/form-data` to the readings of their parts, by the Encoding Object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from . import shapes
from .document import Contract
from .fields import Fields, Typed
from .json_text import Malformed, parse_json
from .multipart import Part, split
from .schemas import Judged
from .texts import Reading, typed

_LISTS = 64


class Parts:
    """Judges multipart forms."""

    def __init__(self, contract: Contract, fields: Fields) -> None:
        self._contract, self._fields = contract, fields

    def judge(self, declared: Mapping[str, Any], raw: bytes, content_type: str) -> Judged:
        """Return what is to be said of a form. Raises `Malformed`."""
        parts = split(raw, content_type)
        if parts is None:
            raise Malformed("no multipart body")
        if not parts:
            return Judged(None, "a multipart body without parts")
        schema, encodings = declared.get("schema", {}), declared.get("encoding") or {}
        own = shapes.properties(self._contract, schema)
        named: dict[str, list[Part]] = {}
        for part in parts:
            named.setdefault(part.name, []).append(part)
        found: dict[str, list[Reading]] = {}
        for name, group in named.items():
            inner = shapes.property_of(self._contract, schema, name)
            if name in own or inner:
                found[name] = list(self._field(inner, encodings.get(name, {}), group))
            else:
                texts = [part.text() for part in group]
                found[name] = [Reading((Typed(texts if len(texts) > 1 else texts[0]),))]
        return self._fields.judge(schema, found)

    def _field(self, schema: Any, encoding: Mapping[str, Any], parts: Sequence[Part]) -> Iterator[Reading]:
        """Yield what the parts of one name can be: the items of an array have a part each."""
        kinds = shapes.types(self._contract, schema)
        is_list = "array" in kinds and "string" not in kinds
        inner = shapes.items(self._contract, schema) if is_list else schema
        options = [list(self._part(inner, encoding, part)) for part in parts]
        for reason in sorted({reading.reason for option in options for reading in option}):
            chosen = [next((each for each in option if each.reason == reason), option[0]) for option in options]
            reason = reason or next((each.reason for each in chosen if each.reason), "")
            if len(parts) == 1 and not is_list:
                yield chosen[0]
                continue
            if len(parts) == 1 and any(isinstance(each.value, list) for each in chosen[0].structures):
                yield Reading(chosen[0].structures, "a whole list in one part")
            found = [[each.value for each in reading.structures] for reading in chosen]
            ends = [[each[at] for each in found] for at in (0, -1)] if all(found) else []
            rows = (*ends, *islice(product(*found), _LISTS))
            yield Reading(tuple(Typed(list(row)) for row in rows), reason)

    def _part(self, schema: Any, encoding: Mapping[str, Any], part: Part) -> Iterator[Reading]:
        kinds = shapes.types(self._contract, schema)
        said = encoding.get("contentType", "")
        allowed = [each.strip() for each in said.split(",")]
        if said and "*" not in said and part.content_type and part.content_type not in allowed:
            mismatch = "" if self._is_file(schema) else "a part of another type than its encoding says"
            yield Reading((), mismatch)
        elif self._is_file(schema):
            is_one = part.content_type or part.filename is not None
            yield Reading((Typed(""),), "" if is_one else "a file without a type or a name")
        elif kinds <= {"object", "array", "null"} or "json" in said:
            yield from self._document(part)
        else:
            odd = part.content_type and not part.content_type.startswith("text/plain") and not said
            reason = "a text of another type" if odd or part.filename is not None else ""
            yield Reading(tuple(map(Typed, typed(part.text()))), reason)

    def _is_file(self, schema: Any) -> bool:
        found = self._contract.resolved(schema)
        if not isinstance(found, dict) or shapes.types(self._contract, schema) == shapes.ALL:
            return True
        return found.get("format") == "binary" or ("contentMediaType" in found and "contentEncoding" not in found)

    def _document(self, part: Part) -> Iterator[Reading]:
        """Yield what a part for an object is: its type is JSON unless it says another."""
        is_json = not part.content_type or "json" in part.content_type
        try:
            yield Reading((Typed(parse_json(part.raw)),), "" if is_json else "an object that is not sent as JSON")
        except Malformed:
            if part.content_type:
                raise
            # OpenAPI takes such a part for JSON, and RFC 7578 for a text.
            yield Reading((Typed(part.text()),), "an object in a part without a type that is not JSON")
