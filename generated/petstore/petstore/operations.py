"""The operations of Petstore: what each takes and answers. Server and client share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from pydantic import MISSING

from ._runtime.core import Operation, Request, Response, SecurityScheme, api_key, body, header, http, path, query
from .models import NewOrder, NewPet, Order, Owner, Pet, PetChanges, PetPage, PetStatus, Problem

BASE_PATH = "/v1"
"""What comes before the path of every operation."""

SECURITY_SCHEMES: Mapping[str, SecurityScheme] = {
    "bearer": http("bearer"),
    "api_key": api_key("header", "X-API-Key"),
}
"""How callers show who they are."""


class UnexpectedDefault(Response):
    """Anything else."""

    status: int
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


class Unauthorized401(Response):
    """No credential, or one that is not known."""

    status: ClassVar[Literal[401]] = 401
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


class Invalid422(Response):
    """The request does not fit the contract."""

    status: ClassVar[Literal[422]] = 422
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


class NotFound404(Response):
    """There is no such thing."""

    status: ClassVar[Literal[404]] = 404
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


class ListPetsRequest(Request):
    """What `list_pets` receives."""

    limit: int = 20
    """The most items that a page may hold."""

    cursor: str | MISSING = MISSING
    """Where to go on, as the page before said in `next_cursor`."""

    status: PetStatus | MISSING = MISSING
    """Return only pets with this status."""

    fields: list[Literal["name", "status", "animal", "labels"]] | MISSING = MISSING
    """Return only these properties, beside `id`."""

    x_request_id: UUID | MISSING = MISSING
    """Marks the request in the logs of both sides."""


class ListPets200(Response):
    """One page of pets."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: PetPage


ListPetsResponse: TypeAlias = ListPets200 | UnexpectedDefault

LIST_PETS: Operation[ListPetsRequest, ListPetsResponse, PetPage] = Operation(
    id="listPets",
    method="GET",
    path="/pets",
    request=ListPetsRequest,
    parameters=(
        query("limit", "limit"),
        query("cursor", "cursor"),
        query("status", "status"),
        query("fields", "fields", explode=False),
        header("X-Request-Id", "x_request_id"),
    ),
    responses={
        "200": ListPets200,
        "default": UnexpectedDefault,
    },
)


class CreatePetRequest(Request):
    """What `create_pet` receives."""

    dry_run: bool = False
    """Check the request, but add nothing."""

    body: NewPet


class CreatePet201(Response):
    """The pet as it was added."""

    status: ClassVar[Literal[201]] = 201
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    headers = (header("Location", "location", required=True),)
    body: Pet
    location: str
    """Where the pet is found from now on."""


class CreatePet409(Response):
    """There is such a pet already."""

    status: ClassVar[Literal[409]] = 409
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


CreatePetResponse: TypeAlias = CreatePet201 | Unauthorized401 | CreatePet409 | Invalid422

CREATE_PET: Operation[CreatePetRequest, CreatePetResponse, Pet] = Operation(
    id="createPet",
    method="POST",
    path="/pets",
    request=CreatePetRequest,
    parameters=(query("dry_run", "dry_run"),),
    body=body("application/json", required=True),
    responses={
        "201": CreatePet201,
        "401": Unauthorized401,
        "409": CreatePet409,
        "422": Invalid422,
    },
    security=(
        {"bearer": ()},
        {"api_key": ()},
    ),
)


class GetPetRequest(Request):
    """What `get_pet` receives."""

    pet_id: int


class GetPet200(Response):
    """The pet."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Pet


GetPetResponse: TypeAlias = GetPet200 | NotFound404

GET_PET: Operation[GetPetRequest, GetPetResponse, Pet] = Operation(
    id="getPet",
    method="GET",
    path="/pets/{petId}",
    request=GetPetRequest,
    parameters=(path("petId", "pet_id"),),
    responses={
        "200": GetPet200,
        "404": NotFound404,
    },
)


class UpdatePetRequest(Request):
    """What `update_pet` receives."""

    pet_id: int
    body: PetChanges


class UpdatePet200(Response):
    """The pet as it is now."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Pet


UpdatePetResponse: TypeAlias = UpdatePet200 | Unauthorized401 | NotFound404 | Invalid422

