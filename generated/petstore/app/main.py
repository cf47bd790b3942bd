"""The app: `uvicorn app.main:app --reload`, then open /docs below its base path."""

from petstore.server.fastapi import create_app
from petstore.server.handlers import Handlers

from .owners import Owners
from .pets import Pets
from .security import Security
from .store import Store

app = create_app(
    Handlers(
        pets=Pets(),
        owners=Owners(),
        store=Store(),
    ),
    security=Security(),
    # examples=False,  # for production: refuses to start while an operation is still answered by an example
)
