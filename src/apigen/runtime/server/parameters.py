"""Descriptors and schemas to readers: closures that turn a parameter's raw texts into its judged value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..core.models import Json
from ..core.operation import Parameter
from ..core.styles import Shape, Texts, percent, read_form, read_simple
from .messages import Violation, pointer
from .routing import decode
from .scalars import Kind, Parse, kind_of, parser
from .validation import Judge, Schema, resolve

Read: TypeAlias = Callable[[Sequence[str]], Json]
"""Takes the raw values found under a parameter's name; raises `Invalid`."""


_ESCAPED_COMMA = re.compile("%2c", re.IGNORECASE)


class Invalid(Exception):
    """A parameter that is wrong, and how."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__()
        self.violations = violations


class EncodingError(ValueError):
    """Text that is not what the wire promises: a broken percent escape, bytes that are not UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How a parameter is read. `names` are the keys of an exploded object, which has no values of its own."""

    parameter: Parameter
    read: Read
    names: frozenset[str] | None
    open_names: bool
    """An exploded object takes every name that no other parameter has."""


def build_reader(parameter: Parameter, schema: Schema, *, judge: Judge, definitions: Mapping[str, Schema]) -> Reader:
    """Return the reader of a parameter. The judge must not have been compiled yet."""
    kind = kind_of(schema, definitions)
    source = _Source(parameter, schema, kind, judge.exact_integers, definitions)
    only = kind.types[0] if len(kind.types) == 1 else None
    names, open_names = _exploded_names(source) if only == "object" else (None, False)
    key = None if kind.trivial and only not in ("array", "object") else judge.add(schema)
    if only is not None and only not in ("array", "object"):
        read = _scalar_reader(source, only, key=key, judge=judge)
    else:
        read = _candidate_reader(source, key=key or "", judge=judge)
    return Reader(parameter=parameter, read=read, names=names, open_names=open_names)


@dataclass(frozen=True, slots=True)
class _Source:
    """What building a reader looks at."""

    parameter: Parameter
    schema: Schema
    kind: Kind
    exact_integers: bool
    definitions: Mapping[str, Schema]

    @property
    def unescape(self) -> Callable[[str], str]:
        return _UNESCAPE[self.parameter.location]

    def invalid(self, message: str, *, at: Sequence[str | int] = (), keyword: str = "type") -> Invalid:
        parameter = self.parameter
        return Invalid([Violation(parameter.location, pointer([parameter.name, *at]), message, keyword)])

    def judged(self, judge: Judge, key: str, value: Json) -> Invalid:
        parameter = self.parameter
        root = pointer([parameter.name])
        found = judge.violations(key, value, location=parameter.location)
        return Invalid([each._replace(pointer=root + each.pointer) for each in found])


def _scalar_reader(source: _Source, name: str, *, key: str | None, judge: Judge) -> Read:
    """Return the reader of one scalar type: the common case, kept short."""
    parse, unescape = parser(name, exact_integers=source.exact_integers), source.unescape

    def read(values: Sequence[str]) -> Json:
        if len(values) != 1:
            raise source.invalid("is given more than once", keyword="duplicate")
        try:
            value = parse(unescape(values[0]))
        except EncodingError as error:
            raise source.invalid(str(error), keyword="encoding") from None
        except ValueError as error:
            raise source.invalid(f"{str(error) or 'has the wrong type'}") from None
        if key is not None and not judge.accepts(key, value):
            raise source.judged(judge, key, value)
        return value

    return read


def _candidate_reader(source: _Source, *, key: str, judge: Judge) -> Read:
    """Return the reader of arrays, objects and unions: the first reading that the schema accepts is the value."""

    def read(values: Sequence[str]) -> Json:
        problem: Invalid | None = None
        first: list[Json] = []
        try:
            for value in _candidates(source, values):
                if isinstance(value, Invalid):
                    problem = problem or value
                elif judge.accepts(key, value):
                    return value
                else:
                    first = first or [value]
        except EncodingError as error:
            raise source.invalid(str(error), keyword="encoding") from None
        if first:
            raise source.judged(judge, key, first[0])
        raise problem or source.invalid("does not have the parameter's style", keyword="style")

    return read


def _candidates(source: _Source, values: Sequence[str]) -> Iterator[Json | Invalid]:
    """Yield each reading of the raw values by the schema's types, and what is wrong with those that fail."""
    for name in source.kind.types:
        shape: Shape = "array" if name == "array" else "object" if name == "object" else "primitive"
        for reading in _readings(source, values, shape):
            try:
                yield _typed(source, name, reading)
            except _PartError as error:
                yield source.invalid(error.message, at=error.at)


