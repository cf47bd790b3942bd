"""The operations of Names: odd 'ones' & 'all' {{ of }} them \\ in one, each with the method that answers it. No framework is known here."""

from __future__ import annotations

from pathlib import Path

from .. import operations as ops
from .._runtime.server import Route, Service

SERVICE = Service(
    title="Names: odd \"ones\" & 'all' {{ of }} them \\ in one",
    version="1.0",
    folder=Path(__file__).resolve().parent.parent,
    base_path=ops.BASE_PATH,
    routes=(
        Route(ops.CLASS_, "import_", "class_"),
        Route(ops.LIST, "größe_maß", "list"),
        Route(ops.POST_LIST, "größe_maß", "post_list"),
        Route(ops.GET_GET_PET, "models_", "get_get_pet"),
        Route(ops.GET_PET, "default", "get_pet"),
        Route(ops.GET_A_BY_B_C, "default", "get_a_by_b_c"),
    ),
    schemes=ops.SECURITY_SCHEMES,
    security_methods={},
)
