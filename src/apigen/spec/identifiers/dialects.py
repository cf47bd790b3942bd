"""Schemas of older drafts of JSON Schema, as 2020-12 writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json, reference_to
from apigen.spec.grammar import Field, Kind, grammar_of
from apigen.spec.identifiers.parts import with_parts
from apigen.spec.walk import children, walk
from apigen.spec.words import describe

_NEWEST: Final = 2020
_DRAFTS: Final = {
    "json-schema.org/draft-04/schema": 4,
    "json-schema.org/draft-06/schema": 6,
    "json-schema.org/draft-07/schema": 7,
    "json-schema.org/draft/2019-09/schema": 2019,
    "json-schema.org/draft/2020-12/schema": _NEWEST,
}
_OPENAPI: Final = "spec.openapis.org/oas/3."
_BESIDE_REFERENCE: Final = frozenset(
    {"$comment", "$defs", "$ref", "$schema", "default", "deprecated", "description", "title"}
)
_RECURSIVE: Final = "recursiveAnchor"
"""The name of the one dynamic anchor that 2019-09 has, for it has no names."""


def is_newest(dialect: Json) -> bool:
    """Whether the dialect of a document, or none, means the newest draft."""
    return not isinstance(dialect, str) or _draft_of(dialect) == _NEWEST


def translated(document: Document, report: Report) -> Document:
    """Return the document with all schemas in the newest dialect; its origins say what has moved."""
    translator = _Translator(document, report)
    parts: dict[Pointer, Json] = {}
    for node in walk(document, into_schemas=False):
        if node.kind is Kind.SCHEMA:
            start = _Scope(translator.default, root=node.pointer, recursive=False, named=False)
            parts[node.pointer] = translator.schema(node.value, node.pointer, node.pointer, start)
    value = with_parts(document.value, parts)
    assert isinstance(value, dict)
    if value is document.value:
        return document
    if translator.default != _NEWEST:
        value = {key: inner for key, inner in value.items() if key != "jsonSchemaDialect"}
    return replace(document, value=value, origins=translator.origins)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds for a schema: its draft, the resource that it belongs to, and whether that has an `$id` and recurs dynamically."""

    draft: int
    root: Pointer
    recursive: bool
    named: bool


class _Translator:
    def __init__(self, document: Document, report: Report) -> None:
        self._report = report
        self._fields: Mapping[str, Field] = grammar_of(document.version).fields[Kind.SCHEMA]
        self.origins: dict[Pointer, Pointer] = {}
        self.default = self._draft(document.value.get("jsonSchemaDialect"), ("jsonSchemaDialect",), _NEWEST)

    def schema(self, value: Json, old: Pointer, new: Pointer, scope: _Scope) -> Json:
        """Return a schema that stood at one pointer and will stand at another."""
        if not isinstance(value, dict):
            return value
        scope = self._entered(value, old, new, scope)
        # The one keyword of an older draft that documents have without saying so.
        is_new = scope.draft == _NEWEST and "$recursiveRef" not in value and "$recursiveAnchor" not in value
        schema, moved = (value, {}) if is_new else _newest(value, scope)
        parts: dict[Pointer, Json] = {}
        for node in children(self._fields, (), schema):
            before = next(
                (moved[node.pointer[:end]] + node.pointer[end:] for end in (2, 1) if node.pointer[:end] in moved),
                node.pointer,
            )
            if before != node.pointer:
                self.origins[(*new, *node.pointer)] = (*old, *before)
            parts[node.pointer] = self.schema(node.value, (*old, *before), (*new, *node.pointer), scope)
        return with_parts(schema, parts)

    def _entered(self, schema: dict[str, Json], old: Pointer, new: Pointer, scope: _Scope) -> _Scope:
        if "$schema" in schema:
            scope = replace(scope, draft=self._draft(schema["$schema"], (*old, "$schema"), scope.draft))
        named = isinstance(schema.get("id" if scope.draft == 4 else "$id"), str)
        if named or new == scope.root:
            recursive = scope.draft >= 2019 and schema.get("$recursiveAnchor") is True
            scope = replace(scope, root=new, recursive=recursive, named=named)
        return scope

    def _draft(self, dialect: Json, at: Pointer, default: int) -> int:
        if not isinstance(dialect, str):
            return default
        draft = _draft_of(dialect)
        if draft is None:
            self._report.warning(
                "AG372",
                f"the dialect {describe(dialect, show=True)} is not known: its schemas are read as those of 2020-12",
                at=at,
                help="use `https://json-schema.org/draft/2020-12/schema`, or leave it out",
            )
        return draft or _NEWEST


