"""The app: `uvicorn app.main:app --reload`, then open /docs below its base path."""

from names_odd_ones_all_of_them_in_one.server.fastapi import create_app
from names_odd_ones_all_of_them_in_one.server.handlers import Handlers

from .default import Default
from .größe_maß import GrößeMaß
from .import_ import Import
from .models_ import Models

app = create_app(
    Handlers(
        import_=Import(),
        größe_maß=GrößeMaß(),
        models_=Models(),
        default=Default(),
    ),
    # examples=False,  # for production: refuses to start while an operation is still answered by an example
)
