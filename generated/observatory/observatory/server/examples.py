"""Answers made from the contract of Observatory: they stand in until a method of your own does."""

from __future__ import annotations

from collections.abc import Awaitable

from .._runtime.server import example
from ..operations import (
    AddRecords200,
    AddRecordsRequest,
    AddRecordsResponse,
    AddStar201,
    AddStarRequest,
    AddStarResponse,
    CopyStarsByStarId201,
    CopyStarsByStarIdRequest,
    CopyStarsByStarIdResponse,
    CorrectStar200,
    CorrectStarRequest,
    CorrectStarResponse,
    FindInstruments200,
    FindInstrumentsRequest,
    FindInstrumentsResponse,
    FindRecords200,
    FindRecordsRequest,
    FindRecordsResponse,
    GetDome200,
    GetDomeRequest,
    GetDomeResponse,
    GetRecord200,
    GetRecordRequest,
    GetRecordResponse,
    GetStar200,
    GetStarRequest,
    GetStarResponse,
    LinkStar204,
    LinkStarRequest,
    LinkStarResponse,
    ListStars200,
    ListStarsRequest,
    ListStarsResponse,
    PlanNight201,
    PlanNightRequest,
    PlanNightResponse,
    PurgeStar204,
    PurgeStarRequest,
    PurgeStarResponse,
    QueryNights200,
    QueryNightsRequest,
    QueryNightsResponse,
    SearchRecords200,
    SearchRecordsRequest,
    SearchRecordsResponse,
    SearchStars200,
    SearchStarsRequest,
    SearchStarsResponse,
)
from .handlers import DomesHandlers, NightsHandlers, StarsHandlers


class ExampleStars(StarsHandlers):
    """Answers every operation of `StarsHandlers` with an example. Override what you have written."""

    @example
    def list_stars(self, request: ListStarsRequest) -> ListStarsResponse | Awaitable[ListStarsResponse]:
        return ListStars200.parse(
            [
                {"id": 1, "name": "Vega", "magnitude": 0.03, "constellation": "Lyra"},
                {"id": 2, "name": "Altair", "magnitude": 0.76, "constellation": "Aquila"},
            ]
        )

    @example
    def search_stars(self, request: SearchStarsRequest) -> SearchStarsResponse | Awaitable[SearchStarsResponse]:
        return SearchStars200.parse(
            [
                {"id": 1, "name": "Vega", "magnitude": 0.03, "constellation": "Lyra"},
                {"id": 2, "name": "Altair", "magnitude": 0.76, "constellation": "Aquila"},
            ]
        )

    @example
    def add_star(self, request: AddStarRequest) -> AddStarResponse | Awaitable[AddStarResponse]:
        return AddStar201.parse({"id": 1, "name": "Vega", "magnitude": 0.03, "constellation": "Lyra"})

    @example
    def get_star(self, request: GetStarRequest) -> GetStarResponse | Awaitable[GetStarResponse]:
        return GetStar200.parse({"id": 1, "name": "Vega", "magnitude": 0.03, "constellation": "Lyra"})

    @example
    def correct_star(self, request: CorrectStarRequest) -> CorrectStarResponse | Awaitable[CorrectStarResponse]:
        return CorrectStar200.parse({"id": 1, "name": "Vega", "magnitude": 0.03, "constellation": "Lyra"})

    @example
    def copy_stars_by_star_id(
        self, request: CopyStarsByStarIdRequest
    ) -> CopyStarsByStarIdResponse | Awaitable[CopyStarsByStarIdResponse]:
        return CopyStarsByStarId201.parse({"id": 1, "name": "Vega", "magnitude": 0.03, "constellation": "Lyra"})

    @example
    def link_star(self, request: LinkStarRequest) -> LinkStarResponse | Awaitable[LinkStarResponse]:
        return LinkStar204()

    @example
    def purge_star(self, request: PurgeStarRequest) -> PurgeStarResponse | Awaitable[PurgeStarResponse]:
        return PurgeStar204()


class ExampleDomes(DomesHandlers):
    """Answers every operation of `DomesHandlers` with an example. Override what you have written."""

    @example
    def get_dome(self, request: GetDomeRequest) -> GetDomeResponse | Awaitable[GetDomeResponse]:
        return GetDome200.parse({"id": "id", "open": True, "instruments": [{"name": "name", "aperture": 1.5}]})

    @example
    def find_instruments(
        self, request: FindInstrumentsRequest
    ) -> FindInstrumentsResponse | Awaitable[FindInstrumentsResponse]:
        return FindInstruments200.parse([{"name": "name", "aperture": 1.5}])


class ExampleNights(NightsHandlers):
    """Answers every operation of `NightsHandlers` with an example. Override what you have written."""

    @example
    def plan_night(self, request: PlanNightRequest) -> PlanNightResponse | Awaitable[PlanNightResponse]:
        return PlanNight201.parse({"date": "2024-01-01", "dome": "dome", "targets": [1]})

    @example
    def query_nights(self, request: QueryNightsRequest) -> QueryNightsResponse | Awaitable[QueryNightsResponse]:
        return QueryNights200.parse([{"date": "2024-01-01", "dome": "dome", "targets": [1]}])

    @example
    def find_records(self, request: FindRecordsRequest) -> FindRecordsResponse | Awaitable[FindRecordsResponse]:
        return FindRecords200.parse([{"kind": "image", "star": 1, "seconds": 1.5}])

    @example
    def add_records(self, request: AddRecordsRequest) -> AddRecordsResponse | Awaitable[AddRecordsResponse]:
        return AddRecords200.parse({"count": 1})

    @example
    def search_records(self, request: SearchRecordsRequest) -> SearchRecordsResponse | Awaitable[SearchRecordsResponse]:
        return SearchRecords200.parse([{"kind": "image", "star": 1, "seconds": 1.5}])

    @example
    def get_record(self, request: GetRecordRequest) -> GetRecordResponse | Awaitable[GetRecordResponse]:
        return GetRecord200.parse({"kind": "image", "star": 1, "seconds": 1.5})
