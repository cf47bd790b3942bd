"""A JSON Schema becomes many different values, most of which satisfy it: the exact validator has the last word."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from apigen.contract.build import MISSING, Missing, Sample
from apigen.contract.judge import listed, mapped
from apigen.contract.merge import CHOICES, guessed_types, merge, types
from apigen.contract.pattern import UnsupportedPattern, matching_text
from apigen.contract.scalars import numbers, texts, whole
from apigen.spec.document import Json

_DEEPEST: Final = 12
_FRUGAL: Final = 4
"""From this depth on, only what is required is filled in."""

_TEXTS: Final[Mapping[str, Sequence[str]]] = {
    "date-time": (
        "2024-02-29T23:59:59Z",
        "2024-01-01T12:00:00.000Z",
        "1969-12-31T00:00:00.123456-08:00",
        "2024-01-01T12:00:00.5+05:30",
        "2024-01-01t12:00:00z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2016-12-31T23:59:60Z",
    ),
    "date": ("2024-02-29", "0001-01-01", "9999-12-31", "1969-12-31"),
    "uuid": ("3fa85f64-5717-4562-b3fc-2c963f66afa6", "3FA85F64-5717-4562-B3FC-2C963F66AFA6", "0" * 8 + "-0000" * 3 + "-" + "0" * 12),
    "": ("", " ", "0", "1", "true", "null", "1.0", "2024-01-01", "é😀\u2028", "a\nb", "x" * 300, "[]", "{}", "-0"),
}  # fmt: skip
_NUMBERS: Final[Sequence[Json]] = (
    0,
    -1,
    1,
    1.0,
    1.5,
    -0.5,
    2**31,
    2**53,
    -(2**63),
    1e-7,
    1e15,
    1e100,
    12345678901234567890,
)
_INTEGERS: Final[Sequence[Json]] = (0, -1, 1, 1.0, 2**31, 2**53 + 1, -(2**63), 12345678901234567890)
_NAMES: Final = (
    "x",
    "class",
    "self",
    "model_config",
    "copy",
    "_private",
    "a b",
    "ключ",
    "",
    "X-Name",
    "0",
    "type",
    "cls",
)


class Variety:
    """Makes values for schemas that may refer to `definitions`, as `#/definitions/<name>`."""

    def __init__(self, target: Callable[[Json], tuple[str, Json]], seed: int) -> None:
        self._target = target
        self._random = random.Random(seed)

    def values(self, schema: Json, seeds: Sequence[Json]) -> Iterator[Json]:
        """Yield values without an end: made of the schema, or of the seeds by some changes."""
        while True:
            if seeds and self._random.random() < 0.4:
                yield self._changed(copy.deepcopy(self._random.choice(seeds)))
            else:
                made = self._value(schema, 0)
                if not isinstance(made, Missing):
                    yield made
                elif not seeds:
                    yield self._anything(0)

    def _value(self, schema: Json, depth: int, name: str = "") -> Sample:
        if schema is False or depth > _DEEPEST:
            return MISSING
        flat = self._flat(schema, 0)
        if flat is None:
            return MISSING
        if "const" in flat:
            return flat["const"]
        values = listed(flat, "enum") + [flat[each] for each in ("example", "default") if each in flat]
        if values and ("enum" in flat or self._random.random() < 0.1):
            return self._random.choice(values)
        kinds = types(flat) or (guessed_types(flat)[:1] if flat and self._random.random() < 0.8 else [])
        return self._of_type(self._random.choice(kinds), flat, depth, name) if kinds else self._anything(depth)

    def _flat(self, schema: Json, depth: int) -> dict[str, Json] | None:
        """Merge references, `allOf`, and one alternative of each choice into one schema."""
        if not isinstance(schema, dict) or depth > 40:
            return None if schema is False else {}
        merged = {
            key: value for key, value in schema.items() if key not in ("allOf", "anyOf", "oneOf", "$ref", CHOICES)
        }
        parts = listed(schema, "allOf") + ([self._target(schema["$ref"])[1]] if "$ref" in schema else [])
        groups = [listed(schema, each) for each in ("anyOf", "oneOf")] + [
            group for group in listed(schema, CHOICES) if isinstance(group, list)
        ]
        parts += [self._random.choice(group) for group in groups if group]
        for part in parts:
            flat = self._flat(part, depth + 1)
            if flat is None:
                return None
            merged = merge(flat, merged)
        return merged

    def _of_type(self, kind: str, flat: dict[str, Json], depth: int, name: str) -> Sample:
        match kind:
            case "object":
                return self._object(flat, depth)
            case "array":
                return self._array(flat, depth, name)
            case "string":
                return self._text(flat, name)
            case "integer" | "number":
                return self._number(flat, integer=kind == "integer")
            case "boolean":
                return self._random.random() < 0.5
            case _:
                return None

    def _object(self, flat: dict[str, Json], depth: int) -> Sample:
        properties, extra = mapped(flat, "properties"), flat.get("additionalProperties", True)
        required = [name for name in listed(flat, "required") if isinstance(name, str)]
        share = self._random.choice((0.0, 0.3, 0.7, 1.0)) if depth < _FRUGAL else 0.05
        value: dict[str, Json] = {}
        for name in dict.fromkeys([*properties, *required]):
            if name in required or self._random.random() < share:
                made = self._value(properties.get(name, extra), depth + 1, name)
                if not isinstance(made, Missing):
                    value[name] = made
        if extra is not False and depth < _FRUGAL:
            for _ in range(self._random.choice((0, 0, 0, 1, 2) if properties else (0, 1, 3))):
                made = self._value(extra, depth + 1, "value")
                if not isinstance(made, Missing):
                    value.setdefault(self._random.choice(_NAMES), made)
        for pattern, schema in mapped(flat, "patternProperties").items():
            made = self._value(schema, depth + 1, "value")
            if not isinstance(made, Missing) and self._random.random() < 0.5:
                value.update((text, made) for text in self._matching(pattern))
        return value

    def _array(self, flat: dict[str, Json], depth: int, name: str) -> Sample:
        first, items = listed(flat, "prefixItems"), flat.get("items", True)
        least, most = whole(flat.get("minItems")) or 0, whole(flat.get("maxItems"))
        wanted = least + (self._random.choice((0, 0, 1, 1, 2, 3, len(first))) if depth < _FRUGAL else 0)
        value: list[Json] = []
        for number in range(min(wanted, 50 if most is None else most)):
            made = self._value(first[number] if number < len(first) else items, depth + 1, name.removesuffix("s"))
            if isinstance(made, Missing):
                break
            if made not in value or flat.get("uniqueItems") is not True:
                value.append(made)
        return value

    def _text(self, flat: dict[str, Json], name: str) -> Json:
        form = flat.get("format")
        choice: list[str] = list(_TEXTS.get(form, ()) if isinstance(form, str) else ())
        if isinstance(flat.get("pattern"), str):
            choice += self._matching(str(flat["pattern"])) * 20
        if not choice or self._random.random() < 0.3:
            least, most = whole(flat.get("minLength")) or 0, whole(flat.get("maxLength"))
            candidates = [
                text for text in texts(flat, name, self._random.choice((0, 0, 1, 2, 7))) if isinstance(text, str)
            ]
            choice += candidates[:3] if form else [*candidates[:6], *_TEXTS[""]]
            choice += ["é" * min(each, 5000) for each in (least, most) if each]
        return self._random.choice(choice)

    def _matching(self, pattern: str) -> list[str]:
        try:
            return [matching_text(pattern, extra=self._random.choice((0, 1, 5)), turn=self._random.randrange(20))]
        except UnsupportedPattern:
            return []

    def _number(self, flat: dict[str, Json], *, integer: bool) -> Json:
        found = list(numbers(flat, self._random.choice((0, 1, 2, 9)), integer=integer))
        bounds = [flat[each] for each in ("minimum", "maximum") if each in flat]
        more = () if {"multipleOf", "maximum", "minimum"} & flat.keys() else _INTEGERS if integer else _NUMBERS
        return self._random.choice([*found, *bounds, *more, 0])

    def _anything(self, depth: int) -> Json:
        match self._random.randrange(7 if depth < _FRUGAL else 5):
            case 0:
                return None
            case 1:
                return self._random.random() < 0.5
            case 2:
                return self._random.choice(_NUMBERS)
            case 3 | 4:
                return self._random.choice(_TEXTS[self._random.choice(list(_TEXTS))])
            case 5:
                return [self._anything(depth + 1) for _ in range(self._random.randrange(3))]
            case _:
                return {
                    self._random.choice(_NAMES): self._anything(depth + 1) for _ in range(self._random.randrange(3))
                }

    def _changed(self, value: Json) -> Json:
        """Return a value with a part of it dropped, added, or replaced by another one."""
        if isinstance(value, dict) and value and self._random.random() < 0.9:
            name = self._random.choice(list(value))
            match self._random.randrange(4):
                case 0:
                    del value[name]
                case 1:
                    value[self._random.choice(_NAMES)] = self._anything(1)
                case _:
                    value[name] = self._changed(value[name])
            return value
        if isinstance(value, list) and value and self._random.random() < 0.9:
            place = self._random.randrange(len(value))
            value[place : place + self._random.randrange(2)] = [self._changed(value[place])]
            return value
        return self._anything(2) if self._random.random() < 0.7 else value
