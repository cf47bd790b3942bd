"""Which kind an app is, and what of a request a WSGI app gets to see behind the bridge."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest

pytest.importorskip("a2wsgi")

from apigen.contract import wsgi
from apigen.contract.engine import MissingExtraError
from apigen.contract.wsgi import NotAnAppError, as_asgi


async def asgi_app(scope: Any, receive: Any, send: Any) -> None: ...


class AsgiApp:
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


def wsgi_app(environ: Any, start_response: Any) -> Iterable[bytes]:
    return []


class WsgiApp:
    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        return []


KINDS = ("function", "object", "method", "partial")


async def no_asgi_app(scope: Any) -> None: ...


def no_wsgi_app(environ: Any) -> None: ...


@pytest.mark.parametrize("app", [asgi_app, AsgiApp(), AsgiApp().__call__, partial(asgi_app)], ids=KINDS)
def test_an_asgi_app_stays_as_it_is(app: object) -> None:
    assert as_asgi(app) is app


@pytest.mark.parametrize("app", [wsgi_app, WsgiApp(), WsgiApp().__call__, partial(wsgi_app)], ids=KINDS)
def test_a_wsgi_app_gets_a_bridge(app: object) -> None:
    assert type(as_asgi(app)).__name__ == "WSGIMiddleware"


@pytest.mark.parametrize(
    ("app", "why"),
    [
        (3, "an int is neither an ASGI application nor a WSGI one: it cannot be called"),
        (no_asgi_app, "it is async and cannot be called with scope, receive and send"),
        (no_wsgi_app, "it is not async, and cannot be called with environ and start_response"),
        # The third parameter is needed, and what would be awaited is not.
        (lambda scope, receive, send: None, "it is not async, and"),
    ],
)
def test_what_is_neither(app: object, why: str) -> None:
    with pytest.raises(NotAnAppError, match=why):
        as_asgi(app)


def test_without_the_bridge_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "a2wsgi", None)
    assert as_asgi(asgi_app) is asgi_app
    with pytest.raises(MissingExtraError, match=wsgi.MISSING_BRIDGE.replace("[", ".").replace("]", ".")):
        as_asgi(wsgi_app)


def test_nothing_of_a_request_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        print("noted", file=environ["wsgi.errors"])
        start_response("200 OK", [("X-Of", "the app")])
        told = {name: environ.get(name) for name in ("RAW_URI", "QUERY_STRING", "HTTP_X_A", "wsgi.input_terminated")}
        return [json.dumps({**told, "body": environ["wsgi.input"].read().decode()}).encode()]

    sent = asyncio.run(_answers(app))
    assert sent[0] == {"type": "http.response.start", "status": 200, "headers": [(b"x-of", b"the app")]}
    assert json.loads(b"".join(each["body"] for each in sent[1:])) == {
        "RAW_URI": "/a%2Fb/%C3%B6",
        "QUERY_STRING": "q=%2F",
        "HTTP_X_A": "1",
        "wsgi.input_terminated": True,
        # In two parts, and without a length.
        "body": "onetwo",
    }
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "noted\n"), "the result has standard output to itself"


async def _answers(app: object) -> list[Any]:
    """Send a request of two parts; return what an app answers."""
    scope: Any = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/a/b/ö",
        "raw_path": b"/a%2Fb/%C3%B6",
        "query_string": b"q=%2F",
        "headers": [(b"x-a", b"1")],
    }
    parts = [
        {"type": "http.request", "body": b"one", "more_body": True},
        {"type": "http.request", "body": b"two", "more_body": False},
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return parts.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    await as_asgi(app)(scope, receive, send)
    return sent
