"""What is written as text: parameters in path, query and header, the fields of forms, headers of responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.grammar import Kind
from apigen.spec.swagger.conversion import Conversion, extensions
from apigen.spec.swagger.schemas import FILE, NULLABLE, convert_schema, is_nullable


class Style(NamedTuple):
    """How OpenAPI 3.0 writes a list."""

    style: str
    explode: bool


Styles = Mapping[str, Style]
PAIRS: Final[Styles] = {
    "csv": Style("form", explode=False),
    "ssv": Style("spaceDelimited", explode=False),
    "pipes": Style("pipeDelimited", explode=False),
    "multi": Style("form", explode=True),
}
"""The styles of what is a pair of name and value, by `collectionFormat`."""
PARTS: Final[Styles] = {"multi": Style("form", explode=True)}
"""Those of the parts of a multipart form: they have no style, a list is a part for each item."""
_ALONE: Final[Styles] = {"csv": Style("simple", explode=False)}
_FORMATS: Final = frozenset({"csv", "ssv", "tsv", "pipes", "multi"})
_OF_PARAMETER: Final = ("name", "in", "description", "required")
_OF_SCHEMA: Final = frozenset(
    {
        "type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
        "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "enum", "multipleOf",
    }
)  # fmt: skip
_PLAIN: Final = frozenset({"type", "default"})


def convert_parameter(state: Conversion, value: dict[str, Json], *, old: Pointer, new: Pointer) -> dict[str, Json]:
    """Return a parameter that is in the path, the query or a header."""
    state.move(old, new)
    in_query = value.get("in") == "query"
    schema, style = text_schema(state, value, PAIRS if in_query else _ALONE, old=old, new=(*new, "schema"))
    found: dict[str, Json] = {key: value[key] for key in _OF_PARAMETER if key in value}
    if style is not None and style != Style("form", explode=True):
        # What need not be said is not: `simple` is the style of the others, and never exploded.
        found |= {"style": style.style, "explode": style.explode} if in_query else {}
    if in_query and "allowEmptyValue" in value:
        found["allowEmptyValue"] = value["allowEmptyValue"]
    return {**found, "schema": schema, **example_of(value), **_own_extensions(value)}


def convert_header(state: Conversion, value: dict[str, Json], *, old: Pointer, new: Pointer) -> dict[str, Json]:
    """Return a header of a response."""
    state.move(old, new)
    schema, _ = text_schema(state, value, _ALONE, old=old, new=(*new, "schema"))
    described: dict[str, Json] = {"description": value["description"]} if "description" in value else {}
    return {**described, "schema": schema, **example_of(value), **_own_extensions(value)}


def convert_field(
    state: Conversion, value: dict[str, Json], styles: Styles, *, old: Pointer, new: Pointer
) -> tuple[dict[str, Json], Style | None]:
    """Return the property of a form that one of its parameters is, and the style of a list."""
    schema, style = text_schema(state, value, styles, old=old, new=new)
    takes_empty = schema.get("type") == "string" and schema.keys() <= _PLAIN
    if value.get("allowEmptyValue") is True and style is None and not takes_empty:
        choices: list[Json] = [schema, {"type": "string", "enum": [""]}]
        schema = {"anyOf": choices}
    described: dict[str, Json] = {"description": value["description"]} if "description" in value else {}
    return {**described, **schema, **example_of(value), **_own_extensions(value)}, style


def text_schema(
    state: Conversion, value: dict[str, Json], styles: Styles, *, old: Pointer, new: Pointer
) -> tuple[dict[str, Json], Style | None]:
    """Return the schema of what is written as text, and the style of a list."""
    state.move(old, new)
    if "type" not in value and isinstance(value.get("schema"), dict):
        # Only a body has a schema, but what is meant is plain.
        state.move((*old, "schema"), new)
        schema = convert_schema(state, value["schema"], new)
        return schema if isinstance(schema, dict) else {}, None
    schema = _own_schema(value)
    if value.get("type") != "array":
        return schema, None
    written = value.get("collectionFormat")
    style = styles.get(written if isinstance(written, str) and written in _FORMATS else "csv")
    if style is None and written == "multi":
        style = styles.get("csv")
    if style is None:
        ways = ", ".join(f"`{name}`" for name in styles)
        state.warn(
            "AG411",
            f"OpenAPI 3 cannot say how this list is written (`{written or 'csv'}`): it is a text, and its items are not"
            " checked",
            at=(*new, "collectionFormat"),
            help=f"write `collectionFormat: {next(iter(styles))}`" if len(styles) == 1 else f"use one of {ways}",
        )
        return {"type": "string", **{key: each for key, each in schema.items() if key == "nullable"}}, None
    if "items" in value:
        schema["items"] = _item(state, value["items"], old=(*old, "items"), new=(*new, "items"))
    return schema, style


def example_of(value: Mapping[str, Json]) -> dict[str, Json]:
    """Return the example of a parameter: Swagger 2.0 has none, so tools have agreed on an extension."""
    key = next((key for key in ("example", "x-example") if key in value), None)
    return {"example": value[key]} if key is not None else {}


def _own_schema(value: Mapping[str, Json]) -> dict[str, Json]:
    schema = {key: each for key, each in value.items() if key in _OF_SCHEMA}
    if value.get("type") == "file":
        schema |= FILE
    return schema | {"nullable": True} if is_nullable(value) else schema


def _own_extensions(value: Mapping[str, Json]) -> dict[str, Json]:
    return {key: each for key, each in extensions(value).items() if key not in NULLABLE and key != "x-example"}


def _item(state: Conversion, value: Json, *, old: Pointer, new: Pointer) -> Json:
    """Return the schema of the items of a list. A list in a list has no style in OpenAPI 3."""
    state.move(old, new)
    if not isinstance(value, dict):
        return {}
    if isinstance(value.get("$ref"), str):
        return state.reference(value, Kind.SCHEMA)
    if value.get("type") == "array":
        state.warn(
            "AG411",
            "OpenAPI 3 cannot say how a list within a list is written: each inner one is a text, and not checked",
            at=new,
            help="take the inner lists in a body",
        )
        return {"type": "string"}
    return {**_own_schema(value), **_own_extensions(value)}
