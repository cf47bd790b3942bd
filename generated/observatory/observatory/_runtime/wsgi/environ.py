"""A WSGI environment to a raw request and its body."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any, TypeAlias, overload
from urllib.parse import unquote, unquote_to_bytes

from ..server.messages import Disconnected, HttpError, RawRequest, ReadBody
from ..server.routing import encode
from ..server.service import Service

Environ: TypeAlias = "dict[str, Any]"

_PIECE = 64 * 1024
"""Bytes of a body that are read at a time where it is not read whole."""

_OWN_KEYS = {"CONTENT_TYPE": b"content-type", "CONTENT_LENGTH": b"content-length"}


def read_body(environ: Environ, effect: ReadBody) -> bytes | None:
    """Return the whole body, `None` if there is more than the limit. Raises `Disconnected` if it ends too early."""
    stream: IO[bytes] = environ["wsgi.input"]
    limit, length = effect.limit, _length(environ)
    if length is None and not environ.get("wsgi.input_terminated"):
        # Without a length and an end, reading would wait for ever: WSGI then says that there is no body.
        return b""
    if limit is not None and length is not None and length > limit:
        return None
    if effect.into is not None:
        return _feed(stream, length, limit, effect.into)
    if length is not None:
        whole = _read(stream, length)
        if len(whole) < length:
            raise Disconnected
        return whole
    if limit is None:
        return _next(stream, -1)
    whole = _read(stream, limit + 1)
    return whole if len(whole) <= limit else None


def _length(environ: Environ) -> int | None:
    """Return how long the body is, if somebody has said so."""
    text: str = environ.get("CONTENT_LENGTH") or ""
    return int(text) if text.isdecimal() and "HTTP_TRANSFER_ENCODING" not in environ else None


def _feed(stream: IO[bytes], length: int | None, limit: int | None, into: Callable[[bytes], object]) -> bytes | None:
    """Hand over a body's pieces as they come."""
    size = 0
    while piece := _next(stream, _PIECE if length is None else min(_PIECE, length - size)):
        size += len(piece)
        if limit is not None and size > limit:
            return None
        into(piece)
    if length is not None and size < length:
        raise Disconnected
    return b""


def _read(stream: IO[bytes], size: int) -> bytes:
    whole = _next(stream, size) if size else b""
    while whole and len(whole) < size and (part := _next(stream, size - len(whole))):
        whole += part
    return whole


def _next(stream: IO[bytes], size: int) -> bytes:
    try:
        return stream.read(size)
    except OSError:
        # So servers say that a caller has gone.
        raise Disconnected from None
    except Exception as error:
        # Chunks that are none are found only when they are read. Each server has a class of its own to say so.
        raise HttpError(400, "the body is not sent as HTTP says", [(b"connection", b"close")]) from error


def raw_path(environ: Environ) -> str:
    """Return a request's path as it was sent, below the place where the app is mounted (`SCRIPT_NAME`).

    Servers hand the sent line over in `RAW_URI` or `REQUEST_URI`. Where they do not, or where something in between
    has changed the path, the decoded one is encoded again: `%2F` is lost then.
    """
    script: str = environ.get("SCRIPT_NAME", "").rstrip("/")
    path: str = environ.get("PATH_INFO", "")
    sent: str = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    if not sent.startswith("/") and "://" in sent:
        # The absolute form of a request's target (RFC 9112 section 3.2.2).
        sent = "/" + sent.partition("://")[2].partition("/")[2]
    raw = sent.partition("?")[0]
    if (raw == path and not script) or _is_decoded(raw, path):
        # A proxy may have cut the mount off already.
        return raw
    parts = raw.split("/")
    count = script.count("/") + 1
    below = "/".join(["", *parts[count:]])
    if script and _is_decoded("/".join(parts[:count]), script) and _is_decoded(below, path):
        return below
    return encode(path.encode("latin-1", "replace"))


def _is_decoded(raw: str, decoded: str) -> bool:
    """Tell whether a text is what a server makes of a raw one: some replace bytes that are not UTF-8."""
    if unquote_to_bytes(raw.encode("latin-1", "replace")).decode("latin-1") == decoded:
        return True
    return unquote(raw).encode("utf-8", "replace").decode("latin-1") == decoded


def raw_request(environ: Environ, path: str, native: object, aliases: Mapping[str, bytes]) -> RawRequest:
    """Return the request of an environment. Repeated headers come joined by commas: WSGI has only one of a name."""
    headers = _Headers(environ, aliases)
    return RawRequest(environ["REQUEST_METHOD"], path, environ.get("QUERY_STRING", ""), headers, native)


class _Headers(Sequence[tuple[bytes, bytes]]):
    """The headers of an environment, written out when somebody asks: most operations have none of their own.

    What describes the body comes first, and is found without the rest.
    """

    def __init__(self, environ: Environ, aliases: Mapping[str, bytes]) -> None:
        self._environ, self._aliases = environ, aliases
        self._found: list[tuple[bytes, bytes]] | None = None

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        for key, name in _OWN_KEYS.items():
            if value := self._environ.get(key):
                yield name, value.encode("latin-1")
        yield from self._others()

    def __len__(self) -> int:
        return len(self[:])

    @overload
    def __getitem__(self, index: int) -> tuple[bytes, bytes]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[bytes, bytes]]: ...
    def __getitem__(self, index: int | slice) -> tuple[bytes, bytes] | Sequence[tuple[bytes, bytes]]:
        # A list made of this object would ask for its length first.
        return list(iter(self))[index]

    def _others(self) -> list[tuple[bytes, bytes]]:
        if self._found is None:
            found = self._found = list[tuple[bytes, bytes]]()
            for key, value in self._environ.items():
                if key.startswith("HTTP_"):
                    raw = value.encode("latin-1")
                    found.append((key[5:].lower().replace("_", "-").encode("latin-1"), raw))
                    if key in self._aliases:
                        found.append((self._aliases[key], raw))
        return self._found


def header_aliases(service: Service) -> Mapping[str, bytes]:
    """Return, by key of the environment, the headers of a contract that have `_` in their names.

    WSGI has one spelling for `-` and `_`. Servers drop headers with `_` unless they are told not to.
    """
    names = [scheme.name for scheme in service.schemes.values() if scheme.location == "header"]
    for route in service.routes:
        names.extend(each.name for each in route.operation.parameters if each.location == "header")
    return {
        "HTTP_" + name.upper().replace("-", "_"): name.lower().encode("latin-1", "replace")
        for name in names
        if "_" in name
    }
