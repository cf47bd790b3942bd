"""The parameters of a raw request to what is to be said of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import shapes
from .document import Contract, Parameter
from .json_text import MALFORMED, Malformed, parse_json
from .schemas import Judged, Schemas
from .texts import Reading, Undecodable, as_form, decoders, readings, typed

Pairs = Sequence[tuple[str, str]]
"""Decoded names and raw values."""


def split_query(query: str) -> list[tuple[str, str]]:
    """Return the pairs of a query string. A name that cannot be decoded is none that a contract has."""
    pairs: list[tuple[str, str]] = []
    for each in filter(None, query.split("&")):
        name, _, value = each.partition("=")
        try:
            pairs.append((as_form(name), value))
        except Undecodable:
            pairs.append((name, value))
    return pairs


def split_cookies(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of cookies (RFC 6265 section 4.2)."""
    pairs = [each.strip(" \t").partition("=") for line in lines for each in line.split(";")]
    return [(name, value) for name, joint, value in pairs if joint]


class Parameters:
    """Judges the parameters of requests."""

    def __init__(self, contract: Contract, schemas: Schemas) -> None:
        self._contract, self._schemas = contract, schemas

    def judge(self, parameter: Parameter, pairs: Pairs, others: frozenset[str]) -> Judged:
        """Return what is to be said of a parameter. `others` are names that belong to other parameters."""
        try:
            if parameter.media is not None:
                return self._document(parameter, [value for name, value in pairs if name == parameter.name])
            if parameter.style == "deepObject":
                found = list(_deep(parameter, pairs))
                if any(name == parameter.name for name, _ in pairs):
                    return Judged(None, "a deepObject under its own name")
            elif self._is_spread(parameter):
                found = list(self._spread(parameter, pairs, others))
            else:
                found = list(_named(parameter, pairs))
        except Undecodable as error:
            return Judged(False, f"{MALFORMED}{parameter.name} has {error}, which cannot be decoded")
        if not found:
            return Judged(not parameter.required, f"{parameter.name} is required")
        empty = parameter.allow_empty and [value for name, value in pairs if name == parameter.name] == [""]
        return Judged(True) if empty else self.agreed(parameter.schema, found, parameter.name)

    def agreed(self, schema: Any, found: Sequence[Reading], name: str) -> Judged:
        """Return what all readings say; if they differ, it is open, for the reason of one that does."""
        first = self._judged(schema, found[0], name)
        if found[0].reason:
            return Judged(None, found[0].reason)
        for reading in found[1:]:
            other = self._judged(schema, reading, name)
            if other.ok is not first.ok and first.ok is not None:
                return Judged(None, reading.reason or other.why)
        return first

    def _judged(self, schema: Any, reading: Reading, name: str) -> Judged:
        kinds = shapes.types(self._contract, schema)
        meant = shapes.meant(self._contract, schema) if kinds == shapes.ALL else ()
        if meant and any(isinstance(each, meant) for each in reading.structures):
            # Without a type, texts that are no objects fit too.
            shaped = tuple(each for each in reading.structures if isinstance(each, meant))
            if shaped != reading.structures:
                found = self._judged(schema, Reading(shaped), name)
                return found if found.ok else Judged(None, "a schema without a type")
        refused: Judged | None = None
        for structure in reading.structures:
            for value in typed(structure):
                found = self._schemas.judge(schema, value)
                if found.ok is True:
                    return found
                refused = found if refused is None or found.ok is None else refused
        if "array" in kinds and kinds != shapes.ALL:
            kinds |= shapes.types(self._contract, shapes.items(self._contract, schema))
        if "null" in kinds and {"", "null"} & set(_texts(reading)):
            return Judged(None, "a text for null")
        return refused or Judged(False, f"{name} does not have its style")

    def _document(self, parameter: Parameter, raws: Sequence[str]) -> Judged:
        if not raws:
            return Judged(not parameter.required, f"{parameter.name} is required")
        if len(raws) > 1:
            return Judged(False, f"{parameter.name} is given more than once")
        media = parameter.media or ""
        if "json" not in media and not media.startswith("text/"):
            return Judged(None, f"a parameter of {media}")
        said: list[tuple[Judged, str]] = []
        for decode, reason in decoders(raws, parameter.location, parameter.style):
            try:
                text = decode(raws[0])
                value = parse_json(text.encode()) if "json" in media else text
                said.append((self._schemas.judge(parameter.schema, value), reason))
            except Malformed as error:
                said.append((Judged(error.ok, str(error)), reason))
        (first, _), *rest = said
        return next((Judged(None, reason) for each, reason in rest if each.ok is not first.ok), first)

    def _is_spread(self, parameter: Parameter) -> bool:
        exploded = parameter.explode and parameter.style in ("form", "cookie")
        return exploded and parameter.location != "path" and shapes.is_object(self._contract, parameter.schema)

    def _spread(self, parameter: Parameter, pairs: Pairs, others: frozenset[str]) -> Iterator[Reading]:
        """Yield what the properties of an exploded object are: pairs of their own names."""
        own = shapes.properties(self._contract, parameter.schema)
        mine = [(name, raw) for name, raw in pairs if name in own]
        open_names = [(name, raw) for name, raw in pairs if name not in own and name not in others]
        also = [(name, raw) for name, raw in open_names if name == parameter.name]
        only_object = shapes.types(self._contract, parameter.schema) <= {"object", "null"}
        if mine or open_names:
            reason = "an exploded object in a cookie" if parameter.location == "cookie" else ""
            if also:
                reason = "an exploded object under its own name"
            if any(name in others for name, _ in mine):
                reason = "a name that is another parameter's too"
            if mine:
                yield from _object(mine, parameter, reason)
            elif only_object and not also and not own:
                yield from _object(open_names, parameter, reason)
            elif also:
                yield Reading(({},), reason)
            if mine and open_names:
                reason = "undeclared names beside an exploded object"
                try:
                    yield from list(_object([*mine, *open_names], parameter, reason))
                except Undecodable:
                    yield Reading((), reason)
        if not only_object and not mine:
            yield from _named(parameter, pairs)


