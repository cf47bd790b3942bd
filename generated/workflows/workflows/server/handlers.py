"""What a server of Workflows must be able to answer: an abstract class for each tag, and the record of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable
from dataclasses import dataclass

from ..operations import (
    CreateWorkflowRequest,
    CreateWorkflowResponse,
    GetWorkflowRequest,
    GetWorkflowResponse,
    ListRunsRequest,
    ListRunsResponse,
    ListWorkflowsRequest,
    ListWorkflowsResponse,
    ReplaceWorkflowRequest,
    ReplaceWorkflowResponse,
    StartRunRequest,
    StartRunResponse,
)


class WorkflowsHandlers(ABC):
    """What is to be done."""

    @abstractmethod
    def list_workflows(self, request: ListWorkflowsRequest) -> ListWorkflowsResponse | Awaitable[ListWorkflowsResponse]:
        """List workflows (`GET /workflows`)."""

    @abstractmethod
    def create_workflow(
        self, request: CreateWorkflowRequest
    ) -> CreateWorkflowResponse | Awaitable[CreateWorkflowResponse]:
        """Add a workflow (`POST /workflows`)."""

    @abstractmethod
    def get_workflow(self, request: GetWorkflowRequest) -> GetWorkflowResponse | Awaitable[GetWorkflowResponse]:
        """Return a workflow (`GET /workflows/{name}`)."""

    @abstractmethod
    def replace_workflow(
        self, request: ReplaceWorkflowRequest
    ) -> ReplaceWorkflowResponse | Awaitable[ReplaceWorkflowResponse]:
        """Replace a workflow (`PUT /workflows/{name}`)."""


class RunsHandlers(ABC):
    """What has been done."""

    @abstractmethod
    def list_runs(self, request: ListRunsRequest) -> ListRunsResponse | Awaitable[ListRunsResponse]:
        """List the runs of a workflow (`GET /workflows/{name}/runs`)."""

    @abstractmethod
    def start_run(self, request: StartRunRequest) -> StartRunResponse | Awaitable[StartRunResponse]:
        """Start a run (`POST /workflows/{name}/runs`)."""


@dataclass(frozen=True, kw_only=True)
class Handlers:
    """Who answers the operations of each tag."""

    workflows: WorkflowsHandlers
    runs: RunsHandlers
