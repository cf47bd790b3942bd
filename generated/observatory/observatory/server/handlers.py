"""What a server of Observatory must be able to answer: an abstract class for each tag, and the record of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable
from dataclasses import dataclass

from ..operations import (
    AddRecordsRequest,
    AddRecordsResponse,
    AddStarRequest,
    AddStarResponse,
    CopyStarsByStarIdRequest,
    CopyStarsByStarIdResponse,
    CorrectStarRequest,
    CorrectStarResponse,
    FindInstrumentsRequest,
    FindInstrumentsResponse,
    FindRecordsRequest,
    FindRecordsResponse,
    GetDomeRequest,
    GetDomeResponse,
    GetRecordRequest,
    GetRecordResponse,
    GetStarRequest,
    GetStarResponse,
    LinkStarRequest,
    LinkStarResponse,
    ListStarsRequest,
    ListStarsResponse,
    PlanNightRequest,
    PlanNightResponse,
    PurgeStarRequest,
    PurgeStarResponse,
    QueryNightsRequest,
    QueryNightsResponse,
    SearchRecordsRequest,
    SearchRecordsResponse,
    SearchStarsRequest,
    SearchStarsResponse,
)


class StarsHandlers(ABC):
    """Stars.

    The catalogue, one entry for a star.

    Part of `sky`.
    """

    @abstractmethod
    def list_stars(self, request: ListStarsRequest) -> ListStarsResponse | Awaitable[ListStarsResponse]:
        """Every star of the catalogue (`GET /stars`)."""

    @abstractmethod
    def search_stars(self, request: SearchStarsRequest) -> SearchStarsResponse | Awaitable[SearchStarsResponse]:
        """Stars that fit a question (`QUERY /stars`).

        The question is too long for a URL, and asking changes nothing.
        """

    @abstractmethod
    def add_star(self, request: AddStarRequest) -> AddStarResponse | Awaitable[AddStarResponse]:
        """Add a star (`POST /stars`)."""

    @abstractmethod
    def get_star(self, request: GetStarRequest) -> GetStarResponse | Awaitable[GetStarResponse]:
        """One star (`GET /stars/{starId}`)."""

    @abstractmethod
    def correct_star(self, request: CorrectStarRequest) -> CorrectStarResponse | Awaitable[CorrectStarResponse]:
        """Correct what is known of a star (`PUT /stars/{starId}`)."""

    @abstractmethod
    def copy_stars_by_star_id(
        self, request: CopyStarsByStarIdRequest
    ) -> CopyStarsByStarIdResponse | Awaitable[CopyStarsByStarIdResponse]:
        """Copy a star, to correct the copy (`COPY /stars/{starId}`)."""

    @abstractmethod
    def link_star(self, request: LinkStarRequest) -> LinkStarResponse | Awaitable[LinkStarResponse]:
        """Say that a star belongs to another one (`LINK /stars/{starId}`)."""

    @abstractmethod
    def purge_star(self, request: PurgeStarRequest) -> PurgeStarResponse | Awaitable[PurgeStarResponse]:
        """Remove a star from every cache (`purge /stars/{starId}`).

        The method is written in lower case, and `PURGE` is another one.

        Deprecated.
        """


class DomesHandlers(ABC):
    """Domes and their shutters.

    Part of `building`.
    """

    @abstractmethod
    def get_dome(self, request: GetDomeRequest) -> GetDomeResponse | Awaitable[GetDomeResponse]:
        """One dome (`GET /domes/{domeId}`)."""

    @abstractmethod
    def find_instruments(
        self, request: FindInstrumentsRequest
    ) -> FindInstrumentsResponse | Awaitable[FindInstrumentsResponse]:
        """The instruments of a dome that answer (`M-SEARCH /domes/{domeId}`)."""


class NightsHandlers(ABC):
    """What was planned for a night, and what was seen.

    Part of `sky`.
    """

    @abstractmethod
    def plan_night(self, request: PlanNightRequest) -> PlanNightResponse | Awaitable[PlanNightResponse]:
        """Plan a night (`POST /nights`)."""

    @abstractmethod
    def query_nights(self, request: QueryNightsRequest) -> QueryNightsResponse | Awaitable[QueryNightsResponse]:
        """Nights that were planned (`QUERY /nights`)."""

    @abstractmethod
    def find_records(self, request: FindRecordsRequest) -> FindRecordsResponse | Awaitable[FindRecordsResponse]:
        """Records of what was seen, as they are found (`GET /records`)."""

    @abstractmethod
    def add_records(self, request: AddRecordsRequest) -> AddRecordsResponse | Awaitable[AddRecordsResponse]:
        """Hand in the records of a night, as many as there are (`POST /records`)."""

    @abstractmethod
    def search_records(self, request: SearchRecordsRequest) -> SearchRecordsResponse | Awaitable[SearchRecordsResponse]:
        """Records that fit a question in JSON (`GET /records/search`)."""

    @abstractmethod
    def get_record(self, request: GetRecordRequest) -> GetRecordResponse | Awaitable[GetRecordResponse]:
        """A record, by where it is kept (`GET /records/{place}`)."""


@dataclass(frozen=True, kw_only=True)
class Handlers:
    """Who answers the operations of each tag."""

    stars: StarsHandlers
    domes: DomesHandlers
    nights: NightsHandlers
