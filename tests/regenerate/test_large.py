"""A contract grows large and small again: its modules become packages, loaded bit by bit, and nobody's import changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apigen.python.modules import LARGE

from ..support.commands import apigen, contents, python

PROBLEM = {"$ref": "#/components/schemas/Problem"}
SCHEMAS: dict[str, Any] = {
    "Animal": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "friend": {"$ref": "#/components/schemas/Cat"}},
        "discriminator": {"propertyName": "kind"},
    },
    "Cat": {"allOf": [{"$ref": "#/components/schemas/Animal"}, {"properties": {"purrs": {"type": "boolean"}}}]},
    "Dog": {"allOf": [{"$ref": "#/components/schemas/Animal"}, {"properties": {"barks": {"type": "boolean"}}}]},
    "Keeper": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "pets": {"$ref": "#/components/schemas/Pack"}},
    },
    "Pack": {"type": "array", "items": {"$ref": "#/components/schemas/Dog"}},
    "Tree": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}]},
    "Order": {
        "type": "object",
        "required": ["lines"],
        "properties": {
            "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
            "note": {"$ref": "#/components/schemas/Tree"},
            "size": {"$ref": "#/components/schemas/Size"},
        },
    },
    "Line": {
        "type": "object",
        "properties": {"count": {"type": "integer"}, "size": {"$ref": "#/components/schemas/Size"}},
    },
    "Size": {"type": "string", "enum": ["small", "large"]},
    "Problem": {"type": "object", "properties": {"title": {"type": "string"}}},
}


def operation(tag: str, schema: str, *, body: bool = False) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    gone = {"description": "Gone.", "content": {"application/json": {"schema": PROBLEM}}}
    headers = {"X-Size": {"schema": {"$ref": "#/components/schemas/Size"}}}
    return {
        "tags": [tag],
        "responses": {
            "200": {"description": "Done.", "content": content, "headers": headers},
            "404": {"$ref": "#/components/responses/Missing"},
            "410": gone,
        },
        **({"requestBody": {"required": True, "content": content}} if body else {}),
    }


def contract(schemas: int) -> dict[str, Any]:
    """Return a contract that has this many schemas beside those of its operations."""
    more = {
        f"More{number}": {"type": "object", "properties": {"text": {"type": "string"}}} for number in range(schemas)
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "servers": [{"url": "http://127.0.0.1/v1"}],
        "paths": {
            "/animals": {"post": {**operation("animals", "Animal", body=True), "operationId": "addAnimal"}},
            "/keeper": {"get": {**operation("animals", "Keeper"), "operationId": "getKeeper"}},
            "/order": {"put": {**operation("shop", "Order", body=True), "operationId": "putOrder"}},
        },
        "components": {
            "schemas": {**SCHEMAS, **more},
            "responses": {"Missing": {"description": "None.", "content": {"application/json": {"schema": PROBLEM}}}},
        },
    }


def generate(root: Path, schemas: int) -> dict[str, bytes]:
    (root / "contract.json").write_text(json.dumps(contract(schemas)))
    done = apigen("generate", "contract.json", "-o", "out", cwd=root)
    assert done.returncode == 0, done.stderr
    return contents(root / "out")


def run(root: Path, code: str) -> list[str]:
    done = python("-c", code, cwd=root / "out")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("large")
    generate(root, LARGE)
    return root


LOADED = """
import sys
def loaded():
    found = [name.removeprefix("zoo.") for name in sys.modules if name.startswith("zoo.") and "_runtime" not in name]
    return " ".join(sorted(name for name in found if name.startswith(("models", "operations", "client.errors"))))
"""


def test_a_module_is_loaded_when_one_of_its_names_is_asked_for(large: Path) -> None:
    code = """
import zoo.client
print(loaded())
import zoo.models, zoo.operations
print(loaded())
from zoo.models import Line
print(loaded())
assert zoo.models.Line is Line and zoo.models.Order.__module__ == "zoo.models._shop"
assert {"Order", "More7", "__all__"} <= set(dir(zoo.models)) and "Order" in zoo.models.__all__
print(loaded())
for name in ("Lime", "__wrapped__"):
    try:
        getattr(zoo.models, name)
    except AttributeError as error:
        print(error)
