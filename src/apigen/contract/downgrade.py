"""A contract of OpenAPI 3.2 to one in words that Schemathesis reads: it tests no operation that it cannot find.

Schemathesis 4.32.5 reads `query`, `querystring` and `itemSchema`. It does not read `additionalOperations`, follow a
reference that stands for a media type, know `dataValue`, or find the security scheme that a reference names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from apigen.ir.media import kind_of
from apigen.spec.document import Json, follow, local_pointer, value_at
from apigen.spec.grammar import ANY_KEY, Grammar, Kind, Shape, grammar_of
from apigen.spec.rules.security import scheme_name

_NEWEST: Final = (3, 2)


def downgraded(document: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the contract with the operations of `additionalOperations` beside those of other methods, and so on.

    A contract of an earlier version is returned as it is; the input is not changed.
    """
    if not str(document.get("openapi", "")).startswith("3.2"):
        return document
    found = _Downgrade(document, grammar_of(_NEWEST)).value(dict(document), Kind.ROOT)
    assert isinstance(found, dict), "the root of a contract is an object"
    return found


class MethodKey(str):
    """A method that is not all capitals, as the key of a path item: what writes it in capitals gets it as it is sent."""

    __slots__ = ("_sent",)
    _sent: str

    def __new__(cls, method: str) -> MethodKey:
        found = super().__new__(cls, method.lower())
        found._sent = _Sent(method)
        return found

    def lower(self) -> str:
        return self

    def upper(self) -> str:
        return self._sent


class _Sent(str):
    """A method as it is sent, whoever sends it."""

    __slots__ = ()

    def upper(self) -> str:
        return self


@dataclass(frozen=True, slots=True)
class _Downgrade:
    """Rewrites every object of OpenAPI by its kind. Schemas are shared with the input."""

    document: Mapping[str, Json]
    grammar: Grammar
    inside: frozenset[str] = frozenset()
    """The references whose targets this is within: a media type may hold itself, by the headers of its encodings."""

    def value(self, value: Json, kind: Kind) -> Json:
        """Return an object as Schemathesis is to read it."""
        if kind is Kind.MEDIA_TYPE and isinstance(value, dict) and isinstance(value.get("$ref"), str):
            return self._shared(str(value["$ref"]))
        if not isinstance(value, dict) or kind is Kind.SCHEMA or "$ref" in value:
            return value
        fields = self.grammar.fields[kind]
        found: dict[str, Json] = {}
        for key, each in value.items():
            field = fields.get(key) if ANY_KEY not in fields else None if key.startswith("x-") else fields[ANY_KEY]
            found[key] = each if field is None else self._inner(each, *field)
        return _spelled(found, kind)

    def _inner(self, value: Json, shape: Shape, kind: Kind) -> Json:
        if shape is Shape.MAP and isinstance(value, dict):
            entries = {key: self.value(each, kind) for key, each in value.items()}
            return _with_items(entries) if kind is Kind.MEDIA_TYPE else entries
        if shape is Shape.LIST and isinstance(value, list):
            return [self.value(each, kind) for each in value]
        return self.value(value, kind) if shape is Shape.ONE else value

    def _shared(self, ref: str) -> Json:
        target = local_pointer(ref)
        if target is None or ref in self.inside:
            return {}
        found = value_at(self.document, follow(self.document, target))
        return replace(self, inside=self.inside | {ref}).value(found, Kind.MEDIA_TYPE)


def _spelled(found: dict[str, Json], kind: Kind) -> dict[str, Json]:
    """Return an object in the words of before."""
    match kind:
        case Kind.PATH_ITEM:
            others = found.pop("additionalOperations", None)
            for method, operation in others.items() if isinstance(others, dict) else ():
                found.setdefault(method.lower() if method.isupper() else MethodKey(method), operation)
        case Kind.SECURITY_REQUIREMENT:
            return {scheme_name(key): scopes for key, scopes in found.items()}
        case Kind.EXAMPLE if "dataValue" in found:
            found["value"] = found.pop("dataValue")
        case _:
            pass
    return found


def _with_items(content: dict[str, Json]) -> dict[str, Json]:
    """Return the entries of `content` with what is said of an event stream as a whole said of its events."""
    for name, media in content.items():
        if kind_of(name) == "events" and isinstance(media, dict) and "schema" in media and "itemSchema" not in media:
            media["itemSchema"] = media.pop("schema")
    return content
