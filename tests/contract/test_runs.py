"""How a run goes: apps that start, hang, crash or print, runs that are stopped, and contracts that contradict themselves."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("schemathesis")
pytest.importorskip("starlette")

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apigen.contract.command import AppError, TestOptions
from apigen.contract.command import test_spec as run_spec
from apigen.contract.command import test_url as run_url
from apigen.contract.conditions import Conditions
from apigen.contract.engine import StartError
from apigen.contract.harness import Watch, run
from apigen.contract.outcome import Outcome, Stop
from apigen.contract.source import read_contract
from apigen.ir.api import Api
from apigen.report import Report
from apigen.spec.document import Json

from ..support.commands import apigen
from ..support.faulty import faulty, resets, stalls
from .apps import METHODS, one_get, serve

TEXT: dict[str, Json] = {
    "200": {"description": "Text.", "content": {"application/json": {"schema": {"type": "string"}}}}
}
LIMIT: Json = {"name": "limit", "in": "query", "schema": {"type": "integer"}}


def api(operation: dict[str, Json] | None = None) -> Api:
    return read_contract(json.dumps(one_get(operation or {"responses": TEXT})).encode(), Report())


def causes(outcome: Outcome) -> dict[str, str]:
    return {each.check: each.cause for each in outcome.findings}


async def greet(request: Request) -> Response:
    return JSONResponse("hi") if request.method == "GET" else JSONResponse({}, 405, headers={"Allow": "GET"})


def test_the_lifespan_of_an_app_is_that_of_the_run() -> None:
    happened: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, str]]:
        happened.append("start")
        yield {"pool": "open"}
        happened.append("end")

    async def endpoint(request: Request) -> Response:
        assert request.state.pool == "open"
        return await greet(request)

    app = Starlette(routes=[Route("/canary", endpoint, methods=METHODS)], lifespan=lifespan)
    for _ in range(2):
        assert run(app, api()).passed
    assert happened == ["start", "end"] * 2


def test_an_app_that_does_not_start_is_said_to_be_so() -> None:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        raise ConnectionError("no database")
        yield

    with pytest.raises(StartError, match=r"^its lifespan fails at the start: ConnectionError: no database$"):
        run(Starlette(lifespan=lifespan), api())


def test_the_log_of_a_request_stands_by_its_failure(capfd: pytest.CaptureFixture[str]) -> None:
    async def endpoint(request: Request) -> Response:
        if request.method == "GET":
            logging.getLogger("shop").warning("about to fail")
            raise LookupError("no such table\nsecond line")
        return await greet(request)

    found = run(serve("/canary", endpoint), api())
    assert causes(found)["not_a_server_error"] == "LookupError: no such table"
    (crash,) = (each for each in found.findings if each.check == "not_a_server_error")
    assert crash.log.startswith("WARNING shop: about to fail\nERROR app: exception in the application\nTraceback")
    assert not found.errors, "an exception is the app's, not the engine's"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("app", ["silent", "wrong"])
def test_an_asgi_app_that_breaks_its_protocol_has_failed(app: str) -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        """Answer nothing."""

    async def wrong(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": "200"})

    found = run({"silent": silent, "wrong": wrong}[app], api())
    assert found.failed
    expected = {"silent": "the application returned without a response", "wrong": "TypeError: the status is '200'"}
    assert causes(found)["not_a_server_error"] == expected[app]


def test_what_does_not_answer_is_given_up() -> None:
    async def hang(request: Request) -> Response:
        await asyncio.sleep(3600)
        return Response()

    found = run(serve("/canary", hang), api(), conditions=Conditions(timeout=0.05))
    (broken,) = found.broken
    assert (broken.operation, broken.message) == ("GET /canary", "Network Error: Read timed out after 0.05 seconds")
    assert broken.curl is not None and broken.curl.endswith("http://127.0.0.1:8000/canary")


@pytest.mark.parametrize("behaviour", [stalls(), resets(b"HTTP/1.1 200 OK\r\n")], ids=["stalls", "resets"])
def test_a_server_that_breaks_connections(tmp_path: Path, behaviour: Any) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(one_get({"responses": TEXT})))
    with faulty(behaviour) as server:
        found = run_url(tmp_path / "spec.json", server.url, TestOptions(timeout=0.2), Report())
    assert not found.passed and found.never_succeeded
    assert any("Network Error" in each or "Server Unavailable" in each for each in found.errors), found.errors


def test_a_run_ends_when_its_time_is_over() -> None:
    many = api({"parameters": [LIMIT], "responses": {**TEXT, "422": {"description": "No."}}})
    found = run(serve("/canary", greet), many, examples=100_000, conditions=Conditions(max_time=0.5))
    assert found.stopped is Stop.TIME and not found.passed
    assert found.unfinished == ("GET /canary",) and "stopped at --max-time" in found.summary()


def test_ctrl_c_ends_a_run_with_what_is_known() -> None:
    def interrupt(stage: str) -> None:
        if stage.startswith("fuzzing"):
            raise KeyboardInterrupt

    found = run(serve("/canary", greet), api(), watch=Watch(tell=interrupt))
    assert found.stopped is Stop.INTERRUPTED and not found.passed
    assert threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT)


def test_a_contract_that_contradicts_itself_is_said_to() -> None:
    async def endpoint(request: Request) -> Response:
        limit = request.query_params.getlist("limit")
        if request.method == "GET" and limit and not (len(limit) == 1 and limit[0].removeprefix("-").isdecimal()):
            return JSONResponse({}, 422)
        return await greet(request)

    told = api({"parameters": [LIMIT], "responses": TEXT})
    app = serve("/canary", endpoint)
    assert run(app, told).passed
    found = run(app, told, conditions=Conditions(strict=True))
    assert [(each.operation, each.lacking) for each in found.contradictions] == [("GET /canary", ("422",))]
    assert causes(found) == {"status_code_conformance": "Received: 422"} and found.implied == 0
    assert "contradiction: GET /canary needs 422, and declares nothing that could be that\n" in found.summary()
    assert "FAILED against the author's own contract: 1 failure, 0 errors, 0 never successful; 1 contradiction, " in (
        found.summary()
    )


APP = """
import faulthandler
import logging
import sys

