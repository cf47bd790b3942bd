"""The types that schemas describe: a closed union of references, and the definitions they name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from apigen.ir.pins import Pin
from apigen.report import Pointer


class Direction(StrEnum):
    """Who sends a value, and how. A schema that reaches readOnly or writeOnly is another one each way.

    A `form` is a request of `multipart/form-data`: a schema that has files among its properties is another one there.
    """

    REQUEST = "request"
    RESPONSE = "response"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class TypeKey:
    """Identifies a definition: where its schema stands, and for which direction if that matters.

    `kinds` is set for that of an object or of whatever extends it, as its discriminator says.
    """

    pointer: Pointer
    direction: Direction | None = None
    kinds: bool = False


@dataclass(frozen=True, slots=True)
class AnyType:
    """Any JSON value: the schema `true` or `{}`."""


@dataclass(frozen=True, slots=True)
class NeverType:
    """No value at all: the schema `false`."""


@dataclass(frozen=True, slots=True)
class NullType:
    """The value null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StringType:
    """A string. `format` is as the contract gives it."""

    format: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberType:
    """A number; an integer where `integer` is set. Bounds are inclusive or exclusive as named."""

    integer: bool
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None


@dataclass(frozen=True, slots=True)
class BytesType:
    """A file: a part of a form, or a body of a media type such as `image/png`."""


@dataclass(frozen=True, slots=True)
class BooleanType:
    """True or false."""


Literal: TypeAlias = "str | int | bool | None"


@dataclass(frozen=True, slots=True)
class LiteralType:
    """One of the listed values (`enum`, `const`). `None` stands for null."""

    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayType:
    """An array whose items are all of one type."""

    items: TypeRef
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True, slots=True)
class MapType:
    """An object that is a dictionary: any name, values of one type."""

    values: TypeRef


@dataclass(frozen=True, slots=True)
class StreamType:
    """Values of one type, one after the other, without an end in sight: as `events` of a server, or as JSON texts."""

    items: TypeRef
    events: bool


@dataclass(frozen=True, slots=True)
class Discriminator:
    """What tells objects apart: the wire name of a property, and what is meant by those of its values that tell.

    `default` is what is meant where it is absent, or has another value.
    """

    name: str
    mapping: tuple[tuple[str, TypeRef], ...]
    default: TypeRef | None = None


@dataclass(frozen=True, slots=True)
class UnionType:
    """One of several types; a single one together with what extends it, if it has a discriminator."""

    variants: tuple[TypeRef, ...]
    discriminator: Discriminator | None = None


@dataclass(frozen=True, slots=True)
class NamedRef:
    """A definition, by its key."""

    key: TypeKey


TypeRef: TypeAlias = (
    AnyType
    | NeverType
    | NullType
    | StringType
    | NumberType
    | BooleanType
    | BytesType
    | LiteralType
    | ArrayType
    | MapType
    | StreamType
    | UnionType
    | NamedRef
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property of an object, under its wire name."""

    name: str
    type: TypeRef
    required: bool
    description: str | None
    deprecated: bool
    default: str | None
    """The default, as JSON text; `None` where the schema has none."""
    kind: str | None
    """The one value that a discriminator gives to the objects of this class."""
    pin: Pin | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectDef:
    """An object with declared properties.

    `hint` is what a name can be made from: raw words, the outermost first. `base` is the object that
    this one extends (`allOf`). `additional` is the type of undeclared properties, `None` where they
    are forbidden.
    """

    key: TypeKey
    hint: tuple[str, ...]
    pin: Pin | None
    description: str | None
    deprecated: bool
    base: TypeKey | None
    properties: tuple[Property, ...]
    additional: TypeRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasDef:
    """A named schema that is not an object with properties."""

    key: TypeKey
    hint: tuple[str, ...]
    pin: Pin | None
    description: str | None
    type: TypeRef


Definition: TypeAlias = ObjectDef | AliasDef
