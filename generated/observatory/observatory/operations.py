"""The operations of Observatory: what each takes and answers. Server and client share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from pydantic import MISSING

from ._runtime.core import (
    JsonLines,
    Operation,
    Request,
    Response,
    SecurityScheme,
    ServerSentEvents,
    UploadedItems,
    api_key,
    body,
    cookie,
    form,
    header,
    http,
    items,
    path,
    query,
    querystring,
)
from ._runtime.core.xml import XmlDocuments
from .models import (
    AddRecords200Body,
    Dome,
    FindRecordsWanted,
    Instrument,
    InstrumentFilter,
    LinkStarBody,
    NewStar,
    Night,
    Problem,
    QueryNightsBody,
    Record,
    SearchRecordsQuestion,
    Sheet,
    Star,
    StarQuery,
)

BASE_PATH = "/v1"
"""What comes before the path of every operation."""

SECURITY_SCHEMES: Mapping[str, SecurityScheme] = {
    "device": http("bearer"),
    "key": api_key("header", "X-Observatory-Key"),
}
"""How callers show who they are."""

XML = XmlDocuments()
"""How XML bodies are read and written."""


class Unknown401(Response):
    """Nobody knows who is asking."""

    status: ClassVar[Literal[401]] = 401
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


class Forbidden403(Response):
    """The caller may not do this."""

    status: ClassVar[Literal[403]] = 403
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


class Invalid422(Response):
    """The request is not valid."""

    status: ClassVar[Literal[422]] = 422
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


class Missing404(Response):
    """There is no such thing."""

    status: ClassVar[Literal[404]] = 404
    media_types: ClassVar[tuple[str, ...]] = ("application/problem+json",)
    body: Problem


class ListStarsRequest(Request):
    """What `list_stars` receives."""


class ListStars200(Response):
    """The stars, the brightest first."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: list[Star]


ListStarsResponse: TypeAlias = ListStars200

LIST_STARS: Operation[ListStarsRequest, ListStarsResponse, list[Star]] = Operation(
    id="listStars",
    method="GET",
    path="/stars",
    request=ListStarsRequest,
    responses={
        "200": ListStars200,
    },
)


class SearchStarsRequest(Request):
    """What `search_stars` receives."""

    body: StarQuery


class SearchStars200(Response):
    """The stars that fit, the brightest first."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    headers = (header("Content-Location", "content_location"),)
    body: list[Star]
    content_location: str | MISSING = MISSING
    """Where the answer can be had again."""


SearchStarsResponse: TypeAlias = SearchStars200 | Unknown401 | Forbidden403 | Invalid422

SEARCH_STARS: Operation[SearchStarsRequest, SearchStarsResponse, list[Star]] = Operation(
    id="searchStars",
    method="QUERY",
    path="/stars",
    request=SearchStarsRequest,
    body=body("application/json", required=True),
    responses={
        "200": SearchStars200,
        "401": Unknown401,
        "403": Forbidden403,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class AddStarRequest(Request):
    """What `add_star` receives."""

    body: NewStar


class AddStar201(Response):
    """The star was added."""

    status: ClassVar[Literal[201]] = 201
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Star


AddStarResponse: TypeAlias = AddStar201 | Unknown401 | Forbidden403 | Invalid422

ADD_STAR: Operation[AddStarRequest, AddStarResponse, Star] = Operation(
    id="addStar",
    method="POST",
    path="/stars",
    request=AddStarRequest,
    body=body("application/json", required=True),
    responses={
        "201": AddStar201,
        "401": Unknown401,
        "403": Forbidden403,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class GetStarRequest(Request):
    """What `get_star` receives."""

    star_id: int


class GetStar200(Response):
    """The star."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Star


GetStarResponse: TypeAlias = GetStar200 | Missing404

GET_STAR: Operation[GetStarRequest, GetStarResponse, Star] = Operation(
    id="getStar",
    method="GET",
    path="/stars/{starId}",
    request=GetStarRequest,
    parameters=(path("starId", "star_id"),),
    responses={
        "200": GetStar200,
        "404": Missing404,
    },
)


class CorrectStarRequest(Request):
    """What `correct_star` receives."""

    star_id: int
    body: NewStar


class CorrectStar200(Response):
    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Star


CorrectStarResponse: TypeAlias = CorrectStar200 | Unknown401 | Forbidden403 | Missing404 | Invalid422

