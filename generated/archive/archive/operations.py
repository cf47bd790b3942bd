"""The operations of Archive: what each takes and answers. Server and client share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from pydantic import MISSING

from ._runtime.core import (
    BinaryContent,
    JsonLines,
    Operation,
    Request,
    Response,
    SecurityScheme,
    ServerSentEvents,
    TextPieces,
    UploadFile,
    body,
    cookie,
    encoding,
    form,
    header,
    path,
    query,
)
from ._runtime.core.xml import XmlDocuments
from .models import (
    Around,
    Change,
    Description,
    Document,
    Filter,
    Found,
    Ids,
    NewDocumentForm,
    Place,
    Problem,
    Receipt,
    Summary,
    SummaryRequest,
    SummaryWord,
    Words,
)

BASE_PATH = "/api"
"""What comes before the path of every operation."""

SECURITY_SCHEMES: Mapping[str, SecurityScheme] = {}
"""How callers show who they are."""

XML = XmlDocuments()
"""How XML bodies are read and written."""


class Invalid422(Response):
    """The request cannot be understood."""

    status: ClassVar[Literal[422]] = 422
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


class Missing404(Response):
    """There is no such document."""

    status: ClassVar[Literal[404]] = 404
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


class AddDocumentRequest(Request):
    """What `add_document` receives."""

    body: NewDocumentForm


class AddDocument201(Response):
    """The document was added."""

    status: ClassVar[Literal[201]] = 201
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    headers = (header("Location", "location", required=True),)
    body: Document
    location: str
    """Where the document is."""


AddDocumentResponse: TypeAlias = AddDocument201 | Invalid422

ADD_DOCUMENT: Operation[AddDocumentRequest, AddDocumentResponse, Document] = Operation(
    id="addDocument",
    method="POST",
    path="/documents",
    request=AddDocumentRequest,
    body=body(
        form(
            {
                "content": encoding(media_type="application/pdf, image/*, application/octet-stream"),
                "about": encoding(media_type="application/json"),
            },
            media_type="multipart/form-data",
            files=("content", "attachments"),
        ),
        required=True,
    ),
    responses={
        "201": AddDocument201,
        "422": Invalid422,
    },
)


class GetDocumentRequest(Request):
    """What `get_document` receives."""

    document_id: int


class GetDocument200(Response):
    """The document."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json", "application/xml")
    body: Document
    media_type: Literal["application/json", "application/xml"] | MISSING = MISSING


GetDocumentResponse: TypeAlias = GetDocument200 | Missing404

GET_DOCUMENT: Operation[GetDocumentRequest, GetDocumentResponse, Document] = Operation(
    id="getDocument",
    method="GET",
    path="/documents/{documentId}",
    request=GetDocumentRequest,
    parameters=(path("documentId", "document_id"),),
    responses={
        "200": GetDocument200,
        "404": Missing404,
    },
    xml=XML,
)


class DescribeDocumentRequest(Request):
    """What `describe_document` receives."""

    document_id: int
    body: Description


class DescribeDocument200(Response):
    """The document, as it is now."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Document


DescribeDocumentResponse: TypeAlias = DescribeDocument200 | Missing404 | Invalid422

DESCRIBE_DOCUMENT: Operation[DescribeDocumentRequest, DescribeDocumentResponse, Document] = Operation(
    id="describeDocument",
    method="PUT",
    path="/documents/{documentId}",
    request=DescribeDocumentRequest,
    parameters=(path("documentId", "document_id"),),
    body=body("application/json", "application/xml", form({"keywords": "pipeDelimited"}), required=True),
    responses={
        "200": DescribeDocument200,
        "404": Missing404,
        "422": Invalid422,
    },
    xml=XML,
)


class RemoveDocumentRequest(Request):
    """What `remove_document` receives."""

    document_id: int


class RemoveDocument204(Response):
    """The document is gone."""

    status: ClassVar[Literal[204]] = 204


RemoveDocumentResponse: TypeAlias = RemoveDocument204 | Missing404

REMOVE_DOCUMENT: Operation[RemoveDocumentRequest, RemoveDocumentResponse, None] = Operation(
    id="removeDocument",
    method="DELETE",
    path="/documents/{documentId}",
    request=RemoveDocumentRequest,
    parameters=(path("documentId", "document_id"),),
    responses={
        "204": RemoveDocument204,
        "404": Missing404,
    },
)


class DownloadRequest(Request):
    """What `download` receives."""

    document_id: int


class Download200(Response):
    """The content."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/octet-stream",)
    headers = (header("Content-Disposition", "content_disposition"),)
    body: BinaryContent
    content_disposition: str | MISSING = MISSING


DownloadResponse: TypeAlias = Download200 | Missing404

DOWNLOAD: Operation[DownloadRequest, DownloadResponse, bytes] = Operation(
    id="download",
    method="GET",
    path="/documents/{documentId}/content",
    request=DownloadRequest,
    parameters=(path("documentId", "document_id"),),
    responses={
        "200": Download200,
        "404": Missing404,
    },
)


class UploadRequest(Request):
    """What `upload` receives."""

    document_id: int
    body: str | UploadFile


