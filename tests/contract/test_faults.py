"""The contract test finds faults: ten kinds, seeded into a generated server, and into apps that apigen did not make.

Each is reported under the check that is about it, with lines that show it again on a server that listens.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

pytest.importorskip("schemathesis")
pytest.importorskip("fastapi")
pytest.importorskip("flask")

from apigen.contract.harness import TOKEN_VARIABLE, run
from apigen.contract.outcome import Finding
from apigen.contract.source import read_contract
from apigen.ir.api import Api
from apigen.proof.trips.package import Package
from apigen.reading import Reading
from apigen.report import Report
from apigen.spec.selection.select import Selection

from ..support.packages import ROOT, fresh
from ..support.sockets import listening_asgi, listening_wsgi
from .tickets import CONTRACT, fastapi_app, flask_app

PETSTORE = ROOT / "specs" / "petstore.yaml"
PART = Reading(selection=Selection(include_operations=("createPet", "getPet", "deletePet")))
USUAL = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Fault:
    """A kind of fault: the check that is about it, and what an answer has that shows it."""

    check: str
    shown: str


FAULTS = {
    "status": Fault("status_code_conformance", r"HTTP/1\.1 202 "),
    "field": Fault("response_schema_conformance", r'\n\{"(?:id": ?\d+\}|status")'),
    "type": Fault("response_schema_conformance", r'"id": ?"\d+"'),
    "accepts": Fault("negative_data_rejection", r"HTTP/1\.1 20[014] "),
    "auth": Fault("ignored_auth", r"HTTP/1\.1 20[014] "),
    "media": Fault("content_type_conformance", r"(?i)content-type: text/plain"),
    "header": Fault("response_headers_conformance", r"\A(?!(?s:.*)\nlocation:)"),
    "crash": Fault("not_a_server_error", r"HTTP/1\.1 500 "),
    "allow": Fault("allow_header_conformance", r"(?i)\nallow: GET\n"),
    "undead": Fault("use_after_free", r"HTTP/1\.1 200 "),
}
faults = pytest.mark.parametrize("fault", FAULTS)


def found(app: object, api: Api, fault: str | None) -> list[Finding]:
    """Return what a test says of an app; of one without a fault that is nothing."""
    # Links are followed as often as there are examples.
    outcome = run(app, api, examples=5 if fault == "undead" else 1)
    assert outcome.passed is (fault is None), outcome.summary()
    assert fault is None or {each.check for each in outcome.findings} >= {FAULTS[fault].check}, outcome.summary()
    assert not outcome.errors
    return [each for each in outcome.findings if fault is not None and each.check == FAULTS[fault].check]


def answer(finding: Finding, port: int) -> str:
    """Do in a shell what a failure says; return the last answer, with its head."""
    said, made = "", None
    for line in (*finding.steps, finding.curl):
        command = re.sub(r"\bcurl ", "curl -s -i ", line.replace(USUAL, f"http://127.0.0.1:{port}"), count=1)
        # What is made now has another number than what was made then.
        command = command if made is None else re.sub(r"/\d+$", f"/{made[1]}", command)
        done = subprocess.run(["sh", "-c", command], capture_output=True, encoding="latin-1", timeout=30, check=True)
        said = done.stdout
        made = made or re.search(r'"id": ?"?(\d+)', said)
    return said


@pytest.fixture(scope="module")
def tickets() -> Api:
    return read_contract(json.dumps(CONTRACT).encode(), Report())


@pytest.mark.parametrize("make", [fastapi_app, flask_app])
def test_an_app_that_keeps_to_its_contract_passes(make: Callable[[str | None], object], tickets: Api) -> None:
    found(make(None), tickets, None)


@faults
@pytest.mark.parametrize("make", [fastapi_app, flask_app])
def test_in_an_app_that_apigen_did_not_make(
    make: Callable[[str | None], object], fault: str, tickets: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = found(make(fault), tickets, fault)[0]
    if not shutil.which("curl"):
        return
    monkeypatch.setenv(TOKEN_VARIABLE, "the-token")
    listening = listening_asgi if make is fastapi_app else listening_wsgi
    with listening(make(fault)) as port:
        assert re.search(FAULTS[fault].shown, answer(first, port)), first.curl


@pytest.fixture(scope="module")
def petstore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    before = list(sys.path)
    yield fresh(PETSTORE, tmp_path_factory.mktemp("petstore"), reading=PART)
    sys.path[:] = before


@pytest.fixture(scope="module")
def pets() -> Api:
    """The contract of what is tested of the petstore."""
    return read_contract(PETSTORE, Report(), PART)


@dataclass
class Pet:
    """What the handlers below know of a pet."""

    name: str
    is_deleted: bool = False


def handlers(petstore: Package, fault: str | None) -> Any:
    """Return handlers with a fault, of the kinds that are theirs. Pet 1 is always there."""
    examples, operations = petstore.module("server.examples"), petstore.operations
    known = {1: Pet("Rex")}
    sample = examples.ExamplePets().get_pet(None).body

    class Pets:
        def create_pet(self, request: Any) -> Any:
            if fault == "crash" and len(request.body.name) > 60:
                raise OverflowError("the name does not fit")
            number = max(known) + 1
            known[number] = Pet(request.body.name)
            return operations.CreatePet201(shown(number), location=f"/v1/pets/{number}")

        def get_pet(self, request: Any) -> Any:
            pet = known.get(request.pet_id)
            return operations.GetPet200(shown(request.pet_id)) if pet and not pet.is_deleted else missing()

        def delete_pet(self, request: Any) -> Any:
            pet = known.get(request.pet_id)
            if pet is None or pet.is_deleted:
                return missing()
            pet.is_deleted = request.pet_id != 1 and fault != "undead"
            return operations.DeletePet204()

    def shown(number: int) -> Any:
        pet = sample.model_copy(update={"id": str(number) if fault == "type" else number, "name": known[number].name})
        if fault == "field":
            del pet.name
        return pet

    def missing() -> Any:
        return operations.NotFound404(petstore.models.Problem(title="no such pet"))

    return petstore.module("server.handlers").Handlers(pets=Pets())


def break_kernel(petstore: Package, fault: str | None, patch: pytest.MonkeyPatch) -> None:
    """Let the kernel have a fault, of the kinds that are its own."""
    kernel = petstore.module("_runtime.server.kernel")
    whole = kernel.Kernel.exchange

    def exchange(self: Any, hit: Any, request: Any) -> Generator[Any, Any, Any]:
        response = yield from whole(self, hit, request)
        if fault == "status" and response.status == 201:
            return response._replace(status=202)
        if fault == "media" and response.status == 200:
            return response._replace(headers=[*without(response, b"content-type"), (b"content-type", b"text/plain")])
        if fault == "header":
            return response._replace(headers=without(response, b"location"))
        if fault == "allow" and response.status in (204, 405) and request.method != "DELETE":
            return response._replace(headers=[*without(response, b"allow"), (b"allow", b"GET")])
        return response

    patch.setattr(kernel.Kernel, "exchange", exchange)
    if fault == "accepts":
        judge = petstore.module("_runtime.server.validation").Judge
        patch.setattr(judge, "violations", lambda *_, **__: [])
        patch.setattr(judge, "accepts", lambda *_: True)


def without(response: Any, name: bytes) -> list[tuple[bytes, bytes]]:
    return [each for each in response.headers if each[0].lower() != name]


def served(petstore: Package, fault: str | None) -> Any:
    """Return the app of what was generated, with a fault."""
    server = petstore.module("_runtime.server")

    class Security:
        def bearer(self, credential: Any) -> object | None:
            return "anybody" if fault == "auth" else server.dev_principal(credential)

        api_key = bearer

    create_app = petstore.module("server.fastapi").create_app
    validates = fault not in ("field", "type")
    return create_app(handlers(petstore, fault), security=Security(), validate_responses=validates)


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_in_a_generated_server(
    fault: str | None, petstore: Package, pets: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_kernel(petstore, fault, monkeypatch)
    findings = found(served(petstore, fault), pets, fault)
    if fault is None or not shutil.which("curl"):
        return
    monkeypatch.setenv(TOKEN_VARIABLE, "the-token")
    with listening_asgi(served(petstore, fault)) as port:
        assert re.search(FAULTS[fault].shown, answer(findings[0], port)), findings[0].curl
