"""The app: `uvicorn app.main:app --reload`, then open /docs below its base path."""

from workflows.server.fastapi import create_app
from workflows.server.handlers import Handlers

from .runs import Runs
from .workflows import Workflows

app = create_app(
    Handlers(
        workflows=Workflows(),
        runs=Runs(),
    ),
    # examples=False,  # for production: refuses to start while an operation is still answered by an example
)
