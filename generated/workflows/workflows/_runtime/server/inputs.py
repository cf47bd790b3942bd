"""Raw requests to the fields of request objects: every parameter read, judged and typed; all faults listed at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

from pydantic import MISSING

from ..core.message import Request
from ..core.models import Codec, Json
from ..core.operation import Operation
from ..core.parameter import Parameter
from .escapes import split_pairs
from .messages import MAX_VIOLATIONS, Event, RawRequest, Rejection, Violation, pointer
from .parameters import Invalid, Reader, Source, build_reader, claimed_names
from .routing import Splits, decode, expressions
from .validation import Judge, OperationSchemas, Schema

if TYPE_CHECKING:
    from .querystrings import ReadQuery

AnyOperation: TypeAlias = Operation[Any, Any, Any]

_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""Header parameters of these names shall be ignored (OpenAPI, Parameter Object, "name")."""

_PLAIN = frozenset({int, str, bool, list[int], list[str], list[bool], MISSING})


class _Slot(NamedTuple):
    """A parameter and where to look for it: a place among the path's values, or a name."""

    reader: Reader
    place: int
    name: str
    key: bytes


class Inputs:
    """The parameters of an operation, ready to be read."""

    def __init__(
        self,
        operation: AnyOperation,
        schemas: OperationSchemas,
        *,
        judge: Judge,
        definitions: Mapping[str, Schema],
        credentials: frozenset[tuple[str, str]] = frozenset(),
        max_fields: int | None = None,
    ) -> None:
        """`credentials` are the locations and names that security takes: they belong to no parameter.

        A query may have `max_fields`: each of them costs more than its bytes.
        """
        self._max_fields = max_fields
        self._request: type[Request] = operation.request
        self._converters: list[tuple[str, Callable[[Any], Any]]] | None = None
        names, self._splits = expressions(operation.path), Splits(operation.path)
        slots: dict[str, list[_Slot]] = {"path": [], "query": [], "header": [], "cookie": []}
        self._whole: tuple[Parameter, ReadQuery] | None = None
        declared = [(each, schemas.get(each.location, {}).get(each.name, True)) for each in operation.parameters]
        claims = [(each, claimed_names(each, schema, definitions)) for each, schema in declared]
        for parameter, schema in declared:
            location, name = parameter.location, parameter.name
            if location == "header" and name.lower() in _IGNORED_HEADERS:
                continue
            if location == "querystring":
                # Its forms are loaded where they are needed.
                from .querystrings import query_reader

                hidden = {key for place, key in credentials if place == "query"}
                read = query_reader(parameter, schema, judge=judge, definitions=definitions, credentials=hidden)
                self._whole = (parameter, read)
                continue
            keys = frozenset(key for place, key in credentials if place == location)
            others = [found for each, found in claims if each.location == location and each is not parameter]
            reader = build_reader(
                parameter,
                schema,
                judge=judge,
                definitions=definitions,
                taken=keys.union(*others),
                owned=keys.union(*(found for found in others if len(found) == 1)),
            )
            place = names.index(name) if location == "path" else 0
            slots[location].append(_Slot(reader, place, name, name.lower().encode("latin-1", "replace")))
        self._path, self._query = slots["path"], slots["query"]
        self._header, self._cookie = slots["header"], slots["cookie"]

    def read(self, values: Sequence[str], request: RawRequest) -> dict[str, Any]:
        """Return the fields that were sent, typed. Raises `Rejection` with everything that is wrong."""
        fields: dict[str, Any] = {}
        wrong: list[Violation] = []
        for slot in self._path:
            _take(slot.reader, (values[slot.place],), fields, wrong)
        if wrong:
            fields, wrong = self._read_otherwise(values, wrong), []
        query = request.query
        if query and self._max_fields is not None:
            self._count(query, self._max_fields)
        if self._query:
            _take_named(self._query, parse_query(query) if query else {}, fields, wrong)
        if self._whole is not None:
            _take_whole(*self._whole, query, fields, wrong)
        for slot in self._header:
            lines = [value.decode("latin-1") for key, value in request.headers if key == slot.key]
            # Several lines of a header are one (RFC 9110 section 5.3). Some servers have put them together already.
            _take(slot.reader, lines if len(lines) < 2 else (",".join(lines),), fields, wrong)
        if self._cookie:
            _take_named(self._cookie, parse_cookies(request), fields, wrong)
        if wrong:
            raise _rejection("invalid", "the request's parameters do not fit the contract", wrong)
        converters = self._prepare() if self._converters is None else self._converters
        for name, convert in converters:
            if name in fields:
                fields[name] = convert(fields[name])
        return fields

    def _count(self, query: str, limit: int) -> None:
        if query.count("&") >= limit and (self._query or self._whole):
            detail = f"the query has more than {limit} fields"
            raise _rejection("invalid", detail, [Violation("query", "", detail, "maxItems")])

    def _read_otherwise(self, values: Sequence[str], wrong: list[Violation]) -> dict[str, Any]:
        """Return the fields of a path that its parameters accept if its segments are split in another way."""
        for other in self._splits.of(values) if self._splits else ():
            fields: dict[str, Any] = {}
            refused: list[Violation] = []
            for slot in self._path:
                _take(slot.reader, (other[slot.place],), fields, refused)
            if not refused:
                return fields
        raise _rejection("invalid_path", "no resource has this path", wrong)

    def _prepare(self) -> list[tuple[str, Callable[[Any], Any]]]:
        """Return how values get their types, for the attributes that need it. Types are known at the first request."""
        slots = (*self._path, *self._query, *self._header, *self._cookie)
        attributes = [slot.reader.parameter.attribute for slot in slots]
        attributes += [self._whole[0].attribute] if self._whole else []
        found: list[tuple[str, Callable[[Any], Any]]] = []
        for attribute in attributes:
            convert = _converter(self._request.codec(attribute))
            if convert is not None:
                found.append((attribute, convert))
        self._converters = found
        return found


