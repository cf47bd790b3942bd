"""What Flask offers around a view works around ours too; and what we use of its inside is still there."""

from __future__ import annotations

import asyncio
import importlib
import io
import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Blueprint, Flask, Response, abort, g, request, url_for
from werkzeug.datastructures import Headers
from werkzeug.routing import MapAdapter

from .drivers import WsgiDriver
from .handlers import Echo, handlers, security


@pytest.fixture(scope="module")
def flask(package: str) -> Any:
    return importlib.import_module(f"{package}.server.flask")


@pytest.fixture
def app(flask: Any, package: str) -> Flask:
    return _app(flask, package)


def _app(flask: Any, package: str, source: Any = None, **options: Any) -> Flask:
    found: Flask = flask.create_app(source or handlers(package), security=security(package), **options)
    return found


def _blueprint(flask: Any, package: str, **options: Any) -> Blueprint:
    found: Blueprint = flask.create_blueprint(handlers(package), security=security(package), **options)
    return found


def test_what_a_response_has_inside(flask: Any) -> None:
    usual = Response(b"x", status=201, headers=[("content-type", "text/plain")])
    raw = flask._flask.RawResponse(201, [(b"content-type", b"text/plain")], b"x")
    ours = flask._flask.ContractResponse(raw, [b"x"])
    # Whatever Flask's own `__init__` comes to set, ours must set too.
    assert vars(ours).keys() - {"_body"} == vars(usual).keys()
    assert vars(ours.headers) == vars(Headers([("content-type", "text/plain")]))
    assert all(isinstance(vars(ours)[name], type(value)) for name, value in vars(usual).items())
    assert (ours.status, ours.status_code, ours.get_data()) == ("201 CREATED".title(), 201, b"x")
    ours.set_data(b"longer")
    ours.status_code = 202
    assert (ours.headers["content-length"], ours.status) == ("6", "202 ACCEPTED")


def test_the_map_has_the_place_for_the_switch(app: Flask) -> None:
    asked: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MapAdapter, "match", lambda self, *args, **options: asked.append(args))
        assert app.test_client().get("/v1/texts/a").status_code == 200
    assert asked == []


def test_rules_are_in_the_map(app: Flask) -> None:
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    assert str(rules["sample_api.text"]) == "/v1/texts/<contract_segment:text>"
    assert rules["sample_api.text"].methods == {"GET", "HEAD"}
    assert {"sample_api.openapi", "sample_api.docs", "sample_api.redoc", "sample_api.create_thing"} <= rules.keys()
    with app.test_request_context():
        assert url_for("sample_api.text", text="a/b c") == "/v1/texts/a%2Fb%20c"
        assert url_for("sample_api.create_thing", _external=True) == "http://localhost/v1/things"
        assert url_for("sample_api.shout", text="a") == "/v1/texts/a:shout"


@pytest.mark.parametrize("switched", [True, False])
@pytest.mark.parametrize(
    ("send", "endpoint", "values"),
    [
        ("GET /v1/texts/a%20b", "sample_api.text", {"text": "a b"}),
        ("HEAD /v1/texts/a", "sample_api.text", {"text": "a"}),
        ("GET /v1/texts/a%2Fb", "sample_api.text", {"text": "a/b"}),
        ("GET /v1/texts/all%2F1%2Fx", "sample_api.text", {"text": "all/1/x"}),
        ("POST /v1/texts/a:shout", "sample_api.shout", {"text": "a"}),
        ("PUT /v1/texts/all", "sample_api.other-methods", {}),
        ("GET /v1/texts/a/", None, None),
        ("GET /nowhere", None, None),
    ],
)
def test_everybody_sees_the_operation(app: Flask, send: str, endpoint: str, values: Any, switched: bool) -> None:
    seen: list[Any] = []
    if not switched:
        del app.url_map.__dict__["bind_to_environ"]

    @app.before_request
    def look() -> None:
        seen.append((request.endpoint, request.view_args, request.blueprint))

    method, target = send.split(" ")
    answer = WsgiDriver(app).send(method, target, {})
    assert seen == [(endpoint, values, endpoint and "sample_api")]
    assert answer.status == 404 if endpoint is None else answer.status != 404