UPDATE_PET: Operation[UpdatePetRequest, UpdatePetResponse, Pet] = Operation(
    id="updatePet",
    method="PATCH",
    path="/pets/{petId}",
    request=UpdatePetRequest,
    parameters=(path("petId", "pet_id"),),
    body=body("application/json", required=True),
    responses={
        "200": UpdatePet200,
        "401": Unauthorized401,
        "404": NotFound404,
        "422": Invalid422,
    },
    security=(
        {"bearer": ()},
        {"api_key": ()},
    ),
)


class DeletePetRequest(Request):
    """What `delete_pet` receives."""

    pet_id: int


class DeletePet204(Response):
    """The pet is gone."""

    status: ClassVar[Literal[204]] = 204


DeletePetResponse: TypeAlias = DeletePet204 | Unauthorized401 | NotFound404

DELETE_PET: Operation[DeletePetRequest, DeletePetResponse, None] = Operation(
    id="deletePet",
    method="DELETE",
    path="/pets/{petId}",
    request=DeletePetRequest,
    parameters=(path("petId", "pet_id"),),
    responses={
        "204": DeletePet204,
        "401": Unauthorized401,
        "404": NotFound404,
    },
    security=(
        {"bearer": ()},
        {"api_key": ()},
    ),
)


class GetOwnerRequest(Request):
    """What `get_owner` receives."""

    owner_id: UUID
    x_request_id: UUID | MISSING = MISSING
    """Marks the request in the logs of both sides."""


class GetOwner200(Response):
    """The owner."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Owner


GetOwnerResponse: TypeAlias = GetOwner200 | Unauthorized401 | NotFound404 | Invalid422

GET_OWNER: Operation[GetOwnerRequest, GetOwnerResponse, Owner] = Operation(
    id="getOwner",
    method="GET",
    path="/owners/{ownerId}",
    request=GetOwnerRequest,
    parameters=(
        path("ownerId", "owner_id"),
        header("X-Request-Id", "x_request_id"),
    ),
    responses={
        "200": GetOwner200,
        "401": Unauthorized401,
        "404": NotFound404,
        "422": Invalid422,
    },
    security=(
        {"bearer": ()},
        {"api_key": ()},
    ),
)


class GetInventoryRequest(Request):
    """What `get_inventory` receives."""


class GetInventory200(Response):
    """How many pets there are, by status."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: dict[str, int]


GetInventoryResponse: TypeAlias = GetInventory200 | UnexpectedDefault

GET_INVENTORY: Operation[GetInventoryRequest, GetInventoryResponse, dict[str, int]] = Operation(
    id="getInventory",
    method="GET",
    path="/store/inventory",
    request=GetInventoryRequest,
    responses={
        "200": GetInventory200,
        "default": UnexpectedDefault,
    },
    security=(
        {"bearer": ()},
        {"api_key": ()},
    ),
)


class PlaceOrderRequest(Request):
    """What `place_order` receives."""

    body: NewOrder


class PlaceOrder201(Response):
    """The order as it was placed."""

    status: ClassVar[Literal[201]] = 201
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Order


class PlaceOrder409(Response):
    """The pet is not for sale."""

    status: ClassVar[Literal[409]] = 409
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


PlaceOrderResponse: TypeAlias = PlaceOrder201 | Unauthorized401 | PlaceOrder409 | Invalid422

PLACE_ORDER: Operation[PlaceOrderRequest, PlaceOrderResponse, Order] = Operation(
    id="placeOrder",
    method="POST",
    path="/store/orders",
    request=PlaceOrderRequest,
    body=body("application/json", required=True),
    responses={
        "201": PlaceOrder201,
        "401": Unauthorized401,
        "409": PlaceOrder409,
        "422": Invalid422,
    },
    security=(
        {"bearer": ()},
        {"api_key": ()},
    ),
)


class GetOrderRequest(Request):
    """What `get_order` receives."""

    order_id: UUID


class GetOrder200(Response):
    """The order."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Order


GetOrderResponse: TypeAlias = GetOrder200 | NotFound404 | UnexpectedDefault

GET_ORDER: Operation[GetOrderRequest, GetOrderResponse, Order] = Operation(
    id="getOrder",
    method="GET",
    path="/store/orders/{orderId}",
    request=GetOrderRequest,
    parameters=(path("orderId", "order_id"),),
    responses={
        "200": GetOrder200,
        "404": NotFound404,
        "default": UnexpectedDefault,
    },
    security=(
        {"bearer": ()},
        {"api_key": ()},
    ),
)
