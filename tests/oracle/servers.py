"""A contract to its servers in this process, as they are generated: raw requests go in, raw answers come out."""

from __future__ import annotations

import asyncio
import importlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from apigen.pipeline import Options, generate
from apigen.render.targets import discover, names_of, templates_root
from apigen.report import Report

from .request import Raw
from .verdict import TOKEN

SERVERS = names_of(discover(templates_root()), "server")
_UNANSWERED = re.compile(r'unanswered\("(\S+ \S+)"\)')
_VARIABLE = "APIGEN_DEV_TOKEN"


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    body: bytes
    allow: str


@dataclass(frozen=True)
class Servers:
    """The servers of a contract, and the loop in which the asynchronous ones live."""

    sends: Mapping[str, Callable[[Raw], Answer]]
    unanswered: frozenset[str]
    """The operations for which no example fits the contract."""

    def ask(self, raw: Raw) -> dict[str, Answer]:
        return {name: send(raw) for name, send in self.sends.items()}


@contextmanager
def served(spec: Path, root: Path) -> Iterator[Servers]:
    """Generate every server of a contract and let it answer with its examples, to the holder of the token."""
    name = re.sub(r"\W", "_", f"oracle_{spec.stem}").lower()
    options = Options(servers=SERVERS, client="none", package=name, app=True)
    generate(spec, root, options, report=Report(), write=True)
    sys.path.insert(0, str(root))
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = TOKEN
    try:
        with asyncio.Runner() as runner:
            sources = [path.read_text(encoding="utf-8") for path in (root / name / "server").rglob("*.py")]
            unanswered = frozenset(found for source in sources for found in _UNANSWERED.findall(source))
            yield Servers({each: _send(each, _app(name, each), runner) for each in SERVERS}, unanswered)
    finally:
        sys.path.remove(str(root))
        os.environ.pop(_VARIABLE)
        if before is not None:
            os.environ[_VARIABLE] = before


def _app(package: str, server: str) -> Any:
    create_app = importlib.import_module(f"{package}.server.{server}").create_app
    examples = importlib.import_module(f"{package}.server.examples")
    module = importlib.import_module(f"{package}.server.handlers")
    kinds: Mapping[str, str] = module.Handlers.__annotations__
    handlers = {field: getattr(examples, f"Example{kind.removesuffix('Handlers')}")() for field, kind in kinds.items()}
    return create_app(module.Handlers(**handlers), security=_Guard(package))


class _Guard:
    """What the scaffolded checkers do, for every scheme."""

    def __init__(self, package: str) -> None:
        self._check = importlib.import_module(f"{package}.server").dev_principal

    def __getattr__(self, scheme: str) -> Callable[[Any], object]:
        if scheme.startswith("__"):
            raise AttributeError(scheme)
        check: Callable[[Any], object] = self._check
        return check


def _send(server: str, app: Any, runner: asyncio.Runner) -> Callable[[Raw], Answer]:
    if server == "flask":
        return lambda raw: _wsgi(app, raw)
    return lambda raw: runner.run(_asgi(app, raw))


async def _asgi(app: Any, raw: Raw) -> Answer:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": raw.method,
        "scheme": "http",
        "path": unquote(raw.path),
        "raw_path": raw.path.encode("latin-1"),
        "root_path": "",
        "query_string": raw.query.encode("latin-1"),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in _sendable(raw)],
        "client": ("test", 1),
        "server": ("test", 80),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw.body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:]), headers.get("allow", ""))


def _wsgi(app: Any, raw: Raw) -> Answer:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": raw.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw.path).decode("latin-1"),
        "RAW_URI": f"{raw.path}?{raw.query}" if raw.query else raw.path,
        "QUERY_STRING": raw.query,
        "SERVER_NAME": "test",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(raw.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if raw.body:
        environ["CONTENT_LENGTH"] = str(len(raw.body))
    for name, value in _sendable(raw):
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        # A WSGI server joins the lines of a header.
        environ[key] = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}" if key in environ else value
    started: list[tuple[str, list[tuple[str, str]]]] = []
    parts = app(environ, lambda status, found, *_: started.append((status, found)))
    try:
        whole = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    ((status, headers),) = started
    allow = {name.lower(): value for name, value in headers}.get("allow", "")
    return Answer(int(status[:3]), whole, allow)


def _sendable(raw: Raw) -> Iterator[tuple[str, str]]:
    """Yield the headers as an HTTP server passes them on: without the blanks around a value."""
    for name, value in raw.headers:
        yield name, value.strip(" \t")
