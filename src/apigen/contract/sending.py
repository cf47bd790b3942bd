"""What Schemathesis does not know to send, for the time of a run: other methods, media types and parts."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from typing import Any, Final, Protocol, cast

from apigen.contract.equivalent import PART
from apigen.contract.records import Operation
from apigen.ir.media import kind_of
from apigen.runtime.server.routing import expressions

_BOUNDARY: Final = "apigen"
_MARKS: Final = re.compile(r"\{[^{}]*\}|[#?]")
_ESCAPES: Final = {"#": "%23", "?": "%3F"}
_END: Final = f"--{_BOUNDARY}--\r\n".encode()


class _Case(Protocol):
    @property
    def media_type(self) -> str | None: ...
    @property
    def operation(self) -> Operation: ...


class _Context(Protocol):
    @property
    def case(self) -> _Case: ...


@contextmanager
def known_methods(methods: Collection[str]) -> Generator[None]:
    """Let Schemathesis find operations of methods that it does not know. Each of its modules has the set of the others."""
    from schemathesis.core import transport

    name, usual = "HTTP_METHODS_SCHEMA", transport.HTTP_METHODS_SCHEMA
    known = usual | {method.lower() for method in methods}
    _swap(name, usual, known)
    try:
        yield
    finally:
        _swap(name, known, usual)


def _swap(name: str, old: object, new: object) -> None:
    """Give a value of Schemathesis to all its modules that have the old one."""
    if old == new:
        return
    for module, each in list(sys.modules.items()):
        if module.startswith("schemathesis.") and vars(each).get(name) is old:
            setattr(each, name, new)


@contextmanager
def sent_with_whole_paths() -> Generator[None]:
    """Let Schemathesis fill in and send any path.

    It takes `{a.b}` for a part of `a`, and `#` and `?` for what a fragment or a query begins with.
    """
    from schemathesis.core import transforms
    from schemathesis.transport import prepare

    usual, fields = prepare.prepare_path, transforms.get_template_fields

    def whole(path: str, parameters: dict[str, Any] | None) -> str:
        given = parameters or {}
        known = {**_ESCAPES, **{f"{{{name}}}": f"{{_{number}}}" for number, name in enumerate(given)}}
        values = {f"_{number}": value for number, value in enumerate(given.values())}
        return usual(_MARKS.sub(lambda found: known.get(found[0], found[0]), path), values)

    def names(template: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(expressions(template)))

    _swap("prepare_path", usual, whole)
    _swap("get_template_fields", fields, names)
    try:
        yield
    finally:
        _swap("prepare_path", whole, usual)
        _swap("get_template_fields", names, fields)


@contextmanager
def drawn_with_bytes() -> Generator[None]:
    """Let Schemathesis judge what it draws with bytes within, as it does in other places: its validator refuses them."""
    from schemathesis.generation.jsonschema import strategy

    name = "_validator"
    usual: Callable[[Any], Callable[[object], bool]] = vars(strategy)[name]

    def validator(schema: object) -> Callable[[object], bool]:
        is_valid = usual(schema)
        return lambda value: is_valid(_without_bytes(value))

    _swap(name, usual, validator)
    try:
        yield
    finally:
        _swap(name, validator, usual)


def _without_bytes(value: object) -> object:
    """Return a value whose bytes are what they are to a validator: a text that nothing is asked of."""
    from schemathesis.transport.serialization import Binary

    if isinstance(value, dict):
        return {name: _without_bytes(each) for name, each in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_without_bytes(each) for each in cast("list[object]", value)]
    return "" if isinstance(value, Binary) else value


def _written_items(_: object, value: object) -> bytes:
    """Return an array as JSON texts, a line for each. Nothing else can be said so: what stands for it is no JSON."""
    if not isinstance(value, list):
        return b"-"
    return b"".join(b"\x1e%b\n" % json.dumps(each).encode() for each in cast("list[object]", value))


def _written_parts(value: object, part: str, write: Callable[[Any], bytes]) -> bytes:
    """Return an array as parts of a media type. What parts cannot say has no boundary in what stands for it."""
    head = "" if "*" in part else f"Content-Type: {part}\r\n"
    is_json = kind_of(part) == "json"
    items = cast("list[object]", value) if isinstance(value, list) else None
    if items is None or not (is_json or all(_is_text(each) for each in items)):
        return b"-"
    parts = (json.dumps(each).encode() if is_json else write(each) for each in items)
    return b"".join(f"--{_BOUNDARY}\r\n{head}\r\n".encode() + each + b"\r\n" for each in parts) + _END


def _is_text(value: object) -> bool:
    return value is not None and not isinstance(value, bool | int | float | list | dict)


@contextmanager
def sent_as_bytes(media_types: Collection[str]) -> Generator[None]:
    """Let Schemathesis send media types that it does not know as it sends bytes, or their items one after the other.

    It knows them everywhere, or not.
    """
    import schemathesis
    from schemathesis.core.errors import MalformedMediaType
    from schemathesis.transport.asgi import ASGI_TRANSPORT
    from schemathesis.transport.requests import REQUESTS_TRANSPORT
    from schemathesis.transport.wsgi import WSGI_TRANSPORT

    def is_unknown(name: str) -> bool:
        try:
            return "*" not in name and REQUESTS_TRANSPORT.get_first_matching_media_type(name) is None
        except MalformedMediaType:
            return False

    unknown = [name for name in media_types if is_unknown(name)]
    lines = [name for name in unknown if kind_of(name) == "lines"]
    if unknown:
        schemathesis.serializer.alias(unknown, "application/octet-stream")
    if lines:
        schemathesis.serializer(*lines)(_written_items)
    try:
        yield
    finally:
        for transport in (ASGI_TRANSPORT, REQUESTS_TRANSPORT, WSGI_TRANSPORT):
            transport.unregister_serializer(*unknown)


@contextmanager
def sent_with_type(media_types: Collection[str]) -> Generator[None]:
    """Let Schemathesis name the media type of parts that are sent as bytes: else it waits for what writes parts to do so."""
    from schemathesis.transport.asgi import ASGI_TRANSPORT
    from schemathesis.transport.requests import REQUESTS_TRANSPORT
    from schemathesis.transport.serialization import serialize_binary
    from schemathesis.transport.wsgi import WSGI_TRANSPORT

    def write(context: _Context, value: Any) -> dict[str, Any]:
        name = str(context.case.media_type)
        body = context.case.operation.get_body_for_media_type(name)
        part = None if body is None else body.definition.get(PART)
        if part is None:
            return {"data": serialize_binary(value), "headers": {"Content-Type": name}}
        written = _written_parts(value, str(part), serialize_binary)
        return {"data": written, "headers": {"Content-Type": f"{name}; boundary={_BOUNDARY}"}}

    parts = [each for each in media_types if each.startswith("multipart/") and kind_of(each) == "binary"]
    transports = (ASGI_TRANSPORT, REQUESTS_TRANSPORT, WSGI_TRANSPORT)
    before = [(each, name, each.get_first_matching_media_type(name)) for each in transports for name in parts]
    for transport, name, _ in before:
        transport.serializer(name)(write)
    try:
        yield
    finally:
        for transport, name, known in before:
            transport.unregister_serializer(name)
            if known is not None and known[0] == name:
                transport.serializer(name)(known[1])
