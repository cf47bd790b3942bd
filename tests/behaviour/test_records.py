"""Query strings as values, cookies without escapes and bodies of items: every server target, and both clients to each."""

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
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "records-cases.yaml").read_text(encoding="utf-8"))
CALLED: list[dict[str, Any]] = yaml.safe_load((HERE / "records-calls.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    root, name = tmp_path_factory.mktemp("records"), "records_api"
    targets = tmp_path_factory.mktemp("targets")
    for folder in (templates_root(), TARGETS):
        shutil.copytree(folder, targets, dirs_exist_ok=True)
    report = Report()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "templates_root", lambda: targets)
        options = Options(servers=SERVERS, client=None, package=name, app=False)
        generate(HERE / "records.yaml", root, options, report=report, write=True)
    assert not list(report)
    sys.path.insert(0, str(root))
    yield Package(root, name)
    sys.path.remove(str(root))


class Echo:
    """Answers with what it received, by wire name. What can be read once can be read again."""

    def __init__(self, package: Package) -> None:
        self._operations = {route.method: route.operation for route in package.routes}

    def __getattr__(self, method: str) -> Any:
        operation = self._operations[method]

        async def answer(request: Any) -> Any:
            found = {each.name: getattr(request, each.attribute) for each in operation.parameters}
            body = getattr(request, "body", MISSING)
            if body is not MISSING:
                found["body"] = [*body]
                assert found["body"] == [each.data for each in body.events()]
            present = {name: each for name, each in found.items() if each is not MISSING}
            return operation.responses["200"](TypeAdapter(Any).dump_python(present, mode="json", by_alias=True))

        return answer


class Images:
    """Answers with the parts that it received, one after the other."""

    def __init__(self, package: Package) -> None:
        self._operations = {route.method: route.operation for route in package.routes}

    def __getattr__(self, method: str) -> Any:
        answer = self._operations[method].responses["200"]
        return lambda request: answer(iter(request.body))


class Guard:
    def key(self, credential: Any) -> str | None:
        return "ann" if credential.value == "good" else None


@pytest.fixture(scope="module", params=SERVERS)
def app(request: pytest.FixtureRequest, package: Package) -> tuple[str, Any]:
    """A server target and an app of it, all of whose handlers echo."""
    module = importlib.import_module(f"{package.name}.server.{request.param}")
    handlers = importlib.import_module(f"{package.name}.server").Handlers(echo=Echo(package), images=Images(package))
    return request.param, module.create_app(handlers, security=Guard())


@pytest.fixture(scope="module")
def driver(app: tuple[str, Any]) -> Driver:
    return DRIVERS[app[0]](app[1])


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['send']} {case.get('headers', '')}{case.get('body', '')!r}"
)
def test_request(case: dict[str, Any], driver: Driver) -> None:
    headers = {**case.get("headers", {}), **({"Content-Type": case["type"]} if "type" in case else {})}
    answer = driver.send("POST" if "body" in case else "GET", case["send"], headers, case.get("body", "").encode())
    found = json.loads(answer.body)
    if "got" in case:
        assert (answer.status, found) == (200, case["got"])
    else:
        wrong = [each["location"] + each["pointer"] for each in found["errors"]]
        assert (answer.status, wrong) == (422, case["wrong"])


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("case", CALLED, ids=lambda case: f"{case['call']} {case['arguments']}")
def test_call(case: dict[str, Any], call: Call, app: tuple[str, Any], package: Package) -> None:
    """What is passed is what arrives, from both clients."""
    service: Any = SimpleNamespace(package=package, app=as_asgi(app[1]), url="")
    operation = next(route.operation for route in package.routes if route.method == case["call"])
    given = case["arguments"]
    arguments: dict[str, Any] = {
        each.attribute: operation.request.codec(each.attribute).build(given[each.name])
        for each in operation.parameters
        if each.name in given
    }
    if "body" in given:
        arguments["body"] = given["body"]
    if "type" in case:
        arguments["content_type"] = case["type"]
    if "refused" in case:
        with pytest.raises(ValueError, match=case["refused"]):
            call(service, "echo", case["call"], arguments, key="good")
        return
    assert call(service, "echo", case["call"], arguments, key="good").body == given


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_parts_come_back_one_by_one(call: Call, app: tuple[str, Any], package: Package) -> None:
    service: Any = SimpleNamespace(package=package, app=as_asgi(app[1]), url="")
    upload = package.module("_runtime.core").UploadFile
    rows = [package.models.Row(id=1), package.models.Row(id=2, name="x")]
    assert call(service, "images", "back", {"body": iter(rows)}, key="good").body == rows
    files = [upload(bytes(range(256)), content_type="image/png"), upload(b"", content_type="image/webp")]
    found = call(service, "images", "images", {"body": files}, key="good")
    assert found.body == [bytes(range(256)), b""]
    with pytest.raises(package.errors.Wrong422Error, match="item 0"):
        call(service, "images", "images", {"body": [b"no image"]}, key="good")
