"""The operations of store, as calls: `Store` blocks, `AsyncStore` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import NewOrder, Order

if TYPE_CHECKING:
    from ..types import NewOrderDict


class Store(Resource):
    """Stock and orders."""

    @endpoint
    def get_inventory(self, *, options: Options | None = None) -> dict[str, int]:
        """Count the stock (`GET /store/inventory`)."""
        return self._call(ops.GET_INVENTORY, {}, options)

    @endpoint
    def place_order(self, body: NewOrder | NewOrderDict, *, options: Options | None = None) -> Order:
        """Order a pet (`POST /store/orders`)."""
        return self._call(ops.PLACE_ORDER, {"body": body}, options)

    @endpoint
    def get_order(self, order_id: UUID, *, options: Options | None = None) -> Order:
        """Return an order (`GET /store/orders/{orderId}`)."""
        return self._call(ops.GET_ORDER, {"order_id": order_id}, options)


class AsyncStore(AsyncResource):
    """Stock and orders."""

    @async_endpoint
    async def get_inventory(self, *, options: Options | None = None) -> dict[str, int]:
        """Count the stock (`GET /store/inventory`)."""
        return await self._call(ops.GET_INVENTORY, {}, options)

    @async_endpoint
    async def place_order(self, body: NewOrder | NewOrderDict, *, options: Options | None = None) -> Order:
        """Order a pet (`POST /store/orders`)."""
        return await self._call(ops.PLACE_ORDER, {"body": body}, options)

    @async_endpoint
    async def get_order(self, order_id: UUID, *, options: Options | None = None) -> Order:
        """Return an order (`GET /store/orders/{orderId}`)."""
        return await self._call(ops.GET_ORDER, {"order_id": order_id}, options)
