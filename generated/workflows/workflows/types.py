"""The request bodies of Workflows, as TypedDicts: for type checkers, and for whoever writes plain dicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypeAlias, TypedDict

if TYPE_CHECKING:
    from .models import Call, Choice, Step, Wait, Workflow, WorkflowName

__all__ = [
    "CallDict",
    "ChoiceDict",
    "RunOptionsDict",
    "StepDict",
    "WaitDict",
    "WorkflowDict",
]


class CallDict(TypedDict):
    kind: Literal["Call"]
    url: str
    method: NotRequired[Literal["GET", "POST"]]
    """Default: `"GET"`."""
    retries: NotRequired[int]
    backoff: NotRequired[float]


ChoiceDict = TypedDict(
    "ChoiceDict",
    {
        "kind": "Literal['Choice']",
        "when": "NotRequired[list[str | float | bool | None]]",
        "then": "Workflow | WorkflowDict",
        "else": "NotRequired[Workflow | WorkflowDict | None]",
    },
)
"""Goes on with one of two workflows."""


class RunOptionsDict(TypedDict):
    """How a run differs from others. Nothing else may be said."""

    priority: NotRequired[Literal[0, 1, 2, "low", "high"] | None]
    """Default: `1`."""
    dryRun: NotRequired[bool]
    inputs: NotRequired[dict[str, Any]]
    notBefore: NotRequired[datetime | str]
    notify: NotRequired[str | None]


class WaitDict(TypedDict):
    kind: Literal["Wait"]
    seconds: float


class WorkflowDict(TypedDict):
    """Steps, one after the other."""

    name: WorkflowName
    steps: Sequence[Step | StepDict]
    timeout: NotRequired[int | None]
    """Seconds; null for ever."""
    settings: NotRequired[dict[str, Any]]
    """What steps can read. Names that start with `x-` may be anything."""


StepDict: TypeAlias = "Wait | WaitDict | Call | CallDict | Choice | ChoiceDict"
"""One thing to do."""
