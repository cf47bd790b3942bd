"""The kernel as a WSGI application without a framework: the least that a server target can be."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from apigen.runtime.server import Kernel, Options, RawResponse, Service
from apigen.runtime.wsgi import (
    Environ,
    EventLoop,
    Performer,
    StartResponse,
    Supply,
    header_aliases,
    raw_path,
    raw_request,
    read_body,
    send_response,
    whole,
)

_NOT_FOUND = RawResponse(404, [(b"content-length", b"0")], b"")


class Application:
    """A contract, served."""

    def __init__(self, service: Service, source: Any, *, security: object | None, options: Options) -> None:
        self._kernel = Kernel(service, security=security, options=options)
        self._performer = Performer(self._kernel, Supply(self._kernel, source), EventLoop())
        self._aliases = header_aliases(service)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = raw_path(environ)
        hit = self._kernel.find(path)
        if hit is None:
            return send_response(*whole(_NOT_FOUND), start_response)
        request = raw_request(environ, path, environ, self._aliases)
        answer = self._performer.run(self._kernel.exchange(hit, request), partial(read_body, environ))
        return send_response(*answer, start_response)
