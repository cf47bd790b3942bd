"""Bodies of every media type, run against every server target, and from both clients to each of them."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from pydantic import MISSING, TypeAdapter

from apigen import pipeline
from apigen.contract.wsgi import as_asgi
from apigen.pipeline import Options, generate
from apigen.proof.trips.package import Package
from apigen.render.targets import templates_root
from apigen.report import Report

from ..support.callers import CALLS, Call
from .conftest import SERVERS, TARGETS
from .drivers import DRIVERS, Driver

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "bodies-cases.yaml").read_text(encoding="utf-8"))
CALLED: list[dict[str, Any]] = yaml.safe_load((HERE / "bodies-calls.yaml").read_text(encoding="utf-8"))
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    root, name = tmp_path_factory.mktemp("bodies"), "bodies_api"
    targets = tmp_path_factory.mktemp("targets")
    for folder in (templates_root(), TARGETS):
        shutil.copytree(folder, targets, dirs_exist_ok=True)
    report = Report()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "templates_root", lambda: targets)
        options = Options(servers=SERVERS, client=None, package=name, app=False)
        generate(HERE / "bodies.yaml", root, options, report=report, write=True)
    assert not list(report)
    sys.path.insert(0, str(root))
    yield Package(root, name)
    sys.path.remove(str(root))


class Echo:
    """Answers with the body that it received, and the media type that it came as."""

    def __init__(self, package: Package) -> None:
        self._operations = {route.method: route.operation for route in package.routes}

    def __getattr__(self, method: str) -> Any:
        operation = self._operations[method]

        async def answer(request: Any) -> Any:
            body = None if request.body is MISSING else request.body
            got = TypeAdapter[Any](Any).dump_python(body, mode="json", by_alias=True)
            return operation.responses["200"]({"got": got, "came": request.media_type})

        return answer


@pytest.fixture(scope="module", params=SERVERS)
def app(request: pytest.FixtureRequest, package: Package) -> tuple[str, Any]:
    """A server target and an app of it, all of whose handlers echo."""
    module = importlib.import_module(f"{package.name}.server.{request.param}")
    handlers = importlib.import_module(f"{package.name}.server").Handlers(echo=Echo(package))
    return request.param, module.create_app(handlers, max_body_size=1000)


@pytest.fixture(scope="module")
def driver(app: tuple[str, Any]) -> Driver:
    return DRIVERS[app[0]](app[1])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['to']} {case}")
def test_request(case: dict[str, Any], driver: Driver) -> None:
    content_type = case.get("type", FORM)
    body = case["latin"].encode("latin-1") if "latin" in case else case["send"].encode()
    headers = {"Content-Type": content_type, "Content-Encoding": case.get("coding")}
    answer = driver.send("POST", case["to"], {name: text for name, text in headers.items() if text}, body)
    if "got" in case:
        found = json.loads(answer.body)
        assert (answer.status, found["got"]) == (200, case["got"])
        assert found["came"] == case.get("came", found["came"])
        return
    assert answer.status == case.get("status", 422)
    assert answer.headers.get("accept") == case.get("accept")
    if "wrong" in case:
        errors = json.loads(answer.body)["errors"]
        assert sorted(each["location"] + each["pointer"] for each in errors) == case["wrong"]
        assert case.get("says", errors[0]["detail"]) in [each["detail"] for each in errors]


@pytest.mark.parametrize("to", ["/form", "/open", "/text", "/any"])
def test_a_body_that_is_too_large_is_refused(to: str, driver: Driver) -> None:
    content_type = "text/plain" if to == "/text" else FORM
    assert driver.send("POST", to, {"Content-Type": content_type}, b"name=" + b"a" * 1000).status == 413


def test_what_is_too_large_is_refused_as_the_contract_says(driver: Driver) -> None:
    answer = driver.send("POST", "/form", {"Content-Type": FORM}, b"name=" + b"a" * 1000)
    assert (answer.status, answer.headers["content-type"]) == (413, "application/json")
    assert json.loads(answer.body) == {"code": 413}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("case", CALLED, ids=str)
def test_call(case: dict[str, Any], call: Call, app: tuple[str, Any], package: Package) -> None:
    """What is passed is what arrives, whatever the media type, from both clients."""
    service: Any = SimpleNamespace(package=package, app=as_asgi(app[1]), url="")
    operation = next(route.operation for route in package.routes if route.method == case["call"])
    arguments = {"content_type": case["content_type"]} if "content_type" in case else {}
    if "body" in case:
        arguments["body"] = operation.request.codec("body").build(case["body"])
    if "refused" in case:
        with pytest.raises(ValueError, match=case["refused"]):
            call(service, "echo", case["call"], arguments)
        return
    result = call(service, "echo", case["call"], arguments).body
    assert result["got"] == case.get("got", case.get("body"))
    assert result["came"] == case.get("came", result["came"])