print("imported")
sys.stdout.buffer.write(b"imported")
faulthandler.enable()
logging.basicConfig(level="INFO")


def create_app():
    def app(environ, start_response):
        print("called")
        logging.getLogger("app").info("called")
        if environ["REQUEST_METHOD"] != "GET":
            start_response("405 No", [("Allow", "GET")])
            return []
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b'"hi"']

    return app


async def create_later():
    return create_app()


def broken():
    sys.exit("no configuration")


instance = create_app()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "printing.py").write_text(APP)
    (tmp_path / "spec.json").write_text(json.dumps(one_get({"responses": TEXT})))
    return tmp_path


def test_a_factory_makes_the_app_and_only_the_result_is_printed(folder: Path) -> None:
    done = apigen("test", "spec.json", "--app", "printing:create_app()", "--report", "junit=out/a.xml", cwd=folder)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "imported" not in done.stdout and "called" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith("passes every check against the effective contract")
    assert (folder / "out" / "a.xml").exists()


def test_the_configuration_says_what_no_flag_says(folder: Path) -> None:
    (folder / "apigen.toml").write_text(
        'spec = "spec.json"\napp = "printing:instance"\nseed = "random"\nexamples = 2\nreport = ["html=out/a.html"]\n'
    )
    done = apigen("test", "--format", "json", cwd=folder)
    assert (done.returncode, done.stderr.strip()) == (0, "[]"), done.stderr
    value = json.loads(done.stdout)
    assert value["passed"] and value["successes"] == {"GET /canary": value["statuses"]["GET /canary"]["200"]}
    assert (folder / "out" / "a.html").exists()
    other = apigen("test", "--url", "http://127.0.0.1:9", "--report", "junit=a.xml", cwd=folder)
    assert other.returncode == 2 and other.stderr.startswith("error: --url http://127.0.0.1:9: nobody can be reached")
    assert not (folder / "a.xml").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("printing:create_app", "makes the app, write --app 'printing:create_app\\(\\)'$"),
        ("printing:create_later()", "is async; what makes an app is not$"),
        ("printing:broken()", "makes no app: SystemExit: no configuration$"),
        ("printing:APP()", "has no attribute 'APP'$"),
        ("printing:__name__()", "what stands before the parentheses cannot be called$"),
    ],
)
def test_what_makes_no_app(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "printing", raising=False)
    with pytest.raises(AppError, match=message):
        run_spec(folder / "spec.json", name, TestOptions(), Report())
    logging.getLogger().handlers = [
        each for each in logging.getLogger().handlers if type(each) is not logging.StreamHandler
    ]
    assert os.getcwd() == str(folder)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--seed", "-1"), "--seed -1: is neither a whole number nor random"),
        (("--auth", "key=x"), "--auth key=...: the contract has no security scheme 'key': it has none"),
        (("--report", "pdf"), "--report pdf: write it as FORM or FORM=FILE"),
    ],
)
def test_a_flag_that_means_nothing(folder: Path, flags: tuple[str, ...], message: str) -> None:
    done = apigen("test", "spec.json", "--app", "printing:instance", *flags, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith(f"error: {message}")
