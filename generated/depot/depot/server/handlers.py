"""What a server of Depot must be able to answer: an abstract class for each tag, and the record of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable
from dataclasses import dataclass

from ..operations import (
    AddPapersRequest,
    AddPapersResponse,
    AddParcelRequest,
    AddParcelResponse,
    FindParcelRequest,
    FindParcelResponse,
    GetLabelRequest,
    GetLabelResponse,
    GetPapersRequest,
    GetPapersResponse,
    GetShelvesRequest,
    GetShelvesResponse,
    ListParcelsRequest,
    ListParcelsResponse,
    MoveShelvesRequest,
    MoveShelvesResponse,
    RemoveParcelRequest,
    RemoveParcelResponse,
    ReplaceParcelRequest,
    ReplaceParcelResponse,
    WriteLabelRequest,
    WriteLabelResponse,
)


class GoodsHandlers(ABC):
    """What is kept."""

    @abstractmethod
    def list_parcels(self, request: ListParcelsRequest) -> ListParcelsResponse | Awaitable[ListParcelsResponse]:
        """Parcels, the newest first (`GET /parcels`)."""

    @abstractmethod
    def add_parcel(self, request: AddParcelRequest) -> AddParcelResponse | Awaitable[AddParcelResponse]:
        """Bring a parcel (`POST /parcels`)."""

    @abstractmethod
    def find_parcel(self, request: FindParcelRequest) -> FindParcelResponse | Awaitable[FindParcelResponse]:
        """One parcel (`GET /parcels/{parcelId}`)."""

    @abstractmethod
    def replace_parcel(self, request: ReplaceParcelRequest) -> ReplaceParcelResponse | Awaitable[ReplaceParcelResponse]:
        """Say anew what it is (`PUT /parcels/{parcelId}`)."""

    @abstractmethod
    def remove_parcel(self, request: RemoveParcelRequest) -> RemoveParcelResponse | Awaitable[RemoveParcelResponse]:
        """Hand a parcel out (`DELETE /parcels/{parcelId}`).

        Deprecated.
        """


class LabelsHandlers(ABC):
    """What is written on a parcel, and its papers."""

    @abstractmethod
    def add_papers(self, request: AddPapersRequest) -> AddPapersResponse | Awaitable[AddPapersResponse]:
        """Add papers to a parcel (`POST /parcels/{parcelId}/papers`)."""

    @abstractmethod
    def get_papers(self, request: GetPapersRequest) -> GetPapersResponse | Awaitable[GetPapersResponse]:
        """The papers of a parcel (`GET /parcels/{parcelId}/papers`)."""

    @abstractmethod
    def write_label(self, request: WriteLabelRequest) -> WriteLabelResponse | Awaitable[WriteLabelResponse]:
        """Write the label (`PUT /parcels/{parcelId}/label`)."""

    @abstractmethod
    def get_label(self, request: GetLabelRequest) -> GetLabelResponse | Awaitable[GetLabelResponse]:
        """The label as it is printed (`GET /parcels/{parcelId}/label`)."""


class ShelvesHandlers(ABC):
    """Where parcels stand."""

    @abstractmethod
    def get_shelves(self, request: GetShelvesRequest) -> GetShelvesResponse | Awaitable[GetShelvesResponse]:
        """Some shelves by their names (`GET /shelves/{names}`)."""

    @abstractmethod
    def move_shelves(self, request: MoveShelvesRequest) -> MoveShelvesResponse | Awaitable[MoveShelvesResponse]:
        """Move parcels from shelf to shelf (`POST /shelves`)."""


@dataclass(frozen=True, kw_only=True)
class Handlers:
    """Who answers the operations of each tag."""

    goods: GoodsHandlers
    labels: LabelsHandlers
    shelves: ShelvesHandlers
