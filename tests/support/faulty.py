"""Servers that misbehave: each connection is given to a function, once the head of its request has been read."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

Behaviour: TypeAlias = "Callable[[socket.socket, Faulty], None]"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@dataclass
class Faulty:
    """A server that listens; `over` is set at its end."""

    port: int
    requests: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def whole(content: bytes = b"{}") -> bytes:
    """Return a response to send."""
    return HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(content) + content


def sends(raw: bytes) -> Behaviour:
    """Send bytes and close the connection."""

    def behave(connection: socket.socket, server: Faulty) -> None:
        connection.sendall(raw)

    return behave


def resets(raw: bytes) -> Behaviour:
    """Send bytes and break the connection off."""

    def behave(connection: socket.socket, server: Faulty) -> None:
        connection.sendall(raw)
        # What has been sent must arrive before the reset.
        server.over.wait(0.1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave


def stalls(raw: bytes = b"") -> Behaviour:
    """Send bytes and nothing more."""

    def behave(connection: socket.socket, server: Faulty) -> None:
        connection.sendall(raw)
        server.over.wait(10)

    return behave


@contextmanager
def faulty(*behaviours: Behaviour) -> Generator[Faulty]:
    """Let a server listen whose connections behave one after the other, the last one for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Faulty(listener.getsockname()[1])
        threads: list[threading.Thread] = []

        def serve(connection: socket.socket, behave: Behaviour) -> None:
            with connection, suppress(OSError):
                received = b""
                while b"\r\n\r\n" not in received:
                    more = connection.recv(65536)
                    if not more:  # given up before it was sent
                        return
                    received += more
                behave(connection, server)

        def accept() -> None:
            with suppress(OSError):
                while not server.over.is_set():
                    connection, _ = listener.accept()
                    behave = behaviours[min(server.requests, len(behaviours) - 1)]
                    server.requests += 1
                    threads.append(threading.Thread(target=serve, args=(connection, behave), daemon=True))
                    threads[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            server.over.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            for thread in (accepting, *threads):
                thread.join(10)


@contextmanager
def refusing() -> Generator[str]:
    """Yield an address where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
