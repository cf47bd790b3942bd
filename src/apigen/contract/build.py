"""A JSON Schema becomes a value, built in one manner. It may fail the schema: see `sample` for the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from apigen.contract.apart import apart
from apigen.contract.judge import Judge, listed, mapped
from apigen.contract.merge import CHOICES, guessed_types, merge, named, tagged, types
from apigen.contract.pattern import UnsupportedPattern, matching_text
from apigen.contract.scalars import numbers, texts, whole
from apigen.spec.document import Json


class Missing(Enum):
    """No value: the type of `MISSING`."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
"""Stands where no value could be had; null is a value."""

Sample: TypeAlias = "Json | Missing"


@dataclass(frozen=True, slots=True)
class Manner:
    """A way to build a value. Several are tried, the richest first, until the exact validator accepts one."""

    authored: bool
    """Take the author's own values for parts, and the names by which discriminators know them."""
    optional: bool
    """Fill optional properties and arrays."""
    rotation: int
    """Which alternative of `oneOf` and `anyOf`, and which type of several, is tried first."""


_RICH: Final = 3
"""How deep optional parts are filled: an example is to be read."""
_DEEPEST: Final = 30
_MOST_ITEMS: Final = 200


class Builder:
    """Builds values in one manner. Results for definitions are kept; values are shared and never changed."""

    def __init__(self, judge: Judge, manner: Manner) -> None:
        self._judge = judge
        self._manner = manner
        self._known: dict[tuple[str, int, str, int], Sample] = {}
        self._open: list[str] = []
        self._cut: set[str] = set()

    def build(self, schema: Json, depth: int = 0, name: str = "", turn: int = 0) -> Sample:
        """Return a value for a schema. `name` is its property's, `turn` asks for another value than before."""
        if schema is False or depth > _DEEPEST:
            return MISSING
        if not isinstance(schema, dict):
            return {} if depth == 0 else "string"
        if "$ref" in schema and len(schema) == 1:
            return self._definition(schema["$ref"], depth, name, turn)
        flat = self._flatten(schema, frozenset())
        if flat is None:
            return MISSING
        for value in self._authored(schema, flat, turn):
            if self._judge.accepts(value, schema):
                return value
        return self._chosen(flat, depth, name, turn)

    def _definition(self, ref: Json, depth: int, name: str, turn: int) -> Sample:
        """Build a definition once for each depth that makes a difference, unless a cycle cut it short."""
        target, schema = self._judge.target(ref)
        if self._open.count(target) > (1 if self._manner.rotation else 0):
            self._cut.add(target)
            return MISSING
        key = (target, min(depth, _RICH + 1), name, turn)
        if key in self._known:
            return self._known[key]
        outer, self._cut = self._cut, set()
        self._open.append(target)
        value = self.build(self._named(schema, target), depth + 1 if depth > _RICH else depth, name, turn)
        self._open.pop()
        beyond = self._cut - {target}
        if not beyond:
            self._known[key] = value
        self._cut = outer | beyond
        return value

    def _named(self, schema: Json, target: str) -> Json:
        """Return a definition with the value by which its discriminator knows it."""
        flat = self._flatten(schema, frozenset()) if self._manner.authored and isinstance(schema, dict) else None
        return schema if flat is None or not isinstance(schema, dict) else named(schema, flat, target)

    def _flatten(self, schema: dict[str, Json], seen: frozenset[str]) -> dict[str, Json] | None:
        """Merge `allOf` and a `$ref` with siblings into one schema; `None` if nothing can satisfy it."""
        if "allOf" not in schema and "$ref" not in schema:
            return schema
        own = {key: value for key, value in schema.items() if key not in ("allOf", "$ref")}
        merged: dict[str, Json] = {}
        if "$ref" in schema:
            name, target = self._judge.target(schema["$ref"])
            if name in seen or target is False:
                return None
            part = self._flatten(target, seen | {name}) if isinstance(target, dict) else {}
            if part is None:
                return None
            merged = part
        for part_schema in listed(schema, "allOf"):
            if part_schema is False:
                return None
            part = self._flatten(part_schema, seen) if isinstance(part_schema, dict) else {}
            if part is None:
                return None
            merged = merge(merged, part)
        return self._flatten(merge(merged, own), seen)

    def _authored(self, schema: dict[str, Json], flat: dict[str, Json], turn: int) -> Iterator[Json]:
        """Yield the values that the author names for a schema."""
        constant = [flat["const"]] if "const" in flat else []
        enum = listed(flat, "enum")
        values: list[Json] = [*constant]
        if self._manner.authored:
            values += [schema[key] for key in ("example", "default") if key in schema]
            values[len(constant) : len(constant)] = listed(schema, "examples")
            if turn:
                values = values[turn:]
        values += enum[turn % len(enum) :] + enum[: turn % len(enum)] if enum else []
        yield from values

    def _chosen(self, flat: dict[str, Json], depth: int, name: str, turn: int) -> Sample:
        """Choose an alternative of each `oneOf` and `anyOf`, then build what that leaves."""
        for keyword in (CHOICES, "oneOf", "anyOf"):
            if keyword not in flat:
                continue
            branches = listed(flat, keyword)
            rest = {key: value for key, value in flat.items() if key != keyword}
            if keyword == CHOICES:
                first, others = branches[0], branches[1:]
                if others:
                    rest[CHOICES] = others
                branches = first if isinstance(first, list) else []
            return self._branch(flat, rest, branches, depth, name, turn)
        if "const" in flat or "enum" in flat:
            return MISSING
        return self._typed(flat, depth, name, turn)

    def _branch(
        self,
        whole_schema: dict[str, Json],
        rest: dict[str, Json],
        branches: list[Json],
        depth: int,
        name: str,
        turn: int,
    ) -> Sample:
        """Build the first alternative that holds up beside the others; else the first that can be built."""
        built: list[tuple[Json, Json]] = []
        start = self._manner.rotation % max(1, len(branches))
        rest = {key: value for key, value in rest.items() if key not in ("discriminator", "example", "default")}
        for branch in [*branches[start:], *branches[:start]]:
            marked = tagged(whole_schema, branch)
            if not isinstance(branch, dict):
                value = self.build(rest if branch is not False else False, depth, name, turn)
            elif rest or marked is not branch:
                value = self.build({**rest, "allOf": [*listed(rest, "allOf"), marked]}, depth + 1, name, turn)
            else:
                value = self.build(branch, depth, name, turn)
            if isinstance(value, Missing):
                continue
            if self._judge.accepts(value, whole_schema):
                return value
            built.append((value, branch))
        # What a discriminator tells apart needs nothing more.
        told_apart = (
            () if "discriminator" in whole_schema else (self._apart(each, own, branches) for each, own in built)
        )
        return next(
            (each for each in told_apart if self._judge.accepts(each, whole_schema)), built[0][0] if built else MISSING
        )

    def _apart(self, value: Json, own: Json, branches: list[Json]) -> Json:
        """Return an object told apart from the other alternatives, any other value as it is."""
        if not isinstance(value, dict):
            return value
        others = ((each, self._names(each)) for each in branches if each is not own)
        return apart(value, own, others, self._judge.accepts)

    def _names(self, schema: Json) -> list[str]:
        flat = self._flatten(schema, frozenset()) if isinstance(schema, dict) else None
        return [*mapped(flat, "properties")] if flat else []

    def _typed(self, flat: dict[str, Json], depth: int, name: str, turn: int) -> Sample:
        """Build a value by type: the first of several that works, null last."""
        named = types(flat)
        if "type" in flat and not named:
            return MISSING
        candidates = named or guessed_types(flat)
        start = self._manner.rotation % len(candidates)
        for kind in sorted([*candidates[start:], *candidates[:start]], key=lambda kind: kind == "null"):
            value = self._of_type(kind, flat, depth, name, turn)
            if not isinstance(value, Missing):
                return value
        return MISSING

    def _of_type(self, kind: str, flat: dict[str, Json], depth: int, name: str, turn: int) -> Sample:
        match kind:
            case "object":
                return self._object(flat, depth, turn)
            case "array":
                return self._array(flat, depth, name, turn)
            case "string":
                return self._first(texts(flat, name, turn), flat)
            case "integer" | "number":
                return self._first(numbers(flat, turn, integer=kind == "integer"), flat)
            case "boolean":
                return self._first((True, False) if turn % 2 == 0 else (False, True), flat)
            case _:
                return self._first((None,), flat)

    def _first(self, candidates: Iterable[Json], flat: dict[str, Json]) -> Sample:
        return next((value for value in candidates if self._judge.accepts(value, flat)), MISSING)

    def _array(self, flat: dict[str, Json], depth: int, name: str, turn: int) -> Sample:
        first, items = listed(flat, "prefixItems"), flat.get("items", True)
        if isinstance(items, list):
            first, items = items, flat.get("additionalItems", True)
        least, most = whole(flat.get("minItems")) or 0, whole(flat.get("maxItems"))
        wanted = max(
            least, 1 if self._manner.optional and depth < _RICH else 0, len(first) if least or depth < _RICH else 0
        )
        wanted = min(wanted, _MOST_ITEMS if most is None else most)
        unique = flat.get("uniqueItems") is True
        value: list[Json] = []
        for number in range(wanted):
            schema = first[number] if number < len(first) else items
            item = self._item(schema, depth + 1, name, value if unique else None, turn)
            if isinstance(item, Missing):
                break
            value.append(item)
        return value if len(value) >= least else MISSING

    def _item(self, schema: Json, depth: int, name: str, others: list[Json] | None, turn: int) -> Sample:
        """Build an item; where `others` are given, one that differs from all of them."""
        single = name[:-1] if name.endswith("s") else name
        if others is None:
            return self.build(schema, depth, single, turn)
        first = turn + len(others)
        for another in range(first, first + 12):
            value = self.build(schema, depth, single, another)
            if not isinstance(value, Missing) and value not in others:
                return value
        return MISSING

    def _object(self, flat: dict[str, Json], depth: int, turn: int) -> Sample:
        properties = mapped(flat, "properties")
        required = [name for name in listed(flat, "required") if isinstance(name, str)]
        least, most = whole(flat.get("minProperties")) or 0, whole(flat.get("maxProperties"))
        rich = self._manner.optional and depth < _RICH
        value: dict[str, Json] = {}
        for name in [*properties, *(name for name in dict.fromkeys(required) if name not in properties)]:
            if name not in required and (not rich or (most is not None and len(value) >= most)):
                continue
            item = self.build(self._member(flat, properties, name), depth + 1, name, turn)
            if not isinstance(item, Missing):
                value[name] = item
            elif name in required:
                return MISSING
        for name in properties:
            if len(value) < least and name not in value:
                item = self.build(properties[name], depth + 1, name, turn)
                if not isinstance(item, Missing):
                    value[name] = item
        return self._padded(value, flat, depth, least if properties or not rich else max(least, 1))

    def _member(self, flat: dict[str, Json], properties: dict[str, Json], name: str) -> Json:
        if name in properties:
            return properties[name]
        patterned = mapped(flat, "patternProperties")
        return next(iter(patterned.values()), flat.get("additionalProperties", True))

    def _padded(self, value: dict[str, Json], flat: dict[str, Json], depth: int, wanted: int) -> Sample:
        """Add properties that the schema does not name, up to a number; a dictionary shows one if it can."""
        patterned = mapped(flat, "patternProperties")
        pattern, schema = next(iter(patterned.items()), (None, flat.get("additionalProperties", True)))
        naming = mapped(flat, "propertyNames")
        least = whole(flat.get("minProperties")) or 0
        if schema is True and len(value) >= least:
            return value
        for turn in range(wanted + 4):
            if len(value) >= min(wanted, _MOST_ITEMS):
                break
            name = (
                _key(pattern, turn) if pattern is not None else self.build({"type": "string", **naming}, 1, "key", turn)
            )
            item = self.build(schema, depth + 1, "value", turn)
            if isinstance(name, str) and not isinstance(item, Missing):
                value.setdefault(name, item)
        return value if len(value) >= least else MISSING


def _key(pattern: str, turn: int) -> str | None:
    try:
        return matching_text(pattern, turn=turn)
    except UnsupportedPattern:
        return None
