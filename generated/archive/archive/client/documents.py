"""The operations of documents, as calls: `Documents` blocks, `AsyncDocuments` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import Description, Document, NewDocumentForm

if TYPE_CHECKING:
    from ..types import DescriptionDict, NewDocumentFormDict


class Documents(Resource):
    """What the archive knows of a document."""

    @endpoint
    def add_document(self, body: NewDocumentForm | NewDocumentFormDict, *, options: Options | None = None) -> Document:
        """Add a document with its content (`POST /documents`)."""
        return self._call(ops.ADD_DOCUMENT, {"body": body}, options)

    @endpoint
    def get_document(self, document_id: int, *, options: Options | None = None) -> Document:
        """What is known of a document, as JSON or as XML (`GET /documents/{documentId}`)."""
        return self._call(ops.GET_DOCUMENT, {"document_id": document_id}, options)

    @endpoint
    def describe_document(
        self,
        document_id: int,
        body: Description | DescriptionDict,
        *,
        content_type: Literal["application/json", "application/xml", "application/x-www-form-urlencoded"]
        | MISSING = MISSING,
        options: Options | None = None,
    ) -> Document:
        """Replace what is known of a document (`PUT /documents/{documentId}`)."""
        return self._call(
            ops.DESCRIBE_DOCUMENT, {"document_id": document_id, "body": body, "content_type": content_type}, options
        )

    @endpoint
    def remove_document(self, document_id: int, *, options: Options | None = None) -> None:
        """Remove a document (`DELETE /documents/{documentId}`)."""
        return self._call(ops.REMOVE_DOCUMENT, {"document_id": document_id}, options)


class AsyncDocuments(AsyncResource):
    """What the archive knows of a document."""

    @async_endpoint
    async def add_document(
        self, body: NewDocumentForm | NewDocumentFormDict, *, options: Options | None = None
    ) -> Document:
        """Add a document with its content (`POST /documents`)."""
        return await self._call(ops.ADD_DOCUMENT, {"body": body}, options)

    @async_endpoint
    async def get_document(self, document_id: int, *, options: Options | None = None) -> Document:
        """What is known of a document, as JSON or as XML (`GET /documents/{documentId}`)."""
        return await self._call(ops.GET_DOCUMENT, {"document_id": document_id}, options)

    @async_endpoint
    async def describe_document(
        self,
        document_id: int,
        body: Description | DescriptionDict,
        *,
        content_type: Literal["application/json", "application/xml", "application/x-www-form-urlencoded"]
        | MISSING = MISSING,
        options: Options | None = None,
    ) -> Document:
        """Replace what is known of a document (`PUT /documents/{documentId}`)."""
        return await self._call(
            ops.DESCRIBE_DOCUMENT, {"document_id": document_id, "body": body, "content_type": content_type}, options
        )

    @async_endpoint
    async def remove_document(self, document_id: int, *, options: Options | None = None) -> None:
        """Remove a document (`DELETE /documents/{documentId}`)."""
        return await self._call(ops.REMOVE_DOCUMENT, {"document_id": document_id}, options)
