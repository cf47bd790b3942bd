"""What a server of Archive must be able to answer: an abstract class for each tag, and the record of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable
from dataclasses import dataclass

from ..operations import (
    AddDocumentRequest,
    AddDocumentResponse,
    DescribeDocumentRequest,
    DescribeDocumentResponse,
    DownloadRequest,
    DownloadResponse,
    ExportDocumentsRequest,
    ExportDocumentsResponse,
    GetDocumentRequest,
    GetDocumentResponse,
    PreviewRequest,
    PreviewResponse,
    ReadTextRequest,
    ReadTextResponse,
    RemoveDocumentRequest,
    RemoveDocumentResponse,
    ReplacePreviewRequest,
    ReplacePreviewResponse,
    SearchCookiesRequest,
    SearchCookiesResponse,
    SearchLabelRequest,
    SearchLabelResponse,
    SearchMatrixRequest,
    SearchMatrixResponse,
    SearchQueryRequest,
    SearchQueryResponse,
    SearchSimpleRequest,
    SearchSimpleResponse,
    SummariseRequest,
    SummariseResponse,
    UploadRequest,
    UploadResponse,
    WatchChangesRequest,
    WatchChangesResponse,
)


class DocumentsHandlers(ABC):
    """What the archive knows of a document."""

    @abstractmethod
    def add_document(self, request: AddDocumentRequest) -> AddDocumentResponse | Awaitable[AddDocumentResponse]:
        """Add a document with its content (`POST /documents`)."""

    @abstractmethod
    def get_document(self, request: GetDocumentRequest) -> GetDocumentResponse | Awaitable[GetDocumentResponse]:
        """What is known of a document, as JSON or as XML (`GET /documents/{documentId}`)."""

    @abstractmethod
    def describe_document(
        self, request: DescribeDocumentRequest
    ) -> DescribeDocumentResponse | Awaitable[DescribeDocumentResponse]:
        """Replace what is known of a document (`PUT /documents/{documentId}`)."""

    @abstractmethod
    def remove_document(
        self, request: RemoveDocumentRequest
    ) -> RemoveDocumentResponse | Awaitable[RemoveDocumentResponse]:
        """Remove a document (`DELETE /documents/{documentId}`)."""


class ContentHandlers(ABC):
    """What is in a document."""

    @abstractmethod
    def download(self, request: DownloadRequest) -> DownloadResponse | Awaitable[DownloadResponse]:
        """The content of a document, whatever it is (`GET /documents/{documentId}/content`)."""

    @abstractmethod
    def upload(self, request: UploadRequest) -> UploadResponse | Awaitable[UploadResponse]:
        """Replace the content of a document (`PUT /documents/{documentId}/content`)."""

    @abstractmethod
    def preview(self, request: PreviewRequest) -> PreviewResponse | Awaitable[PreviewResponse]:
        """A picture of a document (`GET /documents/{documentId}/preview`)."""

    @abstractmethod
    def replace_preview(
        self, request: ReplacePreviewRequest
    ) -> ReplacePreviewResponse | Awaitable[ReplacePreviewResponse]:
        """Another picture of a document (`PUT /documents/{documentId}/preview`)."""

    @abstractmethod
    def read_text(self, request: ReadTextRequest) -> ReadTextResponse | Awaitable[ReadTextResponse]:
        """The words of a document, in one of several formats (`GET /documents/{documentId}/text`)."""


class HistoryHandlers(ABC):
    """What happened, as it happens."""

    @abstractmethod
    def watch_changes(self, request: WatchChangesRequest) -> WatchChangesResponse | Awaitable[WatchChangesResponse]:
        """Changes, as they happen (`GET /changes`)."""

    @abstractmethod
    def export_documents(
        self, request: ExportDocumentsRequest
    ) -> ExportDocumentsResponse | Awaitable[ExportDocumentsResponse]:
        """Every document, one a line (`GET /export`)."""

    @abstractmethod
    def summarise(self, request: SummariseRequest) -> SummariseResponse | Awaitable[SummariseResponse]:
        """A summary, whole or word by word (`POST /summary`)."""


class SearchHandlers(ABC):
    """Finding documents, in every style that a parameter can have."""

    @abstractmethod
    def search_simple(self, request: SearchSimpleRequest) -> SearchSimpleResponse | Awaitable[SearchSimpleResponse]:
        """Style `simple` in the path and in headers (`GET /search/simple/{ids}/{place}`)."""

    @abstractmethod
    def search_label(self, request: SearchLabelRequest) -> SearchLabelResponse | Awaitable[SearchLabelResponse]:
        """Style `label` (`GET /search/label/{ids}/{idsExploded}/{place}/{placeExploded}`)."""

    @abstractmethod
    def search_matrix(self, request: SearchMatrixRequest) -> SearchMatrixResponse | Awaitable[SearchMatrixResponse]:
        """Style `matrix` (`GET /search/matrix/{ids}/{idsExploded}/{place}/{placeExploded}`)."""

    @abstractmethod
    def search_query(self, request: SearchQueryRequest) -> SearchQueryResponse | Awaitable[SearchQueryResponse]:
        """The styles of a query (`GET /search/query`)."""

    @abstractmethod
    def search_cookies(self, request: SearchCookiesRequest) -> SearchCookiesResponse | Awaitable[SearchCookiesResponse]:
        """Parameters in cookies (`GET /search/cookies`)."""


@dataclass(frozen=True, kw_only=True)
class Handlers:
    """Who answers the operations of each tag."""

    documents: DocumentsHandlers
    content: ContentHandlers
    history: HistoryHandlers
    search: SearchHandlers
