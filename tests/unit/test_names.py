"""Names: words and cases, scopes, and that neither the order of a contract nor an addition changes any."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apigen.ir.lower import lower
from apigen.names.assign import Names, assign_names
from apigen.names.package import is_package_name, package_name
from apigen.names.scope import Scope
from apigen.names.servers import name_servers
from apigen.names.words import ascii_snake, pascal, snake, split
from apigen.report import Report
from apigen.spec.check import check
from apigen.spec.document import Json
from apigen.spec.load import load, parse

ROOT: Final = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("petId", ["pet", "Id"]),
        ("PetID", ["Pet", "ID"]),
        ("pet-id", ["pet", "id"]),
        ("pet_id", ["pet", "id"]),
        ("HTTPServer", ["HTTP", "Server"]),
        ("OAuth2Token", ["O", "Auth2", "Token"]),
        ("v1.2", ["v1", "2"]),
        ("+1", ["plus", "1"]),
        ("-1", ["minus", "1"]),
        ("-x", ["x"]),
        ("ﬁle", ["file"]),
        ("\u212aelvin", ["Kelvin"]),
        ("питомец", ["питомец"]),
        ("😀", []),
        ("", []),
        ('"""; import os #', ["import", "os"]),
        ("../../etc/passwd", ["etc", "passwd"]),
        ("a\u2028b\0c", ["a", "b", "c"]),
    ],
)
def test_split(text: str, words: list[str]) -> None:
    assert split(text) == words


@pytest.mark.parametrize(
    ("parts", "snaked", "pascaled"),
    [
        (["getPet"], "get_pet", "GetPet"),
        (["get", "/pets/{petId}"], "get_pets_pet_id", "GetPetsPetId"),
        (["1st"], "p_1st", "P1st"),
        ([], "p", "P"),
        (["😀"], "p", "P"),
        (["class"], "class", "Class"),
        (["__init__"], "init", "Init"),
        (["ID"], "id", "ID"),
        (["über"], "über", "Über"),
    ],
)
def test_cases(parts: list[str], snaked: str, pascaled: str) -> None:
    assert snake(parts, prefix="p") == snaked
    assert pascal(parts, prefix="P") == pascaled


@given(st.lists(st.text(), max_size=3))
@settings(derandomize=True, deadline=None)
def test_cases_make_identifiers_of_anything(parts: list[str]) -> None:
    for name in (snake(parts, prefix="p"), pascal(parts, prefix="P")):
        assert name.isidentifier()
        assert compile(f"{name} = 1", "name", "exec") if name not in ("None", "True", "False") else True


@pytest.mark.parametrize(("text", "name"), [("Über API", "uber_api"), ("Питомцы", ""), ("a'b\nc", "a_b_c")])
def test_ascii_snake(text: str, name: str) -> None:
    assert ascii_snake(text) == name


@pytest.mark.parametrize(
    ("title", "file", "name"),
    [
        ("Swagger Petstore", "x.yaml", "swagger_petstore"),
        ("json", "shop.yaml", "shop"),
        ("app", "tests.yaml", "app_api"),
        ("Питомцы", "pets.yaml", "pets"),
        ("Питомцы", "питомцы.yaml", "generated_api"),
        ("1st", "2nd.yaml", "generated_api"),
        ("taken", "free.yaml", "free"),
        ("x" * 100, "x.yaml", "x" * 60),
        ("../../etc", "a.yaml", "etc"),
    ],
)
def test_package_name(title: str, file: str, name: str) -> None:
    assert package_name(title, file, {"taken"}) == name
    assert is_package_name(name, {"taken"})


CLAIMS: Final = (
    # key, candidates, rank, source
    ("component", ("Pet",), 0, "Pet"),
    ("lower", ("Pet", "PetSchema"), 0, "pet"),
    ("third", ("Pet", "PetSchema"), 0, "p_et"),
    ("inline", ("Pet", "PetInline"), 1, "Pet"),
    ("reserved", ("Any",), 0, "any"),
)


