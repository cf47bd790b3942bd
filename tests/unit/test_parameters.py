"""Parameters of a path item and of its operation become one list: who overrides whom, in which order, in which style."""

from __future__ import annotations

import json
from typing import Final

import pytest

from apigen.ir.api import Api, Parameter
from apigen.ir.lower import lower
from apigen.report import Report
from apigen.spec.document import Json
from apigen.spec.load import parse


def lowered(path: str, shared: list[Json], own: list[Json], version: str = "3.0.3") -> Api:
    document = {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {path: {"parameters": shared, "get": {"parameters": own, "responses": {"200": {"description": ""}}}}},
        "components": {"parameters": {"Page": {"name": "page", "in": "query", "schema": {"type": "integer"}}}},
    }
    report = Report()
    return lower(parse(json.dumps(document).encode(), file="c.json", report=report), report)


def parameter(location: str, name: str, kind: str = "string", **more: Json) -> Json:
    return {"in": location, "name": name, "schema": {"type": kind}, **more}


def shown(found: Parameter) -> str:
    """Return a parameter as a word: `query page integer!` is required, `*` is exploded."""
    kind = found.schema.get("type") if isinstance(found.schema, dict) else found.schema
    return f"{found.location} {found.name} {kind}{'!' if found.required else ''}{'*' if found.explode else ''}"


PAGE: Final[Json] = {"$ref": "#/components/parameters/Page"}


@pytest.mark.parametrize(
    ("path", "shared", "own", "expected"),
    [
        ("/a", [], [], []),
        ("/a", [parameter("query", "x")], [], ["query x string*"]),
        ("/a", [], [PAGE], ["query page integer*"]),
        # The operation's own override those of its path, by name and location.
        ("/a", [parameter("query", "x")], [parameter("query", "x", "integer", required=True)], ["query x integer!*"]),
        ("/a", [parameter("query", "x")], [parameter("header", "x")], ["query x string*", "header x string"]),
        ("/a", [PAGE], [parameter("query", "page", "boolean")], ["query page boolean*"]),
        # Names of headers have no case, all others have.
        ("/a", [parameter("header", "X-Id")], [parameter("header", "x-id", "integer")], ["header x-id integer"]),
        ("/a", [parameter("query", "X")], [parameter("query", "x")], ["query X string*", "query x string*"]),
        # Those of the path come first, as the template has them, and are required.
        (
            "/{b}/{a}",
            [parameter("query", "q"), parameter("path", "a", required=True)],
            [parameter("path", "b", "integer", required=True)],
            ["path b integer!", "path a string!", "query q string*"],
        ),
        ("/{a}", [], [], ["path a string!"]),
        ("/{a}", [parameter("path", "a")], [], ["path a string!"]),
        ("/{a}/{a}", [], [], ["path a string!"]),
        ("/a", [parameter("path", "b", required=True)], [], []),
        # OpenAPI gives these headers another place.
        ("/a", [], [parameter("header", name) for name in ("Accept", "content-type", "AUTHORIZATION", "x")], ["header x string"]),
        ("/a", [], [parameter("query", "x", explode=False)], ["query x string"]),
        ("/a", [], [{"in": "query", "name": "x"}], ["query x string*"]),
    ],
)  # fmt: skip
def test_parameters(path: str, shared: list[Json], own: list[Json], expected: list[str]) -> None:
    [operation] = lowered(path, shared, own).operations
    assert [shown(each) for each in operation.parameters] == expected


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (parameter("cookie", "x"), "form explode"),
        (parameter("query", "x", style="deepObject"), "deepObject"),
        # Whether it is exploded means nothing where there is only one way.
        (parameter("query", "x", style="deepObject", explode=True), "deepObject"),
        (parameter("path", "a", style="label", required=True), "label"),
        (parameter("path", "a", style="matrix", explode=True), "matrix explode"),
        (parameter("query", "x", "array", style="pipeDelimited"), "pipeDelimited"),
        (parameter("query", "x", "array", style="spaceDelimited", explode=True), "spaceDelimited explode"),
        (parameter("query", "x", allowReserved=True), "form explode reserved"),
        (parameter("header", "x", allowReserved=True), "simple"),
        ({"in": "query", "name": "x", "content": {"application/json": {}}}, "form explode application/json"),
        ({"in": "header", "name": "x", "content": {"a/b+json": {}}, "explode": True}, "simple a/b+json"),
    ],
)
def test_how_a_parameter_is_written(own: Json, expected: str) -> None:
    [operation] = lowered("/{a}", [], [own]).operations
    found = operation.parameters[-1]
    words = (found.style, found.explode and "explode", found.allow_reserved and "reserved", found.media_type)
    assert " ".join(word for word in words if word) == expected


