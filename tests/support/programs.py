"""Programs that serve an app, each in a process of its own, as their users start them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apigen.booting import booted

from .packages import TARGETS


@contextmanager
def running(server: str, folder: Path) -> Iterator[int]:
    """Let the app of a folder's `program.py` listen, as its server target says; yield the port."""
    (target,) = (target for target in TARGETS if target.name == server)
    with booted(target.listen, folder, app="program:app") as found:
        yield int(found.url.rpartition(":")[2])
