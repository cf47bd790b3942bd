"""Methods of any name on every server target, over sockets too, and from both clients: they differ in case as well."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from apigen import pipeline
from apigen.contract.harness import run
from apigen.contract.source import read_contract
from apigen.contract.wsgi import as_asgi
from apigen.pipeline import Options, generate
from apigen.proof.trips.package import Package
from apigen.proof.trips.service import Service
from apigen.render.targets import templates_root
from apigen.report import Report

from ..support.callers import CALLS, Call
from ..support.packages import SERVERS as SHIPPED
from ..support.packages import start_command, whole
from ..support.snippets import commands, running
from .conftest import SERVERS, TARGETS
from .drivers import DRIVERS, AsgiDriver

CONTRACT = Path(__file__).parent / "methods.yaml"
ALLOWED = "COPY, GET, HEAD, M-SEARCH, OPTIONS, PURGE, X!y, purge"
METHODS = ("GET", "COPY", "PURGE", "purge", "X!y", "M-SEARCH")
ANY_METHOD = {"fastapi": " --http h11", "flask": " --permit-unconventional-http-method"}
"""What makes the server of a target pass on every method, where it does not by itself."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    root, name, report = tmp_path_factory.mktemp("methods"), "methods_api", Report()
    targets = tmp_path_factory.mktemp("targets")
    for folder in (templates_root(), TARGETS):
        shutil.copytree(folder, targets, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "templates_root", lambda: targets)
        options = Options(servers=SERVERS, client=None, package=name, app=False)
        generate(CONTRACT, root, options, report=report, write=True)
    assert not list(report)
    sys.path.insert(0, str(root))
    yield Package(root, name)
    sys.path.remove(str(root))


def make(package: Package, server: str, **settings: Any) -> Any:
    """Return an app whose operations are answered by their examples."""
    record = package.module("server.handlers").Handlers(all=package.module("server.examples").ExampleAll())
    return importlib.import_module(f"{package.name}.server.{server}").create_app(record, **settings)


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_names() -> None:
    assert [each.words for each in read_contract(CONTRACT, Report()).operations][-1] == (
        "m-search",
        "files",
        "by",
        "name",
    )


@pytest.mark.parametrize("method", METHODS)
def test_a_method_is_answered_as_itself(package: Package, server: str, method: str) -> None:
    driver = DRIVERS[server](make(package, server))
    for target in ("/v1/files/a", "/v1/files/a%2Fb"):
        answer = driver.send(method, target, {})
        assert (answer.status, json.loads(answer.body)) == (200, method)


def test_a_query_has_a_body_that_is_judged(package: Package, server: str) -> None:
    driver = DRIVERS[server](make(package, server))
    sent = {"Content-Type": "application/json"}
    assert json.loads(driver.send("QUERY", "/v1/files", sent, b'{"like": "a"}').body) == "QUERY"
    assert driver.send("QUERY", "/v1/files", sent, b'{"like": ""}').status == 422
    assert driver.send("QUERY", "/v1/files", {}).status == 422
    assert driver.send("COPY", "/v1/files/a", sent, b"{}").status == 422


@pytest.mark.parametrize("method", ["copy", "Purge", "DELETE", "x!Y", "QUERY"])
def test_another_method_is_refused(package: Package, server: str, method: str) -> None:
    answer = DRIVERS[server](make(package, server)).send(method, "/v1/files/a", {})
    assert (answer.status, answer.headers["allow"]) == (405, ALLOWED)


def test_options_lists_them(package: Package, server: str) -> None:
    driver = DRIVERS[server](make(package, server))
    for target, allowed in (("/v1/files/a", ALLOWED), ("/v1/files", "OPTIONS, QUERY")):
        answer = driver.send("OPTIONS", target, {})
        assert (answer.status, answer.headers["allow"]) == (204, allowed)


@pytest.mark.parametrize("server", SHIPPED)
@pytest.mark.parametrize("method", [*METHODS, "QUERY"])
def test_pages_of_other_origins_may_use_them(package: Package, server: str, method: str) -> None:
    driver = DRIVERS[server](make(package, server, cors=["https://a.example"]))
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": method}
    answer = driver.send("OPTIONS", "/v1/files/a", asked)
    assert answer.status == 200
    assert method in answer.headers["access-control-allow-methods"].split(", ")
    assert driver.send("OPTIONS", "/v1/files/a", {**asked, "Access-Control-Request-Method": "LOCK"}).status == 400


@pytest.mark.parametrize("method", METHODS)
def test_fastapi_knows_the_route(package: Package, method: str) -> None:
    app, seen = make(package, "fastapi"), list[str]()

    async def look(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        seen.append(request.scope["route"].name)
        return response

    app.middleware("http")(look)

    names = {each.operation.method: each.method for each in package.routes}
    assert AsgiDriver(app).send(method, "/v1/files/a", {}).status == 200
    assert seen == [names[method]]
    assert app.url_path_for(names[method], name="a/b") == "/v1/files/a%2Fb"


@pytest.mark.parametrize("method", METHODS)
def test_flask_knows_the_endpoint(package: Package, method: str) -> None:
    from flask import request, url_for

    app, seen = make(package, "flask"), list[tuple[str | None, str]]()

    def look() -> None:
        seen.append((request.endpoint, url_for(str(request.endpoint), name="a/b")))

    app.before_request(look)

    names = {each.operation.method: each.method for each in package.routes}
    for target in ("/v1/files/a", "/v1/files/a%2Fb"):
        assert DRIVERS["flask"](app).send(method, target, {}).status == 200
    assert seen == [(f"{package.name}.{names[method]}", "/v1/files/a%2Fb")] * 2


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_clients_send_them_as_written(package: Package, server: str, call: Call) -> None:
    service = Service(package, server, app=as_asgi(make(package, server)))
    for route in package.routes:
        arguments = {"body": {"like": "a"}} if route.method == "search" else {"name": "a"}
        assert call(service, route.group, route.method, arguments).body == route.operation.method


@pytest.mark.parametrize("server", SHIPPED)
def test_over_sockets(server: str, tmp_path: Path) -> None:
    whole(CONTRACT, tmp_path, server)
    command = start_command(server) + ANY_METHOD.get(server, "")
    with running(command, tmp_path, commands(tmp_path)) as address:
        connection = HTTPConnection(address, timeout=10)
        for method in METHODS:
            connection.request(method, "/v1/files/a")
            answer = connection.getresponse()
            assert (answer.status, json.loads(answer.read())) == (200, method)
        connection.request("QUERY", "/v1/files", b'{"like": "a"}', {"Content-Type": "application/json"})
        assert json.loads(connection.getresponse().read()) == "QUERY"
        connection.request("LOCK", "/v1/files/a")
        refused = connection.getresponse()
        assert (refused.status, refused.headers["allow"]) == (405, ALLOWED)
        connection.close()


def test_the_contract_test_tries_them(package: Package) -> None:
    pytest.importorskip("schemathesis")
    api = read_contract(CONTRACT, Report())
    asked: list[str] = []
    app = make(package, "fastapi")

    async def tap(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope.get("method", ""))
        await app(scope, receive, send)

    outcome = run(tap, api, examples=2)
    assert outcome.passed
    assert outcome.untested == ("purge /files/{name}",)
    assert (
        "not tested, Schemathesis takes methods that differ in case for one: purge /files/{name}" in outcome.summary()
    )
    assert {"QUERY", "COPY", "PURGE", "X!y", "M-SEARCH"} <= set(asked)
