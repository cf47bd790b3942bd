"""How pages follow each other, to what the client's module says of it."""

from __future__ import annotations

from typing import Final

from apigen.ir.api import Operation, Pagination, PaginationStyle
from apigen.names.assign import Names
from apigen.python.annotations import Annotation, Annotator
from apigen.python.text import literal, tuple_literal
from apigen.python.views import PagesView

_CLASSES: Final[dict[PaginationStyle, str]] = {
    "cursor": "CursorPages",
    "offset": "OffsetPages",
    "page": "NumberedPages",
    "url": "UrlPages",
    "link": "LinkPages",
}


def pages_view(operation: Operation, names: Names, annotator: Annotator) -> PagesView | None:
    """Return the view of an operation's pages; `None` where its result does not come in pages."""
    found = operation.pagination
    if found is None:
        return None
    page, item = pages_annotations(found, annotator)
    return PagesView(
        # No other name there begins so.
        constant=f"_{names.operations[operation.id].constant}_PAGES",
        annotation=f"{_CLASSES[found.style]}[{page.text}, {item.text}]",
        call=f"{_CLASSES[found.style]}({', '.join(_arguments(operation, found, names))})",
    )


def pages_annotations(found: Pagination, annotator: Annotator) -> tuple[Annotation, Annotation]:
    """Return the annotations of a page and of its items."""
    return annotator.annotate(found.page), annotator.annotate(found.item)


def pages_class(found: Pagination) -> str:
    """Return the name of the runtime's class for a style."""
    return _CLASSES[found.style]


def _arguments(operation: Operation, found: Pagination, names: Names) -> list[str]:
    arguments: list[str] = []
    if found.parameter is not None:
        arguments.append(f"parameter={literal(names.parameters[operation.id]['query', found.parameter])}")
    if found.style in ("offset", "page"):
        arguments.append(f"start={found.start}")
    parts = {"next": found.next, "items": found.items, "more": found.more, "total": found.total}
    return arguments + [f"{key}={tuple_literal(path)}" for key, path in parts.items() if path is not None]