@given(st.permutations(CLAIMS))
@settings(derandomize=True)
def test_a_scope_does_not_care_for_the_order_of_claims(claims: list[tuple[str, tuple[str, ...], int, str]]) -> None:
    scope: Scope[str] = Scope({"Any"}, avoid=lambda name: f"{name}Model")
    for key, candidates, rank, source in claims:
        scope.claim(key, *candidates, rank=rank, source=source)
    names, numbered = scope.grant()
    assert names == {
        "component": "Pet",
        "third": "PetSchema",
        "lower": "Pet_2",
        "inline": "PetInline",
        "reserved": "AnyModel",
    }
    assert numbered == [("lower", "Pet_2")]


COLLISIONS: Final[dict[str, Json]] = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "tags": [{"name": "Pets"}],
    "paths": {
        "/a": {
            "get": {"operationId": "getPet", "tags": ["pets"], "responses": {"200": {"description": ""}}},
            "put": {"operationId": "get_pet", "tags": ["Pets"], "responses": {"200": {"$ref": "#/components/responses/Pet"}}},
            "post": {
                "tags": ["PETS"],
                "parameters": [
                    {"name": "id", "in": "query", "schema": {"type": "string"}},
                    {"name": "id", "in": "header", "schema": {"type": "string"}},
                    {"name": "ID", "in": "query", "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "oneOf": [
                                    {"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "string"}}},
                                    {"type": "object", "properties": {"c": {"type": "string"}, "a": {"type": "string"}}},
                                ]
                            }
                        }
                    }
                },
                "responses": {"default": {"description": ""}},
            },
        },
    },
    "components": {
        "responses": {"Pet": {"description": ""}},
        "schemas": {
            "pet": {"type": "object", "properties": {"a-b": {}, "a_b": {}, "aB": {}, "list": {"type": "array", "items": {}}}},
            "Pet": {"type": "object", "properties": {"secret": {"writeOnly": True}, "inner": {"type": "object", "properties": {"x": {}}}}},
            "PET": {"type": "string"},
            "PetInput": {"type": "string"},
            "pet_inner": {"type": "string"},
            "GetPet200": {"type": "string"},
            "GetPetRequest": {"type": "string"},
        },
        "securitySchemes": {name: {"type": "http", "scheme": "bearer"} for name in ("a-b", "a_b", "timeout")},
    },
}  # fmt: skip

