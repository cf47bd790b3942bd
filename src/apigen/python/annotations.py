"""Types to annotations: finished text, and the imports that it needs."""

from __future__ import annotations

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
_FORMATS: Final = {"date-time": ("datetime", "datetime"), "date": ("datetime", "date"), "uuid": ("uuid", "UUID")}
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
                inner = self.annotate(items)
                head = self._of_runtime(self.wire.events if events else self.wire.items)
                return Annotation(f"{head.text}[{inner.text}]", inner.imports | head.imports, inner.names)
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
        known = _FORMATS.get(found.format or "")
        if known is not None:
            return Annotation(known[1], frozenset({known}))
        arguments = [*_bounds(min_length=found.min_length or None, max_length=found.max_length)]
        if found.pattern is not None and self.constraints and self.pattern(found.pattern):
            arguments.append(f"pattern={literal(found.pattern)}")
        return self._constrained(self._builtin("str"), arguments)

    def _number(self, found: NumberType) -> Annotation:
        bounds = _bounds(
            ge=found.minimum,
            le=found.maximum,
            gt=found.exclusive_minimum,
            lt=found.exclusive_maximum,
            multiple_of=found.multiple_of,
        )
        return self._constrained(self._builtin("int" if found.integer else "float"), bounds)

    def _array(self, found: ArrayType) -> Annotation:
        inner = self.annotate(found.items)
        head = self._builtin("list")
        base = Annotation(f"{head.text}[{inner.text}]", inner.imports | head.imports, inner.names)
        return self._constrained(base, _bounds(min_length=found.min_items or None, max_length=found.max_items))

    def _union(self, found: UnionType) -> Annotation:
        parts = [self.annotate(variant) for variant in found.variants]
        if {"date", "datetime"} <= {part.text for part in parts}:
            # Pydantic reads a date as a datetime, too: only the text tells the two apart.
            parts = [self._builtin("str") if part.text in ("date", "datetime") else part for part in parts]
        texts = list(dict.fromkeys(part.text for part in parts))
        joined = Annotation(
            " | ".join(texts),
            frozenset(pair for part in parts for pair in part.imports),
            frozenset(key for part in parts for key in part.names),
        )
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


def _bounds(**bounds: int | float | None) -> Iterable[str]:
    return (f"{name}={literal(bound)}" for name, bound in bounds.items() if bound is not None)