"""
    assert run(large, LOADED + code) == [
        "",
        "models operations",
        "models models._aliases models._shop operations",
        "models models._aliases models._shop operations",
        "module 'zoo.models' has no attribute 'Lime'",
        "module 'zoo.models' has no attribute '__wrapped__'",
    ]


CALLS = """
import logging; logging.disable(50)
from starlette.testclient import TestClient
from app.main import app
print(loaded())
from zoo.client import ZooClient
client = ZooClient(base_url=None, http_client=TestClient(app))
answer = client.animals.add_animal.with_response({"kind": "Cat", "purrs": True})
print(loaded())
from zoo.models import Animal, Cat, Dog, Order
assert isinstance(client.animals.add_animal(Dog(kind="Dog", friend=Cat(kind="Cat"))), Animal)
assert client.animals.get_keeper().pets is not None
assert isinstance(client.shop.put_order(Order(lines=[], note=["a", ["b"]], size="small")), Order)

import httpx
from zoo.client.errors import APIStatusError, ERRORS, Missing404Error, PutOrder410Error
from zoo.operations import Missing404, PutOrder410
for status in (404, 410):
    gone = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, json={"title": "none"})))
    try:
        ZooClient(base_url="http://zoo", http_client=gone).shop.put_order({"lines": []})
    except APIStatusError as error:
        print(type(error).__name__, type(error.body).__name__, error.body.title)
assert ERRORS[PutOrder410] is PutOrder410Error and Missing404 in ERRORS and len(ERRORS) == len(set(ERRORS)) == 4
"""


def test_server_and_client_work_and_load_models_when_they_first_need_them(large: Path) -> None:
    start, called, *errors = run(large, LOADED + CALLS)
    assert start == "models operations operations._animals operations._shared operations._shop"
    assert "models._animals" in called.split() and "models._shop" not in called.split()
    assert errors == ["Missing404Error Problem none", "PutOrder410Error Problem none"]


def test_every_model_can_be_built_whatever_module_is_loaded_first(large: Path) -> None:
    for name in ("Cat", "Dog", "Keeper", "Pack", "Order", "Tree", "Size"):
        run(large, f"from zoo.models import {name}; from pydantic import TypeAdapter; TypeAdapter({name}).rebuild()")


USES = """
from zoo import operations as ops
from zoo.client import ZooClient
from zoo.models import Order, Ordre
from zoo.operations import GetKeeper200


def use(client: ZooClient) -> None:
    reveal_type(client.shop.put_order(Order(lines=[])).lines)
    reveal_type(ops.GET_KEEPER)
    reveal_type(GetKeeper200.codec)
    print(ops.GET_KEPER)
"""


def test_type_checkers_see_everything(large: Path) -> None:
    (large / "out" / "uses.py").write_text(USES)
    try:
        done = python("-m", "mypy", ".", cwd=large / "out")
    finally:
        (large / "out" / "uses.py").unlink()
    lines = [line.partition(": ")[2] for line in done.stdout.splitlines()[:-1] if "_runtime/" not in line]
    assert lines == [
        'error: Module "zoo.models" has no attribute "Ordre"; maybe "Order"?  [attr-defined]',
        'note: Revealed type is "list[zoo.models._shop.Line]"',
        'note: Revealed type is "zoo._runtime.core.operation.Operation[zoo.operations._animals.GetKeeperRequest, '
        "zoo.operations._animals.GetKeeper200 | zoo.operations._shared.Missing404 | "
        'zoo.operations._animals.GetKeeper410, zoo.models._animals.Keeper]"',
        'note: Revealed type is "def (field: str) -> zoo._runtime.core.models.Codec[Any]"',
        'error: Module has no attribute "GET_KEPER"; maybe "GET_KEEPER"?  [attr-defined]',
    ], done.stdout
    lint = python("-m", "ruff", "check", ".", cwd=large / "out")
    assert lint.returncode == 0, lint.stdout


NAMES = """
import zoo.models, zoo.operations, zoo.client.errors
described = [name for name in dir(zoo.operations) if "ORDER" in name.upper() and name not in zoo.models.__all__]
print(*[name for name in zoo.models.__all__ if "More" not in name], *described, *sorted(zoo.client.errors.__all__))
"""


def test_the_threshold_is_crossed_both_ways_and_no_name_changes(tmp_path: Path) -> None:
    small = generate(tmp_path, 0)
    named = run(tmp_path, NAMES)
    grown = generate(tmp_path, LARGE)
    assert run(tmp_path, NAMES) == named
    packages = ("zoo/models/", "zoo/operations/", "zoo/client/errors/")
    modules = {"zoo/models.py", "zoo/operations.py", "zoo/client/errors.py"}
    assert small.keys() - grown.keys() == modules
    appeared = grown.keys() - small.keys()
    assert appeared and all(path.startswith(packages) for path in appeared)

    assert generate(tmp_path, 0) == small
    assert run(tmp_path, NAMES) == named
    assert generate(tmp_path, LARGE) == grown
