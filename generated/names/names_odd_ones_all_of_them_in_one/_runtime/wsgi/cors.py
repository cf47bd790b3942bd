"""Pages of other origins may call an app: CORS (Fetch Standard, "CORS protocol") around a WSGI application."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from ..server.messages import RawResponse
from ..server.service import USUAL_METHODS
from .environ import Environ
from .sending import StartResponse, send_response, whole

Application: TypeAlias = Callable[[Environ, Any], Iterable[bytes]]

_VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network"
_ALLOW_ORIGIN = "access-control-allow-origin"


class Cors:
    """An application that answers the questions of browsers itself, and lets pages of some origins read the rest.

    It stands around the app: what an app does before a request (asking for credentials) is not for such questions,
    which browsers ask without any.
    """

    def __init__(
        self,
        app: Application,
        origins: Sequence[str],
        exposed: Sequence[str] = (),
        *,
        methods: Sequence[str] = USUAL_METHODS,
    ) -> None:
        self._app, self._origins, self._all = app, frozenset(origins), "*" in origins
        self._exposed, self._methods = ", ".join(exposed), methods

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        origin: str | None = environ.get("HTTP_ORIGIN")
        method: str | None = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD")
        if origin is not None and method is not None and environ["REQUEST_METHOD"] == "OPTIONS":
            return send_response(*whole(self._answer(environ, origin, method)), start_response)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, self._mark(headers, origin), *rest)

        return self._app(environ, start)

    def _allowed(self, origin: str) -> str | None:
        """Return what an answer says to a page of an origin; `None` is nothing."""
        if self._all:
            return "*"
        return origin if origin in self._origins else None

    def _answer(self, environ: Environ, origin: str, method: str) -> RawResponse:
        """Answer a preflight request."""
        headers = {
            "vary": _VARY,
            "access-control-allow-methods": ", ".join(self._methods),
            "access-control-max-age": "600",
        }
        allowed, wrong = self._allowed(origin), list[str]()
        if allowed is None:
            wrong.append("origin")
        else:
            headers[_ALLOW_ORIGIN] = allowed
        if method not in self._methods:
            wrong.append("method")
        if (asked := environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS")) is not None:
            headers["access-control-allow-headers"] = asked
        if "HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK" in environ:
            wrong.append("private-network")
        body = f"Disallowed CORS {', '.join(wrong)}".encode() if wrong else b"OK"
        headers.update({"content-length": str(len(body)), "content-type": "text/plain; charset=utf-8"})
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        return RawResponse(400 if wrong else 200, raw, body)

    def _mark(self, headers: list[tuple[str, str]], origin: str | None) -> list[tuple[str, str]]:
        """Return the headers of an answer, with who may read it."""
        found = [(name, value) for name, value in headers if name.lower() != "vary"]
        vary = [value for name, value in headers if name.lower() == "vary"]
        allowed = None if origin is None else self._allowed(origin)
        if allowed is not None:
            found.append((_ALLOW_ORIGIN, allowed))
        if origin is not None and self._exposed:
            found.append(("access-control-expose-headers", self._exposed))
        return [*found, ("vary", ", ".join([*vary, "Origin"]))]
