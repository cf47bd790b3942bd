"""The operations of runs, as calls: `Runs` blocks, `AsyncRuns` is awaited."""

from __future__ import annotations

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import Run, RunOptions, WorkflowDefsName


class Runs(Resource):
    """What has been done."""

    @endpoint
    def start_run(self, name: WorkflowDefsName, body: RunOptions, *, options: Options | None = None) -> Run:
        """Start a run (`POST /workflows/{name}/runs`)."""
        return self._call(ops.START_RUN, {"name": name, "body": body}, options)


class AsyncRuns(AsyncResource):
    """What has been done."""

    @async_endpoint
    async def start_run(self, name: WorkflowDefsName, body: RunOptions, *, options: Options | None = None) -> Run:
        """Start a run (`POST /workflows/{name}/runs`)."""
        return await self._call(ops.START_RUN, {"name": name, "body": body}, options)
