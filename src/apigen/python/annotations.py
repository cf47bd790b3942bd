"""Types to annotations: finished text, and the imports that it needs."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from apigen.ir.types import (
    AnyType,
    ArrayType,
    BooleanType,
    BytesType,
    Discriminator,
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
from apigen.python.text import literal

Import = tuple[str, str]
FORMATS: Final = {"date-time": ("datetime", "datetime"), "date": ("datetime", "date"), "uuid": ("uuid", "UUID")}
"""The formats of strings that have a class of their own."""
_ANNOTATED: Final = ("typing", "Annotated")
_FIELD: Final = ("pydantic", "Field")
_DISCRIMINATOR: Final = ("._runtime.core", "Discriminator")
MISSING: Final = ("pydantic", "MISSING")


class Wire(NamedTuple):
    """What the runtime calls a file, a stream of values and one of events, where an annotation stands; and its part."""

    file: str
    items: str
    events: str
    part: str


RECEIVED: Final = Wire("UploadFile", "UploadedItems", "UploadedItems", "core")
"""In models, and in what a handler receives."""
ANSWERED: Final = Wire("BinaryContent", "JsonLines", "ServerSentEvents", "core")
ARGUMENT: Final = Wire("FileSource", "JsonLines", "ServerSentEvents", "core")
"""In what a client's call takes."""
DESCRIBED: Final = Wire("bytes", "JsonLines", "ServerSentEvents", "core")
"""In the descriptor of an operation, which knows no client."""
RESULT: Final = Wire("bytes", "ItemStream", "ItemStream", "client")
ASYNC_RESULT: Final = Wire("bytes", "AsyncItemStream", "AsyncItemStream", "client")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A type's text, what it imports, which definitions it names, and the arguments of its `Field`."""

    base: str
    imports: frozenset[Import] = frozenset()
    names: frozenset[TypeKey] = frozenset()
    arguments: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The finished annotation."""
        return f"Annotated[{self.base}, Field({', '.join(self.arguments)})]" if self.arguments else self.base

    def optional(self) -> Annotation:
        """Return the annotation of what may be absent. Constraints stay with the value: absence has no length."""
        return Annotation(f"{self.text} | MISSING", self.imports | {MISSING}, self.names)

    def with_arguments(self, *arguments: str) -> Annotation:
        """Return the annotation with more arguments for its `Field`."""
        return Annotation(self.base, self.imports | {_ANNOTATED, _FIELD}, self.names, (*arguments, *self.arguments))


@dataclass(frozen=True, slots=True)
class Annotator:
    """Writes annotations.

    `constraints` says whether bounds and lengths are written, `hidden` which builtins a class hides, `runtime` where the
    runtime is from there.
    """

    name_of: Callable[[TypeKey], str]
    pattern: Callable[[str], bool]
    constraints: bool = True
    hidden: frozenset[str] = frozenset()
    wire: Wire = RECEIVED
    runtime: str = "._runtime"

    def annotate(self, found: TypeRef) -> Annotation:
        """Return the annotation of a type."""
        match found:
            # Pydantic has no type without values; where one would be, the exact validator refuses whatever comes.
            case AnyType() | NeverType():
                return Annotation("Any", frozenset({("typing", "Any")}))
            case NullType():
                return Annotation("None")
            case StringType():
                return self._string(found)
            case NumberType():
                return self._number(found)
            case BooleanType():
                return self._builtin("bool")
            case BytesType():
                return self._builtin("bytes") if self.wire.file == "bytes" else self._of_runtime(self.wire.file)
            case StreamType(items=items, events=events):
                return self.stream(self.annotate(items), events=events)
            case LiteralType(values=values):
                return Annotation(f"Literal[{', '.join(map(literal, values))}]", frozenset({("typing", "Literal")}))
            case ArrayType():
                return self._array(found)
            case MapType(values=values):
                inner = self.annotate(values)
                head, key = self._builtin("dict"), self._builtin("str")
                return Annotation(
                    f"{head.text}[{key.text}, {inner.text}]", inner.imports | head.imports | key.imports, inner.names
                )
            case UnionType():
                return self._union(found)
            case NamedRef(key=key):
                return Annotation(self.name_of(key), frozenset(), frozenset({key}))

    def stream(self, inner: Annotation, *, events: bool) -> Annotation:
        """Return the annotation of values that come one after the other."""
        head = self._of_runtime(self.wire.events if events else self.wire.items)
        return Annotation(f"{head.text}[{inner.text}]", inner.imports | head.imports, inner.names)

    def or_pieces(self, text: Annotation) -> Annotation:
        """Return the annotation of what may be a text that comes bit by bit, too."""
        pieces = self._of_runtime("TextPieces")
        return Annotation(f"{text.text} | {pieces.text}", text.imports | pieces.imports, text.names)

    def _of_runtime(self, name: str) -> Annotation:
        return Annotation(name, frozenset({(f"{self.runtime}.{self.wire.part}", name)}))

    def _builtin(self, name: str) -> Annotation:
        if name in self.hidden:
            return Annotation(f"builtins.{name}", frozenset({("builtins", "")}))
        return Annotation(name)

    def _constrained(self, base: Annotation, arguments: Iterable[str]) -> Annotation:
        listed = tuple(arguments)
        return base.with_arguments(*listed) if listed and self.constraints else base

    def _string(self, found: StringType) -> Annotation:
        known = FORMATS.get(found.format or "")
        if known is not None:
            return Annotation(known[1], frozenset({known}))
        arguments = [*_lengths(found.min_length, found.max_length)]
        if found.pattern is not None and self.constraints and self.pattern(found.pattern):
            arguments.append(f"pattern={literal(found.pattern)}")
        return self._constrained(self._builtin("str"), arguments)

    def _number(self, found: NumberType) -> Annotation:
        bounds: dict[str, int | float | None] = {
            "ge": found.minimum,
            "le": found.maximum,
            "gt": found.exclusive_minimum,
            "lt": found.exclusive_maximum,
        }
        held = {name: _of_integer(name, bound) if found.integer else _of_float(bound) for name, bound in bounds.items()}
        held["multiple_of"] = found.multiple_of
        return self._constrained(self._builtin("int" if found.integer else "float"), _bounds(**held))

    def _array(self, found: ArrayType) -> Annotation:
        inner = self.annotate(found.items)
        head = self._builtin("list")
        base = Annotation(f"{head.text}[{inner.text}]", inner.imports | head.imports, inner.names)
        return self._constrained(base, _lengths(found.min_items, found.max_items))

    def _union(self, found: UnionType) -> Annotation:
        joined = either(map(self.annotate, distinct(found.variants)))
        return self._told_apart(joined, found.discriminator) if found.discriminator else joined

    def _told_apart(self, joined: Annotation, discriminator: Discriminator) -> Annotation:
        mapping = {value: self.annotate(each) for value, each in discriminator.mapping}
        default = self.annotate(discriminator.default) if discriminator.default else None
        if not mapping and default is None:
            return joined
        told = ", ".join(f"{literal(value)}: {each.text}" for value, each in mapping.items())
        rest = f", default={default.text}" if default else ""
        text = f"Annotated[{joined.text}, Discriminator({literal(discriminator.name)}, {{{told}}}{rest})]"
        named = joined.names.union(*(each.names for each in (*mapping.values(), *([default] if default else []))))
        return Annotation(text, joined.imports | {_ANNOTATED, _DISCRIMINATOR}, named)


def either(parts: Iterable[Annotation]) -> Annotation:
    """Return the annotation of what may be any of several."""
    listed = list(parts)
    return Annotation(
        " | ".join(dict.fromkeys(part.text for part in listed)),
        frozenset(pair for part in listed for pair in part.imports),
        frozenset(key for part in listed for key in part.names),
    )


def distinct(variants: Iterable[TypeRef]) -> list[TypeRef]:
    """Return types that Pydantic can tell apart. It reads a date as a datetime, too: of the two, only the text is left."""
    listed = list(variants)
    moments = [each for each in listed if isinstance(each, StringType) and each.format in ("date", "date-time")]
    if len({each.format for each in moments}) == 2:
        return [StringType() if each in moments else each for each in listed]
    return listed


def _lengths(least: int | None, most: int | None) -> Iterable[str]:
    """Return the bounds of a length. Nothing is as long as what Pydantic cannot hold: such a bound is left to validators."""
    held = {"min_length": least or None, "max_length": most}
    return _bounds(**{name: bound for name, bound in held.items() if bound is None or bound <= sys.maxsize})


def _of_integer(name: str, bound: float | None) -> int | None:
    """Return the integer that bounds the same integers: Pydantic takes no other."""
    if bound is None:
        return None
    return math.ceil(bound) if name in ("ge", "lt") else math.floor(bound)


def _of_float(bound: float | None) -> float | None:
    """Return a bound that a double can hold. One beyond that is left to validators."""
    return None if bound is None or abs(bound) > sys.float_info.max else bound


def _bounds(**bounds: int | float | None) -> Iterable[str]:
    return (f"{name}={literal(bound)}" for name, bound in bounds.items() if bound is not None)