def _texts(reading: Reading) -> Iterator[str]:
    for structure in reading.structures:
        yield from [structure] if isinstance(structure, str) else structure if isinstance(structure, list) else []


def _named(parameter: Parameter, pairs: Pairs) -> Iterator[Reading]:
    raws = [value for name, value in pairs if name == parameter.name]
    if raws:
        yield from readings(
            parameter.style, parameter.name, raws, location=parameter.location, explode=parameter.explode
        )


def _object(pairs: Pairs, parameter: Parameter, reason: str) -> Iterator[Reading]:
    """Yield the objects that pairs are, one for each way in which they are decoded."""
    for decode, why in decoders([raw for _, raw in pairs], parameter.location, parameter.style):
        found: dict[str, str] = {}
        for name, raw in pairs:
            if name in found:
                reason = reason or "a property given twice"
            found[name] = decode(raw)
        yield Reading((found,), reason or why)


def _deep(parameter: Parameter, pairs: Pairs) -> Iterator[Reading]:
    """Yield what `name[key]=value` are. What stands below a property is not defined (OpenAPI, "Style Values")."""
    mine: list[tuple[str, str]] = []
    reason = ""
    for name, raw in pairs:
        if name.startswith(parameter.name + "["):
            key = name.removeprefix(parameter.name + "[")
            if not key.endswith("]") or "[" in key or "]" in key[:-1] or key == "]":
                reason = "nested brackets"
            mine.append((key.removesuffix("]"), raw))
    if mine:
        yield from _object(mine, parameter, reason)


def claimed(contract: Contract, parameter: Parameter) -> Mapping[str, None]:
    """Return the names that belong to a parameter."""
    names = dict.fromkeys([parameter.name])
    if parameter.explode and parameter.style in ("form", "cookie") and parameter.media is None:
        names.update(dict.fromkeys(shapes.properties(contract, parameter.schema)))
    return names
