"""The operations of stars, as calls: `Stars` blocks, `AsyncStars` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import LinkStarBody, NewStar, Star, StarQuery

if TYPE_CHECKING:
    from ..types import LinkStarBodyDict, NewStarDict, StarQueryDict


class Stars(Resource):
    """Stars.

    The catalogue, one entry for a star.

    Part of `sky`.
    """

    @endpoint
    def list_stars(self, *, options: Options | None = None) -> list[Star]:
        """Every star of the catalogue (`GET /stars`)."""
        return self._call(ops.LIST_STARS, {}, options)

    @endpoint
    def search_stars(self, body: StarQuery | StarQueryDict, *, options: Options | None = None) -> list[Star]:
        """Stars that fit a question (`QUERY /stars`).

        The question is too long for a URL, and asking changes nothing.
        """
        return self._call(ops.SEARCH_STARS, {"body": body}, options)

    @endpoint
    def add_star(self, body: NewStar | NewStarDict, *, options: Options | None = None) -> Star:
        """Add a star (`POST /stars`)."""
        return self._call(ops.ADD_STAR, {"body": body}, options)

    @endpoint
    def get_star(self, star_id: int, *, options: Options | None = None) -> Star:
        """One star (`GET /stars/{starId}`)."""
        return self._call(ops.GET_STAR, {"star_id": star_id}, options)

    @endpoint
    def correct_star(self, star_id: int, body: NewStar | NewStarDict, *, options: Options | None = None) -> Star:
        """Correct what is known of a star (`PUT /stars/{starId}`)."""
        return self._call(ops.CORRECT_STAR, {"star_id": star_id, "body": body}, options)

    @endpoint
    def copy_stars_by_star_id(
        self, star_id: int, *, x_copies: int | MISSING = MISSING, options: Options | None = None
    ) -> Star:
        """Copy a star, to correct the copy (`COPY /stars/{starId}`)."""
        return self._call(ops.COPY_STARS_BY_STAR_ID, {"star_id": star_id, "x_copies": x_copies}, options)

    @endpoint
    def link_star(self, star_id: int, body: LinkStarBody | LinkStarBodyDict, *, options: Options | None = None) -> None:
        """Say that a star belongs to another one (`LINK /stars/{starId}`)."""
        return self._call(ops.LINK_STAR, {"star_id": star_id, "body": body}, options)

    @endpoint
    def purge_star(self, star_id: int, *, options: Options | None = None) -> None:
        """Remove a star from every cache (`purge /stars/{starId}`).

        The method is written in lower case, and `PURGE` is another one.

        Deprecated.
        """
        return self._call(ops.PURGE_STAR, {"star_id": star_id}, options)


class AsyncStars(AsyncResource):
    """Stars.

    The catalogue, one entry for a star.

    Part of `sky`.
    """

    @async_endpoint
    async def list_stars(self, *, options: Options | None = None) -> list[Star]:
        """Every star of the catalogue (`GET /stars`)."""
        return await self._call(ops.LIST_STARS, {}, options)

    @async_endpoint
    async def search_stars(self, body: StarQuery | StarQueryDict, *, options: Options | None = None) -> list[Star]:
        """Stars that fit a question (`QUERY /stars`).

        The question is too long for a URL, and asking changes nothing.
        """
        return await self._call(ops.SEARCH_STARS, {"body": body}, options)

    @async_endpoint
    async def add_star(self, body: NewStar | NewStarDict, *, options: Options | None = None) -> Star:
        """Add a star (`POST /stars`)."""
        return await self._call(ops.ADD_STAR, {"body": body}, options)

    @async_endpoint
    async def get_star(self, star_id: int, *, options: Options | None = None) -> Star:
        """One star (`GET /stars/{starId}`)."""
        return await self._call(ops.GET_STAR, {"star_id": star_id}, options)

    @async_endpoint
    async def correct_star(self, star_id: int, body: NewStar | NewStarDict, *, options: Options | None = None) -> Star:
        """Correct what is known of a star (`PUT /stars/{starId}`)."""
        return await self._call(ops.CORRECT_STAR, {"star_id": star_id, "body": body}, options)

    @async_endpoint
    async def copy_stars_by_star_id(
        self, star_id: int, *, x_copies: int | MISSING = MISSING, options: Options | None = None
    ) -> Star:
        """Copy a star, to correct the copy (`COPY /stars/{starId}`)."""
        return await self._call(ops.COPY_STARS_BY_STAR_ID, {"star_id": star_id, "x_copies": x_copies}, options)

    @async_endpoint
    async def link_star(
        self, star_id: int, body: LinkStarBody | LinkStarBodyDict, *, options: Options | None = None
    ) -> None:
        """Say that a star belongs to another one (`LINK /stars/{starId}`)."""
        return await self._call(ops.LINK_STAR, {"star_id": star_id, "body": body}, options)

    @async_endpoint
    async def purge_star(self, star_id: int, *, options: Options | None = None) -> None:
        """Remove a star from every cache (`purge /stars/{starId}`).

        The method is written in lower case, and `PURGE` is another one.

        Deprecated.
        """
        return await self._call(ops.PURGE_STAR, {"star_id": star_id}, options)
