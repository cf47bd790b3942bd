"""The operations of Depot: what each takes and answers. Server and client share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from pydantic import MISSING

from ._runtime.core import (
    BinaryContent,
    Operation,
    Request,
    Response,
    SecurityScheme,
    TextPieces,
    api_key,
    body,
    encoding,
    form,
    header,
    http,
    path,
    query,
)
from ._runtime.core.xml import XmlDocuments
from .models import AddPapersBody, AnyParcel, MoveShelvesBody, NewParcel, Problem, Shelf, ShelfFree, WriteLabelBody

BASE_PATH = "/v1"
"""What comes before the path of every operation."""

SECURITY_SCHEMES: Mapping[str, SecurityScheme] = {
    "key": api_key("header", "X-Depot-Key"),
    "link": api_key("query", "key"),
    "clerk": http("basic"),
    "portal": http("bearer"),
    "browser": http("bearer"),
    "robot": http("bearer", token_url="https://depot.example.com/token"),
    "phone": http("bearer"),
}
"""How callers show who they are."""

XML = XmlDocuments()
"""How XML bodies are read and written."""


class Anonymous401(Response):
    """Nobody knows who asks."""

    status: ClassVar[Literal[401]] = 401


class Forbidden403(Response):
    """It is not for whoever asks."""

    status: ClassVar[Literal[403]] = 403


class Invalid422(Response):
    """The request is not what the contract asks for."""

    status: ClassVar[Literal[422]] = 422
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    headers = (header("X-Faults", "x_faults"),)
    body: Problem
    x_faults: int | MISSING = MISSING
    """How many faults there are."""


class Missing404(Response):
    """There is no such thing."""

    status: ClassVar[Literal[404]] = 404
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Problem


class ListParcelsRequest(Request):
    """What `list_parcels` receives."""

    limit: int = 20
    """How many to answer with at most."""

    state: list[Literal["waiting", "stored", "gone"]] | MISSING = MISSING
    ids: list[int] | MISSING = MISSING
    words: list[str] | MISSING = MISSING
    sizes: list[float] | MISSING = MISSING
    heavy: bool | Literal[""] | MISSING = MISSING
    trace_id: str | MISSING = MISSING


class ListParcels200(Response):
    """Some parcels."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json", "application/xml")
    headers = (
        header("X-Total", "x_total"),
        header("X-Shelves", "shelf_names"),
    )
    body: list[AnyParcel]
    x_total: int | MISSING = MISSING
    """How many there are."""

    shelf_names: list[str] | MISSING = MISSING
    """Where they stand."""

    media_type: Literal["application/json", "application/xml"] | MISSING = MISSING


class ListParcels422(Response):
    """The request is not what the contract asks for."""

    status: ClassVar[Literal[422]] = 422
    media_types: ClassVar[tuple[str, ...]] = ("application/json", "application/xml")
    headers = (header("X-Faults", "x_faults"),)
    body: Problem
    x_faults: int | MISSING = MISSING
    """How many faults there are."""

    media_type: Literal["application/json", "application/xml"] | MISSING = MISSING


ListParcelsResponse: TypeAlias = ListParcels200 | Anonymous401 | Forbidden403 | ListParcels422

LIST_PARCELS: Operation[ListParcelsRequest, ListParcelsResponse, list[AnyParcel]] = Operation(
    id="listParcels",
    method="GET",
    path="/parcels",
    request=ListParcelsRequest,
    parameters=(
        query("limit", "limit"),
        query("state", "state"),
        query("ids", "ids", explode=False),
        query("words", "words", style="spaceDelimited"),
        query("sizes", "sizes", style="pipeDelimited"),
        query("heavy", "heavy"),
        header("X-Trace", "trace_id"),
    ),
    responses={
        "200": ListParcels200,
        "401": Anonymous401,
        "403": Forbidden403,
        "422": ListParcels422,
    },
    security=(
        {"key": ()},
        {"portal": ("parcels:read",)},
    ),
    xml=XML,
)


class AddParcelRequest(Request):
    """What `add_parcel` receives."""

    trace_id: str | MISSING = MISSING
    body: NewParcel
    """What is brought."""


class AddParcel201(Response):
    """It is stored."""

    status: ClassVar[Literal[201]] = 201
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    headers = (header("Location", "location"),)
    body: AnyParcel
    location: str | MISSING = MISSING
    """Where it is."""


