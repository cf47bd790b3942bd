"""A value and a schema become a verdict, in passing: cheap enough to ask for every part of an example.

What concerns one value by itself (type, bounds, pattern, format) is judged by the exact validator;
how parts make up a whole is followed here, so that nothing is compiled twice. The last word on a
finished example belongs to the exact validator over everything, see `examples`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, Protocol, TypeAlias
from urllib.parse import unquote

from apigen.spec.document import Json
from apigen.spec.rules.values import SHALLOW

Dialect: TypeAlias = Literal["draft4", "2020-12"]

_BY_ITSELF: Final = SHALLOW | {"dependentRequired"}
_DEEPEST: Final = 40


class Fault(Protocol):
    """What is used of what a validator says of a value."""

    @property
    def schema_path(self) -> Sequence[str | int]:
        """Where the keyword stands that is not satisfied."""
        ...


class Validator(Protocol):
    """What is used of a compiled schema."""

    def is_valid(self, instance: Json) -> bool:
        """Tell whether the value satisfies the schema."""
        ...

    def iter_errors(self, instance: Json) -> Iterable[Fault]:
        """Return what is wrong with the value; of a choice, that nothing of it fits."""
        ...


def compile_schema(schema: dict[str, Json], dialect: Dialect) -> Validator | None:
    """Return the exact validator of a self-contained schema, with formats as the server has them.

    `None` where the schema cannot be compiled: a pattern that is not understood, for instance.
    """
    import jsonschema_rs

    try:
        if dialect == "draft4":
            from apigen.runtime.server.validation import DRAFT4_FORMATS

            return jsonschema_rs.Draft4Validator(schema, DRAFT4_FORMATS, validate_formats=True)
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return None


def is_valid(validator: Validator, value: Json) -> bool:
    """Ask a validator; a value that it cannot take, such as text with a lone surrogate, is not valid."""
    try:
        return validator.is_valid(value)
    except (ValueError, TypeError, RecursionError):
        return False


def broken_keywords(validator: Validator, value: Json) -> frozenset[str]:
    """Return the keywords that a value does not satisfy."""
    return frozenset(str(each.schema_path[-1]) for each in validator.iter_errors(value) if each.schema_path)


class Judge:
    """Judges values by schemas that may refer to `definitions`."""

    def __init__(self, definitions: Mapping[str, Json], dialect: Dialect) -> None:
        self._definitions = definitions
        self._dialect: Dialect = dialect
        self._compiled: dict[int, tuple[Json, Validator | None]] = {}

    def target(self, ref: Json) -> tuple[str, Json]:
        """Return the name and the schema that a `$ref` means; `False`, which nothing satisfies, if it is dangling."""
        name = ref.removeprefix("#/definitions/") if isinstance(ref, str) else ""
        if name not in self._definitions:
            name = unquote(name).replace("~1", "/").replace("~0", "~")
        return name, self._definitions.get(name, False)

    def accepts(self, value: Json, schema: Json, depth: int = 0) -> bool:
        """Tell whether the value satisfies the schema, as far as can be seen without compiling references."""
        if isinstance(schema, bool) or not isinstance(schema, dict):
            return schema is not False
        if depth > _DEEPEST:
            return True
        return (
            self._by_itself(value, schema)
            and self._composed(value, schema, depth + 1)
            and (not isinstance(value, dict) or self._members(value, schema, depth + 1))
            and (not isinstance(value, list) or self._elements(value, schema, depth + 1))
        )

    def _by_itself(self, value: Json, schema: dict[str, Json]) -> bool:
        known = self._compiled.get(id(schema))
        if known is None or known[0] is not schema:
            own = {key: item for key, item in schema.items() if key in _BY_ITSELF}
            known = (schema, compile_schema(own, self._dialect) if own else None)
            self._compiled[id(schema)] = known
        return known[1] is None or is_valid(known[1], value)

    def _composed(self, value: Json, schema: dict[str, Json], depth: int) -> bool:
        if "$ref" in schema and not self.accepts(value, self.target(schema["$ref"])[1], depth):
            return False
        if not all(self.accepts(value, part, depth) for part in listed(schema, "allOf")):
            return False
        either = listed(schema, "anyOf")
        if either and not any(self.accepts(value, part, depth) for part in either):
            return False
        one = listed(schema, "oneOf")
        if one and sum(self.accepts(value, part, depth) for part in one) != 1:
            return False
        return "not" not in schema or not self.accepts(value, schema["not"], depth)

    def _members(self, value: dict[str, Json], schema: dict[str, Json], depth: int) -> bool:
        properties = mapped(schema, "properties")
        patterns = mapped(schema, "patternProperties")
        rest = schema.get("additionalProperties", True)
        for name, item in value.items():
            if name in properties:
                if not self.accepts(item, properties[name], depth):
                    return False
            elif not patterns and not self.accepts(item, rest, depth):
                return False
        return True

    def _elements(self, value: list[Json], schema: dict[str, Json], depth: int) -> bool:
        first = listed(schema, "prefixItems")
        items = schema.get("items", True)
        if isinstance(items, list):
            first, items = items, schema.get("additionalItems", True)
        return all(
            self.accepts(item, first[number] if number < len(first) else items, depth)
            for number, item in enumerate(value)
        )


def listed(schema: Mapping[str, Json], keyword: str) -> list[Json]:
    """Return the list that a keyword holds; empty if it holds none."""
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def mapped(schema: Mapping[str, Json], keyword: str) -> dict[str, Json]:
    """Return the object that a keyword holds; empty if it holds none."""
    value = schema.get(keyword)
    return value if isinstance(value, dict) else {}
