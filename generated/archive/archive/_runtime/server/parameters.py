"""Descriptors and schemas to readers: closures that turn a parameter's raw texts into its judged value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import MISSING

from ..core.brackets import Node, keys_below
from ..core.models import Json
from ..core.parameter import Parameter
from ..core.styles import JOINTS, Texts, read_listed, read_pairs, read_text
from .escapes import EncodingError, unescape_of
from .messages import Violation, pointer
from .parts import PartError, Parts, parse_document, shape_of
from .scalars import Kind, kind_of, parser
from .validation import Judge, Schema

Read: TypeAlias = Callable[[Sequence[str]], Json]
"""Takes the raw values found under a parameter's name; raises `Invalid`."""

Source: TypeAlias = Mapping[str, Sequence[str]]
"""The raw values of a query or of the cookies, by decoded name."""

Spread: TypeAlias = Callable[[Source], Any]
"""Takes all that was sent; returns `MISSING` if nothing of it is the parameter's. Raises `Invalid`."""


class Invalid(Exception):
    """A parameter that is wrong, and how."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__()
        self.violations = violations


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How a parameter is read: from the values under its name, or as `spread`, which looks at other names too."""

    parameter: Parameter
    read: Read
    spread: Spread | None


def build_reader(
    parameter: Parameter,
    schema: Schema,
    *,
    judge: Judge,
    definitions: Mapping[str, Schema],
    taken: frozenset[str] = frozenset(),
    owned: frozenset[str] = frozenset(),
) -> Reader:
    """Return the reader of a parameter. The judge must not have been compiled yet.

    `taken` are names that belong to others, which an object that is open to every name must leave alone; `owned` those
    of them that are nobody's properties: what cannot be one of this object's is theirs.
    """
    kind = kind_of(schema, definitions)
    parts = Parts(schema, definitions, exact_integers=judge.exact_integers)
    only = kind.types[0] if len(kind.types) == 1 else None
    is_scalar = only is not None and only not in ("array", "object") and parameter.style not in ("label", "matrix")
    key = None if is_scalar and kind.trivial and parameter.media_type is None else judge.add(schema)
    source = _Source(parameter, kind, parts, _Verdict(judge, key))
    if parameter.media_type is not None:
        return Reader(parameter=parameter, read=_document_reader(source), spread=None)
    if is_scalar and only is not None:
        return Reader(parameter=parameter, read=_scalar_reader(source, only), spread=None)
    read = _candidate_reader(source)
    return Reader(parameter=parameter, read=read, spread=_spread_reader(source, read, taken, owned))


