"""Every style of parameters in every place, run against every server target, and from both clients to each of them."""

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
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "parameters-cases.yaml").read_text(encoding="utf-8"))
CALLED: list[dict[str, Any]] = yaml.safe_load((HERE / "parameters-calls.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    root, name = tmp_path_factory.mktemp("parameters"), "parameters_api"
    targets = tmp_path_factory.mktemp("targets")
    for folder in (templates_root(), TARGETS):
        shutil.copytree(folder, targets, dirs_exist_ok=True)
    report = Report()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "templates_root", lambda: targets)
        options = Options(servers=SERVERS, client=None, package=name, app=False)
        generate(HERE / "parameters.yaml", root, options, report=report, write=True)
    assert {found.code for found in report} == {"AG231", "AG260", "AG261"}
    sys.path.insert(0, str(root))
    yield Package(root, name)
    sys.path.remove(str(root))


class Echo:
    """Answers with what it received, by wire name."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._operations = {route.method: route.operation for route in package.routes}

    def __getattr__(self, method: str) -> Any:
        operation = self._operations[method]

        async def answer(request: Any) -> Any:
            return operation.responses["200"](received(operation, request))

        return answer


def received(operation: Any, request: Any) -> dict[str, Any]:
    """Return the arguments of a request as JSON, by wire name."""
    found = ((each.name, each.attribute) for each in operation.parameters)
    return {
        name: TypeAdapter[Any](Any).dump_python(getattr(request, attribute), mode="json", by_alias=True)
        for name, attribute in found
        if getattr(request, attribute) is not MISSING
    }


class Guard:
    def key(self, credential: Any) -> str | None:
        return "ann" if credential.value == "good" else None


@pytest.fixture(scope="module", params=SERVERS)
def app(request: pytest.FixtureRequest, package: Package) -> tuple[str, Any]:
    """A server target and an app of it, all of whose handlers echo."""
    module = importlib.import_module(f"{package.name}.server.{request.param}")
    return request.param, module.create_app(
        importlib.import_module(f"{package.name}.server").Handlers(echo=Echo(package)), security=Guard()
    )


@pytest.fixture(scope="module")
def driver(app: tuple[str, Any]) -> Driver:
    return DRIVERS[app[0]](app[1])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['send']} {case.get('headers', '')}")
def test_request(case: dict[str, Any], driver: Driver) -> None:
    answer = driver.send("GET", case["send"], case.get("headers", {}))
    found = json.loads(answer.body)
    if "got" in case:
        assert (answer.status, found) == (200, case["got"])
    else:
        assert (answer.status, [each["location"] + each["pointer"] for each in found["errors"]]) == (
            case.get("status", 422),
            case["wrong"],
        )


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("case", CALLED, ids=lambda case: f"{case['call']} {case['arguments']}")
def test_call(case: dict[str, Any], call: Call, app: tuple[str, Any], package: Package) -> None:
    """What is passed is what arrives, whatever the style, from both clients."""
    service: Any = SimpleNamespace(package=package, app=as_asgi(app[1]), url="")
    operation = next(route.operation for route in package.routes if route.method == case["call"])
    arguments = {
        each.attribute: operation.request.codec(each.attribute).build(case["arguments"][each.name])
        for each in operation.parameters
        if each.name in case["arguments"]
    }
    if "refused" in case:
        with pytest.raises(ValueError, match=case["refused"]):
            call(service, "echo", case["call"], arguments, key="good")
        return
    result = call(service, "echo", case["call"], arguments, key="good")
    assert result.body == case.get("got", case["arguments"])
