"""Who is asked for which credential with which scopes, and in which order: the same on every server target."""

from __future__ import annotations

import base64
import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from apigen import pipeline
from apigen.contract.harness import TOKEN_VARIABLE, run
from apigen.contract.source import read_contract
from apigen.contract.wsgi import as_asgi
from apigen.pipeline import Options, generate
from apigen.proof.trips.package import Package
from apigen.render.targets import templates_root
from apigen.report import Report

from ..support.callers import CALLS, Call
from .conftest import SERVERS, TARGETS
from .drivers import DRIVERS

CONTRACT = Path(__file__).parent / "security.yaml"

OAUTH = {"Authorization": "Bearer ann"}
STRANGER = {"Authorization": "Bearer stranger"}
READER = {"Authorization": "Bearer reader"}
KEY = {"X-Key": "bob"}
CERTIFICATE = {"X-Client-Verify": "SUCCESS"}
"""What the proxy in front of this service says of the connection."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    root, name, report = tmp_path_factory.mktemp("security"), "security_api", Report()
    targets = tmp_path_factory.mktemp("targets")
    for folder in (templates_root(), TARGETS):
        shutil.copytree(folder, targets, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "templates_root", lambda: targets)
        generate(
            CONTRACT, root, Options(servers=SERVERS, client=None, package=name, app=False), report=report, write=True
        )
    assert not list(report)
    sys.path.insert(0, str(root))
    yield Package(root, name)
    sys.path.remove(str(root))


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, package: Package) -> Any:
    return importlib.import_module(f"{package.name}.server.{request.param}")


class Echo:
    """Answers every operation with who is calling."""

    def __init__(self, package: Package) -> None:
        self._operations = {route.method: route.operation for route in package.routes}

    def __getattr__(self, method: str) -> Any:
        response = self._operations[method].responses["200"]

        def answer(request: Any) -> Any:
            return response(request.__dict__["_principal"])

        return answer


class Guard:
    """Lets everybody in who is no stranger, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, tuple[str, ...]]] = []

    def _judge(self, credential: Any) -> str | None:
        self.asked.append((credential.scheme, credential.value, credential.scopes))
        if credential.value == "stranger" or (credential.value == "reader" and credential.scopes != ("read",)):
            return None
        return str(credential.value)

    oauth = key = _judge

    async def tls(self, credential: Any) -> str | None:
        self._judge(credential)
        assert credential.raw is not None
        return "carol" if (b"x-client-verify", b"SUCCESS") in credential.headers else None


def app(server: Any, package: Package, guard: Guard) -> Any:
    handlers = importlib.import_module(f"{package.name}.server").Handlers(default=Echo(package))
    return server.create_app(handlers, security=guard)


@pytest.mark.parametrize(
    ("path", "headers", "who", "asked"),
    [
        ("inherited", OAUTH, "ann", [("oauth", "ann", ("read",))]),
        ("overridden", OAUTH, "ann", [("oauth", "ann", ("write", "admin"))]),
        ("removed", OAUTH, None, []),
        ("optional", {}, None, []),
        ("optional", OAUTH, "ann", [("oauth", "ann", ("read",))]),
        ("optional", STRANGER, None, [("oauth", "stranger", ("read",))]),
        # All of an alternative, each with its own scopes; the principal is the first one's.
        ("both", OAUTH | KEY, "ann", [("oauth", "ann", ("write",)), ("key", "bob", ("writer",))]),
        ("both", STRANGER | KEY, 401, [("oauth", "stranger", ("write",))]),
        ("both", OAUTH, 401, []),
        # One after the other, until one lets in.
        ("either", OAUTH | KEY, "bob", [("key", "bob", ())]),
        ("either", OAUTH, "ann", [("oauth", "ann", ("read",))]),
        ("either", OAUTH | {"X-Key": "stranger"}, "ann", [("key", "stranger", ()), ("oauth", "ann", ("read",))]),
        ("scopes", READER, "reader", [("oauth", "reader", ("admin",)), ("oauth", "reader", ("read",))]),
        # A certificate is not in the request: who judges it is always asked.
        ("certificate", CERTIFICATE, "carol", [("tls", "", ("operator",))]),
        ("certificate", {}, 401, [("tls", "", ("operator",))]),
        ("certificate-and-key", CERTIFICATE | KEY, "carol", [("tls", "", ()), ("key", "bob", ())]),
        ("certificate-and-key", CERTIFICATE, 401, []),
        ("certificate-or-key", KEY, "bob", [("tls", "", ()), ("key", "bob", ())]),
    ],
)
def test_who_is_asked_for_what(
    path: str, headers: dict[str, str], who: str | int | None, asked: list[Any], server: Any, package: Package
) -> None:
    guard = Guard()
    answer = DRIVERS[server.__name__.rpartition(".")[2]](app(server, package, guard)).send("GET", f"/{path}", headers)
    found = answer.status if answer.status != 200 else json.loads(answer.body)
    assert (found, guard.asked) == (who, asked)


@pytest.mark.parametrize(
    ("path", "challenge"),
    [("certificate-or-key", 'MutualTLS realm="tls", ApiKey in="header", name="X-Key"'), ("inherited", "Bearer")],
)
def test_a_refusal_says_what_is_asked_for(path: str, challenge: str, server: Any, package: Package) -> None:
    answer = DRIVERS[server.__name__.rpartition(".")[2]](app(server, package, Guard())).send("GET", f"/{path}", {})
    assert answer.headers["www-authenticate"] == challenge


def test_the_scaffold_lets_in_who_has_the_development_token(
    server: Any, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a certificate it stands where a proxy puts that (RFC 9440)."""
    namespace = importlib.import_module(f"{package.name}.server")
    scaffold = type("Security", (), dict.fromkeys(("oauth", "key", "tls"), staticmethod(namespace.dev_principal)))
    driver = DRIVERS[server.__name__.rpartition(".")[2]](
        server.create_app(namespace.Handlers(default=Unasked(package)), security=scaffold())
    )
    sent = {"Client-Cert": f":{base64.b64encode(b'secret').decode()}:"}
    monkeypatch.setenv(TOKEN_VARIABLE, "secret")
    assert driver.send("GET", "/certificate", sent).status == 200
    for wrong in ({}, {"Client-Cert": "secret"}, {"Client-Cert": ":c2VjcmV0Cg==:"}, {"Client-Cert": "::"}):
        assert driver.send("GET", "/certificate", wrong).status == 401
    monkeypatch.delenv(TOKEN_VARIABLE)
    assert driver.send("GET", "/certificate", sent).status == 401


class Unasked(Echo):
    """Answers every operation with nobody."""

    def __getattr__(self, method: str) -> Any:
        def answer(_: Any) -> Any:
            return self._operations[method].responses["200"](None)

        return answer


def test_the_contract_test_gets_in_everywhere(server: Any, package: Package) -> None:
    namespace = importlib.import_module(f"{package.name}.server")
    scaffold = type("Security", (), dict.fromkeys(("oauth", "key", "tls"), staticmethod(namespace.dev_principal)))
    served = server.create_app(namespace.Handlers(default=Unasked(package)), security=scaffold())
    outcome = run(served, read_contract(CONTRACT, Report()), examples=5)
    assert outcome.passed, outcome.summary()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_client_carries_nothing_for_a_certificate(call: Call, server: Any, package: Package) -> None:
    guard = Guard()
    service: Any = SimpleNamespace(package=package, app=as_asgi(app(server, package, guard)), url="")
    assert call(service, "default", "certificate_or_key", {}, key="bob").body == "bob"
    assert guard.asked == [("tls", "", ()), ("key", "bob", ())]
