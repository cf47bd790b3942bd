"""The operations of history, as calls: `History` blocks, `AsyncHistory` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncItemStream, AsyncResource, ItemStream, Options, Resource, async_endpoint, endpoint
from ..models import Change, Document, Summary, SummaryRequest, SummaryWord

if TYPE_CHECKING:
    from ..types import SummaryRequestDict


class History(Resource):
    """What happened, as it happens."""

    @endpoint
    def watch_changes(
        self, *, last_event_id: str | MISSING = MISSING, options: Options | None = None
    ) -> ItemStream[Change]:
        """Changes, as they happen (`GET /changes`)."""
        _result: ItemStream[Change] = self._stream(ops.WATCH_CHANGES, {"last_event_id": last_event_id}, options)
        return _result

    @endpoint
    def export_documents(self, *, options: Options | None = None) -> ItemStream[Document]:
        """Every document, one a line (`GET /export`)."""
        _result: ItemStream[Document] = self._stream(ops.EXPORT_DOCUMENTS, {}, options)
        return _result

    @endpoint
    def summarise(
        self, body: SummaryRequest | SummaryRequestDict, *, options: Options | None = None
    ) -> Summary | ItemStream[SummaryWord]:
        """A summary, whole or word by word (`POST /summary`)."""
        _result: Summary | ItemStream[SummaryWord] = self._stream(ops.SUMMARISE, {"body": body}, options)
        return _result


class AsyncHistory(AsyncResource):
    """What happened, as it happens."""

    @async_endpoint
    async def watch_changes(
        self, *, last_event_id: str | MISSING = MISSING, options: Options | None = None
    ) -> AsyncItemStream[Change]:
        """Changes, as they happen (`GET /changes`)."""
        _result: AsyncItemStream[Change] = await self._stream(
            ops.WATCH_CHANGES, {"last_event_id": last_event_id}, options
        )
        return _result

    @async_endpoint
    async def export_documents(self, *, options: Options | None = None) -> AsyncItemStream[Document]:
        """Every document, one a line (`GET /export`)."""
        _result: AsyncItemStream[Document] = await self._stream(ops.EXPORT_DOCUMENTS, {}, options)
        return _result

    @async_endpoint
    async def summarise(
        self, body: SummaryRequest | SummaryRequestDict, *, options: Options | None = None
    ) -> Summary | AsyncItemStream[SummaryWord]:
        """A summary, whole or word by word (`POST /summary`)."""
        _result: Summary | AsyncItemStream[SummaryWord] = await self._stream(ops.SUMMARISE, {"body": body}, options)
        return _result