PINNED: Final[dict[str, Json]] = {
    "openapi": "3.0.3",
    "info": {"title": "T", "version": "1"},
    "tags": [{"name": "Tiere & Co", "x-apigen-name": "pets"}],
    "security": [{"X": []}],
    "paths": {
        "/a": {
            "get": {"operationId": "getPet", "responses": {"200": {"description": "", "x-apigen-name": "Fetched"}}},
            "put": {
                "operationId": "v2-x",
                "x-apigen-name": "get_pet",
                "tags": ["Tiere & Co"],
                "parameters": [
                    {"name": "x", "in": "query", "x-apigen-name": "size", "schema": {"type": "string"}},
                    {"name": "size", "in": "query", "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"type": "object", "properties": {"a": {}}}}}
                },
                "responses": {
                    "200": {"description": "", "headers": {"E-Tag": {"x-apigen-name": "version"}}},
                    "404": {"$ref": "#/components/responses/e1"},
                    "410": {"$ref": "#/components/responses/e1"},
                },
            },
            "post": {"tags": ["pets"], "responses": {"204": {"description": ""}}},
        },
    },
    "components": {
        "responses": {"e1": {"description": "", "x-apigen-name": "Missing404"}},
        "schemas": {
            "p1": {
                "x-apigen-name": "Pet",
                "type": "object",
                "properties": {
                    "class": {"type": "string", "x-apigen-name": "kind"},
                    "kind": {"allOf": [{"$ref": "#/components/schemas/Pet"}], "x-apigen-name": "breed"},
                    "secret": {"type": "object", "readOnly": True, "properties": {"x": {}}},
                },
            },
            "Pet": {"type": "string"},
            "GetPetRequest": {"type": "string"},
        },
        "securitySchemes": {"X": {"type": "http", "scheme": "bearer", "x-apigen-name": "token"}},
    },
}


def document_of(name: str) -> dict[str, Json]:
    if name in ("collisions", "pinned"):
        return COLLISIONS if name == "collisions" else PINNED
    return load(ROOT / "specs" / name, Report()).value


def names_of(document: Mapping[str, Json]) -> Names:
    report = Report()
    parsed = parse(json.dumps(document).encode(), file="contract.json", report=report)
    check(parsed, report)
    report.stop_on_errors()
    return assign_names(lower(parsed, report), report)


def shuffled(value: Json, random: Random) -> Json:
    """Return a contract with the members of every object in another order."""
    if isinstance(value, dict):
        members = list(value.items())
        random.shuffle(members)
        return {key: shuffled(each, random) for key, each in members}
    return [shuffled(each, random) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["collisions", "pinned", "petstore.yaml"])
@given(random=st.randoms(use_true_random=False))
@settings(derandomize=True, deadline=None, max_examples=15)
def test_the_order_of_a_contract_changes_no_name(name: str, random: Random) -> None:
    document = document_of(name)
    other = shuffled(document, random)
    assert isinstance(other, dict)
    assert names_of(other) == names_of(document)


@pytest.mark.parametrize("name", ["collisions", "pinned", "petstore.yaml"])
def test_an_addition_changes_no_name(name: str) -> None:
    before = names_of(document_of(name))
    grown = json.loads(json.dumps(document_of(name)))
    grown["paths"]["/a-new-path"] = {
        "get": {"operationId": "aNewOperation", "tags": ["a new tag"], "responses": {"200": {"description": ""}}}
    }
    grown["components"]["schemas"]["ANewSchema"] = {"type": "object", "properties": {"new": {"type": "string"}}}
    after = names_of(grown)
    for part in ("types", "fields", "operations", "parameters", "responses", "errors", "tags", "credentials"):
        was, now = getattr(before, part), getattr(after, part)
        assert {key: now[key] for key in was} == was


def test_a_name_that_the_author_gives_wins() -> None:
    names = names_of(PINNED)
    assert sorted(names.types.values()) == [
        "GetPetBody",
        "GetPetRequest",
        "Pet",
        "PetInput",
        "PetSchema",
        "PetSecret",
    ]
    pet = next(names.fields[key] for key, name in names.types.items() if name == "Pet")
    assert pet == {"class": "kind", "kind": "breed", "secret": "secret"}
    assert [(each.method, each.constant, each.request, each.response) for each in names.operations.values()] == [
        ("get_a", "GET_A", "GetARequest", "GetPetOperationResponse"),
        ("get_pet", "GET_PET", "GetPetOperationRequest", "GetPetResponse"),
        ("post_a", "POST_A", "PostARequest", "PostAResponse"),
    ]
    assert names.parameters["v2-x"] == {("query", "x"): "size", ("query", "size"): "query_size"}
    assert names.headers["v2-x", "200"] == {"E-Tag": "version"}
    assert set(names.responses.values()) == {"Fetched200", "GetPet200", "Missing404", "Missing404410", "PostA204"}
    assert {tag: found.module for tag, found in names.tags.items()} == {
        "Tiere & Co": "pets",
        "pets": "pets_2",
        None: "default",
    }
    assert names.credentials == {"X": "token"}


def test_headers_of_a_response_hide_nothing_of_its_class() -> None:
    text: Json = {"schema": {"type": "string"}}
    headers: Json = {
        **dict.fromkeys(("Body", "Status", "Headers", "Header", "Parse", "Codec", "Class", "Str", "X-A", "x_a"), text),
        "List": {"schema": {"type": "array", "items": {"type": "integer"}}},
        "Date": {"schema": {"type": "string", "format": "date"}},
        "1st": text,
        "X-Free": text,
    }
    operation: Json = {"responses": {"200": {"description": "", "headers": headers}}}
    names = names_of({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": operation}}})
    assert names.headers["GET /a", "200"] == {
        "Body": "body_",
        "Status": "status_",
        "Headers": "headers_",
        "Header": "header_",
        "Parse": "parse_",
        "Codec": "codec_",
        "Class": "class_",
        "Str": "str_",
        "X-A": "x_a_2",
        "x_a": "x_a",
        "List": "list_",
        "Date": "date_",
        "1st": "header_1st",
        "X-Free": "x_free",
    }


def test_servers_that_differ_in_their_scheme_alone_need_no_number() -> None:
    contract = {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "host": "api.example.com",
        "schemes": ["https", "http"],
        "paths": {},
    }
    report = Report()
    found = name_servers(lower(parse(json.dumps(contract).encode(), file="f", report=report), report), report)
    assert [each.method for each in found] == ["https_api_example_com", "api_example_com"]
    assert list(report) == []
