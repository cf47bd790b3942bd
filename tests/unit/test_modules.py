"""Definitions and operations of a large contract to modules: a partition that imports in no circle, whatever the order."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from graphlib import TopologicalSorter

import pytest

from apigen.ir.api import Api
from apigen.ir.lower import lower
from apigen.names.assign import Names, assign_names
from apigen.python.models import native_emitter, read_references
from apigen.python.modules import Module, model_modules, operation_modules
from apigen.report import Report
from apigen.spec.document import Json
from apigen.spec.load import parse


def read(schemas: Mapping[str, Json], paths: Mapping[str, Json]) -> tuple[Api, Names]:
    report = Report()
    contract = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    text = json.dumps({**contract, "components": {"schemas": schemas}})
    api = lower(parse(text.encode(), file="c.json", report=report), report)
    return api, assign_names(api, report)


def schema(*names: str) -> Json:
    """Return an object with a property for each of the schemas that it refers to, and one of its own."""
    properties: dict[str, Json] = {f"to_{name}": {"$ref": f"#/components/schemas/{name}"} for name in names}
    return {"type": "object", "properties": {"own": {"type": "string"}, **properties}}


def operation(tag: str, name: str) -> Json:
    content: Json = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {"get": {"tags": [tag], "responses": {"200": {"description": "Done.", "content": content}}}}


def modules_of(api: Api, names: Names, users: Mapping[str, set[str]]) -> dict[str, set[str]]:
    keys = {name: key for key, name in names.types.items()}
    by_key = {keys[name]: tags for name, tags in users.items()}
    found = model_modules(api.types, read_references(api.types, native_emitter(names)), by_key, names)
    return {module.name: {names.types[key] for key in module.members} for module in found}


def test_definitions_stand_with_the_only_ones_that_name_them() -> None:
    schemas: dict[str, Json] = {
        "Order": schema("Line", "Address"),
        "Line": schema("Price"),
        "Price": schema(),
        "Customer": schema("Address", "Friend"),
        "Friend": schema("Customer"),
        "Address": schema("Country"),
        "Country": schema(),
        "Basket": schema("Label"),
        "Label": schema(),
        "Error": schema(),
        "Orphan": schema(),
    }
    api, names = read(schemas, {"/x": operation("shop", "Order")})
    users = {"Order": {"shop"}, "Basket": {"shop"}, "Customer": {"people"}, "Error": {"shop", "people"}}
    assert modules_of(api, names, users) == {
        "_shop": {"Order", "Line", "Price", "Basket", "Label"},
        "_people": {"Customer", "Friend"},
        # Two modules need the one, two tags the other.
        "_address": {"Address", "Country"},
        "_error": {"Error"},
        "_unused": {"Orphan"},
    }


def test_what_extends_a_definition_stands_with_it() -> None:
    def heir(name: str) -> Json:
        more: Json = {"type": "object", "properties": {name: {"type": "string"}}}
        return {"allOf": [{"$ref": "#/components/schemas/Base"}, more]}

    api, names = read({"Base": schema("Left"), "Left": schema(), "Cat": heir("purrs"), "Dog": heir("barks")}, {})
    assert modules_of(api, names, {"Cat": {"cats"}, "Dog": {"dogs"}}) == {"_base": {"Base", "Cat", "Dog", "Left"}}


@pytest.mark.parametrize("seed", range(40))
def test_modules_are_a_partition_without_circles_that_no_order_changes(seed: int) -> None:
    chance = random.Random(seed)
    words = [f"S{number}" for number in range(60)]
    edges = {word: chance.sample(words, chance.choice([0, 0, 1, 1, 2, 3])) for word in words}
    users = {word: set(chance.sample(["a", "b", "c"], chance.choice([1, 1, 2]))) for word in chance.sample(words, 25)}

    api, names = read({word: schema(*edges[word]) for word in words}, {})
    found = modules_of(api, names, users)
    assert sorted(word for members in found.values() for word in members) == sorted(words)
    home = {word: name for name, members in found.items() for word in members}
    imports = {
        name: {home[each] for word in members for each in edges[word]} - {name} for name, members in found.items()
    }
    TopologicalSorter(imports).prepare()  # raises CycleError

    chance.shuffle(words)
    again = read({word: schema(*reversed(edges[word])) for word in words}, {})
    assert modules_of(*again, users) == found


def test_a_tag_of_many_operations_is_divided_by_paths() -> None:
    paths = {f"/{word}/{number}": operation("big", "Pet") for word in ("cats", "dogs") for number in range(70)}
    api, names = read({"Pet": schema()}, {**paths, "/rest": operation("small", "Pet")})
    found: list[Module[str]] = operation_modules(api, names)
    assert [(each.name, len(each.members)) for each in found] == [("_big_1", 70), ("_big_2", 70), ("_small", 1)]
    path_of = {each.id: each.path for each in api.operations}
    assert {path_of[each].split("/")[1] for each in found[0].members} == {"cats"}


def test_a_module_of_a_definition_is_not_called_like_that_of_a_tag() -> None:
    api, names = read({"FooBar": schema(), "A": schema("FooBar"), "B": schema("FooBar")}, {})
    found = modules_of(api, names, {"A": {"foo_bar"}, "B": {"other"}})
    assert found == {"_foo_bar": {"A"}, "_other": {"B"}, "_foo_bar_2": {"FooBar"}}
