"""The operations of operations without a tag, as calls: `Default` blocks, `AsyncDefault` is awaited."""

from __future__ import annotations

from typing import Literal

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import GetPet200


class Default(Resource):
    """Operations without a tag."""

    @endpoint
    def get_pet(self, *, options: Options | None = None) -> GetPet200:
        """`GET /get_pet`."""
        return self._call(ops.GET_PET, {}, options)

    @endpoint
    def get_a_by_b_c(self, b: str, c: Literal["json", "txt"], *, options: Options | None = None) -> str:
        """`GET /a/{b}.{c}`."""
        return self._call(ops.GET_A_BY_B_C, {"b": b, "c": c}, options)


class AsyncDefault(AsyncResource):
    """Operations without a tag."""

    @async_endpoint
    async def get_pet(self, *, options: Options | None = None) -> GetPet200:
        """`GET /get_pet`."""
        return await self._call(ops.GET_PET, {}, options)

    @async_endpoint
    async def get_a_by_b_c(self, b: str, c: Literal["json", "txt"], *, options: Options | None = None) -> str:
        """`GET /a/{b}.{c}`."""
        return await self._call(ops.GET_A_BY_B_C, {"b": b, "c": c}, options)
