"""An author's OpenAPI document of 3.x to its operations: local references followed, nothing else changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
IGNORED_HEADERS = ("accept", "content-type", "authorization")
DEFAULT_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


class _Loader(yaml.CSafeLoader):
    """YAML of JSON's types: `no` and `2020-01-01` are texts (YAML 1.2, core schema)."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first)


def _integer(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> int:
    text = str(loader.construct_scalar(node))
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


_Loader.add_constructor("tag:yaml.org,2002:int", _integer)


@dataclass(frozen=True, kw_only=True, eq=False)
class Parameter:
    """A parameter. `media` is the media type of one with `content`, and `declared` its Media Type Object."""

    name: str
    location: str
    required: bool
    schema: Any
    style: str
    explode: bool
    allow_empty: bool
    media: str | None
    declared: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Body:
    """A request body: its Media Type Objects by media type."""

    required: bool
    content: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An operation with what its path item says of it. `security` are the alternatives."""

    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: Mapping[str, Any]
    security: tuple[Mapping[str, Any], ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_secured(self) -> bool:
        return bool(self.security) and all(self.security)


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A document with its operations by path and method."""

    document: Mapping[str, Any]
    base_path: str
    paths: Mapping[str, Mapping[str, Operation]] = field(default_factory=dict[str, dict[str, Operation]])

    @property
    def is_3_0(self) -> bool:
        return str(self.document["openapi"]).startswith("3.0")

    @property
    def operations(self) -> list[Operation]:
        return [each for methods in self.paths.values() for each in methods.values()]

    @property
    def schemes(self) -> Mapping[str, Any]:
        found = self.document.get("components", {}).get("securitySchemes", {})
        return {name: follow(self.document, each) for name, each in found.items()}

    def resolved(self, node: Any) -> Any:
        return follow(self.document, node)


def read(path: Path) -> Contract:
    """Return the contract in a file."""
    text = path.read_text(encoding="utf-8")
    return parse(json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=_Loader))


def parse(document: Mapping[str, Any]) -> Contract:
    """Return the contract that a document is."""
    paths: dict[str, dict[str, Operation]] = {}
    for template, item in document.get("paths", {}).items():
        if template.startswith("/") and not {"?", "#"} & {*template}:
            item = follow(document, item)
            paths[template] = {
                method: _operation(document, template, method, item, own) for method, own in _methods(document, item)
            }
    # A path without operations is none: nobody may do anything there.
    served = {template: methods for template, methods in paths.items() if methods}
    return Contract(document=document, base_path=_base_path(document), paths=served)


def follow(document: Mapping[str, Any], node: Any) -> Any:
    """Return what a chain of local references leads to."""
    for _ in range(50):
        if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
            return node
        found: Any = document
        for token in node["$ref"].removeprefix("#").split("/")[1:]:
            token = unquote(token).replace("~1", "/").replace("~0", "~")
            found = found[int(token)] if isinstance(found, list) else found[token]
        node = found
    return {}


def _methods(document: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for method in METHODS:
        # `query` came with 3.2.
        if method in item and (method != "query" or str(document["openapi"]) >= "3.2"):
            yield method.upper(), item[method]
    yield from item.get("additionalOperations", {}).items()


def _operation(document: Mapping[str, Any], path: str, method: str, item: Any, own: Any) -> Operation:
    found: dict[tuple[str, str], Parameter] = {}
    for each in (*item.get("parameters", ()), *own.get("parameters", ())):
        parameter = _parameter(document, follow(document, each))
        if parameter.location != "header" or parameter.name.lower() not in IGNORED_HEADERS:
            found[parameter.location, parameter.name] = parameter
    body = follow(document, own.get("requestBody"))
    responses = {str(status): follow(document, each) for status, each in (own.get("responses") or {}).items()}
    return Operation(
        method=method,
        path=path,
        parameters=tuple(found.values()),
        body=Body(required=body.get("required") is True, content=_content(document, body)) if body else None,
        responses={key: each for key, each in responses.items() if not key.startswith("x-")},
        security=tuple(own.get("security", document.get("security", ()))),
    )


def _content(document: Mapping[str, Any], body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name.strip(): follow(document, each) for name, each in (body.get("content") or {}).items()}


def _parameter(document: Mapping[str, Any], value: Mapping[str, Any]) -> Parameter:
    location = value["in"]
    contents = _content(document, value)
    media = next(iter(contents), None)
    content = {} if media is None else contents[media]
    style = value.get("style", DEFAULT_STYLES.get(location, "form"))
    return Parameter(
        name=value["name"],
        location=location,
        required=value.get("required") is True or location == "path",
        schema=content.get("schema", {}) if media else value.get("schema", {}),
        style=style,
        explode=value.get("explode", style in ("form", "cookie")),
        allow_empty=value.get("allowEmptyValue") is True,
        media=media,
        declared=content,
    )


def _base_path(document: Mapping[str, Any]) -> str:
    """Return the path of the first server, its variables at their defaults."""
    servers: list[Any] = document.get("servers") or [{"url": "/"}]
    server = servers[0]
    url = str(server["url"])
    for name, variable in (server.get("variables") or {}).items():
        url = url.replace("{" + name + "}", str(variable["default"]))
    return urlsplit(url).path.rstrip("/")
