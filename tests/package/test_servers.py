"""Where a client asks: the contract's servers with their variables, an operation's own, and what its user says instead."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from apigen.proof.trips.package import Package

from ..support.commands import python
from .conftest import publish

ANSWERS = {"200": {"description": "", "content": {"application/json": {"schema": {"type": "string"}}}}}
CONTRACT: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [
        {
            "url": "https://{region}.example.com:{port}/{base path}",
            "description": "Production server",
            "variables": {
                "region": {"enum": ["eu", "us"], "default": "eu", "description": "Where the data is."},
                "port": {"default": "443"},
                "base path": {"default": "v1"},
            },
        },
        {"url": "https://{tenant}.example.org/v1", "description": "Each tenant that has paid for it has one"},
        {"url": "https://staging.example.com/v1/", "name": "class"},
        {"url": "https://old.example.com/v1", "x-apigen-name": "legacy"},
        {"url": "/v1"},
    ],
    "paths": {
        "/pets": {"get": {"operationId": "listPets", "responses": ANSWERS}},
        "/files": {
            "servers": [{"url": "https://{n}.files.example.com/", "variables": {"n": {"default": "a"}}}],
            "get": {"operationId": "listFiles", "responses": ANSWERS},
            "post": {
                "operationId": "addFile",
                "servers": [{"url": "https://uploads.example.com"}],
                "responses": ANSWERS,
            },
        },
    },
}
USE = """
from typing import assert_type
from corner_shop.client import CornerShopServers

assert_type(CornerShopServers.production(region="us", port="1", base_path="v2"), str)
CornerShopServers.example_org_v1()  # error
CornerShopServers.production(region="asia")  # error
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return _package(CONTRACT, tmp_path_factory.mktemp("shop"), "corner_shop")


def _package(contract: dict[str, Any], root: Path, name: str) -> Package:
    (root / "spec.json").write_text(json.dumps(contract), encoding="utf-8")
    package = publish(root / "spec.json", root / "out", "httpx", name)
    sys.path.insert(0, str(package.root))
    return package


def _asked(package: Package, **settings: Any) -> list[str]:
    """Return where the calls of the package go, of either client."""
    found: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        found.append(str(request.url))
        return httpx.Response(200, json="fine")

    blocking, awaited = package.client_classes
    client = blocking(http_client=httpx.Client(transport=httpx.MockTransport(answer)), **settings)
    for call in (client.default.list_pets, client.default.list_files, client.default.add_file):
        assert call() == "fine"

    async def ask() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        async with awaited(http_client=http, **settings) as client:
            for call in (client.default.list_pets, client.default.list_files, client.default.add_file):
                assert await call() == "fine"

    asyncio.run(ask())
    assert found[:3] == found[3:]
    return found[:3]


def test_each_server_is_a_method(shop: Package) -> None:
    servers = shop.module("client").CornerShopServers
    assert {name for name in vars(servers) if not name.startswith("__")} == {
        "production", "example_org_v1", "class_", "legacy",
    }  # fmt: skip
    assert servers.production() == "https://eu.example.com:443/v1"
    assert servers.production(region="us", port="8443", base_path="v2") == "https://us.example.com:8443/v2"
    assert servers.example_org_v1(tenant="ann") == "https://ann.example.org/v1"
    assert servers.class_() == "https://staging.example.com/v1"
    assert "Where the data is." in servers.production.__doc__


def test_keywords_are_typed(shop: Package) -> None:
    (shop.root / "use.py").write_text(USE, encoding="utf-8")
    done = python("-m", "mypy", "--strict", "--no-incremental", "use.py", cwd=shop.root)
    wrong = [n for n, line in enumerate(USE.splitlines(), 1) if "# error" in line]
    assert [int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line] == wrong


def test_an_operation_is_asked_at_its_own_server(shop: Package) -> None:
    assert _asked(shop) == [
        "https://eu.example.com/v1/pets",
        "https://a.files.example.com/files",
        "https://uploads.example.com/files",
    ]


def test_what_the_user_says_holds_for_all(shop: Package) -> None:
    assert _asked(shop, base_url="https://test.example.net/x/") == [
        "https://test.example.net/x/pets",
        "https://test.example.net/x/files",
        "https://test.example.net/x/files",
    ]


def test_a_ready_client_without_a_base_url_has_all(shop: Package) -> None:
    found: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        found.append(str(request.url))
        return httpx.Response(200, json="fine")

    http = httpx.Client(base_url="https://here.example.net", transport=httpx.MockTransport(answer))
    client = shop.client_classes[0](base_url=None, http_client=http)
    client.default.add_file()
    assert found == ["https://here.example.net/v1/files"]


def test_one_server_without_variables_is_no_choice(tmp_path: Path) -> None:
    package = _package({**CONTRACT, "servers": [{"url": "https://one.example.com"}]}, tmp_path, "one_server")
    assert not hasattr(package.module("client"), "OneServerServers")
    assert not (package.root / "one_server" / "client" / "_servers.py").exists()
    assert _asked(package)[0] == "https://one.example.com/pets"


def test_servers_of_operations_alone_are_enough(tmp_path: Path) -> None:
    paths = {"/files": CONTRACT["paths"]["/files"]}
    package = _package({**CONTRACT, "servers": [], "paths": paths}, tmp_path, "own_servers")
    client = package.client_classes[0]
    assert client().default.add_file.__doc__
    parameters = TypeAdapter(dict[str, Any]).validate_python(client.__init__.__kwdefaults__)
    assert parameters["base_url"] == "https://a.files.example.com"


def test_a_relative_server_alone_needs_a_base_url(tmp_path: Path) -> None:
    package = _package({**CONTRACT, "servers": [{"url": "/v1"}]}, tmp_path, "relative_server")
    with pytest.raises(ValueError, match="base_url is missing"):
        package.client_classes[0]()
