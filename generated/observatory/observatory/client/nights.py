"""The operations of nights, as calls: `Nights` blocks, `AsyncNights` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncItemStream, AsyncResource, ItemStream, Options, Resource, async_endpoint, endpoint
from .._runtime.core import FileSource, JsonLines
from ..models import AddRecords200Body, FindRecordsWanted, Night, QueryNightsBody, Record, SearchRecordsQuestion, Sheet

if TYPE_CHECKING:
    from ..types import NightDict, QueryNightsBodyDict, RecordDict


class Nights(Resource):
    """What was planned for a night, and what was seen.

    Part of `sky`.
    """

    @endpoint
    def plan_night(self, body: Night | NightDict, *, options: Options | None = None) -> Night:
        """Plan a night (`POST /nights`)."""
        return self._call(ops.PLAN_NIGHT, {"body": body}, options)

    @endpoint
    def query_nights(
        self, body: QueryNightsBody | QueryNightsBodyDict | MISSING = MISSING, *, options: Options | None = None
    ) -> list[Night]:
        """Nights that were planned (`QUERY /nights`)."""
        return self._call(ops.QUERY_NIGHTS, {"body": body}, options)

    @endpoint
    def find_records(
        self, *, wanted: FindRecordsWanted | MISSING = MISSING, options: Options | None = None
    ) -> ItemStream[Record]:
        """Records of what was seen, as they are found (`GET /records`)."""
        _result: ItemStream[Record] = self._stream(ops.FIND_RECORDS, {"wanted": wanted}, options)
        return _result

    @endpoint
    def add_records(
        self,
        body: JsonLines[Record | RecordDict] | FileSource,
        *,
        content_type: Literal["application/jsonl", "application/json-seq"] | MISSING = MISSING,
        options: Options | None = None,
    ) -> AddRecords200Body:
        """Hand in the records of a night, as many as there are (`POST /records`)."""
        return self._call(ops.ADD_RECORDS, {"body": body, "content_type": content_type}, options)

    @endpoint
    def search_records(
        self,
        *,
        question: SearchRecordsQuestion,
        lens: str | MISSING = MISSING,
        domes: list[int] | MISSING = MISSING,
        options: Options | None = None,
    ) -> ItemStream[Record]:
        """Records that fit a question in JSON (`GET /records/search`)."""
        _result: ItemStream[Record] = self._stream(
            ops.SEARCH_RECORDS, {"question": question, "lens": lens, "domes": domes}, options
        )
        return _result

    @endpoint
    def get_record(
        self, place: str, *, selector: str | MISSING = MISSING, options: Options | None = None
    ) -> Record | Sheet:
        """A record, by where it is kept (`GET /records/{place}`)."""
        return self._call(ops.GET_RECORD, {"place": place, "selector": selector}, options)


class AsyncNights(AsyncResource):
    """What was planned for a night, and what was seen.

    Part of `sky`.
    """

    @async_endpoint
    async def plan_night(self, body: Night | NightDict, *, options: Options | None = None) -> Night:
        """Plan a night (`POST /nights`)."""
        return await self._call(ops.PLAN_NIGHT, {"body": body}, options)

    @async_endpoint
    async def query_nights(
        self, body: QueryNightsBody | QueryNightsBodyDict | MISSING = MISSING, *, options: Options | None = None
    ) -> list[Night]:
        """Nights that were planned (`QUERY /nights`)."""
        return await self._call(ops.QUERY_NIGHTS, {"body": body}, options)

    @async_endpoint
    async def find_records(
        self, *, wanted: FindRecordsWanted | MISSING = MISSING, options: Options | None = None
    ) -> AsyncItemStream[Record]:
        """Records of what was seen, as they are found (`GET /records`)."""
        _result: AsyncItemStream[Record] = await self._stream(ops.FIND_RECORDS, {"wanted": wanted}, options)
        return _result

    @async_endpoint
    async def add_records(
        self,
        body: JsonLines[Record | RecordDict] | FileSource,
        *,
        content_type: Literal["application/jsonl", "application/json-seq"] | MISSING = MISSING,
        options: Options | None = None,
    ) -> AddRecords200Body:
        """Hand in the records of a night, as many as there are (`POST /records`)."""
        return await self._call(ops.ADD_RECORDS, {"body": body, "content_type": content_type}, options)

    @async_endpoint
    async def search_records(
        self,
        *,
        question: SearchRecordsQuestion,
        lens: str | MISSING = MISSING,
        domes: list[int] | MISSING = MISSING,
        options: Options | None = None,
    ) -> AsyncItemStream[Record]:
        """Records that fit a question in JSON (`GET /records/search`)."""
        _result: AsyncItemStream[Record] = await self._stream(
            ops.SEARCH_RECORDS, {"question": question, "lens": lens, "domes": domes}, options
        )
        return _result

    @async_endpoint
    async def get_record(
        self, place: str, *, selector: str | MISSING = MISSING, options: Options | None = None
    ) -> Record | Sheet:
        """A record, by where it is kept (`GET /records/{place}`)."""
        return await self._call(ops.GET_RECORD, {"place": place, "selector": selector}, options)