class Upload200(Response):
    """What arrived."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Receipt


UploadResponse: TypeAlias = Upload200 | Missing404 | Invalid422

UPLOAD: Operation[UploadRequest, UploadResponse, Receipt] = Operation(
    id="upload",
    method="PUT",
    path="/documents/{documentId}/content",
    request=UploadRequest,
    parameters=(path("documentId", "document_id"),),
    body=body("text/plain", "application/octet-stream", required=True),
    responses={
        "200": Upload200,
        "404": Missing404,
        "422": Invalid422,
    },
)


class PreviewRequest(Request):
    """What `preview` receives."""

    document_id: int


class Preview200(Response):
    """The picture, in a format of the archive's choice."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("image/*",)
    body: BinaryContent
    media_type: str


class Preview307(Response):
    """The picture is elsewhere."""

    status: ClassVar[Literal[307]] = 307
    headers = (header("Location", "location", required=True),)
    location: str


PreviewResponse: TypeAlias = Preview200 | Preview307 | Missing404

PREVIEW: Operation[PreviewRequest, PreviewResponse, bytes] = Operation(
    id="preview",
    method="GET",
    path="/documents/{documentId}/preview",
    request=PreviewRequest,
    parameters=(path("documentId", "document_id"),),
    responses={
        "200": Preview200,
        "307": Preview307,
        "404": Missing404,
    },
)


class ReplacePreviewRequest(Request):
    """What `replace_preview` receives."""

    document_id: int
    body: UploadFile


class ReplacePreview204(Response):
    """The picture is in place."""

    status: ClassVar[Literal[204]] = 204


ReplacePreviewResponse: TypeAlias = ReplacePreview204 | Missing404 | Invalid422

REPLACE_PREVIEW: Operation[ReplacePreviewRequest, ReplacePreviewResponse, None] = Operation(
    id="replacePreview",
    method="PUT",
    path="/documents/{documentId}/preview",
    request=ReplacePreviewRequest,
    parameters=(path("documentId", "document_id"),),
    body=body("image/*", required=True),
    responses={
        "204": ReplacePreview204,
        "404": Missing404,
        "422": Invalid422,
    },
)


class ReadTextRequest(Request):
    """What `read_text` receives."""

    document_id: int


class ReadText200(Response):
    """The words."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json", "text/plain", "text/html")
    body: Words | str | TextPieces
    media_type: Literal["application/json", "text/plain", "text/html"] | MISSING = MISSING


ReadTextResponse: TypeAlias = ReadText200 | Missing404

READ_TEXT: Operation[ReadTextRequest, ReadTextResponse, Words | str] = Operation(
    id="readText",
    method="GET",
    path="/documents/{documentId}/text",
    request=ReadTextRequest,
    parameters=(path("documentId", "document_id"),),
    responses={
        "200": ReadText200,
        "404": Missing404,
    },
)


class WatchChangesRequest(Request):
    """What `watch_changes` receives."""

    last_event_id: str | MISSING = MISSING


class WatchChanges200(Response):
    """An event for each change."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("text/event-stream",)
    body: ServerSentEvents[Change]


WatchChangesResponse: TypeAlias = WatchChanges200 | Invalid422

WATCH_CHANGES: Operation[WatchChangesRequest, WatchChangesResponse, ServerSentEvents[Change]] = Operation(
    id="watchChanges",
    method="GET",
    path="/changes",
    request=WatchChangesRequest,
    parameters=(header("Last-Event-ID", "last_event_id"),),
    responses={
        "200": WatchChanges200,
        "422": Invalid422,
    },
)


class ExportDocumentsRequest(Request):
    """What `export_documents` receives."""


class ExportDocuments200(Response):
    """The documents."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/jsonl",)
    body: JsonLines[Document]


ExportDocumentsResponse: TypeAlias = ExportDocuments200

EXPORT_DOCUMENTS: Operation[ExportDocumentsRequest, ExportDocumentsResponse, JsonLines[Document]] = Operation(
    id="exportDocuments",
    method="GET",
    path="/export",
    request=ExportDocumentsRequest,
    responses={
        "200": ExportDocuments200,
    },
)


class SummariseRequest(Request):
    """What `summarise` receives."""

    body: SummaryRequest


class Summarise200(Response):
    """The summary; its words as events where `stream` is set."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json", "text/event-stream")
    body: Summary | ServerSentEvents[SummaryWord]
    media_type: Literal["application/json", "text/event-stream"] | MISSING = MISSING


SummariseResponse: TypeAlias = Summarise200 | Invalid422

SUMMARISE: Operation[SummariseRequest, SummariseResponse, Summary | ServerSentEvents[SummaryWord]] = Operation(
    id="summarise",
    method="POST",
    path="/summary",
    request=SummariseRequest,
    body=body("application/json", required=True),
    responses={
        "200": Summarise200,
        "422": Invalid422,
    },
)


class SearchSimpleRequest(Request):
    """What `search_simple` receives."""

    ids: Ids
    place: Place
    x_ids: Ids | MISSING = MISSING
    x_place: Place | MISSING = MISSING
    x_place_exploded: Place | MISSING = MISSING


