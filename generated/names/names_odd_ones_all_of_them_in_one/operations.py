"""The operations of Names: odd 'ones' & 'all' {{ of }} them \\ in one: what each takes and answers. Server and client share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from pydantic import MISSING

from ._runtime.core import Operation, Request, Response, SecurityScheme, body, header, path, query
from .models import Class, Error, GetPet200, GetPetResponse, List

BASE_PATH = ""
"""What comes before the path of every operation."""

SECURITY_SCHEMES: Mapping[str, SecurityScheme] = {}
"""How callers show who they are."""


class Bad422(Response):
    """Not so."""

    status: ClassVar[Literal[422]] = 422
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Error


class Bad404(Response):
    """Not so."""

    status: ClassVar[Literal[404]] = 404
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Error


class ClassRequest(Request):
    """What `class_` receives."""

    def_: Literal["lambda", "None", "with space"]
    query_def: int | MISSING = MISSING
    list_: list[int] | MISSING = MISSING
    filter_self: str | MISSING = MISSING
    x_def: bool | MISSING = MISSING


class Class200(Response):
    """Ends with a quote \""""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Class


ClassResponse: TypeAlias = Class200 | Bad422 | Bad404

CLASS_: Operation[ClassRequest, ClassResponse, Class] = Operation(
    id="class",
    method="GET",
    path="/class/{def}",
    request=ClassRequest,
    parameters=(
        path("def", "def_"),
        query("def", "query_def"),
        query("list", "list_"),
        query("filter[self]", "filter_self"),
        header("X-Def", "x_def"),
    ),
    responses={
        "200": Class200,
        "422": Bad422,
        "404": Bad404,
    },
)


class ListRequest(Request):
    """What `list` receives."""


class List200(Response):
    """An operation that is called like a type of Python."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: list[List]


ListResponse: TypeAlias = List200

LIST: Operation[ListRequest, ListResponse, list[List]] = Operation(
    id="list",
    method="GET",
    path="/list",
    request=ListRequest,
    responses={
        "200": List200,
    },
)


class ListOperationRequest(Request):
    """What `post_list` receives."""

    body: List


class ListResponse200(Response):
    """The same."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: List


ListOperationResponse: TypeAlias = ListResponse200 | Bad422

POST_LIST: Operation[ListOperationRequest, ListOperationResponse, List] = Operation(
    id="list-",
    method="POST",
    path="/list",
    request=ListOperationRequest,
    body=body("application/json", required=True),
    responses={
        "200": ListResponse200,
        "422": Bad422,
    },
)


class GetPetRequest(Request):
    """What `get_get_pet` receives."""


class GetPetResponse200(Response):
    """Names that responses could have."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: GetPetResponse


GetPetOperationResponse: TypeAlias = GetPetResponse200

GET_GET_PET: Operation[GetPetRequest, GetPetOperationResponse, GetPetResponse] = Operation(
    id="getPet",
    method="GET",
    path="/getPet",
    request=GetPetRequest,
    responses={
        "200": GetPetResponse200,
    },
)


class GetPetOperationRequest(Request):
    """What `get_pet` receives."""


class GetGetPet200(Response):
    """Collides in snake case."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: GetPet200


GetGetPetResponse: TypeAlias = GetGetPet200

GET_PET: Operation[GetPetOperationRequest, GetGetPetResponse, GetPet200] = Operation(
    id="get_pet",
    method="GET",
    path="/get_pet",
    request=GetPetOperationRequest,
    responses={
        "200": GetGetPet200,
    },
)


class GetAByBCRequest(Request):
    """What `get_a_by_b_c` receives."""

    b: str
    c: Literal["json", "txt"]


class GetAByBC200(Response):
    """No operationId and no tag."""

    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: str


GetAByBCResponse: TypeAlias = GetAByBC200 | Bad404

GET_A_BY_B_C: Operation[GetAByBCRequest, GetAByBCResponse, str] = Operation(
    id="GET /a/{b}.{c}",
    method="GET",
    path="/a/{b}.{c}",
    request=GetAByBCRequest,
    parameters=(
        path("b", "b"),
        path("c", "c"),
    ),
    responses={
        "200": GetAByBC200,
        "404": Bad404,
    },
)
