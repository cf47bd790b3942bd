"""Answers made from the contract of Workflows: they stand in until a method of your own does."""

from __future__ import annotations

from collections.abc import Awaitable

from .._runtime.server import example
from ..operations import (
    CreateWorkflow201,
    CreateWorkflowRequest,
    CreateWorkflowResponse,
    GetWorkflow200,
    GetWorkflowRequest,
    GetWorkflowResponse,
    ListRuns200,
    ListRunsRequest,
    ListRunsResponse,
    ListWorkflows200,
    ListWorkflowsRequest,
    ListWorkflowsResponse,
    ReplaceWorkflow204,
    ReplaceWorkflowRequest,
    ReplaceWorkflowResponse,
    StartRun202,
    StartRunRequest,
    StartRunResponse,
)
from .handlers import RunsHandlers, WorkflowsHandlers


class ExampleWorkflows(WorkflowsHandlers):
    """Answers every operation of `WorkflowsHandlers` with an example. Override what you have written."""

    @example
    def list_workflows(self, request: ListWorkflowsRequest) -> ListWorkflowsResponse | Awaitable[ListWorkflowsResponse]:
        return ListWorkflows200.parse(
            [{"name": "a", "steps": [{"kind": "Wait", "seconds": 1.5}], "timeout": 1, "settings": {"x-": "value"}}]
        )

    @example
    def create_workflow(
        self, request: CreateWorkflowRequest
    ) -> CreateWorkflowResponse | Awaitable[CreateWorkflowResponse]:
        return CreateWorkflow201.parse(
            {"name": "a", "steps": [{"kind": "Wait", "seconds": 1.5}], "timeout": 1, "settings": {"x-": "value"}},
            headers={"Location": "/api/workflows/nightly"},
        )

    @example
    def get_workflow(self, request: GetWorkflowRequest) -> GetWorkflowResponse | Awaitable[GetWorkflowResponse]:
        return GetWorkflow200.parse(
            {"name": "a", "steps": [{"kind": "Wait", "seconds": 1.5}], "timeout": 1, "settings": {"x-": "value"}}
        )

    @example
    def replace_workflow(
        self, request: ReplaceWorkflowRequest
    ) -> ReplaceWorkflowResponse | Awaitable[ReplaceWorkflowResponse]:
        return ReplaceWorkflow204()


class ExampleRuns(RunsHandlers):
    """Answers every operation of `RunsHandlers` with an example. Override what you have written."""

    @example
    def list_runs(self, request: ListRunsRequest) -> ListRunsResponse | Awaitable[ListRunsResponse]:
        return ListRuns200.parse(
            {"page": {"runs": [{"id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "state": "waiting"}], "has-more": True}}
        )

    @example
    def start_run(self, request: StartRunRequest) -> StartRunResponse | Awaitable[StartRunResponse]:
        return StartRun202.parse(
            {"id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "state": "waiting", "result": "result", "notes": ["note"]}
        )
