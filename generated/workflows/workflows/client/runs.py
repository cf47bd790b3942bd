"""The operations of runs, as calls: `Runs` blocks, `AsyncRuns` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from .._runtime.client.paging import NumberedPages, async_paginated, paginated
from ..models import ListRuns200Body, Run, RunOptions, RunState, WorkflowName

if TYPE_CHECKING:
    from ..types import RunOptionsDict

_LIST_RUNS_PAGES: NumberedPages[ListRuns200Body, Run] = NumberedPages(
    parameter="page_number", start=1, items=("page", "runs"), more=("page", "has-more")
)


class Runs(Resource):
    """What has been done."""

    @paginated(_LIST_RUNS_PAGES)
    def list_runs(
        self,
        name: WorkflowName,
        *,
        page_number: int | MISSING = MISSING,
        state: RunState | MISSING = MISSING,
        options: Options | None = None,
    ) -> ListRuns200Body:
        """List the runs of a workflow (`GET /workflows/{name}/runs`)."""
        return self._call(ops.LIST_RUNS, {"name": name, "page_number": page_number, "state": state}, options)

    @endpoint
    def start_run(
        self, name: WorkflowName, body: RunOptions | RunOptionsDict, *, options: Options | None = None
    ) -> Run:
        """Start a run (`POST /workflows/{name}/runs`)."""
        return self._call(ops.START_RUN, {"name": name, "body": body}, options)


class AsyncRuns(AsyncResource):
    """What has been done."""

    @async_paginated(_LIST_RUNS_PAGES)
    async def list_runs(
        self,
        name: WorkflowName,
        *,
        page_number: int | MISSING = MISSING,
        state: RunState | MISSING = MISSING,
        options: Options | None = None,
    ) -> ListRuns200Body:
        """List the runs of a workflow (`GET /workflows/{name}/runs`)."""
        return await self._call(ops.LIST_RUNS, {"name": name, "page_number": page_number, "state": state}, options)

    @async_endpoint
    async def start_run(
        self, name: WorkflowName, body: RunOptions | RunOptionsDict, *, options: Options | None = None
    ) -> Run:
        """Start a run (`POST /workflows/{name}/runs`)."""
        return await self._call(ops.START_RUN, {"name": name, "body": body}, options)
