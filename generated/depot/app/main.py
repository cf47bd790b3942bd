"""The app: `uvicorn app.main:app --reload`, then open /docs below its base path."""

from depot.server.fastapi import create_app
from depot.server.handlers import Handlers

from .goods import Goods
from .labels import Labels
from .security import Security
from .shelves import Shelves

app = create_app(
    Handlers(
        goods=Goods(),
        labels=Labels(),
        shelves=Shelves(),
    ),
    security=Security(),
    # examples=False,  # for production: refuses to start while an operation is still answered by an example
)
