"""The operations of owners, as calls: `Owners` blocks, `AsyncOwners` is awaited."""

from __future__ import annotations

from uuid import UUID

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import Owner


class Owners(Resource):
    """The people who have bought one."""

    @endpoint
    def get_owner(
        self, owner_id: UUID, *, x_request_id: UUID | MISSING = MISSING, options: Options | None = None
    ) -> Owner:
        """Return an owner (`GET /owners/{ownerId}`)."""
        return self._call(ops.GET_OWNER, {"owner_id": owner_id, "x_request_id": x_request_id}, options)


class AsyncOwners(AsyncResource):
    """The people who have bought one."""

    @async_endpoint
    async def get_owner(
        self, owner_id: UUID, *, x_request_id: UUID | MISSING = MISSING, options: Options | None = None
    ) -> Owner:
        """Return an owner (`GET /owners/{ownerId}`)."""
        return await self._call(ops.GET_OWNER, {"owner_id": owner_id, "x_request_id": x_request_id}, options)
