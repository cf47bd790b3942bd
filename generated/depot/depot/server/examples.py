"""Answers made from the contract of Depot: they stand in until a method of your own does."""

from __future__ import annotations

from collections.abc import Awaitable

from .._runtime.server import example
from ..operations import (
    AddPapers201,
    AddPapersRequest,
    AddPapersResponse,
    AddParcel201,
    AddParcelRequest,
    AddParcelResponse,
    FindParcel200,
    FindParcelRequest,
    FindParcelResponse,
    GetLabel200,
    GetLabelRequest,
    GetLabelResponse,
    GetPapers200,
    GetPapersRequest,
    GetPapersResponse,
    GetShelves200,
    GetShelvesRequest,
    GetShelvesResponse,
    ListParcels200,
    ListParcelsRequest,
    ListParcelsResponse,
    MoveShelves200,
    MoveShelvesRequest,
    MoveShelvesResponse,
    RemoveParcel204,
    RemoveParcelRequest,
    RemoveParcelResponse,
    ReplaceParcel200,
    ReplaceParcelRequest,
    ReplaceParcelResponse,
    WriteLabel204,
    WriteLabelRequest,
    WriteLabelResponse,
)
from .handlers import GoodsHandlers, LabelsHandlers, ShelvesHandlers


class ExampleGoods(GoodsHandlers):
    """Answers every operation of `GoodsHandlers` with an example. Override what you have written."""

    @example
    def list_parcels(self, request: ListParcelsRequest) -> ListParcelsResponse | Awaitable[ListParcelsResponse]:
        return ListParcels200.parse([{"kind": "Box", "id": 7, "weight": 1.5, "state": "stored", "stacked": True}])

    @example
    def add_parcel(self, request: AddParcelRequest) -> AddParcelResponse | Awaitable[AddParcelResponse]:
        return AddParcel201.parse(
            {
                "kind": "Parcel",
                "id": 1,
                "weight": 1.5,
                "state": "waiting",
                "owner": "owner",
                "shelf": {"name": "name", "free": 1},
            }
        )

    @example
    def find_parcel(self, request: FindParcelRequest) -> FindParcelResponse | Awaitable[FindParcelResponse]:
        return FindParcel200.parse(
            {
                "kind": "Parcel",
                "id": 1,
                "weight": 1.5,
                "state": "waiting",
                "owner": "owner",
                "shelf": {"name": "name", "free": 1},
            }
        )

    @example
    def replace_parcel(self, request: ReplaceParcelRequest) -> ReplaceParcelResponse | Awaitable[ReplaceParcelResponse]:
        return ReplaceParcel200.parse(
            {
                "kind": "Parcel",
                "id": 1,
                "weight": 1.5,
                "state": "waiting",
                "owner": "owner",
                "shelf": {"name": "name", "free": 1},
            }
        )

    @example
    def remove_parcel(self, request: RemoveParcelRequest) -> RemoveParcelResponse | Awaitable[RemoveParcelResponse]:
        return RemoveParcel204()


class ExampleLabels(LabelsHandlers):
    """Answers every operation of `LabelsHandlers` with an example. Override what you have written."""

    @example
    def add_papers(self, request: AddPapersRequest) -> AddPapersResponse | Awaitable[AddPapersResponse]:
        return AddPapers201()

    @example
    def get_papers(self, request: GetPapersRequest) -> GetPapersResponse | Awaitable[GetPapersResponse]:
        return GetPapers200.parse(b"example")

    @example
    def write_label(self, request: WriteLabelRequest) -> WriteLabelResponse | Awaitable[WriteLabelResponse]:
        return WriteLabel204()

    @example
    def get_label(self, request: GetLabelRequest) -> GetLabelResponse | Awaitable[GetLabelResponse]:
        return GetLabel200.parse("string")


class ExampleShelves(ShelvesHandlers):
    """Answers every operation of `ShelvesHandlers` with an example. Override what you have written."""

    @example
    def get_shelves(self, request: GetShelvesRequest) -> GetShelvesResponse | Awaitable[GetShelvesResponse]:
        return GetShelves200.parse([{"name": "name", "free": 1}])

    @example
    def move_shelves(self, request: MoveShelvesRequest) -> MoveShelvesResponse | Awaitable[MoveShelvesResponse]:
        return MoveShelves200.parse(1)
