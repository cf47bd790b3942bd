"""The request bodies of Petstore, as TypedDicts: for type checkers, and for whoever writes plain dicts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NotRequired, TypeAlias, TypedDict

if TYPE_CHECKING:
    from .models import Animal, Cat, Category, Dog, PetStatus

__all__ = [
    "AnimalDict",
    "CatDict",
    "CategoryDict",
    "DogDict",
    "NewOrderDict",
    "NewPetDict",
    "PetChangesDict",
]


class CatDict(TypedDict):
    kind: Literal["cat"]
    indoor: bool
    """Whether it has to stay inside."""


class CategoryDict(TypedDict):
    """A shelf of the shop; shelves stand in shelves."""

    name: str
    parent: NotRequired[Category | CategoryDict]


class DogDict(TypedDict):
    kind: Literal["dog"]
    barks: bool
    size: NotRequired[Literal["small", "medium", "large"]]
    """Default: `"medium"`."""


class NewOrderDict(TypedDict):
    """An order to be placed."""

    pet_id: int
    gift: NotRequired[bool]
    """Default: `false`."""
    note: NotRequired[str]


class NewPetDict(TypedDict):
    """A pet to be added."""

    name: str
    status: NotRequired[PetStatus]
    """Default: `"available"`."""
    animal: Animal | AnimalDict
    category: NotRequired[Category | CategoryDict]
    labels: NotRequired[dict[str, str]]
    """Free words about the pet."""
    born: NotRequired[date | str | None]


class PetChangesDict(TypedDict):
    """What to change of a pet."""

    name: NotRequired[str]
    status: NotRequired[PetStatus]
    category: NotRequired[Category | CategoryDict | None]
    born: NotRequired[date | str | None]


AnimalDict: TypeAlias = "Cat | CatDict | Dog | DogDict"
"""What kind of animal it is."""
