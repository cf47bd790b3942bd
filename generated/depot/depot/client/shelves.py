"""The operations of shelves, as calls: `Shelves` blocks, `AsyncShelves` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import MoveShelvesBody, Shelf, ShelfFree

if TYPE_CHECKING:
    from ..types import MoveShelvesBodyDict


class Shelves(Resource):
    """Where parcels stand."""

    @endpoint
    def get_shelves(
        self,
        names: list[str],
        *,
        x_fields: list[Literal["name", "free"]] | MISSING = MISSING,
        options: Options | None = None,
    ) -> list[Shelf]:
        """Some shelves by their names (`GET /shelves/{names}`)."""
        return self._call(ops.GET_SHELVES, {"names": names, "x_fields": x_fields}, options)

    @endpoint
    def move_shelves(self, body: MoveShelvesBody | MoveShelvesBodyDict, *, options: Options | None = None) -> ShelfFree:
        """Move parcels from shelf to shelf (`POST /shelves`)."""
        return self._call(ops.MOVE_SHELVES, {"body": body}, options)


class AsyncShelves(AsyncResource):
    """Where parcels stand."""

    @async_endpoint
    async def get_shelves(
        self,
        names: list[str],
        *,
        x_fields: list[Literal["name", "free"]] | MISSING = MISSING,
        options: Options | None = None,
    ) -> list[Shelf]:
        """Some shelves by their names (`GET /shelves/{names}`)."""
        return await self._call(ops.GET_SHELVES, {"names": names, "x_fields": x_fields}, options)

    @async_endpoint
    async def move_shelves(
        self, body: MoveShelvesBody | MoveShelvesBodyDict, *, options: Options | None = None
    ) -> ShelfFree:
        """Move parcels from shelf to shelf (`POST /shelves`)."""
        return await self._call(ops.MOVE_SHELVES, {"body": body}, options)
