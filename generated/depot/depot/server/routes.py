"""The operations of Depot, each with the method that answers it. No framework is known here."""

from __future__ import annotations

from pathlib import Path

from .. import operations as ops
from .._runtime.server import Route, Service

SERVICE = Service(
    title="Depot",
    version="1.4",
    folder=Path(__file__).resolve().parent.parent,
    base_path=ops.BASE_PATH,
    routes=(
        Route(ops.LIST_PARCELS, "goods", "list_parcels"),
        Route(ops.ADD_PARCEL, "goods", "add_parcel"),
        Route(ops.FIND_PARCEL, "goods", "find_parcel"),
        Route(ops.REPLACE_PARCEL, "goods", "replace_parcel"),
        Route(ops.REMOVE_PARCEL, "goods", "remove_parcel"),
        Route(ops.ADD_PAPERS, "labels", "add_papers"),
        Route(ops.GET_PAPERS, "labels", "get_papers"),
        Route(ops.WRITE_LABEL, "labels", "write_label"),
        Route(ops.GET_LABEL, "labels", "get_label"),
        Route(ops.GET_SHELVES, "shelves", "get_shelves"),
        Route(ops.MOVE_SHELVES, "shelves", "move_shelves"),
    ),
    schemes=ops.SECURITY_SCHEMES,
    security_methods={
        "key": "key",
        "link": "link",
        "clerk": "clerk",
        "portal": "portal",
        "browser": "browser",
        "robot": "robot",
        "phone": "phone",
    },
)