CORRECT_STAR: Operation[CorrectStarRequest, CorrectStarResponse, Star] = Operation(
    id="correctStar",
    method="PUT",
    path="/stars/{starId}",
    request=CorrectStarRequest,
    parameters=(path("starId", "star_id"),),
    body=body("application/json", required=True),
    responses={
        "200": CorrectStar200,
        "401": Unknown401,
        "403": Forbidden403,
        "404": Missing404,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class CopyStarsByStarIdRequest(Request):
    """What `copy_stars_by_star_id` receives."""

    star_id: int
    x_copies: int = 1
    """How many copies to make."""


class CopyStarsByStarId201(Response):
    """The copy."""

    status: ClassVar[Literal[201]] = 201
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Star


CopyStarsByStarIdResponse: TypeAlias = CopyStarsByStarId201 | Unknown401 | Forbidden403 | Missing404 | Invalid422

COPY_STARS_BY_STAR_ID: Operation[CopyStarsByStarIdRequest, CopyStarsByStarIdResponse, Star] = Operation(
    id="COPY /stars/{starId}",
    method="COPY",
    path="/stars/{starId}",
    request=CopyStarsByStarIdRequest,
    parameters=(
        path("starId", "star_id"),
        header("X-Copies", "x_copies"),
    ),
    responses={
        "201": CopyStarsByStarId201,
        "401": Unknown401,
        "403": Forbidden403,
        "404": Missing404,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class LinkStarRequest(Request):
    """What `link_star` receives."""

    star_id: int
    body: LinkStarBody


class LinkStar204(Response):
    """The stars are linked."""

    status: ClassVar[Literal[204]] = 204


LinkStarResponse: TypeAlias = LinkStar204 | Unknown401 | Forbidden403 | Missing404 | Invalid422

LINK_STAR: Operation[LinkStarRequest, LinkStarResponse, None] = Operation(
    id="linkStar",
    method="LINK",
    path="/stars/{starId}",
    request=LinkStarRequest,
    parameters=(path("starId", "star_id"),),
    body=body("application/json", required=True),
    responses={
        "204": LinkStar204,
        "401": Unknown401,
        "403": Forbidden403,
        "404": Missing404,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class PurgeStarRequest(Request):
    """What `purge_star` receives."""

    star_id: int


class PurgeStar204(Response):
    status: ClassVar[Literal[204]] = 204


PurgeStarResponse: TypeAlias = PurgeStar204 | Unknown401 | Forbidden403 | Missing404

PURGE_STAR: Operation[PurgeStarRequest, PurgeStarResponse, None] = Operation(
    id="purgeStar",
    method="purge",
    path="/stars/{starId}",
    request=PurgeStarRequest,
    parameters=(path("starId", "star_id"),),
    responses={
        "204": PurgeStar204,
        "401": Unknown401,
        "403": Forbidden403,
        "404": Missing404,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class GetDomeRequest(Request):
    """What `get_dome` receives."""

    dome_id: str


class GetDome200(Response):
    """The dome."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Dome


GetDomeResponse: TypeAlias = GetDome200 | Unknown401 | Forbidden403 | Missing404

GET_DOME: Operation[GetDomeRequest, GetDomeResponse, Dome] = Operation(
    id="getDome",
    method="GET",
    path="/domes/{domeId}",
    request=GetDomeRequest,
    parameters=(path("domeId", "dome_id"),),
    responses={
        "200": GetDome200,
        "401": Unknown401,
        "403": Forbidden403,
        "404": Missing404,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class FindInstrumentsRequest(Request):
    """What `find_instruments` receives."""

    dome_id: str
    filter: InstrumentFilter | MISSING = MISSING
    """What the instruments must be able to do."""


class FindInstruments200(Response):
    """The instruments."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: list[Instrument]


FindInstrumentsResponse: TypeAlias = FindInstruments200 | Unknown401 | Forbidden403 | Missing404 | Invalid422

FIND_INSTRUMENTS: Operation[FindInstrumentsRequest, FindInstrumentsResponse, list[Instrument]] = Operation(
    id="findInstruments",
    method="M-SEARCH",
    path="/domes/{domeId}",
    request=FindInstrumentsRequest,
    parameters=(
        path("domeId", "dome_id"),
        query("filter", "filter", media_type="application/json"),
    ),
    responses={
        "200": FindInstruments200,
        "401": Unknown401,
        "403": Forbidden403,
        "404": Missing404,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class PlanNightRequest(Request):
    """What `plan_night` receives."""

    body: Night


class PlanNight201(Response):
    """The night is planned."""

    status: ClassVar[Literal[201]] = 201
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Night


PlanNightResponse: TypeAlias = PlanNight201 | Unknown401 | Forbidden403 | Invalid422

PLAN_NIGHT: Operation[PlanNightRequest, PlanNightResponse, Night] = Operation(
    id="planNight",
    method="POST",
    path="/nights",
    request=PlanNightRequest,
    body=body("application/json", required=True),
    responses={
        "201": PlanNight201,
        "401": Unknown401,
        "403": Forbidden403,
        "422": Invalid422,
    },
    security=({"device": ("nights",)},),
)


class QueryNightsRequest(Request):
    """What `query_nights` receives."""

    body: QueryNightsBody | MISSING = MISSING


class QueryNights200(Response):
    """The nights."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: list[Night]


QueryNightsResponse: TypeAlias = QueryNights200 | Unknown401 | Forbidden403 | Invalid422

QUERY_NIGHTS: Operation[QueryNightsRequest, QueryNightsResponse, list[Night]] = Operation(
    id="QUERY /nights",
    method="QUERY",
    path="/nights",
    request=QueryNightsRequest,
    body=body("application/json"),
    responses={
        "200": QueryNights200,
        "401": Unknown401,
        "403": Forbidden403,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class FindRecordsRequest(Request):
    """What `find_records` receives."""

    wanted: FindRecordsWanted | MISSING = MISSING
    """The whole query string is a form."""


class FindRecords200(Response):
    """The records, one after the other."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json-seq", "application/jsonl")
    body: JsonLines[Record]
    media_type: Literal["application/json-seq", "application/jsonl"] | MISSING = MISSING


FindRecordsResponse: TypeAlias = FindRecords200 | Unknown401 | Forbidden403 | Invalid422

FIND_RECORDS: Operation[FindRecordsRequest, FindRecordsResponse, JsonLines[Record]] = Operation(
    id="findRecords",
    method="GET",
    path="/records",
    request=FindRecordsRequest,
    parameters=(querystring("wanted", "wanted", form({"words": "pipeDelimited"})),),
    responses={
        "200": FindRecords200,
        "401": Unknown401,
        "403": Forbidden403,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class AddRecordsRequest(Request):
    """What `add_records` receives."""

    body: UploadedItems[Record]


class AddRecords200(Response):
    """How many records there were."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: AddRecords200Body


AddRecordsResponse: TypeAlias = AddRecords200 | Unknown401 | Forbidden403 | Invalid422

ADD_RECORDS: Operation[AddRecordsRequest, AddRecordsResponse, AddRecords200Body] = Operation(
    id="addRecords",
    method="POST",
    path="/records",
    request=AddRecordsRequest,
    body=body(items("application/jsonl"), items("application/json-seq"), required=True),
    responses={
        "200": AddRecords200,
        "401": Unknown401,
        "403": Forbidden403,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class SearchRecordsRequest(Request):
    """What `search_records` receives."""

    question: SearchRecordsQuestion
    lens: str | MISSING = MISSING
    """Not percent-encoded."""

    domes: list[int] | MISSING = MISSING


class SearchRecords200(Response):
    """Each record as an event."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("text/event-stream",)
    body: ServerSentEvents[Record]


SearchRecordsResponse: TypeAlias = SearchRecords200 | Unknown401 | Forbidden403 | Invalid422

SEARCH_RECORDS: Operation[SearchRecordsRequest, SearchRecordsResponse, ServerSentEvents[Record]] = Operation(
    id="searchRecords",
    method="GET",
    path="/records/search",
    request=SearchRecordsRequest,
    parameters=(
        querystring("question", "question", "application/json", required=True),
        cookie("lens", "lens", style="cookie"),
        cookie("domes", "domes", style="cookie"),
    ),
    responses={
        "200": SearchRecords200,
        "401": Unknown401,
        "403": Forbidden403,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
)


class GetRecordRequest(Request):
    """What `get_record` receives."""

    place: str
    selector: str | MISSING = MISSING
    """The whole query string is a text."""


class GetRecord200(Response):
    """The record, as XML or JSON."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json", "application/xml")
    body: Record | Sheet
    media_type: Literal["application/json", "application/xml"] | MISSING = MISSING


GetRecordResponse: TypeAlias = GetRecord200 | Unknown401 | Forbidden403 | Missing404 | Invalid422

GET_RECORD: Operation[GetRecordRequest, GetRecordResponse, Record | Sheet] = Operation(
    id="getRecord",
    method="GET",
    path="/records/{place}",
    request=GetRecordRequest,
    parameters=(
        path("place", "place", allow_reserved=True),
        querystring("selector", "selector", "text/plain"),
    ),
    responses={
        "200": GetRecord200,
        "401": Unknown401,
        "403": Forbidden403,
        "404": Missing404,
        "422": Invalid422,
    },
    security=(
        {"device": ("catalogue",)},
        {"key": ()},
    ),
    xml=XML,
)