class SearchSimple200(Response):
    """What was understood, and what was found by it."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Found


SearchSimpleResponse: TypeAlias = SearchSimple200 | Missing404 | Invalid422

SEARCH_SIMPLE: Operation[SearchSimpleRequest, SearchSimpleResponse, Found] = Operation(
    id="searchSimple",
    method="GET",
    path="/search/simple/{ids}/{place}",
    request=SearchSimpleRequest,
    parameters=(
        path("ids", "ids"),
        path("place", "place", explode=True),
        header("X-Ids", "x_ids"),
        header("X-Place", "x_place"),
        header("X-Place-Exploded", "x_place_exploded", explode=True),
    ),
    responses={
        "200": SearchSimple200,
        "404": Missing404,
        "422": Invalid422,
    },
)


class SearchLabelRequest(Request):
    """What `search_label` receives."""

    ids: Ids
    ids_exploded: Ids
    place: Place
    place_exploded: Place


class SearchLabel200(Response):
    """What was understood, and what was found by it."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Found


SearchLabelResponse: TypeAlias = SearchLabel200 | Missing404 | Invalid422

SEARCH_LABEL: Operation[SearchLabelRequest, SearchLabelResponse, Found] = Operation(
    id="searchLabel",
    method="GET",
    path="/search/label/{ids}/{idsExploded}/{place}/{placeExploded}",
    request=SearchLabelRequest,
    parameters=(
        path("ids", "ids", style="label"),
        path("idsExploded", "ids_exploded", style="label", explode=True),
        path("place", "place", style="label"),
        path("placeExploded", "place_exploded", style="label", explode=True),
    ),
    responses={
        "200": SearchLabel200,
        "404": Missing404,
        "422": Invalid422,
    },
)


class SearchMatrixRequest(Request):
    """What `search_matrix` receives."""

    ids: Ids
    ids_exploded: Ids
    place: Place
    place_exploded: Place


class SearchMatrix200(Response):
    """What was understood, and what was found by it."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Found


SearchMatrixResponse: TypeAlias = SearchMatrix200 | Missing404 | Invalid422

SEARCH_MATRIX: Operation[SearchMatrixRequest, SearchMatrixResponse, Found] = Operation(
    id="searchMatrix",
    method="GET",
    path="/search/matrix/{ids}/{idsExploded}/{place}/{placeExploded}",
    request=SearchMatrixRequest,
    parameters=(
        path("ids", "ids", style="matrix"),
        path("idsExploded", "ids_exploded", style="matrix", explode=True),
        path("place", "place", style="matrix"),
        path("placeExploded", "place_exploded", style="matrix", explode=True),
    ),
    responses={
        "200": SearchMatrix200,
        "404": Missing404,
        "422": Invalid422,
    },
)


class SearchQueryRequest(Request):
    """What `search_query` receives."""

    ids: Ids | MISSING = MISSING
    ids_joined: Ids | MISSING = MISSING
    ids_spaced: Ids | MISSING = MISSING
    ids_piped: Ids | MISSING = MISSING
    place_joined: Place | MISSING = MISSING
    place: Place | MISSING = MISSING
    around: Around | MISSING = MISSING
    filter: Filter | MISSING = MISSING
    path: str | MISSING = MISSING
    strict: bool = False


class SearchQuery200(Response):
    """What was understood, and what was found by it."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Found


SearchQueryResponse: TypeAlias = SearchQuery200 | Missing404 | Invalid422

SEARCH_QUERY: Operation[SearchQueryRequest, SearchQueryResponse, Found] = Operation(
    id="searchQuery",
    method="GET",
    path="/search/query",
    request=SearchQueryRequest,
    parameters=(
        query("ids", "ids"),
        query("idsJoined", "ids_joined", explode=False),
        query("idsSpaced", "ids_spaced", style="spaceDelimited"),
        query("idsPiped", "ids_piped", style="pipeDelimited"),
        query("placeJoined", "place_joined", explode=False),
        query("place", "place"),
        query("around", "around", style="deepObject"),
        query("filter", "filter", media_type="application/json"),
        query("path", "path", allow_reserved=True),
        query("strict", "strict"),
    ),
    responses={
        "200": SearchQuery200,
        "404": Missing404,
        "422": Invalid422,
    },
)


class SearchCookiesRequest(Request):
    """What `search_cookies` receives."""

    session: str
    ids: Ids | MISSING = MISSING
    place: Place | MISSING = MISSING


class SearchCookies200(Response):
    """What was understood, and what was found by it."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Found


SearchCookiesResponse: TypeAlias = SearchCookies200 | Missing404 | Invalid422

SEARCH_COOKIES: Operation[SearchCookiesRequest, SearchCookiesResponse, Found] = Operation(
    id="searchCookies",
    method="GET",
    path="/search/cookies",
    request=SearchCookiesRequest,
    parameters=(
        cookie("session", "session", required=True),
        cookie("ids", "ids", explode=False),
        cookie("place", "place", explode=False),
    ),
    responses={
        "200": SearchCookies200,
        "404": Missing404,
        "422": Invalid422,
    },
)
