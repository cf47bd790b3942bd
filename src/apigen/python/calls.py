"""An operation and an example of its request to a call of a client, as source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from apigen.contract.examples import Examples, Missing, Sample
from apigen.ir.api import Api, MediaType, Operation, Parameter, SecurityScheme
from apigen.ir.media import concrete, is_range
from apigen.ir.types import (
    AliasDef,
    ArrayType,
    BytesType,
    MapType,
    NamedRef,
    NeverType,
    NumberType,
    ObjectDef,
    StreamType,
    StringType,
    TypeRef,
    UnionType,
)
from apigen.names.assign import Names
from apigen.python.annotations import FORMATS
from apigen.python.bodies import content_type_parameter
from apigen.python.text import literal
from apigen.spec.document import Json

FILE: Final = "example.bin"
"""What the file is called that a call sends."""
_PARSED: Final[Mapping[str, Callable[[str], object]]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "UUID": UUID,
}
"""What makes a value of a text, as the call does."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call with all arguments that it needs: `client.pets.get_pet(1)`, and what the modules are from which it takes names."""

    path: str
    """`client.pets.get_pet`."""
    arguments: tuple[str, ...]
    imports: frozenset[tuple[str, str]]

    def text(self, *more: str, way: str = "") -> str:
        """Return the whole call, with more arguments or in another way: `.with_response`."""
        return f"{self.path}{way}({', '.join((*self.arguments, *more))})"


class Calls:
    """Writes calls of the operations of an API."""

    def __init__(self, api: Api, names: Names, examples: Examples) -> None:
        self._api = api
        self._names = names
        self._examples = examples
        self._known: dict[str, Call | None] = {}

    def call(self, operation: Operation) -> Call | None:
        """Return the call of an operation; `None` where no valid one can be written down."""
        if operation.id not in self._known:
            self._known[operation.id] = self._call(operation)
        return self._known[operation.id]

    def _call(self, operation: Operation) -> Call | None:
        body = operation.body
        media = body.media[0] if body and body.required and body.media else None
        if media is not None and (media.kind not in ("json", "form", "multipart", "text", "binary") or _streams(media)):
            return None
        example = self._examples.requests.example(operation, media)
        if example is None:
            return None
        imports: set[tuple[str, str]] = set()
        positional: list[str] = []
        keywords: list[str] = []
        for each in operation.parameters:
            if not each.required:
                continue
            text = self._argument(example.parameters[each.location, each.name], each.type, imports)
            if text is None or each.media is not None:
                return None
            name = self._names.parameters[operation.id][each.location, each.name]
            (positional if each.location == "path" else keywords).append(
                text if each.location == "path" else f"{name}={text}"
            )
        if body is not None and media is not None:
            value = example.body if isinstance(example.body, Missing) else self._declared(example.body, media.type)
            positional.append(_body(media, value, imports))
            choice = content_type_parameter(body)
            keywords += [f"content_type={literal(_member(media.name))}"] if choice and choice[1] else []
        tag, names = self._names.tags[operation.tag], self._names.operations[operation.id]
        return Call(f"client.{tag.module}.{names.method}", (*positional, *keywords), frozenset(imports))

    def _argument(self, value: Json, found: TypeRef, imports: set[tuple[str, str]]) -> str | None:
        """Return a parameter's value as its type has it; `None` where it is an object of a class."""
        match found:
            case StringType(format=form) if form in FORMATS:
                module, name = FORMATS[form]
                imports.add((module, name))
                return _parsed(name, value)
            case NumberType(integer=True) if isinstance(value, float):
                return str(int(value))
            case NamedRef(key=key):
                definition = self._api.types[key]
                return self._argument(value, definition.type, imports) if isinstance(definition, AliasDef) else None
            case ArrayType(items=items) if isinstance(value, list):
                texts = [self._argument(each, items, imports) for each in value]
                known = [each for each in texts if each is not None]
                return f"[{', '.join(known)}]" if len(known) == len(texts) else None
            case ArrayType() | MapType() | UnionType():
                return literal(value) if self._is_plain(found) else None
            case BytesType() | StreamType() | NeverType():
                return None
            case _:
                return literal(value)

    def _declared(self, value: Json, found: TypeRef) -> Json:
        """Return a body's value without what its type does not have: an example can be of what a server answers."""
        match found, value:
            case ArrayType(items=items), list():
                return [self._declared(each, items) for each in value]
            case NamedRef(key=key), _:
                definition = self._api.types[key]
                if isinstance(definition, AliasDef):
                    return self._declared(value, definition.type)
                known = self._properties(definition)
                return (
                    {name: self._declared(each, known[name]) for name, each in value.items() if name in known}
                    if isinstance(value, dict)
                    else value
                )
            case _:
                return value

    def _properties(self, definition: ObjectDef) -> dict[str, TypeRef]:
        base = None if definition.base is None else self._api.types[definition.base]
        inherited = self._properties(base) if isinstance(base, ObjectDef) else {}
        return inherited | {each.name: each.type for each in definition.properties}

    def _is_plain(self, found: TypeRef) -> bool:
        """Whether a JSON value is what a call takes."""
        match found:
            case StringType(format=form):
                return form not in FORMATS
            case ArrayType(items=inner) | MapType(values=inner):
                return self._is_plain(inner)
            case UnionType(variants=variants):
                return all(map(self._is_plain, variants))
            case NamedRef(key=key):
                definition = self._api.types[key]
                return not isinstance(definition, ObjectDef) and self._is_plain(definition.type)
            case BytesType() | StreamType() | NeverType():
                return False
            case _:
                return True