def test_hooks_run(app: Flask) -> None:
    events: list[str] = []

    @app.before_request
    def before() -> Any:
        events.append("before")
        g.user = "ann"
        return ("no", 403) if request.headers.get("X-Refuse") else None

    @app.after_request
    def after(response: Response) -> Response:
        response.headers["X-After"] = g.user
        if "X-Replace" in request.headers:
            response.set_data(b"other")
        return response

    @app.teardown_request
    def teardown(error: BaseException | None) -> None:
        events.append("teardown")

    client = app.test_client()
    answer = client.get("/v1/texts/a")
    assert (answer.json, answer.headers["X-After"], events) == ({"text": "a"}, "ann", ["before", "teardown"])
    assert client.get("/v1/texts/a", headers={"X-Refuse": "1"}).status_code == 403
    assert client.get("/v1/texts/a", headers={"X-Replace": "1"}).data == b"other"
    assert client.put("/v1/texts/all").headers["X-After"] == "ann"


def test_the_app_keeps_its_own_pages(flask: Any, package: str) -> None:
    mine = Flask("mine")
    assert _app(flask, package, app=mine) is mine

    @mine.get("/v1/texts/mine/health")
    def health() -> str:
        return "well"

    @mine.get("/branch/")
    def branch() -> str:
        return "branch"

    @mine.errorhandler(404)
    def missing(error: Exception) -> Any:
        return "my own page", 404

    client = mine.test_client()
    assert client.get("/v1/texts/mine/health").text == "well"
    assert client.get("/v1/texts/a").json == {"text": "a"}
    for target in ("/nowhere", "/v1/texts/a/b", "/v1/texts/a/"):
        assert client.get(target).text == "my own page"
    # The beginning of this path is the contract's, the rule is the app's.
    answer = client.post("/v1/texts/mine/health")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert client.get("/branch").status_code == 308


def test_three_times_in_one_app(flask: Any, package: str) -> None:
    app, outer = Flask("mine"), Blueprint("outer", "outer", url_prefix="/outer")
    blueprint = _blueprint(flask, package, base_path="")
    outer.register_blueprint(blueprint, url_prefix="/inner")
    app.register_blueprint(blueprint)
    app.register_blueprint(blueprint, url_prefix="/<tenant>/shop/", name="shop")
    app.register_blueprint(outer)
    client, driver = app.test_client(), WsgiDriver(app)
    seen: list[Any] = []
    app.before_request(lambda: seen.append((request.endpoint, request.view_args)))
    for prefix in ("", "/t/shop", "/outer/inner", "/%74/shop"):
        assert driver.send("GET", f"{prefix}/texts/a%2Fb", {}).body == b'{"text":"a/b"}'
        assert driver.send("PUT", f"{prefix}/texts/all", {}).headers["allow"] == "GET, HEAD, OPTIONS"
        assert client.get(f"{prefix}/openapi.json").status_code == 200
        assert client.get(f"{prefix}/v1/texts/a").status_code == 404
    assert seen[0] == ("sample_api.text", {"text": "a/b"})
    assert seen[4] == ("shop.text", {"tenant": "t", "text": "a/b"})
    assert seen[8] == ("outer.sample_api.text", {"text": "a/b"})
    with app.test_request_context():
        assert url_for("shop.text", tenant="t", text="a") == "/t/shop/texts/a"


def test_two_contracts_share_a_loop(flask: Any, package: str) -> None:
    app = Flask("mine")
    for name in ("v1", "v2"):
        app.register_blueprint(_blueprint(flask, package, name=name, base_path=f"/{name}"))
    assert app.test_client().get("/v1/texts/a").json == app.test_client().get("/v2/texts/a").json
    assert list(app.extensions) == ["apigen.loop"]


