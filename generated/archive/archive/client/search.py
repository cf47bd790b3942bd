"""The operations of search, as calls: `Search` blocks, `AsyncSearch` is awaited."""

from __future__ import annotations

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import Around, Filter, Found, Ids, Place


class Search(Resource):
    """Finding documents, in every style that a parameter can have."""

    @endpoint
    def search_simple(
        self,
        ids: Ids,
        place: Place,
        *,
        x_ids: Ids | MISSING = MISSING,
        x_place: Place | MISSING = MISSING,
        x_place_exploded: Place | MISSING = MISSING,
        options: Options | None = None,
    ) -> Found:
        """Style `simple` in the path and in headers (`GET /search/simple/{ids}/{place}`)."""
        return self._call(
            ops.SEARCH_SIMPLE,
            {"ids": ids, "place": place, "x_ids": x_ids, "x_place": x_place, "x_place_exploded": x_place_exploded},
            options,
        )

    @endpoint
    def search_label(
        self, ids: Ids, ids_exploded: Ids, place: Place, place_exploded: Place, *, options: Options | None = None
    ) -> Found:
        """Style `label` (`GET /search/label/{ids}/{idsExploded}/{place}/{placeExploded}`)."""
        return self._call(
            ops.SEARCH_LABEL,
            {"ids": ids, "ids_exploded": ids_exploded, "place": place, "place_exploded": place_exploded},
            options,
        )

    @endpoint
    def search_matrix(
        self, ids: Ids, ids_exploded: Ids, place: Place, place_exploded: Place, *, options: Options | None = None
    ) -> Found:
        """Style `matrix` (`GET /search/matrix/{ids}/{idsExploded}/{place}/{placeExploded}`)."""
        return self._call(
            ops.SEARCH_MATRIX,
            {"ids": ids, "ids_exploded": ids_exploded, "place": place, "place_exploded": place_exploded},
            options,
        )

    @endpoint
    def search_query(
        self,
        *,
        ids: Ids | MISSING = MISSING,
        ids_joined: Ids | MISSING = MISSING,
        ids_spaced: Ids | MISSING = MISSING,
        ids_piped: Ids | MISSING = MISSING,
        place_joined: Place | MISSING = MISSING,
        place: Place | MISSING = MISSING,
        around: Around | MISSING = MISSING,
        filter: Filter | MISSING = MISSING,
        path: str | MISSING = MISSING,
        strict: bool | MISSING = MISSING,
        options: Options | None = None,
    ) -> Found:
        """The styles of a query (`GET /search/query`)."""
        return self._call(
            ops.SEARCH_QUERY,
            {
                "ids": ids,
                "ids_joined": ids_joined,
                "ids_spaced": ids_spaced,
                "ids_piped": ids_piped,
                "place_joined": place_joined,
                "place": place,
                "around": around,
                "filter": filter,
                "path": path,
                "strict": strict,
            },
            options,
        )

    @endpoint
    def search_cookies(
        self,
        *,
        session: str,
        ids: Ids | MISSING = MISSING,
        place: Place | MISSING = MISSING,
        options: Options | None = None,
    ) -> Found:
        """Parameters in cookies (`GET /search/cookies`)."""
        return self._call(ops.SEARCH_COOKIES, {"session": session, "ids": ids, "place": place}, options)


class AsyncSearch(AsyncResource):
    """Finding documents, in every style that a parameter can have."""

    @async_endpoint
    async def search_simple(
        self,
        ids: Ids,
        place: Place,
        *,
        x_ids: Ids | MISSING = MISSING,
        x_place: Place | MISSING = MISSING,
        x_place_exploded: Place | MISSING = MISSING,
        options: Options | None = None,
    ) -> Found:
        """Style `simple` in the path and in headers (`GET /search/simple/{ids}/{place}`)."""
        return await self._call(
            ops.SEARCH_SIMPLE,
            {"ids": ids, "place": place, "x_ids": x_ids, "x_place": x_place, "x_place_exploded": x_place_exploded},
            options,
        )

    @async_endpoint
    async def search_label(
        self, ids: Ids, ids_exploded: Ids, place: Place, place_exploded: Place, *, options: Options | None = None
    ) -> Found:
        """Style `label` (`GET /search/label/{ids}/{idsExploded}/{place}/{placeExploded}`)."""
        return await self._call(
            ops.SEARCH_LABEL,
            {"ids": ids, "ids_exploded": ids_exploded, "place": place, "place_exploded": place_exploded},
            options,
        )

    @async_endpoint
    async def search_matrix(
        self, ids: Ids, ids_exploded: Ids, place: Place, place_exploded: Place, *, options: Options | None = None
    ) -> Found:
        """Style `matrix` (`GET /search/matrix/{ids}/{idsExploded}/{place}/{placeExploded}`)."""
        return await self._call(
            ops.SEARCH_MATRIX,
            {"ids": ids, "ids_exploded": ids_exploded, "place": place, "place_exploded": place_exploded},
            options,
        )

    @async_endpoint
    async def search_query(
        self,
        *,
        ids: Ids | MISSING = MISSING,
        ids_joined: Ids | MISSING = MISSING,
        ids_spaced: Ids | MISSING = MISSING,
        ids_piped: Ids | MISSING = MISSING,
        place_joined: Place | MISSING = MISSING,
        place: Place | MISSING = MISSING,
        around: Around | MISSING = MISSING,
        filter: Filter | MISSING = MISSING,
        path: str | MISSING = MISSING,
        strict: bool | MISSING = MISSING,
        options: Options | None = None,
    ) -> Found:
        """The styles of a query (`GET /search/query`)."""
        return await self._call(
            ops.SEARCH_QUERY,
            {
                "ids": ids,
                "ids_joined": ids_joined,
                "ids_spaced": ids_spaced,
                "ids_piped": ids_piped,
                "place_joined": place_joined,
                "place": place,
                "around": around,
                "filter": filter,
                "path": path,
                "strict": strict,
            },
            options,
        )

    @async_endpoint
    async def search_cookies(
        self,
        *,
        session: str,
        ids: Ids | MISSING = MISSING,
        place: Place | MISSING = MISSING,
        options: Options | None = None,
    ) -> Found:
        """Parameters in cookies (`GET /search/cookies`)."""
        return await self._call(ops.SEARCH_COOKIES, {"session": session, "ids": ids, "place": place}, options)
