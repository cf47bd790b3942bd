"""The operations of Observatory, each with the method that answers it. No framework is known here."""

from __future__ import annotations

from pathlib import Path

from .. import operations as ops
from .._runtime.server import Route, Service

SERVICE = Service(
    title="Observatory",
    version="1.0",
    folder=Path(__file__).resolve().parent.parent,
    base_path=ops.BASE_PATH,
    routes=(
        Route(ops.LIST_STARS, "stars", "list_stars"),
        Route(ops.SEARCH_STARS, "stars", "search_stars"),
        Route(ops.ADD_STAR, "stars", "add_star"),
        Route(ops.GET_STAR, "stars", "get_star"),
        Route(ops.CORRECT_STAR, "stars", "correct_star"),
        Route(ops.COPY_STARS_BY_STAR_ID, "stars", "copy_stars_by_star_id"),
        Route(ops.LINK_STAR, "stars", "link_star"),
        Route(ops.PURGE_STAR, "stars", "purge_star"),
        Route(ops.GET_DOME, "domes", "get_dome"),
        Route(ops.FIND_INSTRUMENTS, "domes", "find_instruments"),
        Route(ops.PLAN_NIGHT, "nights", "plan_night"),
        Route(ops.QUERY_NIGHTS, "nights", "query_nights"),
        Route(ops.FIND_RECORDS, "nights", "find_records"),
        Route(ops.ADD_RECORDS, "nights", "add_records"),
        Route(ops.SEARCH_RECORDS, "nights", "search_records"),
        Route(ops.GET_RECORD, "nights", "get_record"),
    ),
    schemes=ops.SECURITY_SCHEMES,
    security_methods={
        "device": "device",
        "key": "key",
    },
)
