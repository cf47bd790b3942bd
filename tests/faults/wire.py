"""Bytes to a server and back: nothing here tidies what a caller would not."""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse

from ..support.watched import Watched

PIECE = bytes(range(256)) * 256
"""What all that is large is made of: 64 KiB."""
ROWS = "é,ü,ab\n" * 7281
"""The same of text, a little less."""
CLOSE = b"Connection: close\r\n"


def head(line: str, *headers: bytes) -> bytes:
    """Return the head of a request."""
    lines = b"".join(each + b"\r\n" for each in headers)
    return f"{line} HTTP/1.1\r\nHost: a\r\n".encode("latin-1") + lines + b"\r\n"


def status_of(raw: bytes) -> int:
    """Return the status of the first answer that is no interim one; 0 if there is none."""
    while raw.startswith(b"HTTP/1.1 100"):
        raw = raw.partition(b"\r\n\r\n")[2]
    return int(raw[9:12]) if raw.startswith(b"HTTP/1.") else 0


def exchange(server: Watched, raw: bytes, *, seconds: float = 20) -> bytes:
    """Send bytes, as many of them as the server takes, and return all that comes until the connection is closed."""
    with server.connect(seconds) as connection:
        return send(connection, [raw])


def send(connection: socket.socket, pieces: Iterable[bytes], *, ends: bool = False) -> bytes:
    """Send pieces until there is an answer, and say, if it so `ends`, that no more will come; return all that comes."""
    received = b""
    try:
        for piece in pieces:
            connection.sendall(piece)
            if select.select([connection], [], [], 0)[0]:
                break
        if ends:
            connection.shutdown(socket.SHUT_WR)
    except OSError:
        # The server has heard enough. What it has said may still be there.
        pass
    try:
        while piece := connection.recv(2**16):
            received += piece
    except OSError:
        pass
    return received


def reset(connection: socket.socket) -> None:
    """Break a connection off, so that the server hears of it at once."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@contextmanager
def asked(
    server: Watched, method: str, target: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Iterator[HTTPResponse]:
    """Yield the answer to a request that is as it should be."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request(method, target, body, headers or {})
        with connection.getresponse() as answer:
            yield answer
    finally:
        connection.close()


def is_well(server: Watched) -> bool:
    """Tell whether a server answers as if nothing had happened."""
    with asked(server, "GET", "/v1/answers/good") as answer:
        return (answer.status, answer.read()) == (200, b'{"n":1}')
