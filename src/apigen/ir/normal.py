"""Schemas of a contract to schemas of one JSON Schema dialect: what the exact validators compile from.

OpenAPI 3.0's dialect becomes Draft 4 (as its text says it extends Wright Draft 00), 3.1's stays 2020-12.
Only keywords that judge values are kept, and of those only well-formed ones: one wrong keyword
would make a whole validator unusable, and the checks have named it already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from urllib.parse import quote

from apigen.ir.choices import conditions
from apigen.ir.schemas import Schemas
from apigen.ir.shapes import read_shape
from apigen.ir.types import Direction, TypeKey
from apigen.report import Pointer
from apigen.spec.document import Json, local_pointer

_WIDTHS = {"int32": 31, "int64": 63}
_TYPES = frozenset({"null", "boolean", "object", "array", "number", "integer", "string"})


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == int(value)


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_names(value: Json) -> bool:
    return isinstance(value, list) and all(map(_is_text, value)) and len({*map(str, value)}) == len(value)


_COMMON: Mapping[str, Callable[[Json], bool]] = {
    "multipleOf": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value > 0,
    "maximum": _is_number,
    "minimum": _is_number,
    "maxLength": _is_count,
    "minLength": _is_count,
    "format": _is_text,
    "maxItems": _is_count,
    "minItems": _is_count,
    "uniqueItems": lambda value: isinstance(value, bool),
    "maxProperties": _is_count,
    "minProperties": _is_count,
    "enum": lambda value: isinstance(value, list) and bool(value),
}
_2020: Mapping[str, Callable[[Json], bool]] = {
    **_COMMON,
    "const": lambda value: True,
    "exclusiveMaximum": _is_number,
    "exclusiveMinimum": _is_number,
    "minContains": _is_count,
    "maxContains": _is_count,
    "dependentRequired": lambda value: isinstance(value, dict) and all(map(_is_names, value.values())),
}
_SCHEMA_KEYWORDS = ("items", "additionalProperties", "not")
_SCHEMA_KEYWORDS_2020 = (
    *_SCHEMA_KEYWORDS, "if", "then", "else", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
_LIST_KEYWORDS = ("allOf", "anyOf", "oneOf")
_EXCLUSIVE = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_NULL: dict[str, Json] = {"type": "null"}


class Normalizer:
    """Writes schemas in the validators' dialect and collects the definitions that they refer to."""

    def __init__(self, schemas: Schemas, usable_pattern: Callable[[str, Pointer], bool]) -> None:
        self._schemas = schemas
        self._usable_pattern = usable_pattern
        self._shape_of = cache(partial(read_shape, schemas))
        self._keep = _COMMON if schemas.is_30 else _2020
        self._pending: list[TypeKey] = []
        self.definitions: dict[str, Json] = {}

    def schema(self, pointer: Pointer, direction: Direction) -> Json:
        """Return the normal form of the schema at a pointer; `{}` where anything is valid."""
        written = self._write(pointer, direction)
        while self._pending:
            key = self._pending.pop()
            plain = Direction.REQUEST if direction is Direction.FORM else direction
            self.definitions[_name(key)] = self._write(key.pointer, key.direction or plain)
        return written

    def _write(self, pointer: Pointer, direction: Direction) -> Json:
        schema = self._schemas.at(pointer)
        if isinstance(schema, bool):
            # Draft 4 has no boolean schemas.
            return {} if schema else {"not": {}}
        assert isinstance(schema, dict)
        reference = schema.get("$ref")
        target = local_pointer(reference) if isinstance(reference, str) else None
        if target is not None and self._schemas.reference(schema) is not None:
            return self._reference(target, direction)
        written = self._keywords(schema, pointer, direction)
        if target is not None:
            written["$ref"] = self._reference(target, direction)["$ref"]
        if self._schemas.is_30 and schema.get("nullable") is True:
            return self._with_null(written)
        return written

    def _reference(self, target: Pointer, direction: Direction) -> dict[str, Json]:
        key = self._schemas.key(target, direction)
        name = _name(key)
        if name not in self.definitions:
            self.definitions[name] = True
            self._pending.append(key)
        return {"$ref": "#/definitions/" + quote(name.replace("~", "~0").replace("/", "~1"), safe="~:")}

    def _keywords(self, schema: dict[str, Json], pointer: Pointer, direction: Direction) -> dict[str, Json]:
        written: dict[str, Json] = {
            key: _whole(schema[key]) if fits is _is_count else schema[key]
            for key, fits in self._keep.items()
            if key in schema and fits(schema[key])
        }
        types = schema.get("type")
        known: list[Json] = [each for each in (types if isinstance(types, list) else [types]) if each in _TYPES]
        if known:
            written["type"] = known if len(known) > 1 else known[0]
        if self._schemas.is_30:
            _exclusive_flags(schema, written)
            _as_in_31(schema, written)
        else:
            _exclusive_numbers(schema, written)
        if "integer" in known and "number" not in known:
            _bound_width(written)
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and self._usable_pattern(pattern, pointer):
            written["pattern"] = pattern
        self._applicators(schema, pointer, direction, written)
        self._objects(schema, pointer, direction, written)
        return written

    def _applicators(
        self, schema: dict[str, Json], pointer: Pointer, direction: Direction, written: dict[str, Json]
    ) -> None:
        for keyword in _SCHEMA_KEYWORDS if self._schemas.is_30 else _SCHEMA_KEYWORDS_2020:
            value = schema.get(keyword)
            if keyword == "additionalProperties" and isinstance(value, bool):
                written[keyword] = value
            elif isinstance(value, dict) or (isinstance(value, bool) and not self._schemas.is_30):
                written[keyword] = self._write((*pointer, keyword), direction)
        for keyword in _LIST_KEYWORDS if self._schemas.is_30 else (*_LIST_KEYWORDS, "prefixItems"):
            branches = schema.get(keyword)
            if isinstance(branches, list) and branches:
                places = [(*pointer, keyword, str(i)) for i in range(len(branches))]
                written[keyword] = [self._write(place, direction) for place in places]
                if keyword in ("anyOf", "oneOf") and "discriminator" in schema:
                    written[keyword] = self._told_apart(written[keyword], pointer, places)

    def _told_apart(self, branches: Json, pointer: Pointer, places: Sequence[Pointer]) -> list[Json]:
        """Return alternatives, each with what the discriminator asks of it: that comes first, for it is soon decided."""
        asked = conditions(self._schemas, pointer, places, self._shape_of)
        assert isinstance(branches, list)
        return [
            branch if each is None else {"allOf": [each, branch]} for each, branch in zip(asked, branches, strict=True)
        ]

    def _objects(
        self, schema: dict[str, Json], pointer: Pointer, direction: Direction, written: dict[str, Json]
    ) -> None:
        out = self._schemas.properties_out_of(schema, direction)
        for keyword in (
            ("properties",) if self._schemas.is_30 else ("properties", "patternProperties", "dependentSchemas")
        ):
            named = schema.get(keyword)
            if isinstance(named, dict) and named:
                written[keyword] = {
                    name: self._property((*pointer, keyword, name), direction)
                    for name in named
                    if keyword != "patternProperties" or self._usable_pattern(name, pointer)
                }
            kept = written.get(keyword)
            if isinstance(named, dict) and isinstance(kept, dict) and len(named) != len(kept):
                # What a pattern would have allowed is not to be refused because nothing can run it.
                written.pop("additionalProperties", None)
        if direction is Direction.RESPONSE and out:
            properties = written["properties"]
            assert isinstance(properties, dict)
            forbidden: dict[str, Json] = {name: {"not": {}} for name in out}
            written["properties"] = properties | forbidden
        required = schema.get("required")
        if isinstance(required, list):
            names: list[Json] = [*dict.fromkeys(name for name in required if isinstance(name, str) and name not in out)]
            if names:
                written["required"] = names

    def _property(self, pointer: Pointer, direction: Direction) -> Json:
        """Return the normal form of a property: of a file in a form, anything, for no schema speaks of its content."""
        if direction is not Direction.FORM:
            return self._write(pointer, direction)
        part = self._schemas.part(pointer)
        if part == "files":
            pointer = self._schemas.resolve(pointer)
            schema = self._schemas.at(pointer)
            assert isinstance(schema, dict)
            bounds: dict[str, Json] = {
                key: _whole(schema[key]) for key in ("minItems", "maxItems") if key in schema and _is_count(schema[key])
            }
            return {"type": "array", "items": self._file((*pointer, "items")), **bounds}
        if part == "either":
            return {"type": ["string", "array"], "items": {}}
        return self._write(pointer, Direction.REQUEST) if part is None else self._file(pointer)

    def _file(self, pointer: Pointer) -> Json:
        """Return the normal form of a file: of one that is not bytes for certain, a string, for it may come as a text."""
        schema = self._schemas.at(self._schemas.resolve(pointer))
        is_binary = self._schemas.is_30 or (isinstance(schema, dict) and schema.get("format") == "binary")
        return {} if is_binary else {"type": "string"}

    def _with_null(self, written: dict[str, Json]) -> Json:
        types = written.get("type")
        if isinstance(types, str) and not written.keys() & {"enum", "allOf", "anyOf", "oneOf", "not"}:
            return {**written, "type": [types, "null"]}
        return {"anyOf": [written, _NULL]}


