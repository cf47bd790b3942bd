"""The schemas of Workflows, as Pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from pydantic import MISSING, Field

from ._runtime.core import BaseModel, Discriminator

__all__ = [
    "Call",
    "Choice",
    "ListRuns200Body",
    "ListRuns200BodyPage",
    "Problem",
    "Run",
    "RunOptions",
    "RunState",
    "Step",
    "Wait",
    "Workflow",
    "WorkflowName",
]


class Workflow(BaseModel):
    """Steps, one after the other."""

    name: WorkflowName
    steps: Annotated[list[Step], Field(min_length=1)]
    timeout: Annotated[int, Field(gt=0)] | None | MISSING = MISSING
    """Seconds; null for ever."""

    settings: dict[str, Any] | MISSING = MISSING
    """What steps can read. Names that start with `x-` may be anything."""


class Wait(BaseModel):
    kind: Literal["Wait"] = "Wait"
    seconds: Annotated[float, Field(ge=0, le=86400)]


class Call(BaseModel):
    kind: Literal["Call"] = "Call"
    url: Annotated[str, Field(min_length=1)]
    method: Literal["GET", "POST"] | MISSING = MISSING
    """Default: `"GET"`."""

    retries: Annotated[int, Field(ge=0, le=9)] | MISSING = MISSING
    backoff: Annotated[float, Field(ge=0)] | MISSING = MISSING


class Choice(BaseModel):
    """Goes on with one of two workflows."""

    kind: Literal["Choice"] = "Choice"
    when: Annotated[list[str | float | bool | None], Field(min_length=2)] | MISSING = MISSING
    """A pair of what is compared, and what it is compared with."""

    then: Workflow
    else_: Annotated[Workflow | None | MISSING, Field(alias="else")] = MISSING


class RunOptions(BaseModel, extra="forbid"):
    """How a run differs from others. Nothing else may be said."""

    priority: Literal[0, 1, 2, "low", "high"] | None | MISSING = MISSING
    """Default: `1`."""

    dry_run: Annotated[bool | MISSING, Field(alias="dryRun")] = MISSING
    inputs: dict[str, Any] | MISSING = MISSING
    not_before: Annotated[datetime | MISSING, Field(alias="notBefore")] = MISSING
    notify: str | None | MISSING = MISSING


class Run(BaseModel):
    id: UUID
    state: Literal["waiting", "running", "done", "failed"]
    result: Any | MISSING = MISSING
    notes: list[str | int] | MISSING = MISSING


class Problem(BaseModel):
    title: str
    status: Annotated[int, Field(ge=100, le=599)] | MISSING = MISSING
    detail: str | MISSING = MISSING


class ListRuns200Body(BaseModel):
    page: ListRuns200BodyPage


class ListRuns200BodyPage(BaseModel):
    runs: list[Run]
    has_more: Annotated[bool | MISSING, Field(alias="has-more")] = MISSING


WorkflowName: TypeAlias = Annotated[str, Field(min_length=1, max_length=40, pattern="^[a-z][a-z0-9_-]*$")]


Step: TypeAlias = Annotated[Wait | Call | Choice, Discriminator("kind", {"Wait": Wait, "Call": Call, "Choice": Choice})]
"""One thing to do."""


RunState: TypeAlias = Literal["waiting", "running", "done", "failed"]
