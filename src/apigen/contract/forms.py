"""What the text of a form cannot say: a list of one is its item, and what is empty leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from apigen.contract.judge import listed, mapped
from apigen.spec.document import Json, found_at, local_pointer

_DEEPEST: Final = 30

Seen: TypeAlias = Callable[[object, Mapping[str, Json]], bool]
"""Judges a value and one of the schemas that stand for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormValue:
    """The form of a request: as meant, before it became text, and its schema, which references lead back into."""

    value: object
    schema: dict[str, Json]

    def has_item_for_list(self) -> bool:
        """Tell whether a scalar stands where the schema declares a list: the text is that of a list of one."""
        return self._anywhere(
            lambda value, schema: _declares_list(schema) and value is not None and not isinstance(value, list | dict)
        )

    def lacks_required(self) -> bool:
        """Tell whether a required property is a list or an object without any scalar, or all is null: no text says so."""
        return self.value is None or self._anywhere(
            lambda value, schema: (
                isinstance(value, dict)
                and any(
                    name in value and is_hollow(cast("Mapping[object, object]", value)[name])
                    for name in _names(schema.get("required"))
                )
            )
        )

    def has_hollow_part(self) -> bool:
        """Tell whether a property anywhere is a list or an object without any scalar, and so is not sent."""
        return any(is_hollow(each) for part in _parts(self.value) for each in part.values())

    def has_objects_in_lists(self) -> bool:
        """Tell whether a list has objects: what Schemathesis sends of them are the names of their properties."""
        return any(
            isinstance(item, dict)
            for part in _parts(self.value)
            for each in part.values()
            if isinstance(each, list)
            for item in cast("list[object]", each)
        )

    def has_brackets_in_names(self) -> bool:
        """Tell whether a name within a property has brackets, between which names within properties stand."""
        inner = (part for part in _parts(self.value) if part is not self.value)
        return any("[" in str(name) or "]" in str(name) for part in inner for name in part)

    def _anywhere(self, seen: Seen) -> bool:
        return any(seen(value, schema) for value, schema in self._places(self.value, self.schema, 0))

    def _places(self, value: object, schema: Json, depth: int) -> Iterator[tuple[object, Mapping[str, Json]]]:
        """Yield every value within the form with each schema that may stand for it."""
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return
        if isinstance(schema.get("$ref"), str):
            target = local_pointer(str(schema["$ref"]))
            yield from self._places(value, None if target is None else found_at(self.schema, target), depth + 1)
            return
        yield value, schema
        for keyword in ("allOf", "anyOf", "oneOf"):
            for branch in listed(schema, keyword):
                yield from self._places(value, branch, depth + 1)
        if isinstance(value, dict):
            properties = mapped(schema, "properties")
            for name, each in cast("Mapping[str, object]", value).items():
                yield from self._places(each, properties.get(name, schema.get("additionalProperties")), depth + 1)
        elif isinstance(value, list):
            for each in cast("list[object]", value):
                yield from self._places(each, schema.get("items"), depth + 1)


def _parts(value: object) -> Iterator[Mapping[object, object]]:
    """Yield every object within a value, itself included."""
    if isinstance(value, dict):
        yield cast("dict[object, object]", value)
    if isinstance(value, dict | list):
        inner = cast("dict[object, object]", value).values() if isinstance(value, dict) else cast("list[object]", value)
        for each in inner:
            yield from _parts(each)


def is_hollow(value: object) -> bool:
    """Tell whether a value is a list or an object without any scalar, so that no style has a text for it."""
    if isinstance(value, list):
        return all(is_hollow(item) for item in cast("list[object]", value))
    if isinstance(value, dict):
        return all(is_hollow(item) for item in cast("dict[object, object]", value).values())
    return False


def _declares_list(schema: Mapping[str, Json]) -> bool:
    kind = schema.get("type")
    return "array" in (kind if isinstance(kind, list) else [kind])


def _names(value: Json) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
