"""Services that listen on a free port of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from apigen.proof.trips.service import Service

from .sockets import INTERFACES


@contextmanager
def listening(made: Service) -> Iterator[Service]:
    """Let a service listen; what comes is noted as in this process."""
    interface = INTERFACES[made.server]
    with interface.listening(interface.tap(made.native, made.wire)) as port:
        made.url = f"http://127.0.0.1:{port}{made.package.operations.BASE_PATH}"
        yield made
