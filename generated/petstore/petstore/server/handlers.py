"""What a server of Petstore must be able to answer: an abstract class for each tag, and the record of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable
from dataclasses import dataclass

from ..operations import (
    CreatePetRequest,
    CreatePetResponse,
    DeletePetRequest,
    DeletePetResponse,
    GetInventoryRequest,
    GetInventoryResponse,
    GetOrderRequest,
    GetOrderResponse,
    GetOwnerRequest,
    GetOwnerResponse,
    GetPetRequest,
    GetPetResponse,
    ListPetsRequest,
    ListPetsResponse,
    PlaceOrderRequest,
    PlaceOrderResponse,
    UpdatePetRequest,
    UpdatePetResponse,
)


class PetsHandlers(ABC):
    """The animals of the shop."""

    @abstractmethod
    def list_pets(self, request: ListPetsRequest) -> ListPetsResponse | Awaitable[ListPetsResponse]:
        """List pets (`GET /pets`).

        Returns one page of pets, in the order in which they came to the shop.
        """

    @abstractmethod
    def create_pet(self, request: CreatePetRequest) -> CreatePetResponse | Awaitable[CreatePetResponse]:
        """Add a pet (`POST /pets`)."""

    @abstractmethod
    def get_pet(self, request: GetPetRequest) -> GetPetResponse | Awaitable[GetPetResponse]:
        """Return a pet (`GET /pets/{petId}`)."""

    @abstractmethod
    def update_pet(self, request: UpdatePetRequest) -> UpdatePetResponse | Awaitable[UpdatePetResponse]:
        """Change a pet (`PATCH /pets/{petId}`).

        Changes what the body names, and nothing else. A null takes a value away.
        """

    @abstractmethod
    def delete_pet(self, request: DeletePetRequest) -> DeletePetResponse | Awaitable[DeletePetResponse]:
        """Remove a pet (`DELETE /pets/{petId}`)."""


class OwnersHandlers(ABC):
    """The people who have bought one."""

    @abstractmethod
    def get_owner(self, request: GetOwnerRequest) -> GetOwnerResponse | Awaitable[GetOwnerResponse]:
        """Return an owner (`GET /owners/{ownerId}`)."""


class StoreHandlers(ABC):
    """Stock and orders."""

    @abstractmethod
    def get_inventory(self, request: GetInventoryRequest) -> GetInventoryResponse | Awaitable[GetInventoryResponse]:
        """Count the stock (`GET /store/inventory`)."""

    @abstractmethod
    def place_order(self, request: PlaceOrderRequest) -> PlaceOrderResponse | Awaitable[PlaceOrderResponse]:
        """Order a pet (`POST /store/orders`)."""

    @abstractmethod
    def get_order(self, request: GetOrderRequest) -> GetOrderResponse | Awaitable[GetOrderResponse]:
        """Return an order (`GET /store/orders/{orderId}`)."""


@dataclass(frozen=True, kw_only=True)
class Handlers:
    """Who answers the operations of each tag."""

    pets: PetsHandlers
    owners: OwnersHandlers
    store: StoreHandlers
