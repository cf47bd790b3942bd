"""Files into one document: what moves where, under which name, and what stays as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apigen.report import Report
from apigen.spec.document import Bundle
from apigen.spec.load import load

INFO = {"title": "t", "version": "1"}
OK = {"200": {"description": "ok"}}


def bundled(folder: Path, root: object, /, version: str = "3.0.3", **files: object) -> Any:
    """Write files, `a__b_yaml` being `a/b.yaml`, and return the one document that they come to."""
    return whole(folder, root, version=version, **files).value


def whole(folder: Path, root: object, /, version: str = "3.0.3", **files: object) -> Bundle:
    assert isinstance(root, dict)
    key = "swagger" if version == "2.0" else "openapi"
    write(folder, "openapi.yaml", {key: version, "info": INFO, "paths": {}, **root})
    for name, value in files.items():
        write(folder, name.replace("__", "/").replace("_yaml", ".yaml").replace("_md", ".md"), value)
    return load(folder / "openapi.yaml", Report()).bundle


def write(folder: Path, name: str, value: object) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    text = value if isinstance(value, str) else json.dumps(value)
    (folder / name).write_text(text, encoding="utf-8")


def ref(to: str) -> dict[str, str]:
    return {"$ref": to}


def schemas(**named: object) -> dict[str, object]:
    return {"components": {"schemas": named}}


def test_one_file_is_returned_as_it_is(tmp_path: Path) -> None:
    document = whole(tmp_path, schemas(A=ref("#/components/schemas/B"), B={"type": "string"}))
    assert document.parts == ()
    assert list(document.value) == ["openapi", "info", "paths", "components"]


def test_targets_become_components_of_their_kind(tmp_path: Path) -> None:
    operation = {
        "parameters": [ref("parts.yaml#/Page")],
        "requestBody": ref("parts.yaml#/Body"),
        "responses": {"200": ref("./parts.yaml#/Found"), "404": ref("parts.yaml#/a~1b%20c")},
    }
    parts = {
        "Page": {"name": "page", "in": "query", "schema": {"type": "integer"}},
        "Body": {"content": {"application/json": {"schema": ref("pet.yaml"), "examples": {"x": ref("#/Example")}}}},
        "Found": {"description": "", "headers": {"X": ref("#/Header")}, "links": {"l": ref("#/Link")}},
        "a/b c": {"description": ""},
        "Example": {"value": 1},
        "Header": {"schema": ref("pet.yaml#/properties/name")},
        "Link": {"operationId": "x"},
    }
    pet = {"type": "object", "properties": {"name": {"type": "string"}, "mother": ref("#"), "tag": ref("pet.yaml")}}
    found = bundled(tmp_path, {"paths": {"/a": {"post": operation}}}, parts_yaml=parts, pet_yaml=pet)
    assert {section: list(held) for section, held in found["components"].items()} == {
        "parameters": ["Page"],
        "requestBodies": ["Body"],
        "responses": ["Found", "a_b_c"],
        "schemas": ["pet"],
        "examples": ["Example"],
        "headers": ["Header"],
        "links": ["Link"],
    }
    assert found["components"]["schemas"]["pet"]["properties"] == {
        "name": {"type": "string"},
        "mother": ref("#/components/schemas/pet"),
        "tag": ref("#/components/schemas/pet"),
    }
    assert found["components"]["headers"]["Header"] == {"schema": ref("#/components/schemas/pet/properties/name")}


def test_swagger_has_its_own_sections(tmp_path: Path) -> None:
    operation = {"parameters": [ref("p.yaml#/Page")], "responses": {"200": ref("p.yaml#/R")}}
    page = {"name": "page", "in": "query", "type": "string"}
    parts = {"Page": page, "R": {"description": "", "schema": ref("#/S")}, "S": {"type": "string"}}
    found = bundled(tmp_path, {"paths": {"/a": {"get": operation}}}, "2.0", p_yaml=parts)
    assert found["parameters"] == {"Page": page}
    assert found["responses"] == {"R": {"description": "", "schema": ref("#/definitions/S")}}
    assert found["definitions"] == {"S": {"type": "string"}}


def test_a_component_that_only_refers_holds_the_target(tmp_path: Path) -> None:
    root = schemas(
        Z={"type": "string"}, Animal=ref("pet.yaml"), Other=ref("index.yaml#/Pet"), A={"items": ref("pet.yaml")}
    )
    found = bundled(tmp_path, root, pet_yaml={"type": "object"}, index_yaml={"Pet": ref("pet.yaml")})
    assert found["components"]["schemas"] == {
        "Z": {"type": "string"},
        "Animal": {"type": "object"},
        "Other": ref("#/components/schemas/Animal"),
        "A": {"items": ref("#/components/schemas/Animal")},
    }
    assert list(found["components"]["schemas"]) == ["Z", "Animal", "Other", "A"]


def test_back_to_the_root(tmp_path: Path) -> None:
    root = {
        "paths": {"/a": ref("paths/a.yaml")},
        **schemas(Error={"type": "object"}, Self=ref("openapi.yaml#/components/schemas/Error")),
    }
    item = {
        "get": {
            "responses": {
                "default": {
                    "description": "",
                    "content": {"x/y": {"schema": ref("../openapi.yaml#/components/schemas/Error")}},
                }
            }
        }
    }
    found = bundled(tmp_path, root, paths__a_yaml=item)
    content = found["paths"]["/a"]["get"]["responses"]["default"]["content"]
    assert content == {"x/y": {"schema": ref("#/components/schemas/Error")}}
    assert found["components"]["schemas"] == {"Error": {"type": "object"}, "Self": ref("#/components/schemas/Error")}


def test_what_has_no_section_takes_the_place_of_the_reference(tmp_path: Path) -> None:
    item = {"get": ref("../operations/get.yaml"), "summary": "theirs", "description": "d"}
    operation = {
        "responses": {"200": {"description": "", "content": {"a/b": ref("#/x-media")}}},
        "x-media": {"schema": ref("../s.yaml")},
    }
    root = {
        "paths": {"/a{id}": {"$ref": "paths/a.yaml", "summary": "mine"}},
        "tags": [{"name": "t", "description": ref("intro.md")}],
    }
    found = bundled(
        tmp_path,
        root,
        paths__a_yaml=item,
        operations__get_yaml=operation,
        s_yaml={"type": "string"},
        intro_md="# Hello: x\n",
    )
    path = found["paths"]["/a{id}"]
    assert path["summary"] == "mine"
    assert path["description"] == "d"
    assert path["get"]["responses"]["200"]["content"] == {"a/b": {"schema": ref("#/components/schemas/s")}}
    assert found["tags"] == [{"name": "t", "description": "# Hello: x\n"}]


def test_whole_sections_in_files(tmp_path: Path) -> None:
    root = {
        "paths": ref("paths.yaml"),
        "components": {"schemas": ref("schemas/index.yaml")},
        "servers": ref("servers.yaml"),
    }
    paths = {
        "/a": {"get": {"responses": ref("responses.yaml")}},
        "/b": {"get": {"responses": ref("paths.yaml#/~1a/get/responses")}},
    }
    found = bundled(
        tmp_path,
        root,
        paths_yaml=paths,
        responses_yaml={"200": {"description": "", "content": {"a/b": {"schema": ref("schemas/pet.yaml")}}}},
        schemas__index_yaml={
            "Pet": ref("pet.yaml"),
            "Pets": {"items": ref("#/Pet")},
            "Name": {"enum": ref("names.yaml")},
        },
        schemas__pet_yaml={"type": "object", "properties": ref("properties.yaml")},
        schemas__properties_yaml={"name": ref("index.yaml#/Name"), "$ref": {"type": "string"}},
        schemas__names_yaml=["a", "b"],
        servers_yaml=[{"url": "/"}],
    )
    answer = {"200": {"description": "", "content": {"a/b": {"schema": ref("#/components/schemas/Pet")}}}}
    assert found["paths"] == {"/a": {"get": {"responses": answer}}, "/b": {"get": {"responses": answer}}}
    assert found["servers"] == [{"url": "/"}]
    assert found["components"]["schemas"] == {
        "Pet": {"type": "object", "properties": {"name": ref("#/components/schemas/Name"), "$ref": {"type": "string"}}},
        "Pets": {"items": ref("#/components/schemas/Pet")},
        "Name": {"enum": ["a", "b"]},
    }


def test_data_is_no_reference(tmp_path: Path) -> None:
    schema = {
        "properties": {"$ref": {"type": "string"}, "enum": ref("name.yaml")},
        "example": ref("not a reference"),
        "default": ref("other.yaml"),
        "enum": [ref("other.yaml"), {"a": ref("other.yaml")}],
        "x-note": [ref("nowhere.yaml"), {"code": ref("other.yaml")}],
    }
    media = {"schema": schema, "example": ref("other.yaml")}
    root = {"paths": {"/a": {"get": {"responses": {"200": {"description": "", "content": {"a/b": media}}}}}}}
    found = bundled(tmp_path, root, other_yaml={"$ref": "me"}, name_yaml={"type": "string"})
    media = found["paths"]["/a"]["get"]["responses"]["200"]["content"]["a/b"]
    assert media["example"] == {"$ref": "me"}
    assert media["schema"] == {
        **schema,
        "properties": {"$ref": {"type": "string"}, "enum": ref("#/components/schemas/name")},
        "x-note": [ref("nowhere.yaml"), {"code": {"$ref": "me"}}],
    }


@pytest.mark.parametrize("step", [1, -1])
def test_names_do_not_depend_on_the_order(tmp_path: Path, step: int) -> None:
    targets = [
        "a/Pet.yaml",
        "b/Pet.yaml",
        "b/x.yaml#/Pet",
        "c.yaml#/Pet",
        "d/e.yaml#/oneOf/0",
        "é.yaml",
        "f/Pet.yaml#/Pet",
    ]
    used = {"S": {"anyOf": [ref(each) for each in targets[::step]]}}
    for each in targets:
        write(tmp_path, each.partition("#")[0], {"title": each, "Pet": {"title": each}, "oneOf": [{"title": each}]})
    found = bundled(tmp_path, schemas(**used))
    assert {name: schema["title"] for name, schema in found["components"]["schemas"].items() if name != "S"} == {
        "a_Pet": "a/Pet.yaml",
        "b_Pet": "b/Pet.yaml",
        "x_Pet": "b/x.yaml#/Pet",
        "c_Pet": "c.yaml#/Pet",
        "e_oneOf_0": "d/e.yaml#/oneOf/0",
        "schema": "é.yaml",
        "Pet_Pet": "f/Pet.yaml#/Pet",
    }


def test_discriminators_and_links_name_what_moved(tmp_path: Path) -> None:
    mapping = {
        "d": "dog.yaml#/",
        "c": "#/Cat",
        "b": "Bird",
        "r": "openapi.yaml#/components/schemas/Bird",
    }
    pets = {
        "Pet": {"oneOf": [ref("dog.yaml")], "discriminator": {"propertyName": "k", "mapping": mapping}},
        "Cat": {"type": "object"},
    }
    link = {"operationRef": "openapi.yaml#/paths/~1a/get"}
    root = {
        "paths": {"/a": {"get": {"responses": {"200": {"description": "", "links": {"l": ref("link.yaml")}}}}}},
        **schemas(Bird={"type": "object"}, Pet=ref("pets.yaml#/Pet")),
    }
    found = bundled(tmp_path, root, pets_yaml=pets, dog_yaml={"type": "object"}, link_yaml=link)
    assert found["components"]["schemas"]["Pet"]["discriminator"]["mapping"] == {
        "d": "#/components/schemas/dog",
        "c": "#/components/schemas/Cat",
        "b": "Bird",
        "r": "#/components/schemas/Bird",
    }
    assert found["components"]["links"] == {"link": {"operationRef": "#/paths/~1a/get"}}


def test_what_is_read_as_something_only_by_a_reference(tmp_path: Path) -> None:
    pet = {"allOf": [ref("#/x-shared/Base")], "x-shared": {"Base": {"items": ref("name.yaml")}}}
    found = bundled(tmp_path, schemas(A={"not": ref("pet.yaml")}), pet_yaml=pet, name_yaml={"type": "string"})
    assert found["components"]["schemas"]["pet"] == {
        "allOf": [ref("#/components/schemas/pet/x-shared/Base")],
        "x-shared": {"Base": {"items": ref("#/components/schemas/name")}},
    }


def test_anchors_and_identifiers(tmp_path: Path) -> None:
    root: Any = schemas(
        A={
            "$id": "https://example.com/a.json",
            "$defs": {"B": {"$id": "b.json"}},
            "items": ref("b.json"),
            "not": ref("#b"),
        },
        C=ref("pet.yaml#name"),
    )
    found = bundled(tmp_path, root, "3.1.0", pet_yaml={"properties": {"name": {"$anchor": "name", "type": "string"}}})
    assert found["components"]["schemas"]["A"] == root["components"]["schemas"]["A"]
    assert found["components"]["schemas"]["C"] == {"type": "string"}


def test_identifiers_of_other_files(tmp_path: Path) -> None:
    pet = {
        "$id": "https://example.com/pet.json",
        "properties": {"a": ref("#/$defs/A"), "b": ref("https://example.com/b.json"), "o": ref("owner.yaml")},
        "$defs": {
            "A": {"items": ref("#a")},
            "B": {"$id": "b.json", "$anchor": "a", "not": ref("#/$defs/C"), "$defs": {"C": {}}},
        },
    }
    found = bundled(tmp_path, schemas(Pet=ref("pet.yaml")), "3.1.0", pet_yaml=pet, owner_yaml={"title": "o"})
    assert found["components"]["schemas"]["Pet"] == {
        "properties": {
            "a": ref("#/components/schemas/Pet/$defs/A"),
            "b": ref("#/components/schemas/Pet/$defs/B"),
            "o": ref("#/components/schemas/owner"),
        },
        "$defs": {
            "A": {"items": ref("#/components/schemas/Pet/$defs/B")},
            "B": {"not": ref("#/components/schemas/Pet/$defs/B/$defs/C"), "$defs": {"C": {}}},
        },
    }


def test_media_types_are_components_from_3_2_on(tmp_path: Path) -> None:
    root = {
        "paths": {"/a": {"get": {"responses": {"200": {"description": "", "content": {"a/b": ref("media.yaml")}}}}}}
    }
    media = {"schema": {"type": "string"}}
    found = bundled(tmp_path, root, "3.2.0", media_yaml=media)
    assert found["components"] == {"mediaTypes": {"media": media}}
    found = bundled(tmp_path, root, "3.1.0", media_yaml=media)
    assert found["paths"]["/a"]["get"]["responses"]["200"]["content"] == {"a/b": media}


def test_bundling_what_is_bundled_changes_nothing(tmp_path: Path) -> None:
    root = {"paths": {"/a": ref("a.yaml")}, **schemas(Tree=ref("tree.yaml#/Tree"))}
    item = {
        "get": {
            "responses": {
                "200": {"description": "", "content": {"a/b": {"schema": ref("tree.yaml#/Tree/properties/%7Bx%7D")}}}
            }
        }
    }
    tree = {
        "Tree": {
            "properties": {"{x}": {"items": ref("#/Tree")}, "a b%": {"not": ref("tree.yaml#/Tree/properties/a%20b%25")}}
        }
    }
    once = bundled(tmp_path, root, a_yaml=item, tree_yaml=tree)
    again = tmp_path / "again.json"
    again.write_text(json.dumps(once), encoding="utf-8")
    document = load(again, Report())
    assert document.bundle.value == once
    assert document.bundle.parts == ()


def test_places_are_those_of_the_files(tmp_path: Path) -> None:
    write(tmp_path, "s/pet.yaml", "Pet:\n  properties:\n    name: {type: string}\n")
    write(tmp_path, "p.yaml", "summary: s\nget:\n  responses: {}\n")
    document = whole(
        tmp_path, {"paths": {"/a": {"$ref": "p.yaml", "description": "mine"}}, **schemas(A=ref("s/pet.yaml#/Pet"))}
    )
    assert document.parts == ("p.yaml", "s/pet.yaml")
    name = ("components", "schemas", "A", "properties", "name")
    pointers = (name, ("paths", "/a", "get", "responses"), ("paths", "/a", "description"))
    found = document.places.find(frozenset(pointers))
    assert [
        (Path(found[each].file).name, found[each].line, found[each].column, found[each].pointer) for each in pointers
    ] == [
        ("pet.yaml", 3, 5, ("Pet", "properties", "name")),
        ("p.yaml", 3, 3, ("get", "responses")),
        ("openapi.yaml", 1, 97, ("paths", "/a", "description")),
    ]
    assert document.places.line(found[name]) == "    name: {type: string}"