def credentials(api: Api, operation: Operation, names: Names) -> tuple[str, ...]:
    """Return the keywords that the first way to be let in takes; none where everybody is."""
    if not operation.security or not all(operation.security):
        return ()
    schemes = {scheme.name: scheme for scheme in api.security_schemes}
    found = [schemes[use.scheme] for use in operation.security[0] if use.scheme in schemes]
    return tuple(f"{names.credentials[each.name]}={secret(each)}" for each in found if each.kind != "mutualTLS")


def secret(scheme: SecurityScheme) -> str:
    """Return the value that stands for a caller's own."""
    return '("user", "password")' if scheme.http_scheme == "basic" else '"..."'


def _body(media: MediaType, value: Sample, imports: set[tuple[str, str]]) -> str:
    """Return the body of a call. A file is given by its path."""
    if not isinstance(value, Missing) and not (media.files and isinstance(value, dict)):
        return literal(value)
    imports.add(("pathlib", "Path"))
    file = f"Path({literal(FILE)})"
    if isinstance(value, Missing):
        return file
    parts = {
        name: literal(each) if name not in media.files else f"[{file}]" if isinstance(each, list) else file
        for name, each in value.items()
    }
    return "{" + ", ".join(f"{literal(name)}: {text}" for name, text in parts.items()) + "}"


def _parsed(name: str, value: Json) -> str | None:
    try:
        _PARSED[name](str(value))
    except ValueError:
        return None
    return f"{name}({literal(str(value))})" if name == "UUID" else f"{name}.fromisoformat({literal(str(value))})"


def _streams(media: MediaType) -> bool:
    return isinstance(media.type, StreamType)


def _member(name: str) -> str:
    """Return a media type that a range holds; any other as it is."""
    sent = concrete(name)
    return f"{sent.partition('/')[0].strip()}/octet-stream" if is_range(sent) else sent


def needed(operation: Operation, names: Mapping[tuple[str, str], str]) -> Iterable[str]:
    """Yield what a call of an operation must be given, in its order."""
    positional, keywords = _parted(each for each in operation.parameters if each.required)
    yield from (names[each.location, each.name] for each in positional)
    if operation.body is not None and operation.body.required:
        yield "body"
    yield from (f"{names[each.location, each.name]}=..." for each in keywords)
    choice = content_type_parameter(operation.body) if operation.body else None
    if choice and choice[1]:
        yield "content_type=..."


def _parted(parameters: Iterable[Parameter]) -> tuple[list[Parameter], list[Parameter]]:
    """Return the parameters of the path, and the others."""
    listed = list(parameters)
    return [each for each in listed if each.location == "path"], [each for each in listed if each.location != "path"]
