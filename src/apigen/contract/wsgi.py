"""An application of either kind becomes an ASGI application: Schemathesis then calls it in one way."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from apigen.contract.engine import MissingExtraError
from apigen.spec.words import article

if TYPE_CHECKING:
    from a2wsgi.asgi_typing import Receive, Scope, Send

Asgi: TypeAlias = "Callable[[Scope, Receive, Send], Awaitable[None]]"
Wsgi: TypeAlias = Callable[..., Iterable[bytes]]

MISSING_BRIDGE: Final = "contract tests of a WSGI application need a2wsgi: pip install 'apigen-openapi[test]'"


class NotAnAppError(TypeError):
    """What should be tested is not an application that this version can test."""


def as_asgi(app: object) -> Asgi:
    """Return an ASGI app as it is, and a WSGI app behind a bridge.

    An ASGI app is an async callable with three parameters, a WSGI app one with two that is not async.
    Raises `NotAnAppError`, and `MissingExtraError` without the bridge.
    """
    name = f"{article(type(app).__name__)} is neither an ASGI application nor a WSGI one"
    if not callable(app):
        raise NotAnAppError(f"{name}: it cannot be called")
    if _is_async(app):
        if _takes(app, 3):
            return cast("Asgi", app)
        raise NotAnAppError(f"{name}: it is async and cannot be called with scope, receive and send")
    if _takes(app, 2):
        return bridge(cast("Wsgi", app))
    raise NotAnAppError(f"{name}: it is not async, and cannot be called with environ and start_response")


def bridge(app: Wsgi) -> Asgi:
    """Return a WSGI app as an ASGI app that loses nothing of a request. Raises `MissingExtraError`."""
    try:
        from a2wsgi import WSGIMiddleware
    except ImportError as error:
        raise MissingExtraError(MISSING_BRIDGE) from error

    def as_a_server(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Add what servers say and the bridge does not: the path as it was sent, and that the body has an end."""
        raw_path: bytes | None = environ["asgi.scope"].get("raw_path")
        if raw_path is not None:
            environ["RAW_URI"] = raw_path.decode("latin-1")
        environ["wsgi.input_terminated"] = True
        # The bridge's own is standard output, where the result goes.
        environ["wsgi.errors"] = sys.stderr
        return app(environ, start_response)

    return cast("Asgi", WSGIMiddleware(cast("Any", as_a_server)))


def _is_async(app: Callable[..., object]) -> bool:
    return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)


def _takes(app: Callable[..., object], count: int) -> bool:
    """Tell whether a callable can be called with so many arguments."""
    try:
        inspect.signature(app).bind(*range(count))
    except (TypeError, ValueError):
        return False
    return True
