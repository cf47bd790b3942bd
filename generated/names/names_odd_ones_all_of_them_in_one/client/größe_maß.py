"""The operations of Größe & Maß, as calls: `GrößeMaß` blocks, `AsyncGrößeMaß` is awaited."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import List

if TYPE_CHECKING:
    from ..types import ListDict


class GrößeMaß(Resource):
    """Größe & Maß."""

    @endpoint
    def list(self, *, options: Options | None = None) -> builtins.list[List]:
        """`GET /list`."""
        return self._call(ops.LIST, {}, options)

    @endpoint
    def post_list(self, body: List | ListDict, *, options: Options | None = None) -> List:
        """`POST /list`."""
        return self._call(ops.POST_LIST, {"body": body}, options)


class AsyncGrößeMaß(AsyncResource):
    """Größe & Maß."""

    @async_endpoint
    async def list(self, *, options: Options | None = None) -> builtins.list[List]:
        """`GET /list`."""
        return await self._call(ops.LIST, {}, options)

    @async_endpoint
    async def post_list(self, body: List | ListDict, *, options: Options | None = None) -> List:
        """`POST /list`."""
        return await self._call(ops.POST_LIST, {"body": body}, options)
