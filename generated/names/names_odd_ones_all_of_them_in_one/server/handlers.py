"""What a server of Names: odd 'ones' & 'all' {{ of }} them \\ in one must be able to answer: an abstract class for each tag, and the record of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable
from dataclasses import dataclass

from ..operations import (
    ClassRequest,
    ClassResponse,
    GetAByBCRequest,
    GetAByBCResponse,
    GetGetPetResponse,
    GetPetOperationRequest,
    GetPetOperationResponse,
    GetPetRequest,
    ListOperationRequest,
    ListOperationResponse,
    ListRequest,
    ListResponse,
)


class ImportHandlers(ABC):
    """A keyword."""

    @abstractmethod
    def class_(self, request: ClassRequest) -> ClassResponse | Awaitable[ClassResponse]:
        """Return "it" (`GET /class/{def}`)."""


class GrößeMaßHandlers(ABC):
    """Größe & Maß."""

    @abstractmethod
    def list(self, request: ListRequest) -> ListResponse | Awaitable[ListResponse]:
        """`GET /list`."""

    @abstractmethod
    def post_list(self, request: ListOperationRequest) -> ListOperationResponse | Awaitable[ListOperationResponse]:
        """`POST /list`."""


class ModelsHandlers(ABC):
    """Models."""

    @abstractmethod
    def get_get_pet(self, request: GetPetRequest) -> GetPetOperationResponse | Awaitable[GetPetOperationResponse]:
        """`GET /getPet`."""


class DefaultHandlers(ABC):
    """Operations without a tag."""

    @abstractmethod
    def get_pet(self, request: GetPetOperationRequest) -> GetGetPetResponse | Awaitable[GetGetPetResponse]:
        """`GET /get_pet`."""

    @abstractmethod
    def get_a_by_b_c(self, request: GetAByBCRequest) -> GetAByBCResponse | Awaitable[GetAByBCResponse]:
        """`GET /a/{b}.{c}`."""


@dataclass(frozen=True, kw_only=True)
class Handlers:
    """Who answers the operations of each tag."""

    import_: ImportHandlers
    größe_maß: GrößeMaßHandlers
    models_: ModelsHandlers
    default: DefaultHandlers
