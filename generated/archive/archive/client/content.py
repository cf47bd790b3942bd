"""The operations of content, as calls: `Content` blocks, `AsyncContent` is awaited."""

from __future__ import annotations

from typing import Literal

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from .._runtime.core import FileSource
from ..models import Receipt, Words


class Content(Resource):
    """What is in a document."""

    @endpoint
    def download(self, document_id: int, *, options: Options | None = None) -> bytes:
        """The content of a document, whatever it is (`GET /documents/{documentId}/content`)."""
        return self._call(ops.DOWNLOAD, {"document_id": document_id}, options)

    @endpoint
    def upload(
        self,
        document_id: int,
        body: str | FileSource,
        *,
        content_type: Literal["text/plain", "application/octet-stream"] | MISSING = MISSING,
        options: Options | None = None,
    ) -> Receipt:
        """Replace the content of a document (`PUT /documents/{documentId}/content`)."""
        return self._call(ops.UPLOAD, {"document_id": document_id, "body": body, "content_type": content_type}, options)

    @endpoint
    def preview(self, document_id: int, *, options: Options | None = None) -> bytes:
        """A picture of a document (`GET /documents/{documentId}/preview`)."""
        return self._call(ops.PREVIEW, {"document_id": document_id}, options)

    @endpoint
    def replace_preview(
        self, document_id: int, body: FileSource, *, content_type: str, options: Options | None = None
    ) -> None:
        """Another picture of a document (`PUT /documents/{documentId}/preview`)."""
        return self._call(
            ops.REPLACE_PREVIEW, {"document_id": document_id, "body": body, "content_type": content_type}, options
        )

    @endpoint
    def read_text(self, document_id: int, *, options: Options | None = None) -> Words | str:
        """The words of a document, in one of several formats (`GET /documents/{documentId}/text`)."""
        return self._call(ops.READ_TEXT, {"document_id": document_id}, options)


class AsyncContent(AsyncResource):
    """What is in a document."""

    @async_endpoint
    async def download(self, document_id: int, *, options: Options | None = None) -> bytes:
        """The content of a document, whatever it is (`GET /documents/{documentId}/content`)."""
        return await self._call(ops.DOWNLOAD, {"document_id": document_id}, options)

    @async_endpoint
    async def upload(
        self,
        document_id: int,
        body: str | FileSource,
        *,
        content_type: Literal["text/plain", "application/octet-stream"] | MISSING = MISSING,
        options: Options | None = None,
    ) -> Receipt:
        """Replace the content of a document (`PUT /documents/{documentId}/content`)."""
        return await self._call(
            ops.UPLOAD, {"document_id": document_id, "body": body, "content_type": content_type}, options
        )

    @async_endpoint
    async def preview(self, document_id: int, *, options: Options | None = None) -> bytes:
        """A picture of a document (`GET /documents/{documentId}/preview`)."""
        return await self._call(ops.PREVIEW, {"document_id": document_id}, options)

    @async_endpoint
    async def replace_preview(
        self, document_id: int, body: FileSource, *, content_type: str, options: Options | None = None
    ) -> None:
        """Another picture of a document (`PUT /documents/{documentId}/preview`)."""
        return await self._call(
            ops.REPLACE_PREVIEW, {"document_id": document_id, "body": body, "content_type": content_type}, options
        )

    @async_endpoint
    async def read_text(self, document_id: int, *, options: Options | None = None) -> Words | str:
        """The words of a document, in one of several formats (`GET /documents/{documentId}/text`)."""
        return await self._call(ops.READ_TEXT, {"document_id": document_id}, options)