AddParcelResponse: TypeAlias = AddParcel201 | Anonymous401 | Forbidden403 | Invalid422

ADD_PARCEL: Operation[AddParcelRequest, AddParcelResponse, AnyParcel] = Operation(
    id="addParcel",
    method="POST",
    path="/parcels",
    request=AddParcelRequest,
    parameters=(header("X-Trace", "trace_id"),),
    body=body("application/json", "application/xml", required=True),
    responses={
        "201": AddParcel201,
        "401": Anonymous401,
        "403": Forbidden403,
        "422": Invalid422,
    },
    security=(
        {"portal": ("parcels:write",)},
        {"clerk": ()},
    ),
    xml=XML,
)


class FindParcelRequest(Request):
    """What `find_parcel` receives."""

    parcel_id: int


class FindParcel200(Response):
    """The parcel."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: AnyParcel


FindParcelResponse: TypeAlias = FindParcel200 | Anonymous401 | Forbidden403 | Missing404

FIND_PARCEL: Operation[FindParcelRequest, FindParcelResponse, AnyParcel] = Operation(
    id="getParcel",
    method="GET",
    path="/parcels/{parcelId}",
    request=FindParcelRequest,
    parameters=(path("parcelId", "parcel_id"),),
    responses={
        "200": FindParcel200,
        "401": Anonymous401,
        "403": Forbidden403,
        "404": Missing404,
    },
    security=(
        {"key": ()},
        {"portal": ("parcels:read",)},
    ),
)


class ReplaceParcelRequest(Request):
    """What `replace_parcel` receives."""

    parcel_id: int
    body: NewParcel | MISSING = MISSING


class ReplaceParcel200(Response):
    """The parcel as it is now."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: AnyParcel


ReplaceParcelResponse: TypeAlias = ReplaceParcel200 | Anonymous401 | Forbidden403 | Missing404 | Invalid422

REPLACE_PARCEL: Operation[ReplaceParcelRequest, ReplaceParcelResponse, AnyParcel] = Operation(
    id="replaceParcel",
    method="PUT",
    path="/parcels/{parcelId}",
    request=ReplaceParcelRequest,
    parameters=(path("parcelId", "parcel_id"),),
    body=body("application/json"),
    responses={
        "200": ReplaceParcel200,
        "401": Anonymous401,
        "403": Forbidden403,
        "404": Missing404,
        "422": Invalid422,
    },
    security=(
        {"key": ()},
        {"portal": ("parcels:read",)},
    ),
)


class RemoveParcelRequest(Request):
    """What `remove_parcel` receives."""

    parcel_id: int


class RemoveParcel204(Response):
    """It is gone."""

    status: ClassVar[Literal[204]] = 204


RemoveParcelResponse: TypeAlias = RemoveParcel204 | Anonymous401 | Forbidden403 | Missing404

REMOVE_PARCEL: Operation[RemoveParcelRequest, RemoveParcelResponse, None] = Operation(
    id="removeParcel",
    method="DELETE",
    path="/parcels/{parcelId}",
    request=RemoveParcelRequest,
    parameters=(path("parcelId", "parcel_id"),),
    responses={
        "204": RemoveParcel204,
        "401": Anonymous401,
        "403": Forbidden403,
        "404": Missing404,
    },
    security=(
        {"key": ()},
        {"portal": ("parcels:read",)},
    ),
)


class AddPapersRequest(Request):
    """What `add_papers` receives."""

    parcel_id: int
    body: AddPapersBody


class AddPapers201(Response):
    """They are kept."""

    status: ClassVar[Literal[201]] = 201


AddPapersResponse: TypeAlias = AddPapers201 | Anonymous401 | Forbidden403 | Missing404 | Invalid422

ADD_PAPERS: Operation[AddPapersRequest, AddPapersResponse, None] = Operation(
    id="addPapers",
    method="POST",
    path="/parcels/{parcelId}/papers",
    request=AddPapersRequest,
    parameters=(path("parcelId", "parcel_id"),),
    body=body(form(media_type="multipart/form-data", files=("paper",)), required=True),
    responses={
        "201": AddPapers201,
        "401": Anonymous401,
        "403": Forbidden403,
        "404": Missing404,
        "422": Invalid422,
    },
    security=(
        {"key": ()},
        {"portal": ("parcels:read",)},
    ),
)


class GetPapersRequest(Request):
    """What `get_papers` receives."""

    parcel_id: int


