"""The app: `uvicorn app.main:app --reload`, then open /docs below its base path."""

from observatory.server.fastapi import create_app
from observatory.server.handlers import Handlers

from .domes import Domes
from .nights import Nights
from .security import Security
from .stars import Stars

app = create_app(
    Handlers(
        stars=Stars(),
        domes=Domes(),
        nights=Nights(),
    ),
    security=Security(),
    # examples=False,  # for production: refuses to start while an operation is still answered by an example
)
