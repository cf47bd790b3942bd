"""Watches a process from its start: what must not happen ends it at once, so that nothing can hide it.

Nothing is written outside the folder that `GUARD_OUTPUT` names, but temporary files that are gone at the end. Nothing
goes to the network, unless `GUARD_NETWORK` allows it. `GUARD_MEMORY` is how many bytes the process may have.
"""

from __future__ import annotations

import atexit
import os
import resource
import sys
from collections.abc import Mapping
from typing import Any

_OUTPUT = os.path.realpath(os.environ["GUARD_OUTPUT"])
_NETWORK = "GUARD_NETWORK" in os.environ
_CALLS = ("connect", "bind", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr")
_NETWORKING = frozenset(f"socket.{name}" for name in _CALLS)
_CHANGES: Mapping[str, tuple[tuple[int, int | None], ...]] = {
    "os.mkdir": ((0, 2),),
    "os.rename": ((0, 2), (1, 3)),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.link": ((1, 3),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
}
"""Which arguments of a call name what it changes, and the open folder that the name may be relative to."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


_temporary: list[str] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("tempfile.mkdtemp", "tempfile.mkstemp"):
        _temporary.append(os.path.realpath(arguments[0]))
    elif event == "open":
        path, _, flags = arguments
        if flags & _WRITES and _is_outside(path):
            _end(event, arguments)
    elif event in _CHANGES:
        if any(_is_outside(arguments[path], fd and arguments[fd]) for path, fd in _CHANGES[event]):
            _end(event, arguments)
    elif event == "os.system" or (event in _NETWORKING and not _NETWORK):
        _end(event, arguments)


def _end(event: str, arguments: tuple[Any, ...]) -> None:
    os.write(2, f"guard: {event}{arguments}\n".encode(errors="replace"))
    os._exit(99)


def _check_temporary() -> None:
    if left := [path for path in _temporary if os.path.lexists(path)]:
        _end("left behind: ", tuple(left))


def _is_outside(path: object, folder: int | None = None) -> bool:
    if not isinstance(path, (str, bytes, os.PathLike)) or os.fspath(path) == os.devnull:
        return False
    base = os.getcwd() if folder is None or folder < 0 else os.readlink(f"/proc/self/fd/{folder}")
    # A link itself is changed, and not what it leads to: only the folder above is resolved.
    above, name = os.path.split(os.path.normpath(os.path.join(base, os.fsdecode(path))))
    real = os.path.join(os.path.realpath(above), name)
    return not any(real == each or real.startswith(each + os.sep) for each in (_OUTPUT, *_temporary))


_LIMIT = int(os.environ["GUARD_MEMORY"])
resource.setrlimit(resource.RLIMIT_DATA, (_LIMIT, _LIMIT))
atexit.register(_check_temporary)
sys.addaudithook(_watch)
