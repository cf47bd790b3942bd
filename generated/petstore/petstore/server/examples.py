"""Answers made from the contract of Petstore: they stand in until a method of your own does."""

from __future__ import annotations

from collections.abc import Awaitable

from .._runtime.server import example
from ..operations import (
    CreatePet201,
    CreatePetRequest,
    CreatePetResponse,
    DeletePet204,
    DeletePetRequest,
    DeletePetResponse,
    GetInventory200,
    GetInventoryRequest,
    GetInventoryResponse,
    GetOrder200,
    GetOrderRequest,
    GetOrderResponse,
    GetOwner200,
    GetOwnerRequest,
    GetOwnerResponse,
    GetPet200,
    GetPetRequest,
    GetPetResponse,
    ListPets200,
    ListPetsRequest,
    ListPetsResponse,
    PlaceOrder201,
    PlaceOrderRequest,
    PlaceOrderResponse,
    UpdatePet200,
    UpdatePetRequest,
    UpdatePetResponse,
)
from .handlers import OwnersHandlers, PetsHandlers, StoreHandlers


class ExamplePets(PetsHandlers):
    """Answers every operation of `PetsHandlers` with an example. Override what you have written."""

    @example
    def list_pets(self, request: ListPetsRequest) -> ListPetsResponse | Awaitable[ListPetsResponse]:
        return ListPets200.parse(
            {
                "items": [
                    {
                        "name": "Rex",
                        "status": "available",
                        "animal": {"kind": "cat", "indoor": True},
                        "category": {"name": "Dogs"},
                        "labels": {"color": "brown"},
                        "born": "2024-01-01",
                        "id": 1,
                        "added_at": "2024-01-01T12:00:00Z",
                    }
                ],
                "next_cursor": None,
            }
        )

    @example
    def create_pet(self, request: CreatePetRequest) -> CreatePetResponse | Awaitable[CreatePetResponse]:
        return CreatePet201.parse(
            {
                "id": 1,
                "name": "Rex",
                "status": "available",
                "animal": {"kind": "dog", "barks": True, "size": "large"},
                "category": {"name": "Dogs"},
                "labels": {"color": "brown"},
                "born": "2024-03-01",
                "added_at": "2024-05-01T09:30:00Z",
            },
            headers={"Location": "/v1/pets/1"},
        )

    @example
    def get_pet(self, request: GetPetRequest) -> GetPetResponse | Awaitable[GetPetResponse]:
        return GetPet200.parse(
            {
                "name": "Rex",
                "status": "available",
                "animal": {"kind": "cat", "indoor": True},
                "category": {"name": "Dogs"},
                "labels": {"color": "brown"},
                "born": "2024-01-01",
                "id": 1,
                "added_at": "2024-01-01T12:00:00Z",
            }
        )

    @example
    def update_pet(self, request: UpdatePetRequest) -> UpdatePetResponse | Awaitable[UpdatePetResponse]:
        return UpdatePet200.parse(
            {
                "name": "Rex",
                "status": "available",
                "animal": {"kind": "cat", "indoor": True},
                "category": {"name": "Dogs"},
                "labels": {"color": "brown"},
                "born": "2024-01-01",
                "id": 1,
                "added_at": "2024-01-01T12:00:00Z",
            }
        )

    @example
    def delete_pet(self, request: DeletePetRequest) -> DeletePetResponse | Awaitable[DeletePetResponse]:
        return DeletePet204()


class ExampleOwners(OwnersHandlers):
    """Answers every operation of `OwnersHandlers` with an example. Override what you have written."""

    @example
    def get_owner(self, request: GetOwnerRequest) -> GetOwnerResponse | Awaitable[GetOwnerResponse]:
        return GetOwner200.parse(
            {
                "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
                "name": "Ada Byron",
                "email": "user@example.com",
                "phone": "+4930123456",
                "pets": [1],
            }
        )


class ExampleStore(StoreHandlers):
    """Answers every operation of `StoreHandlers` with an example. Override what you have written."""

    @example
    def get_inventory(self, request: GetInventoryRequest) -> GetInventoryResponse | Awaitable[GetInventoryResponse]:
        return GetInventory200.parse({"available": 12, "pending": 1, "sold": 40})

    @example
    def place_order(self, request: PlaceOrderRequest) -> PlaceOrderResponse | Awaitable[PlaceOrderResponse]:
        return PlaceOrder201.parse(
            {
                "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
                "pet_id": 1,
                "state": "placed",
                "price": 249.5,
                "note": "note",
                "placed_at": "2024-01-01T12:00:00Z",
            }
        )

    @example
    def get_order(self, request: GetOrderRequest) -> GetOrderResponse | Awaitable[GetOrderResponse]:
        return GetOrder200.parse(
            {
                "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
                "pet_id": 1,
                "state": "placed",
                "price": 249.5,
                "note": "note",
                "placed_at": "2024-01-01T12:00:00Z",
            }
        )
