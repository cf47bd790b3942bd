"""The operations of labels, as calls: `Labels` blocks, `AsyncLabels` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import AddPapersBody, WriteLabelBody

if TYPE_CHECKING:
    from ..types import AddPapersBodyDict, WriteLabelBodyDict


class Labels(Resource):
    """What is written on a parcel, and its papers."""

    @endpoint
    def add_papers(
        self, parcel_id: int, body: AddPapersBody | AddPapersBodyDict, *, options: Options | None = None
    ) -> None:
        """Add papers to a parcel (`POST /parcels/{parcelId}/papers`)."""
        return self._call(ops.ADD_PAPERS, {"parcel_id": parcel_id, "body": body}, options)

    @endpoint
    def get_papers(self, parcel_id: int, *, options: Options | None = None) -> bytes:
        """The papers of a parcel (`GET /parcels/{parcelId}/papers`)."""
        return self._call(ops.GET_PAPERS, {"parcel_id": parcel_id}, options)

    @endpoint
    def write_label(
        self,
        parcel_id: int,
        body: WriteLabelBody | WriteLabelBodyDict,
        *,
        content_type: Literal["application/x-www-form-urlencoded", "multipart/form-data"] | MISSING = MISSING,
        options: Options | None = None,
    ) -> None:
        """Write the label (`PUT /parcels/{parcelId}/label`)."""
        return self._call(
            ops.WRITE_LABEL, {"parcel_id": parcel_id, "body": body, "content_type": content_type}, options
        )

    @endpoint
    def get_label(self, parcel_id: int, *, options: Options | None = None) -> str:
        """The label as it is printed (`GET /parcels/{parcelId}/label`)."""
        return self._call(ops.GET_LABEL, {"parcel_id": parcel_id}, options)


class AsyncLabels(AsyncResource):
    """What is written on a parcel, and its papers."""

    @async_endpoint
    async def add_papers(
        self, parcel_id: int, body: AddPapersBody | AddPapersBodyDict, *, options: Options | None = None
    ) -> None:
        """Add papers to a parcel (`POST /parcels/{parcelId}/papers`)."""
        return await self._call(ops.ADD_PAPERS, {"parcel_id": parcel_id, "body": body}, options)

    @async_endpoint
    async def get_papers(self, parcel_id: int, *, options: Options | None = None) -> bytes:
        """The papers of a parcel (`GET /parcels/{parcelId}/papers`)."""
        return await self._call(ops.GET_PAPERS, {"parcel_id": parcel_id}, options)

    @async_endpoint
    async def write_label(
        self,
        parcel_id: int,
        body: WriteLabelBody | WriteLabelBodyDict,
        *,
        content_type: Literal["application/x-www-form-urlencoded", "multipart/form-data"] | MISSING = MISSING,
        options: Options | None = None,
    ) -> None:
        """Write the label (`PUT /parcels/{parcelId}/label`)."""
        return await self._call(
            ops.WRITE_LABEL, {"parcel_id": parcel_id, "body": body, "content_type": content_type}, options
        )

    @async_endpoint
    async def get_label(self, parcel_id: int, *, options: Options | None = None) -> str:
        """The label as it is printed (`GET /parcels/{parcelId}/label`)."""
        return await self._call(ops.GET_LABEL, {"parcel_id": parcel_id}, options)
