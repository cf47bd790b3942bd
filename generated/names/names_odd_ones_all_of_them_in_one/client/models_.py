"""The operations of models, as calls: `Models` blocks, `AsyncModels` is awaited."""

from __future__ import annotations

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import GetPetResponse


class Models(Resource):
    """Models."""

    @endpoint
    def get_get_pet(self, *, options: Options | None = None) -> GetPetResponse:
        """`GET /getPet`."""
        return self._call(ops.GET_GET_PET, {}, options)


class AsyncModels(AsyncResource):
    """Models."""

    @async_endpoint
    async def get_get_pet(self, *, options: Options | None = None) -> GetPetResponse:
        """`GET /getPet`."""
        return await self._call(ops.GET_GET_PET, {}, options)
