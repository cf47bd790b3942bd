"""Pagination in a contract or in a configuration: what it means in types, where it may lead, and what is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apigen.ir.api import Pagination
from apigen.ir.lower import lower
from apigen.ir.types import NamedRef, NumberType, TypeRef
from apigen.lenient import without_faults
from apigen.report import Report, Severity
from apigen.spec.check import check
from apigen.spec.document import Document, Json
from apigen.spec.load import parse
from apigen.spec.pagination import check_configured, with_pagination
from apigen.spec.rules.pagination import PAGINATION

from ..support.commands import python
from .test_cli import run

CURSOR: dict[str, Json] = {"style": "cursor", "parameter": "after", "next": "/next", "items": "/data"}
PET: dict[str, Any] = {"type": "object", "properties": {"name": {"type": "string"}}}
PETS: dict[str, Any] = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
PAGE: dict[str, Any] = {"type": "object", "properties": {"data": PETS, "next": {"type": ["string", "null"]}}}


def contract(schema: Any, pagination: Any = None, *, more: Any = None, default: Any = 1) -> Document:
    responses: dict[str, Any] = {
        "200": {"description": "ok", "content": {"application/json": {"schema": schema}}},
        **(more or {}),
    }
    parameter = {"name": "after", "in": "query", "schema": {"default": default}}
    operation: dict[str, Any] = {"operationId": "listPets", "parameters": [parameter], "responses": responses}
    value: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/pets": {"get": operation if pagination is None else {**operation, PAGINATION: pagination}}},
        "components": {"schemas": {"Pet": PET, "PetPage": PAGE}},
    }
    return parse(json.dumps(value, indent=1).encode(), file="c.json", report=Report())


def read(document: Document) -> Pagination | None:
    report = Report()
    check(document, report)
    (operation,) = lower(document, report).operations
    assert [(found.code, found.message) for found in report if found.severity is Severity.ERROR] == []
    return operation.pagination


def name_of(found: TypeRef) -> str:
    return found.key.pointer[-1] if isinstance(found, NamedRef) else type(found).__name__


REF = {"$ref": "#/components/schemas/PetPage"}
OTHER = {"type": "object", "required": ["code"], "properties": {"code": {"type": "integer"}}}
SHAPES: dict[str, tuple[Any, str, str]] = {
    "component": (REF, "PetPage", "Pet"),
    "null": ({"anyOf": [REF, {"type": "null"}]}, "PetPage", "Pet"),
    "inherited": ({"allOf": [REF, {"type": "object", "properties": {"total": {"type": "integer"}}}]}, "schema", "Pet"),
    "one-of": ({"oneOf": [REF, OTHER]}, "UnionType", "Pet"),
    "map": ({"type": "object", "additionalProperties": {**PETS, "type": ["array", "string"]}}, "MapType", "Pet"),
    "undeclared": ({**OTHER, "additionalProperties": {"anyOf": [PETS, {"type": "string"}]}}, "schema", "Pet"),
    "anything": ({}, "AnyType", "AnyType"),
    "any-object": ({"type": "object"}, "MapType", "AnyType"),
}


@pytest.mark.parametrize(("schema", "page", "item"), SHAPES.values(), ids=SHAPES)
def test_pointers_lead_through_types(schema: Any, page: str, item: str) -> None:
    found = read(contract(schema, CURSOR, more={"204": {"description": "none"}}))
    assert found is not None
    assert (name_of(found.page), name_of(found.item)) == (page, item)
    assert (found.items, found.next, found.more) == (("data",), ("next",), None)


def test_the_body_itself_can_be_the_list() -> None:
    found = read(contract({"type": "array", "items": {"type": "integer"}}, {"style": "link", "items": ""}))
    assert found is not None
    assert isinstance(found.item, NumberType) and found.items == ()


def test_a_pointer_is_unescaped() -> None:
    schema = {"type": "object", "properties": {"a/b": {"type": "object", "properties": {"~": PETS}}}}
    found = read(contract(schema, {"style": "link", "items": "/a~1b/~0"}))
    assert found is not None and found.items == ("a/b", "~")


@pytest.mark.parametrize(
    ("style", "more", "default", "start"),
    [
        ("offset", {}, None, 0),
        ("offset", {}, 20, 20),
        ("page", {}, None, 1),
        ("page", {}, 0, 0),
        ("page", {"start": 3}, 0, 3),
        ("page", {}, "one", 1),
    ],
)
def test_the_first_page_is_that_of_the_default(style: str, more: Any, default: Any, start: int) -> None:
    found = read(contract(PAGE, {"style": style, "parameter": "after", "items": "/data", **more}, default=default))
    assert found is not None and found.start == start


def test_a_configuration_says_what_the_contract_could() -> None:
    for name in ("listPets", "GET /pets"):
        document = contract(PAGE)
        configured = with_pagination(document, {name: CURSOR})
        assert read(configured) == read(contract(PAGE, CURSOR)) is not None
        assert PAGINATION not in json.dumps([document.value, configured.bundle.value])


def test_a_configuration_wins_over_the_contract() -> None:
    configured = with_pagination(contract(PAGE, CURSOR), {"listPets": {"style": "link", "items": "/data"}})
    found = read(configured)
    assert found is not None and found.style == "link"


def test_an_operation_that_is_not_there_is_a_warning() -> None:
    report = Report()
    assert read(with_pagination(contract(PAGE), {"listPet": CURSOR})) is None
    check_configured(contract(PAGE), {"listPet": CURSOR, "GET /pets": CURSOR}, report)
    assert [(each.code, each.help) for each in report] == [("AG255", "did you mean `listPets`?")]


def test_a_fault_costs_its_operation() -> None:
    report = Report()

    def work(document: Document, report: Report) -> int:
        document = with_pagination(document, {"listPets": {**CURSOR, "items": "/date"}})
        check(document, report)
        report.stop_on_errors()
        return len(lower(document, report).operations)

    value = json.loads(json.dumps(contract(PAGE).value))
    value["paths"]["/other"] = {"get": {"responses": {"200": {"description": "fine"}}}}
    document = parse(json.dumps(value).encode(), file="c.json", report=report)
    assert without_faults(document, report, work, tell=lambda stage: None)[1] == 1
    assert {each.code for each in report} >= {"AG253", "AG504"}


CONFIG = """
[pagination.listPets]
style = "cursor"
parameter = "after"
next = "/next"
items = "/data"
"""


def test_what_is_generated_follows_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("c.json").write_text(json.dumps(contract(PAGE).value))
    command = ("generate", "c.json", "-o", "out", "--package", "shop", "--server", "none")
    module = Path("out/shop/client/default.py")
    assert run(*command) == 0
    plain = module.read_text()
    assert "paginated" not in plain
    Path("apigen.toml").write_text(CONFIG)
    assert run(*command) == 0
    assert "@paginated(_LIST_PETS_PAGES)" in module.read_text()
    assert PAGINATION not in Path("out/shop/_contract.json").read_text()
    Path("apigen.toml").write_text(CONFIG.replace("/data", "/date"))
    assert run(*command) == 1
    assert "AG253" in capsys.readouterr().err
    Path("apigen.toml").unlink()
    assert run(*command) == 0
    assert module.read_text() == plain


def test_a_large_package_has_pages_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apigen.python.modules.LARGE", 0)
    (tmp_path / "c.json").write_text(json.dumps(contract(PAGE, CURSOR).value))
    out = str(tmp_path / "out")
    assert run("generate", str(tmp_path / "c.json"), "-o", out, "--package", "shop", "--server", "none") == 0
    code = "from shop.client.default import Default; print(type(Default.list_pets).__name__)"
    done = python("-c", code, cwd=Path(out))
    assert done.stdout == "PaginatedEndpoint\n", done.stderr
    text = Path(out, "shop/client/default.py").read_text()
    assert "if TYPE_CHECKING:\n    from ..models import ListPets200Body, Pet" in text
