"""The operations of parcels, as calls: `Goods` blocks, `AsyncGoods` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import AnyParcel, NewParcel

if TYPE_CHECKING:
    from ..types import NewParcelDict


class Goods(Resource):
    """What is kept."""

    @endpoint
    def list_parcels(
        self,
        *,
        limit: int | MISSING = MISSING,
        state: list[Literal["waiting", "stored", "gone"]] | MISSING = MISSING,
        ids: list[int] | MISSING = MISSING,
        words: list[str] | MISSING = MISSING,
        sizes: list[float] | MISSING = MISSING,
        heavy: bool | Literal[""] | MISSING = MISSING,
        trace_id: str | MISSING = MISSING,
        options: Options | None = None,
    ) -> list[AnyParcel]:
        """Parcels, the newest first (`GET /parcels`)."""
        return self._call(
            ops.LIST_PARCELS,
            {
                "limit": limit,
                "state": state,
                "ids": ids,
                "words": words,
                "sizes": sizes,
                "heavy": heavy,
                "trace_id": trace_id,
            },
            options,
        )

    @endpoint
    def add_parcel(
        self,
        body: NewParcel | NewParcelDict,
        *,
        trace_id: str | MISSING = MISSING,
        content_type: Literal["application/json", "application/xml"] | MISSING = MISSING,
        options: Options | None = None,
    ) -> AnyParcel:
        """Bring a parcel (`POST /parcels`)."""
        return self._call(ops.ADD_PARCEL, {"trace_id": trace_id, "body": body, "content_type": content_type}, options)

    @endpoint
    def find_parcel(self, parcel_id: int, *, options: Options | None = None) -> AnyParcel:
        """One parcel (`GET /parcels/{parcelId}`)."""
        return self._call(ops.FIND_PARCEL, {"parcel_id": parcel_id}, options)

    @endpoint
    def replace_parcel(
        self, parcel_id: int, body: NewParcel | NewParcelDict | MISSING = MISSING, *, options: Options | None = None
    ) -> AnyParcel:
        """Say anew what it is (`PUT /parcels/{parcelId}`)."""
        return self._call(ops.REPLACE_PARCEL, {"parcel_id": parcel_id, "body": body}, options)

    @endpoint
    def remove_parcel(self, parcel_id: int, *, options: Options | None = None) -> None:
        """Hand a parcel out (`DELETE /parcels/{parcelId}`).

        Deprecated.
        """
        return self._call(ops.REMOVE_PARCEL, {"parcel_id": parcel_id}, options)


class AsyncGoods(AsyncResource):
    """What is kept."""

    @async_endpoint
    async def list_parcels(
        self,
        *,
        limit: int | MISSING = MISSING,
        state: list[Literal["waiting", "stored", "gone"]] | MISSING = MISSING,
        ids: list[int] | MISSING = MISSING,
        words: list[str] | MISSING = MISSING,
        sizes: list[float] | MISSING = MISSING,
        heavy: bool | Literal[""] | MISSING = MISSING,
        trace_id: str | MISSING = MISSING,
        options: Options | None = None,
    ) -> list[AnyParcel]:
        """Parcels, the newest first (`GET /parcels`)."""
        return await self._call(
            ops.LIST_PARCELS,
            {
                "limit": limit,
                "state": state,
                "ids": ids,
                "words": words,
                "sizes": sizes,
                "heavy": heavy,
                "trace_id": trace_id,
            },
            options,
        )

    @async_endpoint
    async def add_parcel(
        self,
        body: NewParcel | NewParcelDict,
        *,
        trace_id: str | MISSING = MISSING,
        content_type: Literal["application/json", "application/xml"] | MISSING = MISSING,
        options: Options | None = None,
    ) -> AnyParcel:
        """Bring a parcel (`POST /parcels`)."""
        return await self._call(
            ops.ADD_PARCEL, {"trace_id": trace_id, "body": body, "content_type": content_type}, options
        )

    @async_endpoint
    async def find_parcel(self, parcel_id: int, *, options: Options | None = None) -> AnyParcel:
        """One parcel (`GET /parcels/{parcelId}`)."""
        return await self._call(ops.FIND_PARCEL, {"parcel_id": parcel_id}, options)

    @async_endpoint
    async def replace_parcel(
        self, parcel_id: int, body: NewParcel | NewParcelDict | MISSING = MISSING, *, options: Options | None = None
    ) -> AnyParcel:
        """Say anew what it is (`PUT /parcels/{parcelId}`)."""
        return await self._call(ops.REPLACE_PARCEL, {"parcel_id": parcel_id, "body": body}, options)

    @async_endpoint
    async def remove_parcel(self, parcel_id: int, *, options: Options | None = None) -> None:
        """Hand a parcel out (`DELETE /parcels/{parcelId}`).

        Deprecated.
        """
        return await self._call(ops.REMOVE_PARCEL, {"parcel_id": parcel_id}, options)
