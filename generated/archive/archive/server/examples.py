"""Answers made from the contract of Archive: they stand in until a method of your own does."""

from __future__ import annotations

from collections.abc import Awaitable

from .._runtime.server import example
from ..operations import (
    AddDocument201,
    AddDocumentRequest,
    AddDocumentResponse,
    DescribeDocument200,
    DescribeDocumentRequest,
    DescribeDocumentResponse,
    Download200,
    DownloadRequest,
    DownloadResponse,
    ExportDocuments200,
    ExportDocumentsRequest,
    ExportDocumentsResponse,
    GetDocument200,
    GetDocumentRequest,
    GetDocumentResponse,
    Preview200,
    PreviewRequest,
    PreviewResponse,
    ReadText200,
    ReadTextRequest,
    ReadTextResponse,
    RemoveDocument204,
    RemoveDocumentRequest,
    RemoveDocumentResponse,
    ReplacePreview204,
    ReplacePreviewRequest,
    ReplacePreviewResponse,
    SearchCookies200,
    SearchCookiesRequest,
    SearchCookiesResponse,
    SearchLabel200,
    SearchLabelRequest,
    SearchLabelResponse,
    SearchMatrix200,
    SearchMatrixRequest,
    SearchMatrixResponse,
    SearchQuery200,
    SearchQueryRequest,
    SearchQueryResponse,
    SearchSimple200,
    SearchSimpleRequest,
    SearchSimpleResponse,
    Summarise200,
    SummariseRequest,
    SummariseResponse,
    Upload200,
    UploadRequest,
    UploadResponse,
    WatchChanges200,
    WatchChangesRequest,
    WatchChangesResponse,
)
from .handlers import ContentHandlers, DocumentsHandlers, HistoryHandlers, SearchHandlers


class ExampleDocuments(DocumentsHandlers):
    """Answers every operation of `DocumentsHandlers` with an example. Override what you have written."""

    @example
    def add_document(self, request: AddDocumentRequest) -> AddDocumentResponse | Awaitable[AddDocumentResponse]:
        return AddDocument201.parse(
            {
                "title": "title",
                "language": "aa",
                "pages": 1,
                "confidential": True,
                "keywords": ["a"],
                "id": 1,
                "addedAt": "2024-01-01T12:00:00Z",
                "size": 1,
            },
            headers={"Location": "/api/documents/7"},
        )

    @example
    def get_document(self, request: GetDocumentRequest) -> GetDocumentResponse | Awaitable[GetDocumentResponse]:
        return GetDocument200.parse(
            {
                "title": "title",
                "language": "aa",
                "pages": 1,
                "confidential": True,
                "keywords": ["a"],
                "id": 1,
                "addedAt": "2024-01-01T12:00:00Z",
                "size": 1,
            }
        )

    @example
    def describe_document(
        self, request: DescribeDocumentRequest
    ) -> DescribeDocumentResponse | Awaitable[DescribeDocumentResponse]:
        return DescribeDocument200.parse(
            {
                "title": "title",
                "language": "aa",
                "pages": 1,
                "confidential": True,
                "keywords": ["a"],
                "id": 1,
                "addedAt": "2024-01-01T12:00:00Z",
                "size": 1,
            }
        )

    @example
    def remove_document(
        self, request: RemoveDocumentRequest
    ) -> RemoveDocumentResponse | Awaitable[RemoveDocumentResponse]:
        return RemoveDocument204()


class ExampleContent(ContentHandlers):
    """Answers every operation of `ContentHandlers` with an example. Override what you have written."""

    @example
    def download(self, request: DownloadRequest) -> DownloadResponse | Awaitable[DownloadResponse]:
        return Download200.parse(b"example")

    @example
    def upload(self, request: UploadRequest) -> UploadResponse | Awaitable[UploadResponse]:
        return Upload200.parse({"size": 1, "mediaType": "mediaType"})

    @example
    def preview(self, request: PreviewRequest) -> PreviewResponse | Awaitable[PreviewResponse]:
        return Preview200.parse(b"example", media_type="image/octet-stream")

    @example
    def replace_preview(
        self, request: ReplacePreviewRequest
    ) -> ReplacePreviewResponse | Awaitable[ReplacePreviewResponse]:
        return ReplacePreview204()

    @example
    def read_text(self, request: ReadTextRequest) -> ReadTextResponse | Awaitable[ReadTextResponse]:
        return ReadText200.parse({"paragraphs": ["paragraph"]})


class ExampleHistory(HistoryHandlers):
    """Answers every operation of `HistoryHandlers` with an example. Override what you have written."""

    @example
    def watch_changes(self, request: WatchChangesRequest) -> WatchChangesResponse | Awaitable[WatchChangesResponse]:
        return WatchChanges200.parse([{"documentId": 1, "what": "added"}])

    @example
    def export_documents(
        self, request: ExportDocumentsRequest
    ) -> ExportDocumentsResponse | Awaitable[ExportDocumentsResponse]:
        return ExportDocuments200.parse(
            [
                {
                    "title": "title",
                    "language": "aa",
                    "pages": 1,
                    "confidential": True,
                    "keywords": ["a"],
                    "id": 1,
                    "addedAt": "2024-01-01T12:00:00Z",
                    "size": 1,
                }
            ]
        )

    @example
    def summarise(self, request: SummariseRequest) -> SummariseResponse | Awaitable[SummariseResponse]:
        return Summarise200.parse({"summary": "summary"})


class ExampleSearch(SearchHandlers):
    """Answers every operation of `SearchHandlers` with an example. Override what you have written."""

    @example
    def search_simple(self, request: SearchSimpleRequest) -> SearchSimpleResponse | Awaitable[SearchSimpleResponse]:
        return SearchSimple200.parse({"ids": [1]})

    @example
    def search_label(self, request: SearchLabelRequest) -> SearchLabelResponse | Awaitable[SearchLabelResponse]:
        return SearchLabel200.parse({"ids": [1]})

    @example
    def search_matrix(self, request: SearchMatrixRequest) -> SearchMatrixResponse | Awaitable[SearchMatrixResponse]:
        return SearchMatrix200.parse({"ids": [1]})

    @example
    def search_query(self, request: SearchQueryRequest) -> SearchQueryResponse | Awaitable[SearchQueryResponse]:
        return SearchQuery200.parse({"ids": [1]})

    @example
    def search_cookies(self, request: SearchCookiesRequest) -> SearchCookiesResponse | Awaitable[SearchCookiesResponse]:
        return SearchCookies200.parse({"ids": [1]})