def _draft_of(dialect: str) -> int | None:
    name = dialect.removeprefix("http://").removeprefix("https://").removesuffix("#")
    return _NEWEST if name.startswith(_OPENAPI) else _DRAFTS.get(name)


def _newest(schema: dict[str, Json], scope: _Scope) -> tuple[dict[str, Json], dict[Pointer, Pointer]]:
    """Return a schema of an older draft in the words of the newest, and where the parts stood whose place is another now."""
    written, moved = dict(schema), dict[Pointer, Pointer]()
    if scope.draft >= 2019:
        _name_recursion(written, scope)
    if scope.draft == _NEWEST:
        return written, moved
    definitions, own = written.get("definitions"), written.get("$defs")
    if isinstance(definitions, dict) and own is None:
        written["$defs"] = written.pop("definitions")
        moved["$defs",] = ("definitions",)
    if scope.draft < 2019 and isinstance(written.get("$ref"), str):
        return {key: value for key, value in written.items() if key in _BESIDE_REFERENCE or key.startswith("x-")}, moved
    items = written.get("items")
    if isinstance(items, list):
        written["prefixItems"] = written.pop("items")
        moved["prefixItems",] = ("items",)
        if "additionalItems" in written:
            written["items"] = written["additionalItems"]
            moved["items",] = ("additionalItems",)
    written.pop("additionalItems", None)
    _split_dependencies(written, moved)
    if scope.draft < 2019:
        _separate_anchor(written, old=scope.draft == 4)
    if scope.draft == 4:
        _as_numbers(written)
    return written, moved


def _split_dependencies(schema: dict[str, Json], moved: dict[Pointer, Pointer]) -> None:
    dependencies = schema.pop("dependencies", None)
    if not isinstance(dependencies, dict):
        return
    required = {name: each for name, each in dependencies.items() if isinstance(each, list)}
    schemas = {name: each for name, each in dependencies.items() if isinstance(each, dict | bool)}
    schema.update({"dependentRequired": {**required}} if required else {})
    schema.update({"dependentSchemas": {**schemas}} if schemas else {})
    moved["dependentSchemas",] = ("dependencies",)


def _separate_anchor(schema: dict[str, Json], *, old: bool) -> None:
    """An `$id` could have a fragment, which named a schema as `$anchor` does. Draft 4 called it `id`."""
    written = schema.pop("id" if old else "$id", None)
    if not isinstance(written, str):
        return
    identifier, _, anchor = written.partition("#")
    schema.update({"$id": identifier} if identifier else {})
    schema.update({"$anchor": anchor} if anchor else {})


def _as_numbers(schema: dict[str, Json]) -> None:
    """In Draft 4 an exclusive bound is a flag beside the bound."""
    for flag, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        value = schema.get(flag)
        if isinstance(value, bool):
            del schema[flag]
            if value and bound in schema:
                schema[flag] = schema.pop(bound)


def _name_recursion(schema: dict[str, Json], scope: _Scope) -> None:
    """2019-09 has `$recursiveRef`, which is `$dynamicRef` without a name."""
    if schema.pop("$recursiveAnchor", None) is True:
        schema["$dynamicAnchor"] = _RECURSIVE
    if schema.pop("$recursiveRef", None) == "#":
        start = "#" if scope.named else reference_to(scope.root)
        schema.update({"$dynamicRef": f"#{_RECURSIVE}"} if scope.recursive else {"$ref": start})
