"""The operations of pets, as calls: `Pets` blocks, `AsyncPets` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from uuid import UUID

from pydantic import MISSING

from .. import operations as ops
from .._runtime.client import AsyncResource, Options, Resource, async_endpoint, endpoint
from ..models import NewPet, Pet, PetChanges, PetPage, PetStatus

if TYPE_CHECKING:
    from ..types import NewPetDict, PetChangesDict


class Pets(Resource):
    """The animals of the shop."""

    @endpoint
    def list_pets(
        self,
        *,
        limit: int | MISSING = MISSING,
        cursor: str | MISSING = MISSING,
        status: PetStatus | MISSING = MISSING,
        fields: list[Literal["name", "status", "animal", "labels"]] | MISSING = MISSING,
        x_request_id: UUID | MISSING = MISSING,
        options: Options | None = None,
    ) -> PetPage:
        """List pets (`GET /pets`).

        Returns one page of pets, in the order in which they came to the shop.
        """
        return self._call(
            ops.LIST_PETS,
            {"limit": limit, "cursor": cursor, "status": status, "fields": fields, "x_request_id": x_request_id},
            options,
        )

    @endpoint
    def create_pet(
        self, body: NewPet | NewPetDict, *, dry_run: bool | MISSING = MISSING, options: Options | None = None
    ) -> Pet:
        """Add a pet (`POST /pets`)."""
        return self._call(ops.CREATE_PET, {"dry_run": dry_run, "body": body}, options)

    @endpoint
    def get_pet(self, pet_id: int, *, options: Options | None = None) -> Pet:
        """Return a pet (`GET /pets/{petId}`)."""
        return self._call(ops.GET_PET, {"pet_id": pet_id}, options)

    @endpoint
    def update_pet(self, pet_id: int, body: PetChanges | PetChangesDict, *, options: Options | None = None) -> Pet:
        """Change a pet (`PATCH /pets/{petId}`).

        Changes what the body names, and nothing else. A null takes a value away.
        """
        return self._call(ops.UPDATE_PET, {"pet_id": pet_id, "body": body}, options)

    @endpoint
    def delete_pet(self, pet_id: int, *, options: Options | None = None) -> None:
        """Remove a pet (`DELETE /pets/{petId}`)."""
        return self._call(ops.DELETE_PET, {"pet_id": pet_id}, options)


class AsyncPets(AsyncResource):
    """The animals of the shop."""

    @async_endpoint
    async def list_pets(
        self,
        *,
        limit: int | MISSING = MISSING,
        cursor: str | MISSING = MISSING,
        status: PetStatus | MISSING = MISSING,
        fields: list[Literal["name", "status", "animal", "labels"]] | MISSING = MISSING,
        x_request_id: UUID | MISSING = MISSING,
        options: Options | None = None,
    ) -> PetPage:
        """List pets (`GET /pets`).

        Returns one page of pets, in the order in which they came to the shop.
        """
        return await self._call(
            ops.LIST_PETS,
            {"limit": limit, "cursor": cursor, "status": status, "fields": fields, "x_request_id": x_request_id},
            options,
        )

    @async_endpoint
    async def create_pet(
        self, body: NewPet | NewPetDict, *, dry_run: bool | MISSING = MISSING, options: Options | None = None
    ) -> Pet:
        """Add a pet (`POST /pets`)."""
        return await self._call(ops.CREATE_PET, {"dry_run": dry_run, "body": body}, options)

    @async_endpoint
    async def get_pet(self, pet_id: int, *, options: Options | None = None) -> Pet:
        """Return a pet (`GET /pets/{petId}`)."""
        return await self._call(ops.GET_PET, {"pet_id": pet_id}, options)

    @async_endpoint
    async def update_pet(
        self, pet_id: int, body: PetChanges | PetChangesDict, *, options: Options | None = None
    ) -> Pet:
        """Change a pet (`PATCH /pets/{petId}`).

        Changes what the body names, and nothing else. A null takes a value away.
        """
        return await self._call(ops.UPDATE_PET, {"pet_id": pet_id, "body": body}, options)

    @async_endpoint
    async def delete_pet(self, pet_id: int, *, options: Options | None = None) -> None:
        """Remove a pet (`DELETE /pets/{petId}`)."""
        return await self._call(ops.DELETE_PET, {"pet_id": pet_id}, options)
