"""The app: `uvicorn app.main:app --reload`, then open /docs below its base path."""

from archive.server.fastapi import create_app
from archive.server.handlers import Handlers

from .content import Content
from .documents import Documents
from .history import History
from .search import Search

app = create_app(
    Handlers(
        documents=Documents(),
        content=Content(),
        history=History(),
        search=Search(),
    ),
    # examples=False,  # for production: refuses to start while an operation is still answered by an example
)