class GetPapers200(Response):
    """The papers."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/pdf",)
    body: BinaryContent


class GetPapers404(Response):
    """There are none."""

    status: ClassVar[Literal[404]] = 404


GetPapersResponse: TypeAlias = GetPapers200 | Anonymous401 | Forbidden403 | GetPapers404

GET_PAPERS: Operation[GetPapersRequest, GetPapersResponse, bytes] = Operation(
    id="getPapers",
    method="GET",
    path="/parcels/{parcelId}/papers",
    request=GetPapersRequest,
    parameters=(path("parcelId", "parcel_id"),),
    responses={
        "200": GetPapers200,
        "401": Anonymous401,
        "403": Forbidden403,
        "404": GetPapers404,
    },
    security=(
        {"key": ()},
        {"portal": ("parcels:read",)},
    ),
)


class WriteLabelRequest(Request):
    """What `write_label` receives."""

    parcel_id: int
    body: WriteLabelBody


class WriteLabel204(Response):
    """It is written."""

    status: ClassVar[Literal[204]] = 204


WriteLabelResponse: TypeAlias = WriteLabel204 | Anonymous401 | Forbidden403 | Missing404 | Invalid422

WRITE_LABEL: Operation[WriteLabelRequest, WriteLabelResponse, None] = Operation(
    id="writeLabel",
    method="PUT",
    path="/parcels/{parcelId}/label",
    request=WriteLabelRequest,
    parameters=(path("parcelId", "parcel_id"),),
    body=body("application/x-www-form-urlencoded", "multipart/form-data", required=True),
    responses={
        "204": WriteLabel204,
        "401": Anonymous401,
        "403": Forbidden403,
        "404": Missing404,
        "422": Invalid422,
    },
    security=(
        {"key": ()},
        {"portal": ("parcels:read",)},
    ),
)


class GetLabelRequest(Request):
    """What `get_label` receives."""

    parcel_id: int


class GetLabel200(Response):
    """The label."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("text/plain",)
    body: str | TextPieces


class GetLabel404(Response):
    """There is none."""

    status: ClassVar[Literal[404]] = 404


GetLabelResponse: TypeAlias = GetLabel200 | GetLabel404

GET_LABEL: Operation[GetLabelRequest, GetLabelResponse, str] = Operation(
    id="getLabel",
    method="GET",
    path="/parcels/{parcelId}/label",
    request=GetLabelRequest,
    parameters=(path("parcelId", "parcel_id"),),
    responses={
        "200": GetLabel200,
        "404": GetLabel404,
    },
)


class GetShelvesRequest(Request):
    """What `get_shelves` receives."""

    names: list[str]
    x_fields: list[Literal["name", "free"]] | MISSING = MISSING


class GetShelves200(Response):
    """The shelves."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: list[Shelf]


class GetShelvesDefault(Response):
    """Something is wrong."""

    status: int
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Problem


GetShelvesResponse: TypeAlias = GetShelves200 | GetShelvesDefault

GET_SHELVES: Operation[GetShelvesRequest, GetShelvesResponse, list[Shelf]] = Operation(
    id="getShelves",
    method="GET",
    path="/shelves/{names}",
    request=GetShelvesRequest,
    parameters=(
        path("names", "names"),
        header("X-Fields", "x_fields"),
    ),
    responses={
        "200": GetShelves200,
        "default": GetShelvesDefault,
    },
    security=(
        {"key": ()},
        {"portal": ("parcels:read",)},
    ),
)


class MoveShelvesRequest(Request):
    """What `move_shelves` receives."""

    body: MoveShelvesBody


class MoveShelves200(Response):
    """How many were moved."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: ShelfFree


MoveShelvesResponse: TypeAlias = MoveShelves200 | Anonymous401 | Forbidden403 | Invalid422

MOVE_SHELVES: Operation[MoveShelvesRequest, MoveShelvesResponse, ShelfFree] = Operation(
    id="moveShelves",
    method="POST",
    path="/shelves",
    request=MoveShelvesRequest,
    body=body(form({"from": "pipeDelimited", "to": encoding(explode=False)}), required=True),
    responses={
        "200": MoveShelves200,
        "401": Anonymous401,
        "403": Forbidden403,
        "422": Invalid422,
    },
    security=(
        {"key": ()},
        {"portal": ("parcels:read",)},
    ),
)
