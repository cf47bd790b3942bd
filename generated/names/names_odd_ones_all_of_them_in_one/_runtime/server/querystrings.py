"""Whole query strings to values: forms, JSON texts and other texts (OpenAPI 3.2, Parameter Locations)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from pydantic import MISSING

from ..core.media import kind_of
from ..core.parameter import Parameter
from .forms import FormReader, parse_form
from .parameters import build_reader
from .validation import Judge, Schema

ReadQuery: TypeAlias = Callable[[str], Any]
"""Takes a query string as it came; returns `MISSING` if nothing of it is the parameter's. Raises `Invalid`, `Rejection`."""


def query_reader(
    parameter: Parameter,
    schema: Schema,
    *,
    judge: Judge,
    definitions: Mapping[str, Schema],
    credentials: Collection[str],
) -> ReadQuery:
    """Return the reader of a parameter that is the whole query string. `credentials` are names that security takes."""
    media = parameter.media
    assert media is not None
    kind, required = kind_of(media.name), parameter.required
    if kind == "form":
        form = FormReader(schema, media.encodings, judge=judge, definitions=definitions, location="querystring")

        def read_form(query: str) -> Any:
            found = parse_form(query.encode("latin-1", "replace"), "querystring")
            sent = {name: values for name, values in found.items() if name not in credentials}
            return form.judged(sent, {}, {}) if sent or required else MISSING

        return read_form
    # A text has no document around it.
    described = parameter if kind == "json" else replace(parameter, media_type=None)
    reader = build_reader(described, schema, judge=judge, definitions=definitions)

    def read(query: str) -> Any:
        # Nobody can tell an empty query string from none.
        return reader.read((query,)) if query or (required and kind != "json") else MISSING

    return read
