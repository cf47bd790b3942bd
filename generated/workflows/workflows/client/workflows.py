"""The operations of workflows, as calls: `Workflows` blocks, `AsyncWorkflows` is awaited."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import Workflow, WorkflowName

if TYPE_CHECKING:
    from ..types import WorkflowDict


class Workflows(Resource):
    """What is to be done."""

    @endpoint
    def list_workflows(
        self,
        *,
        label: list[str] | MISSING = MISSING,
        changed_since: date | int | MISSING = MISSING,
        options: Options | None = None,
    ) -> list[Workflow]:
        """List workflows (`GET /workflows`)."""
        return self._call(ops.LIST_WORKFLOWS, {"label": label, "changed_since": changed_since}, options)

    @endpoint
    def create_workflow(self, body: Workflow | WorkflowDict, *, options: Options | None = None) -> Workflow:
        """Add a workflow (`POST /workflows`)."""
        return self._call(ops.CREATE_WORKFLOW, {"body": body}, options)

    @endpoint
    def get_workflow(self, name: WorkflowName, *, options: Options | None = None) -> Workflow:
        """Return a workflow (`GET /workflows/{name}`)."""
        return self._call(ops.GET_WORKFLOW, {"name": name}, options)

    @endpoint
    def replace_workflow(
        self,
        name: WorkflowName,
        body: Workflow | WorkflowDict | None | MISSING = MISSING,
        *,
        options: Options | None = None,
    ) -> None:
        """Replace a workflow (`PUT /workflows/{name}`)."""
        return self._call(ops.REPLACE_WORKFLOW, {"name": name, "body": body}, options)


class AsyncWorkflows(AsyncResource):
    """What is to be done."""

    @async_endpoint
    async def list_workflows(
        self,
        *,
        label: list[str] | MISSING = MISSING,
        changed_since: date | int | MISSING = MISSING,
        options: Options | None = None,
    ) -> list[Workflow]:
        """List workflows (`GET /workflows`)."""
        return await self._call(ops.LIST_WORKFLOWS, {"label": label, "changed_since": changed_since}, options)

    @async_endpoint
    async def create_workflow(self, body: Workflow | WorkflowDict, *, options: Options | None = None) -> Workflow:
        """Add a workflow (`POST /workflows`)."""
        return await self._call(ops.CREATE_WORKFLOW, {"body": body}, options)

    @async_endpoint
    async def get_workflow(self, name: WorkflowName, *, options: Options | None = None) -> Workflow:
        """Return a workflow (`GET /workflows/{name}`)."""
        return await self._call(ops.GET_WORKFLOW, {"name": name}, options)

    @async_endpoint
    async def replace_workflow(
        self,
        name: WorkflowName,
        body: Workflow | WorkflowDict | None | MISSING = MISSING,
        *,
        options: Options | None = None,
    ) -> None:
        """Replace a workflow (`PUT /workflows/{name}`)."""
        return await self._call(ops.REPLACE_WORKFLOW, {"name": name, "body": body}, options)
