"""The operations of import, as calls: `Import` blocks, `AsyncImport` is awaited."""

from __future__ import annotations

from typing import Literal

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import Class


class Import(Resource):
    """A keyword."""

    @endpoint
    def class_(
        self,
        def_: Literal["lambda", "None", "with space"],
        *,
        query_def: int | MISSING = MISSING,
        list_: list[int] | MISSING = MISSING,
        filter_self: str | MISSING = MISSING,
        x_def: bool | MISSING = MISSING,
        options: Options | None = None,
    ) -> Class:
        """Return "it" (`GET /class/{def}`)."""
        return self._call(
            ops.CLASS_,
            {"def_": def_, "query_def": query_def, "list_": list_, "filter_self": filter_self, "x_def": x_def},
            options,
        )


class AsyncImport(AsyncResource):
    """A keyword."""

    @async_endpoint
    async def class_(
        self,
        def_: Literal["lambda", "None", "with space"],
        *,
        query_def: int | MISSING = MISSING,
        list_: list[int] | MISSING = MISSING,
        filter_self: str | MISSING = MISSING,
        x_def: bool | MISSING = MISSING,
        options: Options | None = None,
    ) -> Class:
        """Return "it" (`GET /class/{def}`)."""
        return await self._call(
            ops.CLASS_,
            {"def_": def_, "query_def": query_def, "list_": list_, "filter_self": filter_self, "x_def": x_def},
            options,
        )
