"""The operations of domes, as calls: `Domes` blocks, `AsyncDomes` is awaited."""

from __future__ import annotations

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import Dome, Instrument, InstrumentFilter


class Domes(Resource):
    """Domes and their shutters.

    Part of `building`.
    """

    @endpoint
    def get_dome(self, dome_id: str, *, options: Options | None = None) -> Dome:
        """One dome (`GET /domes/{domeId}`)."""
        return self._call(ops.GET_DOME, {"dome_id": dome_id}, options)

    @endpoint
    def find_instruments(
        self, dome_id: str, *, filter: InstrumentFilter | MISSING = MISSING, options: Options | None = None
    ) -> list[Instrument]:
        """The instruments of a dome that answer (`M-SEARCH /domes/{domeId}`)."""
        return self._call(ops.FIND_INSTRUMENTS, {"dome_id": dome_id, "filter": filter}, options)


class AsyncDomes(AsyncResource):
    """Domes and their shutters.

    Part of `building`.
    """

    @async_endpoint
    async def get_dome(self, dome_id: str, *, options: Options | None = None) -> Dome:
        """One dome (`GET /domes/{domeId}`)."""
        return await self._call(ops.GET_DOME, {"dome_id": dome_id}, options)

    @async_endpoint
    async def find_instruments(
        self, dome_id: str, *, filter: InstrumentFilter | MISSING = MISSING, options: Options | None = None
    ) -> list[Instrument]:
        """The instruments of a dome that answer (`M-SEARCH /domes/{domeId}`)."""
        return await self._call(ops.FIND_INSTRUMENTS, {"dome_id": dome_id, "filter": filter}, options)
