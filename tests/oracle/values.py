"""Schemas to values that mostly fit them: what does not is a request too, and is judged like the others."""

from __future__ import annotations

import random
import string
from collections.abc import Mapping
from typing import Any

from . import shapes
from .document import Contract
from .patterns import matching
from .schemas import Schemas

_DEEP = 4
_TRIES = 8
_FORMATS = {
    "date": ["2024-02-29", "1999-12-31"],
    "date-time": ["2024-02-29T12:30:00Z", "1999-12-31T23:59:59.123+02:00"],
    "time": ["12:30:00Z", "23:59:59+01:00"],
    "duration": ["P1D", "PT2H"],
    "uuid": ["0b0b8d3e-65c1-4a3c-8a1e-0d5cbbd3c1c4", "0B0B8D3E-65C1-4A3C-8A1E-0D5CBBD3C1C4"],
    "email": ["ann@example.org"],
    "idn-email": ["ann@example.org"],
    "hostname": ["example.org"],
    "idn-hostname": ["example.org"],
    "ipv4": ["192.0.2.1"],
    "ipv6": ["2001:db8::1", "::1"],
    "uri": ["https://example.org/a"],
    "iri": ["https://example.org/a"],
    "uri-reference": ["a/b"],
    "uri-template": ["a/b"],
    "json-pointer": ["/a/b"],
    "regex": ["ab"],
    "byte": ["YQ=="],
    "binary": ["content"],
}
_WORDS = ("a", "abc", "Rex", "x y", "ü", "日本", "1", "true", "a-b_c", "50", "null", "a&b=c", "é%41", "+1")