def parse_query(query: str) -> dict[str, list[str]]:
    """Return the raw values of a query string by decoded name; a name that cannot be decoded stays as it is."""
    return split_pairs(query, lambda name: decode(name.replace("+", " ")) or name)


def parse_cookies(request: RawRequest) -> dict[str, list[str]]:
    """Return the raw values of all cookies by name (RFC 6265 section 4.2)."""
    found: dict[str, list[str]] = {}
    for line in request.header_lines(b"cookie"):
        for pair in line.split(";"):
            name, joint, value = pair.strip(" \t").partition("=")
            if joint:
                name = (decode(name) or name) if "%" in name else name
                found.setdefault(name, []).append(value)
    return found


def _take(reader: Reader, values: Sequence[str], fields: dict[str, Any], wrong: list[Violation]) -> None:
    parameter = reader.parameter
    if values:
        try:
            fields[parameter.attribute] = reader.read(values)
        except Invalid as error:
            wrong.extend(error.violations)
    elif parameter.required:
        wrong.append(Violation(parameter.location, pointer([parameter.name]), "is required", "required"))


def _take_whole(
    parameter: Parameter, read: ReadQuery, query: str, fields: dict[str, Any], wrong: list[Violation]
) -> None:
    try:
        value = read(query)
    except Invalid as error:
        wrong.extend(error.violations)
        return
    except Rejection as error:
        root = pointer([parameter.name])
        wrong.extend(each._replace(pointer=root + each.pointer) for each in error.violations)
        return
    if value is not MISSING:
        fields[parameter.attribute] = value
    elif parameter.required:
        wrong.append(Violation(parameter.location, pointer([parameter.name]), "is required", "required"))


def _take_named(slots: Sequence[_Slot], source: Source, fields: dict[str, Any], wrong: list[Violation]) -> None:
    for slot in slots:
        reader = slot.reader
        if reader.spread is None:
            _take(reader, source.get(slot.name, ()), fields, wrong)
            continue
        try:
            value = reader.spread(source)
        except Invalid as error:
            wrong.extend(error.violations)
            continue
        if value is not MISSING:
            fields[reader.parameter.attribute] = value
        elif reader.parameter.required:
            _take(reader, (), fields, wrong)


def _rejection(event: Event, detail: str, wrong: list[Violation]) -> Rejection:
    if event == "invalid" and any(each.keyword in ("encoding", "json") for each in wrong):
        event = "malformed"
    return Rejection(event, detail, wrong[:MAX_VIOLATIONS])


def _converter(codec: Codec[Any]) -> Callable[[Json], Any] | None:
    """Return how a judged value becomes its type; `None` if it is that already."""
    annotation = codec.annotation
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    parts = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    if all(part in _PLAIN or get_origin(part) is Literal for part in parts):
        return None
    return codec.build