@pytest.mark.parametrize(
    ("version", "own", "expected"),
    [
        ("3.2.0", parameter("cookie", "x", style="cookie"), "cookie explode"),
        ("3.2.0", parameter("cookie", "x", style="cookie", explode=False), "cookie"),
        ("3.2.0", parameter("cookie", "x", style="cookie", allowReserved=True), "cookie explode"),
        ("3.2.0", parameter("cookie", "x", allowReserved=True), "form explode reserved"),
        ("3.2.0", parameter("path", "a", required=True, allowReserved=True), "simple reserved"),
        ("3.2.0", parameter("header", "x", allowReserved=True), "simple"),
        ("3.1.0", parameter("path", "a", required=True, allowReserved=True), "simple"),
        ("3.1.0", parameter("cookie", "x", allowReserved=True), "form explode"),
    ],
)
def test_how_a_parameter_is_written_since_openapi_32(version: str, own: Json, expected: str) -> None:
    [operation] = lowered("/{a}", [], [own], version).operations
    found = operation.parameters[-1]
    words = (found.style, found.explode and "explode", found.allow_reserved and "reserved")
    assert " ".join(word for word in words if word) == expected


@pytest.mark.parametrize(
    ("media_type", "schema", "kind", "expected"),
    [
        ("application/json", {"type": "array"}, "json", {"type": "array"}),
        ("application/x-www-form-urlencoded", {"type": "object"}, "form", {"type": "object"}),
        # What is neither is a text: only a schema for strings says something of it.
        ("text/plain", {"type": "string", "maxLength": 3}, "text", {"type": "string", "maxLength": 3}),
        ("application/xml", {"type": "object"}, "text", {"type": "string"}),
    ],
)
def test_a_parameter_that_is_the_query_string(media_type: str, schema: Json, kind: str, expected: Json) -> None:
    own: Json = {"in": "querystring", "name": "x", "content": {media_type: {"schema": schema}}}
    [operation] = lowered("/a", [], [own, parameter("header", "y")], "3.2.0").operations
    found, header = operation.parameters
    assert (found.location, found.media_type, found.schema, header.location) == (
        "querystring",
        media_type,
        expected,
        "header",
    )
    assert found.media is not None
    assert found.media.kind == kind


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer"}, {"anyOf": [{"type": "integer"}, {"enum": [""]}]}),
        ({"type": "string", "enum": ["a"]}, {"anyOf": [{"type": "string", "enum": ["a"]}, {"enum": [""]}]}),
        ({"type": "string"}, {"type": "string"}),
        ({"type": "string", "enum": ["a", ""]}, {"type": "string", "enum": ["a", ""]}),
        ({"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "string"}}),
        (
            {"type": "array", "items": {"type": "integer"}},
            {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"enum": [""]}]},
        ),
    ],
)
def test_a_parameter_that_can_be_empty(schema: Json, expected: Json) -> None:
    own: Json = {"in": "query", "name": "x", "allowEmptyValue": True, "schema": schema}
    [operation] = lowered("/a", [], [own]).operations
    assert operation.parameters[0].schema == expected


@pytest.mark.parametrize(
    ("media_type", "schema", "expected"),
    [
        ("text/plain", {"type": "string", "maxLength": 3}, {"type": "string", "maxLength": 3}),
        ("application/xml", {"type": "object"}, {"type": "string"}),
        ("image/png", {}, {"type": "string"}),
    ],
)
def test_a_document_of_another_type_than_json_is_a_text(media_type: str, schema: Json, expected: Json) -> None:
    own: Json = {"in": "query", "name": "x", "style": "deepObject", "content": {media_type: {"schema": schema}}}
    [operation] = lowered("/{a}", [], [own]).operations
    found = operation.parameters[-1]
    assert (found.style, found.media_type, found.schema) == ("form", None, expected)


@pytest.mark.parametrize("style", ["pipeDelimited", "spaceDelimited"])
def test_an_exploded_object_in_a_style_of_delimiters_is_one_of_style_form(style: str) -> None:
    [operation] = lowered("/{a}", [], [parameter("query", "x", "object", style=style, explode=True)]).operations
    assert (operation.parameters[-1].style, operation.parameters[-1].explode) == ("form", True)
