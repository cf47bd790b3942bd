"""The operations of Workflows, each with the method that answers it. No framework is known here."""

from __future__ import annotations

from pathlib import Path

from .. import operations as ops
from .._runtime.server import Route, Service

SERVICE = Service(
    title="Workflows",
    version="2.3.0",
    folder=Path(__file__).resolve().parent.parent,
    base_path=ops.BASE_PATH,
    routes=(
        Route(ops.LIST_WORKFLOWS, "workflows", "list_workflows"),
        Route(ops.CREATE_WORKFLOW, "workflows", "create_workflow"),
        Route(ops.GET_WORKFLOW, "workflows", "get_workflow"),
        Route(ops.REPLACE_WORKFLOW, "workflows", "replace_workflow"),
        Route(ops.LIST_RUNS, "runs", "list_runs"),
        Route(ops.START_RUN, "runs", "start_run"),
    ),
    schemes=ops.SECURITY_SCHEMES,
    security_methods={},
)
