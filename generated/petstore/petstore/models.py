"""The schemas of Petstore, as Pydantic models."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import MISSING, Field

from ._runtime.core import BaseModel, Discriminator

__all__ = [
    "Animal",
    "Cat",
    "Category",
    "Dog",
    "NewOrder",
    "NewPet",
    "Order",
    "Owner",
    "Pet",
    "PetChanges",
    "PetPage",
    "PetStatus",
    "Problem",
    "ProblemErrorsItem",
]


class NewPet(BaseModel):
    """A pet to be added."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    status: PetStatus | MISSING = MISSING
    """Default: `"available"`."""

    animal: Animal
    category: Category | MISSING = MISSING
    labels: dict[str, Annotated[str, Field(max_length=40)]] | MISSING = MISSING
    """Free words about the pet."""

    born: date | None | MISSING = MISSING


class Pet(BaseModel):
    """A pet of the shop."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    status: PetStatus
    """Default: `"available"`."""

    animal: Animal
    category: Category | MISSING = MISSING
    labels: dict[str, Annotated[str, Field(max_length=40)]] | MISSING = MISSING
    """Free words about the pet."""

    born: date | None | MISSING = MISSING
    id: Annotated[int, Field(ge=1)]
    added_at: datetime
    """When the pet came to the shop."""


class PetChanges(BaseModel):
    """What to change of a pet."""

    name: Annotated[str, Field(min_length=1, max_length=80)] | MISSING = MISSING
    status: PetStatus | MISSING = MISSING
    category: Category | None | MISSING = MISSING
    born: date | None | MISSING = MISSING


class PetPage(BaseModel):
    """Some pets, and where to find more."""

    items: Annotated[list[Pet], Field(max_length=100)]
    next_cursor: str | None
    """Null on the last page."""


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    indoor: bool
    """Whether it has to stay inside."""


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    barks: bool
    size: Literal["small", "medium", "large"] | MISSING = MISSING
    """Default: `"medium"`."""


class Category(BaseModel):
    """A shelf of the shop; shelves stand in shelves."""

    name: Annotated[str, Field(min_length=1)]
    parent: Category | MISSING = MISSING


class Owner(BaseModel):
    """Somebody who has bought a pet."""

    id: UUID
    name: str
    email: str
    phone: Annotated[str, Field(pattern="^\\+[1-9][0-9]{6,14}$")] | None | MISSING = MISSING
    pets: list[Annotated[int, Field(ge=1)]]
    """The ids of the pets."""


class NewOrder(BaseModel, extra="forbid"):
    """An order to be placed."""

    pet_id: Annotated[int, Field(ge=1)]
    gift: bool | MISSING = MISSING
    """Default: `false`."""

    note: Annotated[str, Field(max_length=200)] | MISSING = MISSING


class Order(BaseModel):
    """An order, and how far it has come."""

    id: UUID
    pet_id: Annotated[int, Field(ge=1)]
    state: Literal["placed", "approved", "delivered"]
    price: Annotated[float, Field(ge=0)]
    """In euros."""

    note: str | MISSING = MISSING
    placed_at: datetime


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str | MISSING = MISSING
    """Default: `"about:blank"`."""

    title: str
    status: Annotated[int, Field(ge=100, le=599)] | MISSING = MISSING
    detail: str | MISSING = MISSING
    errors: list[ProblemErrorsItem] | MISSING = MISSING
    """Every violation, each with the place that it was found at."""


class ProblemErrorsItem(BaseModel):
    message: str
    pointer: str | MISSING = MISSING


PetStatus: TypeAlias = Literal["available", "pending", "sold"]
"""Where a pet is in the shop."""


Animal: TypeAlias = Annotated[Cat | Dog, Discriminator("kind", {"cat": Cat, "dog": Dog})]
"""What kind of animal it is."""