def test_mounted_below_a_script_name(app: Flask) -> None:
    driver = WsgiDriver(app, script_name="/inner/place")
    for target in ("/inner/place/v1/texts/a%2Fb", "/inner/%70lace/v1/texts/a%2Fb"):
        assert driver.send("GET", target, {}).body == b'{"text":"a/b"}'


def test_a_server_that_hides_the_raw_path(app: Flask) -> None:
    driver = WsgiDriver(app, raw=None)
    assert driver.send("GET", "/v1/texts/a%20b%C3%A9", {}).body == '{"text":"a bé"}'.encode()
    assert driver.send("GET", "/v1/texts/a%2Fb", {}).status == 404


def test_base_path_and_documents(flask: Any, package: str) -> None:
    client = _app(flask, package, base_path="/other/", docs=False).test_client()
    assert client.get("/other/texts/a").status_code == 200
    assert client.get("/v1/texts/a").status_code == 404
    assert client.get("/other/openapi.json").status_code == 404


def test_headers_with_an_underscore(flask: Any, package: str) -> None:
    wsgi = importlib.import_module(f"{package}._runtime.wsgi.environ")
    aliases = {"HTTP_API_KEY": b"api_key"}
    environ = {"REQUEST_METHOD": "GET", "HTTP_API_KEY": "x", "CONTENT_TYPE": "", "CONTENT_LENGTH": "1"}
    found = wsgi.raw_request(environ, "/", None, aliases).headers
    assert (len(found), found[0]) == (3, (b"content-length", b"1"))
    assert list(found) == [(b"content-length", b"1"), (b"api-key", b"x"), (b"api_key", b"x")]


def test_bodies(flask: Any, package: str) -> None:
    for before in (lambda: None, lambda: request.get_data() and None):
        app = _app(flask, package)
        app.before_request(before)
        client = app.test_client()
        overrides = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
        for more in (overrides, {}):
            answer = client.post("/v1/things", json={"name": "a"}, environ_overrides=more)
            assert (answer.status_code, answer.json) == (201, {"name": "a"})