def claimed_names(parameter: Parameter, schema: Schema, definitions: Mapping[str, Schema]) -> frozenset[str]:
    """Return the names of a query or of cookies that belong to a parameter: its own, or those of its properties."""
    own = frozenset([parameter.name])
    if parameter.media_type is not None or not _is_exploded(parameter):
        return own
    return own.union(Parts(schema, definitions, exact_integers=True).properties)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Whether values are right: what the judge says, or yes where the type says it all."""

    judge: Judge
    key: str | None

    def accepts(self, value: Json) -> bool:
        return self.key is None or self.judge.accepts(self.key, value)


@dataclass(frozen=True, slots=True)
class _Source:
    """What building a reader looks at."""

    parameter: Parameter
    kind: Kind
    parts: Parts
    verdict: _Verdict

    @property
    def unescape(self) -> Callable[[str], str]:
        return unescape_of(self.parameter.location, self.parameter.style)

    def invalid(self, message: str, *, at: Sequence[str | int] = (), keyword: str = "type") -> Invalid:
        parameter = self.parameter
        return Invalid([Violation(parameter.location, pointer([parameter.name, *at]), message, keyword)])

    def misshapen(self) -> Invalid:
        return self.invalid("does not have the parameter's style", keyword="style")

    def judged(self, value: Json) -> Invalid:
        parameter, verdict = self.parameter, self.verdict
        root = pointer([parameter.name])
        found = verdict.judge.violations(verdict.key or "", value, location=parameter.location)
        return Invalid([each._replace(pointer=root + each.pointer) for each in found])

    def first(self, candidates: Iterable[Json | PartError]) -> Json:
        """Return the first reading that the schema accepts. Raises `Invalid` for the first that it does not."""
        problem: PartError | None = None
        refused: list[Json] = []
        try:
            for value in candidates:
                if isinstance(value, PartError):
                    problem = problem or value
                elif self.verdict.accepts(value):
                    return value
                else:
                    refused = refused or [value]
        except EncodingError as error:
            raise self.invalid(str(error), keyword="encoding") from None
        if refused:
            raise self.judged(refused[0])
        raise self.invalid(problem.message, at=problem.at) if problem else self.misshapen()


def _scalar_reader(source: _Source, name: str) -> Read:
    """Return the reader of one scalar type: the common case, kept short."""
    parse, unescape = parser(name, exact_integers=source.verdict.judge.exact_integers), source.unescape
    judge, key, nullable = source.verdict.judge, source.verdict.key, source.kind.nullable

    def read(values: Sequence[str]) -> Json:
        if len(values) != 1:
            raise source.invalid("is given more than once", keyword="duplicate")
        try:
            value = parse(unescape(values[0]))
        except EncodingError as error:
            raise source.invalid(str(error), keyword="encoding") from None
        except ValueError as error:
            if nullable and values[0] == "null":
                return None
            raise source.invalid(f"{str(error) or 'has the wrong type'}") from None
        if key is not None and not judge.accepts(key, value):
            if nullable and value == "null":
                return None
            raise source.judged(value)
        return value

    return read


def _document_reader(source: _Source) -> Read:
    """Return the reader of a JSON text. In a header it is not percent-encoded, like all that stands there."""
    unescape = source.unescape
    is_header = source.parameter.location == "header"

    def read(values: Sequence[str]) -> Json:
        if len(values) != 1:
            raise source.invalid("is given more than once", keyword="duplicate")
        try:
            text = unescape(values[0])
            value = parse_document(text.encode("latin-1" if is_header else "utf-8"))
        except EncodingError as error:
            raise source.invalid(str(error), keyword="encoding") from None
        except ValueError as error:
            raise source.invalid(str(error), keyword="json") from None
        if not source.verdict.accepts(value):
            raise source.judged(value)
        return value

    return read


def _candidate_reader(source: _Source) -> Read:
    """Return the reader of arrays, objects and unions."""
    kinds, typed, parameter = source.kind.types, source.parts.typed, source.parameter
    # In the query a joint that is data is percent-encoded, so what has one that is not is no string.
    joint = JOINTS[parameter.style][0] if parameter.location == "query" and parameter.style in JOINTS else ""
    jointed = tuple(sorted(kinds, key=lambda name: name != "array")) if joint and not parameter.explode else kinds

    def candidates(values: Sequence[str]) -> Iterator[Json | PartError]:
        has_shape = False
        types = jointed if jointed is not kinds and any(joint in value for value in values) else kinds
        for name in types:
            if name == "string" and has_shape:
                # An object first and then a string: the schema lets any string through, but this is an object.
                break
            for texts in _readings(source, values, name):
                has_shape = name == "object" and bool(texts)
                try:
                    yield typed(name, texts)
                except PartError as error:
                    yield error
        if source.kind.nullable and "null" in _readings(source, values, "string"):
            yield None

    return lambda values: source.first(candidates(values))


def _readings(source: _Source, values: Sequence[str], name: str) -> Iterator[Texts]:
    """Yield what the raw values can mean as a type, the meaning by the letter of the style first."""
    parameter, unescape, shape = source.parameter, source.unescape, shape_of(name)
    style, explode = parameter.style, parameter.explode
    if parameter.location in ("path", "header"):
        yield from read_text(style, parameter.name, values[0], shape, explode=explode, unescape=unescape)
        return
    if not (explode and shape == "object"):
        yield from read_pairs(style, values, shape, explode=explode, unescape=unescape)
    # OpenAPI explodes cookies into pairs, but a cookie is one value to nearly everybody who writes one.
    if parameter.location == "cookie" and explode and shape != "primitive" and len(values) == 1:
        yield from read_listed(values[0], shape, unescape=unescape)


def _is_exploded(parameter: Parameter) -> bool:
    return parameter.style in ("form", "cookie") and parameter.explode and parameter.location in ("query", "cookie")


def _spread_reader(source: _Source, read: Read, taken: frozenset[str], owned: frozenset[str]) -> Spread | None:
    """Return the reader of a parameter whose values have other names than its own; `None` if it has no such."""
    parameter, name, parts = source.parameter, source.parameter.name, source.parts
    is_object = source.kind.types == ("object",)
    # A pair that is another parameter's, too, may be its alone.
    if parameter.style == "deepObject":
        shared = frozenset(each for each in owned if (keys_below(each, name) or ("",))[0] in parts.properties)
        gather = _bracket_gatherer(source, taken - shared)
    elif _is_exploded(parameter) and "object" in source.kind.types:
        shared = owned.intersection(parts.properties)
        gather = _property_gatherer(source, taken)
    else:
        return None
    # Under its own name an object has no values, where its properties have names of their own.
    has_own = parameter.style != "deepObject" and name not in parts.properties
    is_closed = not is_object or not parts.is_open or parameter.location == "cookie"

    def spread(sent: Source) -> Any:
        own = sent.get(name) if has_own and is_closed else None
        if own:
            return read(own)
        try:
            node = gather(sent)
        except EncodingError as error:
            raise source.invalid(str(error), keyword="encoding") from None
        try:
            return source.first(parts.trees(node)) if node else MISSING
        except Invalid:
            others = {key: values for key, values in sent.items() if key not in shared}
            if len(others) == len(sent):
                raise
        node = gather(others)
        return source.first(parts.trees(node)) if node else MISSING

    return spread


def _bracket_gatherer(source: _Source, taken: frozenset[str]) -> Callable[[Source], Node]:
    """Return what collects the names that are a parameter's, or have its name before brackets."""
    root, unescape = source.parameter.name, source.unescape

    def gather(sent: Source) -> Node:
        node = Node()
        for name, values in sent.items():
            keys = keys_below(name, root)
            if keys is not None and name not in taken:
                node.at(keys).texts.extend(map(unescape, values))
        return node

    return gather


def _property_gatherer(source: _Source, taken: frozenset[str]) -> Callable[[Source], Node]:
    """Return what collects the names that are those of an exploded object's properties."""
    parts, unescape, root = source.parts, source.unescape, source.parameter.name
    properties, is_open, is_nested = frozenset(parts.properties), parts.is_open, parts.is_nested

    def keys_of(name: str) -> Sequence[str] | None:
        if name in properties:
            return (name,)
        head = name.partition("[")[0]
        if is_nested and head in properties:
            keys = keys_below(name, head)
            return keys if keys is None else (head, *keys)
        if is_nested and head == root and head != name:
            # Where properties are objects, frameworks bind them below the parameter's name.
            return keys_below(name, root)
        return (name,) if is_open and name not in taken and head not in taken else None

    def gather(sent: Source) -> Node:
        node = Node()
        for name, values in sent.items():
            keys = keys_of(name)
            if keys is not None:
                node.at(keys).texts.extend(map(unescape, values))
        return node

    return gather
