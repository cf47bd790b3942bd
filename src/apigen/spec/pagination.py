"""What a project's configuration says of pagination, put where the contract could have said it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json, found_at
from apigen.spec.grammar import grammar_of
from apigen.spec.rules.pagination import PAGINATION
from apigen.spec.words import did_you_mean


def with_pagination(document: Document, configured: Mapping[str, Json]) -> Document:
    """Return the document with the pagination of operations, which are named by their operationId, or as `GET /pets`."""
    if not configured:
        return document
    known = dict(_operations(document))
    value = document.value
    for name, described in configured.items():
        if name in known:
            value = _with(value, (*known[name], PAGINATION), described)
    return replace(document, value=value)


def check_configured(document: Document, configured: Mapping[str, Json], report: Report) -> None:
    """Warn of what is configured for no operation of a whole contract."""
    known = dict(_operations(document)) if configured else {}
    for name in configured:
        if name not in known:
            report.warning(
                "AG255",
                f"the configuration has a pagination for `{name}`, which is no operation of the contract",
                at=("paths",),
                help=did_you_mean(name, known) or "name an operation by its operationId, or as `GET /pets`",
            )


def _operations(document: Document) -> Iterator[tuple[str, Pointer]]:
    """Yield the names of each operation, with where it stands."""
    grammar = grammar_of(document.version)
    paths = document.value.get("paths")
    for path in paths if isinstance(paths, dict) else ():
        try:
            at = document.follow(("paths", path))
        except LookupError:  # a check reports it
            continue
        item = found_at(document.value, at)
        for method, place in grammar.operations(item) if isinstance(item, dict) else ():
            operation = found_at(document.value, (*at, *place))
            yield f"{method} {path}", (*at, *place)
            if isinstance(operation, dict) and isinstance(operation.get("operationId"), str):
                yield str(operation["operationId"]), (*at, *place)


def _with(value: dict[str, Json], pointer: Pointer, new: Json) -> dict[str, Json]:
    """Return an object with a new value at a pointer. What it is made of stays as it is for others."""
    key, *rest = pointer
    if not rest:
        return {**value, key: new}
    inner = value[key]
    assert isinstance(inner, dict)
    return {**value, key: _with(inner, tuple(rest), new)}