class Maker:
    """Makes values, the same for the same chance."""

    def __init__(self, contract: Contract, schemas: Schemas, chance: random.Random) -> None:
        self._contract, self._schemas, self._chance = contract, schemas, chance

    def value(self, schema: Any, *, flat: bool = False) -> Any:
        """Return a value that fits a schema, if one is found soon; `flat` has no objects or arrays below the first."""
        value: Any = None
        for turn in range(_TRIES):
            value = self._make(schema, 2 if flat else 0 if turn < _TRIES - 3 else _DEEP)
            if self._schemas.judge(schema, value).ok:
                return value
        known = self._examples(self._contract.resolved(schema))
        return self._chance.choice(known) if known else value

    def _make(self, schema: Any, depth: int) -> Any:
        chance, found = self._chance, self._contract.resolved(schema)
        if not isinstance(found, dict):
            return chance.choice(_WORDS)
        known = self._examples(found)
        if "const" in found:
            return found["const"]
        if found.get("enum"):
            return chance.choice(found["enum"])
        if known and chance.random() < 0.25:
            return chance.choice(known)
        if depth > 10:
            return {}
        for word in ("oneOf", "anyOf"):
            if found.get(word):
                return self._of_branch(found, word, depth)
        if found.get("allOf"):
            return self._make(self._merged(found), depth)
        kinds = shapes.types(self._contract, found)
        if "null" in kinds and chance.random() < 0.15 and kinds != shapes.ALL:
            return None
        named = [
            kind
            for kind in sorted(kinds)
            if kind != "null" and not (kind == "integer" and "number" in kinds and kinds != shapes.ALL)
        ]
        if kinds == shapes.ALL:
            named = ["object"] if "properties" in found else ["array"] if "items" in found else ["string", "integer"]
        return self._typed(chance.choice(named or ["string"]), found, depth)

    def _typed(self, kind: str, schema: Mapping[str, Any], depth: int) -> Any:
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, depth)
        if kind == "boolean":
            return self._chance.random() < 0.5
        if kind in ("integer", "number"):
            return self._number(kind, schema)
        return self._string(schema)

    def _examples(self, schema: Any) -> list[Any]:
        if not isinstance(schema, dict):
            return []
        more = schema.get("examples")
        return [
            *(schema[key] for key in ("example", "default") if key in schema),
            *(more if isinstance(more, list) else []),
        ]

    def _of_branch(self, schema: Mapping[str, Any], word: str, depth: int) -> Any:
        branch = self._chance.choice(schema[word])
        rest = {key: each for key, each in schema.items() if key not in (word, "discriminator")}
        value = self._make(self._merged({"allOf": [rest, branch]}), depth)
        said = schema.get("discriminator")
        if isinstance(said, dict) and isinstance(value, dict) and "$ref" in branch:
            tags = [tag for tag, target in (said.get("mapping") or {}).items() if target == branch["$ref"]]
            value = {**value, said["propertyName"]: tags[0] if tags else branch["$ref"].rpartition("/")[2]}
        return value

    def _merged(self, schema: Any, depth: int = 0) -> dict[str, Any]:
        """Return a schema of all that is in `allOf`: what fits it mostly fits each."""
        found = self._contract.resolved(schema)
        if not isinstance(found, dict) or depth > 8:
            return {}
        merged: dict[str, Any] = {}
        own = {key: each for key, each in found.items() if key != "allOf"}
        for part in (*(self._merged(each, depth + 1) for each in found.get("allOf", ())), own):
            for key, each in part.items():
                if key == "properties" and key in merged:
                    both = merged[key].keys() & each.keys()
                    joined = {name: {"allOf": [merged[key][name], each[name]]} for name in both}
                    merged[key] = {**merged[key], **each, **joined}
                elif key == "required" and key in merged:
                    merged[key] = [*merged[key], *each]
                elif key not in merged or key not in ("oneOf", "anyOf"):
                    merged[key] = each
        return merged

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        chance, value = self._chance, dict[str, Any]()
        required = {*(schema.get("required") or ())}
        share = 0.7 if depth == 0 else 0.4 if depth < _DEEP else 0.0
        own = schema.get("properties") or {}
        many = len(own) > 15
        for name, part in own.items():
            found = self._contract.resolved(part)
            skip = isinstance(found, dict) and found.get("readOnly") is True and chance.random() < 0.9
            if (name in required and not skip) or (not skip and chance.random() < (share / 3 if many else share)):
                value[name] = self._make(part, depth + 1)
        for name in sorted(required - own.keys()):
            value[name] = self._make(schema.get("additionalProperties", {}), depth + 1)
        more = schema.get("additionalProperties")
        for turn in range(chance.choice((0, 1, 2)) if isinstance(more, dict) and (depth < _DEEP or not own) else 0):
            value[f"key{turn}"] = self._make(more, depth + 1)
        while len(value) < schema.get("minProperties", 0):
            value[f"more{len(value)}"] = self._make(more if isinstance(more, dict) else {}, depth + 1)
        return value

    def _array(self, schema: Mapping[str, Any], depth: int) -> list[Any]:
        least = schema.get("minItems", 0)
        usual = least + self._chance.choice((0, 1, 1, 2, 3)) if depth < _DEEP else least
        first = list(schema.get("prefixItems", ()))
        parts = [*first, *[schema.get("items", {})] * max(usual - len(first), 0)]
        found = [self._make(part, depth + 1) for part in parts[: schema.get("maxItems", len(parts))]]
        if schema.get("uniqueItems"):
            return [each for index, each in enumerate(found) if each not in found[:index]]
        return found

    def _number(self, kind: str, schema: Mapping[str, Any]) -> int | float:
        chance = self._chance
        step: int | float | None = schema.get("multipleOf")
        low, high = self._bounds(schema, step or (1 if kind == "integer" else 0.5))
        if step:
            least = -int(-low // step)
            return step * chance.randint(least, max(int(high // step), least))
        if kind == "integer":
            return chance.choice((int(low), int(high), chance.randint(int(low), max(int(high), int(low)))))
        return chance.choice((low, high, round(chance.uniform(low, high), 2)))

    def _bounds(self, schema: Mapping[str, Any], unit: int | float) -> tuple[int | float, int | float]:
        """Return the least and the greatest number that is made: the schema's, or some."""
        found: list[int | float | None] = []
        for word, sign in (("inimum", 1), ("aximum", -1)):
            bound: int | float | None = schema.get(f"m{word}")
            beyond: bool | int | float = schema.get(f"exclusiveM{word}", False)
            if beyond is True and bound is not None:
                bound += sign * unit
            elif not isinstance(beyond, bool):
                bound = beyond + sign * unit
            found.append(bound)
        low, high = found
        if low is None:
            low = min(0, 0 if high is None else high) - self._chance.choice((0, 3))
        return low, max(low, 0) + self._chance.choice((1, 50, 1000)) if high is None else high

    def _string(self, schema: Mapping[str, Any]) -> str:
        chance, least, most = self._chance, schema.get("minLength", 0), schema.get("maxLength")
        if "pattern" in schema:
            for _ in range(6):
                text = matching(schema["pattern"], chance)
                if text is not None and len(text) >= least and (most is None or len(text) <= most):
                    return text
        if schema.get("format") in _FORMATS:
            return chance.choice(_FORMATS[schema["format"]])
        text = chance.choice(_WORDS)
        text += "".join(chance.choices(string.ascii_letters, k=max(least - len(text), 0)))
        return text if most is None else text[:most]