def _whole(value: Json) -> Json:
    """Return a count as an integer: `2.0` is one in 2020-12, and is not in Draft 4."""
    return int(value) if isinstance(value, float) else value


def _exclusive_flags(schema: dict[str, Json], written: dict[str, Json]) -> None:
    """Draft 4 has flags beside the bounds. Numbers, as later drafts have them, are common mistakes and mean the same."""
    for flag, bound in _EXCLUSIVE:
        value = schema.get(flag)
        if value is True and bound in written:
            written[flag] = True
        elif _is_number(value):
            written[bound] = value
            written[flag] = True


def _exclusive_numbers(schema: dict[str, Json], written: dict[str, Json]) -> None:
    """Later drafts have bounds of their own; the flags of Draft 4 are mistakes there, and mean the same."""
    for flag, bound in _EXCLUSIVE:
        if schema.get(flag) is True and bound in written:
            written[flag] = written.pop(bound)


def _as_in_31(schema: dict[str, Json], written: dict[str, Json]) -> None:
    """Read what OpenAPI 3.0 has no words for, and documents say all the same: one value, and null alone."""
    if "const" in schema:
        written["enum"] = [schema["const"]]
    if written.get("enum") == [None]:
        written.pop("type", None)


def _bound_width(written: dict[str, Json]) -> None:
    """Give an integer of a known width its bounds: validators ask the functions of formats about strings alone.

    A bound of the author's own stands unless the width is narrower, in Draft 4 with its exclusive flag.
    """
    width = _WIDTHS.get(str(written.get("format")))
    if width is None:
        return
    low, high = written.get("minimum"), written.get("maximum")
    if not isinstance(low, int | float) or low < -(2**width):
        written["minimum"] = -(2**width)
        if written.get("exclusiveMinimum") is True:
            del written["exclusiveMinimum"]
    if not isinstance(high, int | float) or high > 2**width - 1:
        written["maximum"] = 2**width - 1
        if written.get("exclusiveMaximum") is True:
            del written["exclusiveMaximum"]


def _name(key: TypeKey) -> str:
    """Return a definition's name: the component's own, or its pointer; with the direction where it matters."""
    pointer = key.pointer
    if len(pointer) == 3 and pointer[:2] == ("components", "schemas"):
        name = pointer[2]
    else:
        name = "/".join(token.replace("~", "~0").replace("/", "~1") for token in pointer)
    return name if key.direction is None else f"{key.direction}:{name}"
