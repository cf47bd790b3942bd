"""The operations of Petstore, each with the method that answers it. No framework is known here."""

from __future__ import annotations

from pathlib import Path

from .. import operations as ops
from .._runtime.server import Route, Service

SERVICE = Service(
    title="Petstore",
    version="1.0.0",
    folder=Path(__file__).resolve().parent.parent,
    base_path=ops.BASE_PATH,
    routes=(
        Route(ops.LIST_PETS, "pets", "list_pets"),
        Route(ops.CREATE_PET, "pets", "create_pet"),
        Route(ops.GET_PET, "pets", "get_pet"),
        Route(ops.UPDATE_PET, "pets", "update_pet"),
        Route(ops.DELETE_PET, "pets", "delete_pet"),
        Route(ops.GET_OWNER, "owners", "get_owner"),
        Route(ops.GET_INVENTORY, "store", "get_inventory"),
        Route(ops.PLACE_ORDER, "store", "place_order"),
        Route(ops.GET_ORDER, "store", "get_order"),
    ),
    schemes=ops.SECURITY_SCHEMES,
    security_methods={
        "bearer": "bearer",
        "api_key": "api_key",
    },
)
