"""The operations of Workflows: what each takes and answers. Server and client share them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from pydantic import MISSING

from ._runtime.core import Operation, Request, Response, SecurityScheme, body, header, path, query
from .models import ListRuns200Body, Problem, Run, RunOptions, RunState, Workflow, WorkflowName

BASE_PATH = "/api"
"""What comes before the path of every operation."""

SECURITY_SCHEMES: Mapping[str, SecurityScheme] = {}
"""How callers show who they are."""


class Problem4XX(Response):
    """What went wrong."""

    status: int
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    headers = (header("Retry-After", "retry_after"),)
    body: Problem
    retry_after: int | MISSING = MISSING
    """Seconds to wait before the next try."""


class ProblemDefault(Response):
    """What went wrong."""

    status: int
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    headers = (header("Retry-After", "retry_after"),)
    body: Problem
    retry_after: int | MISSING = MISSING
    """Seconds to wait before the next try."""


class ListWorkflowsRequest(Request):
    """What `list_workflows` receives."""

    label: list[str] | MISSING = MISSING
    """Return those with all of these labels."""

    changed_since: date | int | MISSING = MISSING


class ListWorkflows200(Response):
    """All that there are."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    headers = (
        header("X-Rate-Limit-Remaining", "x_rate_limit_remaining"),
        header("X-Labels", "x_labels"),
    )
    body: list[Workflow]
    x_rate_limit_remaining: int | MISSING = MISSING
    """How many more requests are answered in this minute."""

    x_labels: list[str] | MISSING = MISSING
    """The labels that the workflows have."""


ListWorkflowsResponse: TypeAlias = ListWorkflows200 | Problem4XX

LIST_WORKFLOWS: Operation[ListWorkflowsRequest, ListWorkflowsResponse, list[Workflow]] = Operation(
    id="listWorkflows",
    method="GET",
    path="/workflows",
    request=ListWorkflowsRequest,
    parameters=(
        query("label", "label"),
        query("changed-since", "changed_since"),
    ),
    responses={
        "200": ListWorkflows200,
        "4XX": Problem4XX,
    },
)


class CreateWorkflowRequest(Request):
    """What `create_workflow` receives."""

    body: Workflow


class CreateWorkflow201(Response):
    """The workflow as it was added."""

    status: ClassVar[Literal[201]] = 201
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    headers = (header("Location", "location", required=True),)
    body: Workflow
    location: str
    """Where the workflow is found from now on."""


CreateWorkflowResponse: TypeAlias = CreateWorkflow201 | Problem4XX

CREATE_WORKFLOW: Operation[CreateWorkflowRequest, CreateWorkflowResponse, Workflow] = Operation(
    id="createWorkflow",
    method="POST",
    path="/workflows",
    request=CreateWorkflowRequest,
    body=body("application/json", required=True),
    responses={
        "201": CreateWorkflow201,
        "4XX": Problem4XX,
    },
)


class GetWorkflowRequest(Request):
    """What `get_workflow` receives."""

    name: WorkflowName


class GetWorkflow200(Response):
    """The workflow."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Workflow


GetWorkflowResponse: TypeAlias = GetWorkflow200 | Problem4XX

GET_WORKFLOW: Operation[GetWorkflowRequest, GetWorkflowResponse, Workflow] = Operation(
    id="getWorkflow",
    method="GET",
    path="/workflows/{name}",
    request=GetWorkflowRequest,
    parameters=(path("name", "name"),),
    responses={
        "200": GetWorkflow200,
        "4XX": Problem4XX,
    },
)


class ReplaceWorkflowRequest(Request):
    """What `replace_workflow` receives."""

    name: WorkflowName
    body: Workflow | None | MISSING = MISSING


class ReplaceWorkflow204(Response):
    """It is replaced, or emptied where the body was null."""

    status: ClassVar[Literal[204]] = 204
    headers = (header("ETag", "e_tag"),)
    e_tag: str | MISSING = MISSING
    """The version that it has now."""


ReplaceWorkflowResponse: TypeAlias = ReplaceWorkflow204 | Problem4XX

REPLACE_WORKFLOW: Operation[ReplaceWorkflowRequest, ReplaceWorkflowResponse, None] = Operation(
    id="replaceWorkflow",
    method="PUT",
    path="/workflows/{name}",
    request=ReplaceWorkflowRequest,
    parameters=(path("name", "name"),),
    body=body("application/json"),
    responses={
        "204": ReplaceWorkflow204,
        "4XX": Problem4XX,
    },
)


class ListRunsRequest(Request):
    """What `list_runs` receives."""

    name: WorkflowName
    page_number: int = 1
    state: RunState | MISSING = MISSING


class ListRuns200(Response):
    """Some of the runs, the latest first."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: ListRuns200Body


ListRunsResponse: TypeAlias = ListRuns200 | Problem4XX

LIST_RUNS: Operation[ListRunsRequest, ListRunsResponse, ListRuns200Body] = Operation(
    id="listRuns",
    method="GET",
    path="/workflows/{name}/runs",
    request=ListRunsRequest,
    parameters=(
        path("name", "name"),
        query("page-number", "page_number"),
        query("state", "state"),
    ),
    responses={
        "200": ListRuns200,
        "4XX": Problem4XX,
    },
)


class StartRunRequest(Request):
    """What `start_run` receives."""

    name: WorkflowName
    body: RunOptions


class StartRun202(Response):
    """It has been started."""

    status: ClassVar[Literal[202]] = 202
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Run


StartRunResponse: TypeAlias = StartRun202 | ProblemDefault

START_RUN: Operation[StartRunRequest, StartRunResponse, Run] = Operation(
    id="startRun",
    method="POST",
    path="/workflows/{name}/runs",
    request=StartRunRequest,
    parameters=(path("name", "name"),),
    body=body("application/json", required=True),
    responses={
        "202": StartRun202,
        "default": ProblemDefault,
    },
)
