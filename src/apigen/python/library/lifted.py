"""Definitions to a JSON Schema document that says what they are. What they are called, and every text, is a token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from apigen.ir.types import (
    AliasDef,
    AnyType,
    ArrayType,
    BooleanType,
    BytesType,
    Definition,
    LiteralType,
    MapType,
    NamedRef,
    NeverType,
    NullType,
    NumberType,
    StreamType,
    StringType,
    TypeKey,
    TypeRef,
    UnionType,
)
from apigen.python.annotations import Annotation, Annotator
from apigen.spec.document import Json

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_FORMATS: Final = frozenset({"date", "date-time", "uuid"})
"""The formats that become types; others, such as `byte`, the library would read into another value."""
MODULE: Final = "contract"
"""Where the library believes that the types stand which no schema can say."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """A JSON Schema document in tokens, and what they stand for: definitions, wire names, texts and finished types.

    `bases` are the definitions that others extend, under tokens of their own; `attributes` has the tokens of properties
    and of their Python names, `aliases` which of these the library is to use.
    """

    document: Mapping[str, Json]
    aliases: Mapping[str, str]
    classes: Mapping[str, TypeKey]
    bases: Mapping[str, TypeKey]
    attributes: Mapping[str, str]
    texts: Mapping[str, str]
    types: Mapping[str, Annotation]


def lift(
    types: Mapping[TypeKey, Definition], fields: Mapping[TypeKey, Mapping[str, str]], annotator: Annotator
) -> Lifted:
    """Return the definitions as JSON Schema. `fields` are the attributes by wire name, of each object."""
    lifter = _Lifter(annotator, {key: f"C{number}X" for number, key in enumerate(types)})
    schemas: dict[str, Json] = {lifter.classes[key]: lifter.definition(each) for key, each in types.items()}
    aliases = {
        f"{lifter.classes[key]}.{lifter.wires[wire]}": _attribute(lifter.wires[wire])
        for key, named in fields.items()
        for wire, attribute in named.items()
        if wire in lifter.wires and wire != attribute
    }
    wires = {token: wire for wire, token in lifter.wires.items()}
    return Lifted(
        document={"$schema": _DIALECT, "$defs": schemas},
        aliases=aliases,
        classes={token: key for key, token in lifter.classes.items()},
        bases=lifter.bases,
        attributes=wires | {_attribute(token): wire for token, wire in wires.items()},
        texts=wires | {token: text for text, token in lifter.texts.items()},
        types={token: each for each, token in lifter.types.items()},
    )


def _attribute(wire: str) -> str:
    """Return the token of a Python name, for the token of the wire name."""
    return f"f{wire[1:]}"


@dataclass(slots=True)
class _Lifter:
    """Writes schemas, and gives a token to each word on the way."""

    annotator: Annotator
    classes: Mapping[TypeKey, str]
    wires: dict[str, str] = field(default_factory=dict[str, str])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    bases: dict[str, TypeKey] = field(default_factory=dict[str, TypeKey])
    types: dict[Annotation, str] = field(default_factory=dict[Annotation, str])

    def definition(self, found: Definition) -> Json:
        """Return the schema of a definition."""
        if isinstance(found, AliasDef):
            return self._schema(found.type)
        schema: dict[str, Json] = {
            "type": "object",
            "properties": {self._wire(each.name): self._schema(each.type) for each in found.properties},
            "required": [self._wire(each.name) for each in found.properties if each.required],
            "additionalProperties": found.additional is not None,
        }
        # Said by `allOf`, the library gives a property that both declare the base's type.
        return schema if found.base is None else {**schema, "customBasePath": f"{MODULE}.{self._base(found.base)}"}

    def _schema(self, found: TypeRef) -> Json:
        match found:
            case AnyType():
                return {}
            case NullType():
                return {"type": "null"}
            case BooleanType():
                return {"type": "boolean"}
            case StringType():
                return self._string(found)
            case NumberType():
                return _number(found)
            case LiteralType(values=values):
                return {"enum": [self._text(each) if isinstance(each, str) else each for each in values]}
            case ArrayType(items=items):
                bounds = _given(minItems=found.min_items or None, maxItems=found.max_items)
                return {"type": "array", "items": self._schema(items), **bounds}
            case MapType(values=values):
                return {"type": "object", "additionalProperties": self._schema(values)}
            case UnionType():
                return self._union(found)
            case NamedRef(key=key):
                return self._named(key)
            case NeverType() | BytesType() | StreamType():
                return self._finished(found)

    def _string(self, found: StringType) -> Json:
        if found.format in _FORMATS:
            return {"type": "string", "format": found.format}
        bounds = _given(minLength=found.min_length or None, maxLength=found.max_length)
        if found.pattern is not None and self.annotator.pattern(found.pattern):
            bounds["pattern"] = self._text(found.pattern)
        return {"type": "string", **bounds}

    def _union(self, found: UnionType) -> Json:
        """Return alternatives; those that a discriminator tells apart are finished: the library's fail at their first use."""
        if found.discriminator and found.discriminator.mapping:
            return self._finished(found)
        parts = [self._schema(each) for each in found.variants]
        if {"date", "date-time"} <= {each.format for each in found.variants if isinstance(each, StringType)}:
            # Pydantic reads a date as a datetime, too: only the text tells the two apart.
            return self._finished(found)
        different = [part for number, part in enumerate(parts) if part not in parts[:number]]
        return {"anyOf": [*different]} if len(different) > 1 else different[0]

    def _finished(self, found: TypeRef) -> Json:
        token = self.types.setdefault(self.annotator.annotate(found), f"T{len(self.types)}X")
        return {"customTypePath": f"{MODULE}.{token}"}

    def _base(self, key: TypeKey) -> str:
        token = f"B{self.classes[key]}"
        self.bases[token] = key
        return token

    def _named(self, key: TypeKey) -> Json:
        return {"$ref": f"#/$defs/{self.classes[key]}"}

    def _wire(self, name: str) -> str:
        return self.wires.setdefault(name, f"w{len(self.wires)}")

    def _text(self, text: str) -> str:
        return self.texts.setdefault(text, f"s{len(self.texts)}")


def _number(found: NumberType) -> Json:
    return {
        "type": "integer" if found.integer else "number",
        **_given(
            minimum=found.minimum,
            maximum=found.maximum,
            exclusiveMinimum=found.exclusive_minimum,
            exclusiveMaximum=found.exclusive_maximum,
            multipleOf=found.multiple_of,
        ),
    }


def _given(**bounds: int | float | None) -> dict[str, Json]:
    return {name: bound for name, bound in bounds.items() if bound is not None}
