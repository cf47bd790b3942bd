"""The operations of Archive, each with the method that answers it. No framework is known here."""

from __future__ import annotations

from pathlib import Path

from .. import operations as ops
from .._runtime.server import Route, Service

SERVICE = Service(
    title="Archive",
    version="2.1",
    folder=Path(__file__).resolve().parent.parent,
    base_path=ops.BASE_PATH,
    routes=(
        Route(ops.ADD_DOCUMENT, "documents", "add_document"),
        Route(ops.GET_DOCUMENT, "documents", "get_document"),
        Route(ops.DESCRIBE_DOCUMENT, "documents", "describe_document"),
        Route(ops.REMOVE_DOCUMENT, "documents", "remove_document"),
        Route(ops.DOWNLOAD, "content", "download"),
        Route(ops.UPLOAD, "content", "upload"),
        Route(ops.PREVIEW, "content", "preview"),
        Route(ops.REPLACE_PREVIEW, "content", "replace_preview"),
        Route(ops.READ_TEXT, "content", "read_text"),
        Route(ops.WATCH_CHANGES, "history", "watch_changes"),
        Route(ops.EXPORT_DOCUMENTS, "history", "export_documents"),
        Route(ops.SUMMARISE, "history", "summarise"),
        Route(ops.SEARCH_SIMPLE, "search", "search_simple"),
        Route(ops.SEARCH_LABEL, "search", "search_label"),
        Route(ops.SEARCH_MATRIX, "search", "search_matrix"),
        Route(ops.SEARCH_QUERY, "search", "search_query"),
        Route(ops.SEARCH_COOKIES, "search", "search_cookies"),
    ),
    schemes=ops.SECURITY_SCHEMES,
    security_methods={},
)