def _readings(source: _Source, values: Sequence[str], shape: Shape) -> Iterator[Texts]:
    """Yield what the raw values can mean in a shape, the meaning by the letter of the style first."""
    texts = _texts(source, values, shape)
    # No text says whether an array is empty or holds an empty string.
    if texts in ([], [""]):
        yield []
        yield [""]
    elif texts is not None:
        yield texts
    # An escaped comma is data. Many clients escape those between the parts too, and leave none that is not.
    if shape != "primitive" and len(values) == 1 and "," not in values[0] and "%2" in values[0]:
        texts = _texts(source, [_ESCAPED_COMMA.sub(",", values[0])], shape)
        if texts is not None:
            yield texts


def _texts(source: _Source, values: Sequence[str], shape: Shape) -> Texts | None:
    parameter, unescape = source.parameter, source.unescape
    if parameter.location in ("query", "cookie"):
        return read_form(list(values), shape, explode=parameter.explode, unescape=unescape)
    if len(values) != 1 and (shape == "primitive" or parameter.location == "path"):
        return None
    # Several lines of a header are one list (RFC 9110 section 5.3).
    return read_simple(",".join(values), shape, explode=parameter.explode, unescape=unescape)


class _PartError(Exception):
    def __init__(self, message: str, at: Sequence[str | int]) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


def _typed(source: _Source, name: str, texts: Texts) -> Json:
    """Return texts as values of the types that the schema, its items or its properties ask for."""
    if isinstance(texts, str):
        return _parse(parser(name, exact_integers=source.exact_integers), texts, at=())
    schema = resolve(source.schema, source.definitions)
    if isinstance(texts, list):
        item = _part_parser(source, _part(schema, "array", source.definitions).get("items", True))
        return [_parse(item, text, at=(n,)) for n, text in enumerate(texts)]
    properties, other = _properties(schema, source.definitions)
    parsers = {key: _part_parser(source, properties.get(key, other)) for key in texts}
    return {key: _parse(parsers[key], text, at=(key,)) for key, text in texts.items()}


def _parse(parse: Parse, text: str, *, at: Sequence[str | int]) -> Json:
    try:
        return parse(text)
    except ValueError as error:
        raise _PartError(str(error), at) from None


def _part_parser(source: _Source, schema: Schema) -> Parse:
    """Return the parser of an item or a property: the first of its types whose grammar the text has."""
    kind = kind_of(schema, source.definitions)
    parsers = [parser(name, exact_integers=source.exact_integers) for name in kind.types]

    def parse(text: str) -> Json:
        for each in parsers[:-1]:
            try:
                return each(text)
            except ValueError:
                continue
        return parsers[-1](text)

    return parse


def _part(schema: dict[str, Any], name: str, definitions: Mapping[str, Schema]) -> dict[str, Any]:
    """Return the part of a composed schema that describes arrays or objects, the schema itself mostly."""
    word = "items" if name == "array" else "properties"
    if word in schema:
        return schema
    for each in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        part = resolve(each, definitions)
        if word in part:
            return part
    return schema


def _properties(schema: dict[str, Any], definitions: Mapping[str, Schema]) -> tuple[dict[str, Schema], Schema]:
    """Return the schemas of an object's properties, and of all others."""
    found: dict[str, Schema] = dict(schema.get("properties", {}))
    for each in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found = {**resolve(each, definitions).get("properties", {}), **found}
    return found, schema.get("additionalProperties", True)


def _exploded_names(source: _Source) -> tuple[frozenset[str] | None, bool]:
    parameter = source.parameter
    if parameter.location not in ("query", "cookie") or not parameter.explode:
        return None, False
    schema = resolve(source.schema, source.definitions)
    properties, other = _properties(schema, source.definitions)
    return frozenset(properties), "additionalProperties" in schema and other is not False


def exploded(source: Mapping[str, Sequence[str]], names: frozenset[str]) -> tuple[str, ...]:
    """Return the raw `key,value` texts of an exploded object's properties: style `form` without `explode`."""
    pairs = ((name, value) for name in source if name in names for value in source[name])
    # Names have been decoded to be found here, values have not.
    return (",".join(f"{percent(name)},{value.replace(',', '%2C')}" for name, value in pairs),)


def _unescape_path(text: str) -> str:
    decoded = decode(text)
    if decoded is None:
        raise EncodingError("is not percent-encoded UTF-8")
    return decoded


def _unescape_query(text: str) -> str:
    return _unescape_path(text.replace("+", " ") if "+" in text else text)


def _unescape_cookie(text: str) -> str:
    # Many clients write cookies as they are: an escape that is none is text.
    decoded = decode(text)
    return text if decoded is None else decoded


def _unescape_header(text: str) -> str:
    # Header values are not percent-encoded (RFC 9110 section 5.5); blanks around the items of a list are no part of them.
    return text.strip(" \t")


_UNESCAPE: Mapping[str, Callable[[str], str]] = {
    "path": _unescape_path,
    "query": _unescape_query,
    "header": _unescape_header,
    "cookie": _unescape_cookie,
}
