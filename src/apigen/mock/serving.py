"""A mock becomes a server that answers, until somebody ends it; a contract that changes becomes the next mock."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from apigen.booting import Booted, BootError, booted, free_port
from apigen.config import OptionsError
from apigen.mock.build import Mock

_PAUSE: Final = 0.25
"""Seconds between two looks at the files of a contract."""

Stamps: TypeAlias = tuple[tuple[int, int] | None, ...]


def serve_mock(
    mock: Mock, *, host: str, port: int, again: Callable[[], Mock | None] | None, tell: Callable[[Mock, str], None]
) -> None:
    """Serve a mock, and never return. Raises `OptionsError` if it cannot listen there, and `BootError`.

    With `again`, the files of the contract are watched: it is asked for the next mock when one has changed, and where it
    returns none, the server goes on as it is. `tell` hears what is served, and its URL.
    """
    at = _port(host, port)
    while True:
        with booted(mock.listen, mock.folder, app=mock.app, host=host, port=at, aloud=True) as server:
            tell(mock, server.url)
            following = _next(mock, server, again)
        shutil.rmtree(mock.folder, ignore_errors=True)
        mock = following


def _port(host: str, port: int) -> int:
    """Return a port that nobody listens on: any, for 0. It stays the same while the contract changes."""
    try:
        if port == 0:
            return free_port(host)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        # Python adds in brackets what stands here already.
        reason = str(error.strerror).partition(" (")[0]
        raise OptionsError(f"cannot listen on {host}, port {port}: {reason}") from None
    return port


def _next(mock: Mock, server: Booted, again: Callable[[], Mock | None] | None) -> Mock:
    """Return what is to be served instead. Raises `BootError` if the server ends by itself."""
    seen = _stamps(mock.files)
    while server.process.poll() is None:
        time.sleep(_PAUSE)
        if again is None or (now := _stamps(mock.files)) == seen:
            continue
        seen = now
        found = again()
        if found is not None:
            return found
    raise BootError(f"the server has ended with status {server.process.returncode}")


def _stamps(files: Sequence[Path]) -> Stamps:
    return tuple(map(_stamp, files))


def _stamp(file: Path) -> tuple[int, int] | None:
    """Return what differs once a file has been written again; `None` while there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