def test_a_body_that_ends_too_early(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().post("/v1/things", data=b"{}", environ_overrides={"CONTENT_LENGTH": "5"})
    assert (answer.status_code, caplog.text) == (400, "")


@pytest.mark.parametrize("more", [{"CONTENT_LENGTH": "5"}, {"HTTP_TRANSFER_ENCODING": "chunked"}], ids=str)
def test_a_body_that_breaks_off(app: Flask, more: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    """Servers say so in their own ways, all of them with an `OSError`: the fault is not the handler's."""

    class Broken(io.RawIOBase):
        def read(self, size: int = -1, /) -> bytes:
            raise OSError

    overrides = {"wsgi.input": Broken(), "wsgi.input_terminated": True, **more}
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().post("/v1/things", json={}, environ_overrides=overrides)
    assert (answer.status_code, caplog.text) == (400, "")


def test_a_body_without_a_length_has_a_limit(flask: Any, package: str) -> None:
    client = _app(flask, package, max_body_size=10).test_client()
    overrides = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = client.post("/v1/things", data=b" " * 11, environ_overrides=overrides)
    assert answer.status_code == 413


def test_the_frameworks_own_request(flask: Any, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def text(self: Any, req: Any) -> Any:
        # Awaited on another thread, and the context is still the request's.
        return self._ops.Text200({"text": req.raw.headers["x-own"] + request.headers["x-own"]})

    monkeypatch.setattr(Echo, "text", text)
    client = _app(flask, package).test_client()
    assert client.get("/v1/texts/a", headers={"X-Own": "mine"}).json == {"text": "minemine"}


def test_a_host_can_refuse_in_its_own_way(app: Flask) -> None:
    app.before_request(lambda: abort(401) if request.endpoint == "sample_api.text" else None)
    assert WsgiDriver(app).send("GET", "/v1/texts/a%2Fb", {}).status == 401


# CORS


def test_cors_is_that_of_the_other_server(flask: Any, package: str) -> None:
    from starlette.testclient import TestClient

    fastapi = importlib.import_module(f"{package}.server.fastapi")
    ask = {"Access-Control-Request-Method": "POST"}
    for cors in (["https://a.example"], ["*"]):
        mine = _app(flask, package, cors=cors).test_client()
        other = TestClient(fastapi.create_app(handlers(package), security=security(package), cors=cors))
        for origin in ("https://a.example", "https://b.example"):
            for method, more in (
                ("GET", {}),
                ("OPTIONS", ask),
                ("OPTIONS", {**ask, "Access-Control-Request-Headers": "X-A, X-B"}),
                ("OPTIONS", {"Access-Control-Request-Method": "TRACE"}),
                ("OPTIONS", {**ask, "Access-Control-Request-Private-Network": "true"}),
                ("OPTIONS", {}),
            ):
                headers = {"Origin": origin, **more}
                found = mine.open("/v1/texts/all", method=method, headers=headers)
                wanted = other.request(method, "/v1/texts/all", headers=headers)
                assert (found.status_code, found.data) == (wanted.status_code, wanted.content)
                assert {k.lower(): v for k, v in found.headers} == dict(wanted.headers)
        assert mine.get("/v1/texts/all").headers["Vary"] == "Origin"


# Where handlers come from


def test_handlers_for_each_request(flask: Any, package: str, caplog: pytest.LogCaptureFixture) -> None:
    events: list[str] = []
    current: ContextVar[str] = ContextVar("current", default="none")

    async def provide() -> AsyncIterator[Any]:
        task = asyncio.current_task()
        token = current.set("set")
        try:
            yield handlers(package)
        except RuntimeError:
            events.append("undone")
            raise
        finally:
            events.append(f"{current.get()}, same task: {asyncio.current_task() is task}")
            current.reset(token)

    def blocking() -> Iterator[Any]:
        events.append("open")
        try:
            yield handlers(package)
        finally:
            events.append("closed")

    client = _app(flask, package, provide).test_client()
    assert client.get("/v1/texts/a").status_code == 200
    assert client.get("/v1/faults/raise").status_code == 500
    assert client.get("/v1/echo/x").status_code == 404
    assert events == ["set, same task: True", "undone", "set, same task: True"]
    assert current.get() == "none"
    client = _app(flask, package, blocking).test_client()
    assert client.get("/v1/texts/a").status_code == 200
    assert events[3:] == ["open", "closed"]

    async def awaited() -> Any:
        return handlers(package)

    def broken() -> Iterator[Any]:
        yield handlers(package)
        raise ValueError("while closing")

    assert _app(flask, package, awaited).test_client().get("/v1/texts/a").status_code == 200
    assert _app(flask, package, lambda: handlers(package)).test_client().get("/v1/texts/a").status_code == 200
    with caplog.at_level(logging.ERROR):
        assert _app(flask, package, broken).test_client().get("/v1/texts/a").status_code == 500
    assert "while closing" in caplog.text


def test_a_handler_sees_what_its_provider_has_set(flask: Any, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    current: ContextVar[str] = ContextVar("current", default="none")

    async def provide() -> AsyncIterator[Any]:
        current.set("set")
        yield handlers(package)

    def text(self: Any, req: Any) -> Any:
        before = current.get()
        current.set("by a handler")
        return self._ops.Text200({"text": before})

    async def shout(self: Any, req: Any) -> Any:
        return self._ops.Shout200({"text": current.get()})

    monkeypatch.setattr(Echo, "text", text)
    monkeypatch.setattr(Echo, "shout", shout)
    client = _app(flask, package, provide).test_client()
    assert client.get("/v1/texts/a").json == {"text": "set"}
    assert client.post("/v1/texts/a:shout").json == {"text": "set"}
    monkeypatch.setattr(Echo, "shout", text)
    client = _app(flask, package).test_client()
    assert [client.get("/v1/texts/a").json for _ in range(2)] == [{"text": "none"}] * 2


def test_a_provider_takes_nothing(flask: Any, package: str) -> None:
    with pytest.raises(importlib.import_module(f"{package}.server").StartupError, match="takes no parameters"):
        _app(flask, package, lambda request: None)


class Resources:
    """A lifespan that says how far it is."""

    def __init__(self, package: str) -> None:
        self.package, self.state, self.opened, self.tasks = package, "new", 0, set[Any]()

    async def __aenter__(self) -> Any:
        self.state, self.opened = "open", self.opened + 1
        self.tasks.add(asyncio.current_task())
        return handlers(self.package)

    async def __aexit__(self, *error: object) -> None:
        self.state = "closed"
        self.tasks.add(asyncio.current_task())


def test_handlers_with_the_process(flask: Any, package: str) -> None:
    resources = Resources(package)
    app = _app(flask, package, resources)
    assert resources.state == "new"
    threads = [threading.Thread(target=app.test_client().get, args=("/v1/texts/a",)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (resources.state, resources.opened) == ("open", 1)
    assert app.test_client().get("/v1/texts/a").status_code == 200
    flask.stop(app)
    flask.stop(app)
    assert (resources.state, len(resources.tasks)) == ("closed", 1)


def test_the_process_can_be_told_when(flask: Any, package: str) -> None:
    resources = Resources(package)
    app = _app(flask, package, resources)
    flask.start(app)
    assert resources.state == "open"
    flask.start(app)
    assert resources.opened == 1
    flask.stop(app)


def test_a_lifespan_that_fails(flask: Any, package: str, caplog: pytest.LogCaptureFixture) -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[Any]:
        raise OSError("no database")
        yield

    closed: list[bool] = []

    @asynccontextmanager
    async def empty() -> AsyncIterator[Any]:
        yield object()
        closed.append(True)

    app = _app(flask, package, broken())
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            assert app.test_client().get("/v1/texts/a").status_code == 500
    assert caplog.text.count("OSError: no database") == 2
    with pytest.raises(importlib.import_module(f"{package}.server").StartupError, match="no handler for"):
        flask.start(_app(flask, package, empty()))
    assert closed == [True]


# Async handlers, processes and servers


class Session:
    """A database session that is awaited: its lock belongs to the loop on which it is first waited for."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute("create table shouts (text)")
        self._lock = asyncio.Lock()

    async def insert(self, text: str) -> None:
        async with self._lock:
            await asyncio.sleep(0)
            with self._database:
                self._database.execute("insert into shouts values (?)", (text,))

    def count(self) -> int:
        (found,) = self._database.execute("select count(*) from shouts").fetchone()
        return int(found)


def test_one_loop_one_client_and_one_session_for_all(flask: Any, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loops: set[Any] = set()
    session = Session()
    with _listening(_pong) as port:
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}")

        async def shout(self: Any, req: Any) -> Any:
            loops.add(asyncio.get_running_loop())
            found = await client.get("/")
            await session.insert(found.text)
            return self._ops.Shout200({"text": found.text})

        monkeypatch.setattr(Echo, "shout", shout)
        app = _app(flask, package)
        answers: list[Any] = []

        def ask() -> None:
            mine = app.test_client()
            answers.extend(mine.post("/v1/texts/a:shout").json for _ in range(250))

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (answers, len(loops), session.count()) == ([{"text": "pong"}] * 1000, 1, 1000)


def _pong(connection: socket.socket) -> None:
    stream = connection.makefile("rb")
    while stream.readline():
        while stream.readline() not in (b"\r\n", b""):
            pass
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\npong")


@contextmanager
def _listening(talk: Any) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def test_cancelled_from_within(flask: Any, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def shout(self: Any, req: Any) -> Any:
        raise asyncio.CancelledError

    monkeypatch.setattr(Echo, "shout", shout)
    assert _app(flask, package).test_client().post("/v1/texts/a:shout").status_code == 500


PROGRAM = """
import asyncio, os, sys
from contextlib import asynccontextmanager
from sample_api.server.flask import create_app
from tests.behaviour.handlers import handlers, security

@asynccontextmanager
async def lifespan():
    print(f"open {os.getpid()}\\n", end="", flush=True)
    yield handlers("sample_api")
    await asyncio.sleep(0)
    print(f"closed {os.getpid()}\\n", end="", flush=True)

app = create_app(lifespan(), security=security("sample_api"))
"""

FORKED = """
import os, sys
from program import app
from sample_api.server.flask import create_app
from tests.behaviour.handlers import handlers, security
other = create_app(handlers("sample_api"), security=security("sample_api"))
# The parent's loop runs already when the child is forked; the child must have its own.
assert other.test_client().get("/v1/secret", headers={"Authorization": "Bearer good"}).json == {"who": "ann"}
child = os.fork()
for each in (app, other):
    found = each.test_client().get("/v1/secret", headers={"Authorization": "Bearer good"})
    assert found.json == {"who": "ann"}, found.data
if child:
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.fixture
def program(package: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a process that can import a program: an app with a lifespan."""
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "forked.py").write_text(FORKED, encoding="utf-8")
    root = Path(importlib.import_module(package).__path__[0]).parent
    folders = (tmp_path, root, Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_forked_after_import(program: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "forked"], env=program, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    words = [line.split() for line in done.stdout.splitlines()]
    pids = {pid for _, pid in words}
    assert len(pids) == 2
    assert sorted(words) == sorted([word, pid] for word in ("open", "closed") for pid in pids)


SERVERS = {
    "development": ["flask", "--app", "program", "run", "--port", "{port}"],
    "gunicorn": ["gunicorn", "program:app", "-b", "127.0.0.1:{port}", "-w", "2"],
    "gunicorn, threads, forked after import": [
        *["gunicorn", "program:app", "-b", "127.0.0.1:{port}", "-w", "2", "--threads", "2", "--preload"],
        *["-k", "gthread"],
    ],
}


@pytest.mark.parametrize("server", SERVERS)
def test_over_a_socket(server: str, program: dict[str, str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [part.format(port=port) for part in SERVERS[server]]
    with (tmp_path / "out").open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env=program, stdout=out, stderr=out, preexec_fn=_heed_interrupts
        )
        try:
            _wait(port, process)
            for _ in range(5):
                assert _ask(port, "GET", "/v1/texts/a%2Fb") == (200, b'{"text":"a/b"}', None)
            assert _ask(port, "GET", "/v1/texts/%FF")[0] == 404
            assert _ask(port, "PUT", "/v1/texts/all")[::2] == (405, "GET, HEAD, OPTIONS")
            assert _ask(port, "OPTIONS", "/v1/things")[::2] == (204, "OPTIONS, POST")
            assert _ask(port, "HEAD", "/v1/texts/abc")[:2] == (200, b"")
            assert _ask(port, "GET", "/v1/texts/")[:2] == (200, b'{"text":""}')
            assert _ask(port, "POST", "/v1/things", b'{"name":"a"}')[:2] == (201, b'{"name":"a"}')
            assert _ask(port, "POST", "/v1/things", iter([b'{"name"', b':"a"}']))[:2] == (201, b'{"name":"a"}')
            assert _ask(port, "GET", "/v1/echo/7?tags=b%2Cc&tags=d+e")[1] == b'{"id":7,"limit":20,"tags":["b,c","d e"]}'
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)
    lines = [line.split() for line in (tmp_path / "out").read_text().splitlines()]
    opened, closed = ([line[1] for line in lines if line[0] == word] for word in ("open", "closed"))
    assert opened and sorted(opened) == sorted(closed)


def _heed_interrupts() -> None:
    """Undo what a shell does to jobs in the background: their children would ignore an interrupt, too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, "the server has not started"
            time.sleep(0.05)


def _ask(port: int, method: str, target: str, body: Any = None) -> tuple[int, bytes, str | None]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, target, body, {"Content-Type": "application/json"} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers.get("Allow")
    finally:
        connection.close()


def test_the_app_carries_its_contract(app: Flask) -> None:
    assert app.__dict__["__contract__"].read_bytes() == app.test_client().get("/v1/openapi.json").data
