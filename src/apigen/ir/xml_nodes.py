"""Nodes of XML that are described and cannot be had yet, named (OpenAPI 3.2, XML Node Types)."""

from __future__ import annotations

from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json
from apigen.spec.grammar import Kind
from apigen.spec.walk import walk


def warn_of_nodes(document: Document, report: Report) -> None:
    """Warn of texts among the items of an array, and of properties without an element that are no arrays."""
    if document.version < (3, 2):
        return
    for node in walk(document):
        if node.kind is Kind.SCHEMA and isinstance(node.value, dict) and _is_unread(node.pointer, node.value):
            report.warning(
                "AG444",
                "this node is not honoured: it is read and written as an element",
                at=(*node.pointer, "xml", "nodeType"),
                help="use `text` or `cdata` for a property beside attributes, and `none` for arrays and references",
            )


def _is_unread(pointer: Pointer, schema: dict[str, Json]) -> bool:
    xml, types = schema.get("xml"), schema.get("type")
    kind = xml.get("nodeType") if isinstance(xml, dict) else None
    is_item = pointer[-1:] == ("items",) or pointer[-2:-1] == ("prefixItems",)
    if kind in ("text", "cdata"):
        return is_item
    is_array = "array" in (types if isinstance(types, list) else [types])
    return kind == "none" and "$ref" not in schema and not is_array and (is_item or pointer[-2:-1] == ("properties",))
