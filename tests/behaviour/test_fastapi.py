"""What FastAPI offers around a route works around ours too; and what we use of its inside is still there."""

from __future__ import annotations

import asyncio
import importlib
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from .drivers import AsgiDriver
from .handlers import Echo, handlers, security


@pytest.fixture(scope="module")
def fastapi(package: str) -> Any:
    return importlib.import_module(f"{package}.server.fastapi")


@pytest.fixture
def app(fastapi: Any, package: str) -> FastAPI:
    return _app(fastapi, package)


def _app(fastapi: Any, package: str, source: Any = None, **options: Any) -> FastAPI:
    found: FastAPI = fastapi.create_app(source or handlers(package), security=security(package), **options)
    return found


def test_the_router_has_the_place_for_the_switch(app: FastAPI) -> None:
    plain = FastAPI()
    assert plain.router.middleware_stack == plain.router.app
    assert app.router.middleware_stack != app.router.app
    assert any(isinstance(each, ExceptionMiddleware) for each in _stack(plain))
    assert not any(isinstance(each, ExceptionMiddleware) for each in _stack(app))


def _stack(app: FastAPI) -> Iterator[object]:
    found: Any = app.build_middleware_stack()
    while found is not None:
        yield found
        found = getattr(found, "app", None)


def test_a_path_of_nobody_is_looked_for_among_other_routes(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    app.add_route("/other", lambda _: PlainTextResponse("other"))
    asked: list[object] = []

    def note(route: object, _: object) -> None:
        asked.append(route)

    monkeypatch.setattr(type(app.routes[0]), "matches", note)
    driver = AsgiDriver(app)
    assert driver.send("GET", "/other", {}).body == b"other"
    assert driver.send("GET", "/nobody", {}).status == 404
    assert not asked


def test_everything_works_without_the_switch(app: FastAPI) -> None:
    app.router.middleware_stack = app.router.app
    del app.__dict__["build_middleware_stack"]
    driver = AsgiDriver(app)
    assert driver.send("GET", "/v1/texts/a%2Fb", {}).body == b'{"text":"a/b"}'
    assert driver.send("HEAD", "/v1/texts/a", {}).status == 200
    assert driver.send("PUT", "/v1/texts/all", {}).headers["allow"] == "GET, HEAD, OPTIONS"
    assert driver.send("GET", "/v1/texts/a/", {}).status == 404
    assert driver.send("GET", "/v1/openapi.json", {}).status == 200


def test_routes_have_names(app: FastAPI) -> None:
    assert app.url_path_for("text", text="a/b") == "/v1/texts/a%2Fb"
    assert app.url_path_for("create_thing") == "/v1/things"


def test_middleware_sees_the_route(app: FastAPI) -> None:
    seen: list[Any] = []

    @app.middleware("http")
    async def look(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        seen.append((request.scope["route"].name, request.scope["path_params"], request.scope["route"].tags))
        return response

    client = TestClient(app)
    assert client.get("/v1/texts/a%20b").json() == {"text": "a b"}
    assert client.put("/v1/things").status_code == 405
    assert seen[0] == ("text", {"text": "a b"}, ["echo"])


def test_your_own_routes_stand_beside(fastapi: Any, package: str) -> None:
    mine = FastAPI(title="mine")
    app = _app(fastapi, package, app=mine)
    assert app is mine

    @app.get("/health")
    async def health() -> str:
        return "well"

    client = TestClient(app)
    assert client.get("/health").json() == "well"
    assert client.get("/openapi.json").json()["info"]["title"] == "mine"
    assert client.get("/v1/openapi.json").json()["info"]["title"] == "Sample <api>"
    assert client.get("/nowhere").json() == {"detail": "Not Found"}


def test_mounted_in_another_app(app: FastAPI) -> None:
    outer = FastAPI()
    outer.mount("/inner/place", app)
    driver = AsgiDriver(outer)
    assert driver.send("GET", "/inner/place/v1/texts/a%2Fb", {}).body == b'{"text":"a/b"}'
    assert driver.send("GET", "/inner/%70lace/v1/texts/a%2Fb", {}).body == b'{"text":"a/b"}'
    assert driver.send("GET", "/v1/texts/a", {}).status == 404


@pytest.mark.parametrize("target", ["/proxy/v1/texts/a", "/v1/texts/a"])
def test_root_path(app: FastAPI, target: str) -> None:
    assert AsgiDriver(app, root_path="/proxy").send("GET", target, {}).status == 200


def test_base_path_and_documents(fastapi: Any, package: str) -> None:
    client = TestClient(_app(fastapi, package, base_path="/other/", docs=False))
    assert client.get("/other/texts/a").status_code == 200
    assert client.get("/v1/texts/a").status_code == 404
    assert client.get("/other/openapi.json").status_code == 404
    assert client.get("/docs").status_code == 404


def test_cors(fastapi: Any, package: str) -> None:
    client = TestClient(_app(fastapi, package, cors=["https://a.example"]))
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    assert client.options("/v1/things", headers=asked).headers["access-control-allow-origin"] == "https://a.example"
    assert client.options("/v1/things").headers["allow"] == "OPTIONS, POST"


def test_handlers_with_the_lifespan(fastapi: Any, package: str) -> None:
    class Resources:
        state = "new"

        async def __aenter__(self) -> Any:
            self.state = "open"
            return handlers(package)

        async def __aexit__(self, *error: object) -> None:
            self.state = "closed"

    resources = Resources()
    app = _app(fastapi, package, resources)
    with TestClient(app) as client:
        assert resources.state == "open"
        assert client.get("/v1/texts/a").status_code == 200
    assert resources.state == "closed"
    assert TestClient(_app(fastapi, package, Resources())).get("/v1/texts/a").status_code == 500


def test_handlers_for_each_request(fastapi: Any, package: str) -> None:
    events: list[str] = []

    async def provide() -> AsyncIterator[Any]:
        events.append("open")
        try:
            yield handlers(package)
        except RuntimeError:
            events.append("undone")
            raise
        events.append("done")

    def blocking() -> Iterator[Any]:
        events.append(f"main thread: {threading.current_thread() is threading.main_thread()}")
        yield handlers(package)

    app = _app(fastapi, package, provide)
    client = TestClient(app)
    assert client.get("/v1/texts/a").status_code == 200
    assert client.get("/v1/faults/raise").status_code == 500
    assert client.get("/v1/echo/x").status_code == 404
    assert events == ["open", "done", "open", "undone"]
    app.dependency_overrides[provide] = blocking
    assert client.get("/v1/texts/a").status_code == 200
    assert events[4:] == ["main thread: False"]
    app.dependency_overrides[provide] = lambda: handlers(package)
    assert client.get("/v1/texts/a").status_code == 200


@pytest.mark.parametrize("is_async", [False, True])
def test_a_provider_sees_that_its_request_is_cancelled(
    fastapi: Any, package: str, is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []

    async def wait(self: Any, request: Any) -> Any:
        events.append("asked")
        await asyncio.sleep(60)

    def provide() -> Iterator[Any]:
        try:
            yield handlers(package)
        except BaseException as error:
            events.append(type(error).__name__)
            raise
        events.append("done")

    async def provide_async() -> AsyncIterator[Any]:
        with contextmanager(provide)() as found:
            yield found

    async def ask() -> None:
        driver = AsgiDriver(_app(fastapi, package, provide_async if is_async else provide))
        task = asyncio.create_task(driver.ask("GET", "/v1/texts/a", {}))
        while not events:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    monkeypatch.setattr(Echo, "text", wait)
    asyncio.run(asyncio.wait_for(ask(), 30))
    assert events == ["asked", "CancelledError"]


def test_a_provider_takes_nothing(fastapi: Any, package: str) -> None:
    with pytest.raises(importlib.import_module(f"{package}.server").StartupError, match="takes no parameters"):
        _app(fastapi, package, lambda request: None)


def test_the_frameworks_own_request(fastapi: Any, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def text(self: Any, request: Any) -> Any:
        return self._ops.Text200({"text": request.raw.headers["x-own"]})

    monkeypatch.setattr(Echo, "text", text)
    client = TestClient(_app(fastapi, package))
    assert client.get("/v1/texts/a", headers={"X-Own": "mine"}).json() == {"text": "mine"}


def test_bodies_in_parts(app: FastAPI) -> None:
    def parts(*sizes: int) -> Iterator[bytes]:
        yield b'{"name":"'
        yield from (b"a" * size for size in sizes)
        yield b'"}'

    client = TestClient(app)
    headers = {"Content-Type": "application/json"}
    assert client.post("/v1/things", content=parts(5, 5), headers=headers).json() == {"name": "a" * 10}


def test_a_caller_who_has_gone(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    async def ask() -> list[Any]:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/v1/things", "query_string": b"", "headers": []}
        await app(scope, receive, send)
        return sent

    with caplog.at_level(logging.ERROR):
        assert asyncio.run(ask()) == []
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_the_app_carries_its_contract(app: FastAPI) -> None:
    assert app.__dict__["__contract__"].read_bytes() == TestClient(app).get("/v1/openapi.json").content


def test_the_development_token(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server = importlib.import_module(f"{package}.server")
    credential = server.Credential(scheme="bearer", value="secret")
    monkeypatch.delenv("APIGEN_DEV_TOKEN", raising=False)
    assert server.dev_principal(credential) is None
    assert server.dev_principal(server.Credential(scheme="bearer", value="")) is None
    monkeypatch.setenv("APIGEN_DEV_TOKEN", "secret")
    assert server.dev_principal(credential) is not None
    assert server.dev_principal(server.Credential(scheme="bearer", value="other")) is None


def test_plain_text_answers_of_yours(app: FastAPI) -> None:
    app.add_route("/plain", lambda request: PlainTextResponse("text"))
    assert TestClient(app).get("/plain").text == "text"
