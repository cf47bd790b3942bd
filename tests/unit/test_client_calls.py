"""Calls over a mock transport, on a petstore written by hand as the generator writes it: sync and async alike."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, ClassVar, Literal, TypeAlias, assert_type
from uuid import UUID

import httpx
import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from apigen.runtime import client as runtime
from apigen.runtime.client import (
    ApiResponse,
    Basic,
    Contract,
    Library,
    NotFoundError,
    Options,
    Token,
    async_endpoint,
    endpoint,
)
from apigen.runtime.core import (
    MISSING,
    BaseModel,
    Operation,
    Request,
    Response,
    api_key,
    body,
    cookie,
    header,
    http,
    path,
    query,
)

JSON = "application/json"


class Pet(BaseModel):
    id: int
    name: str
    born: date | MISSING = MISSING
    status: Literal["available", "sold"] | MISSING = MISSING


class Problem(BaseModel):
    title: str


class GetPetRequest(Request):
    pet_id: int | str
    limit: int = 20
    fields: list[str] | MISSING = MISSING
    since: datetime | MISSING = MISSING
    trace: UUID | MISSING = MISSING
    seen: bool | MISSING = MISSING


class GetPet200(Response):
    status: ClassVar[Literal[200]] = 200
    media_types = (JSON,)
    body: Pet


class NotFound404(Response):
    status: ClassVar[Literal[404]] = 404
    media_types = ("application/problem+json",)
    body: Problem


class GetPetDefault(Response):
    status: int
    media_types = (JSON,)
    body: Problem


GetPetResponse: TypeAlias = GetPet200 | NotFound404 | GetPetDefault

GET_PET: Operation[GetPetRequest, GetPetResponse, Pet] = Operation(
    id="getPet",
    method="GET",
    path="/pets/{petId}",
    request=GetPetRequest,
    parameters=(
        path("petId", "pet_id"),
        query("limit", "limit"),
        query("fields", "fields", explode=False),
        query("since", "since"),
        header("X-Trace", "trace"),
        cookie("seen", "seen"),
    ),
    responses={"200": GetPet200, "404": NotFound404, "default": GetPetDefault},
    security=({}, {"bearer": (), "tenant": ()}, {"api_key": ()}, {"session": ()}, {"basic": ()}),
)


class CreatePetRequest(Request):
    body: Pet


class CreatePet204(Response):
    status: ClassVar[Literal[204]] = 204


CREATE_PET: Operation[CreatePetRequest, CreatePet204, None] = Operation(
    id="createPet",
    method="POST",
    path="/pets",
    request=CreatePetRequest,
    body=body(JSON, required=True),
    responses={"204": CreatePet204},
)


class ExportRequest(Request):
    pass


EXPORT: Operation[ExportRequest, GetPetDefault, Problem] = Operation(
    id="export", method="GET", path="/export", request=ExportRequest, responses={"default": GetPetDefault}
)


class NotFound404Error(NotFoundError):
    body: Problem


class GetPetDefaultError(runtime.APIStatusError):
    body: Problem


class Pets(runtime.Resource):
    @endpoint
    def get_pet(
        self,
        pet_id: int | str,
        /,
        *,
        limit: int | MISSING = MISSING,
        fields: list[str] | MISSING = MISSING,
        since: datetime | MISSING = MISSING,
        trace: UUID | MISSING = MISSING,
        seen: bool | MISSING = MISSING,
        options: Options | None = None,
    ) -> Pet:
        """Return one pet."""
        arguments = {
            "pet_id": pet_id,
            "limit": limit,
            "fields": fields,
            "since": since,
            "trace": trace,
            "seen": seen,
        }
        return self._call(GET_PET, arguments, options)

    @endpoint
    def create_pet(self, body: Pet, /, *, options: Options | None = None) -> None:
        return self._call(CREATE_PET, {"body": body}, options)

    @endpoint
    def export(self, *, options: Options | None = None) -> Problem:
        return self._call(EXPORT, {}, options)


class AsyncPets(runtime.AsyncResource):
    @async_endpoint
    async def get_pet(self, pet_id: int | str, /, *, options: Options | None = None) -> Pet:
        """Return one pet."""
        return await self._call(GET_PET, {"pet_id": pet_id}, options)


def contract() -> Contract:
    return Contract(
        package="petstore",
        version="1.0",
        base_path="/v1",
        schemes={
            "bearer": http("bearer"),
            "basic": http("basic"),
            "tenant": api_key("header", "X-Tenant"),
            "api_key": api_key("query", "key"),
            "session": api_key("cookie", "sid"),
        },
        errors={NotFound404: NotFound404Error, GetPetDefault: GetPetDefaultError},
    )


LIBRARY = Library(
    client=httpx.Client,
    async_client=httpx.AsyncClient,
    connection_error=httpx.RequestError,
    timeout_error=httpx.TimeoutException,
)
Handler: TypeAlias = Callable[[httpx.Request], httpx.Response]


class PetstoreClient(runtime.Client):
    def __init__(
        self,
        handler: Handler,
        *,
        base_url: str | None = "https://api.example.com/v1/",
        bearer: Token | None = None,
        tenant: str | None = None,
        key: str | None = None,
        session: str | None = None,
        basic: Basic | None = None,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            LIBRARY,
            contract,
            base_url=base_url,
            credentials={"bearer": bearer, "tenant": tenant, "api_key": key, "session": session, "basic": basic},
            timeout=timeout,
            max_retries=0,
            headers=headers,
            http_client=httpx.Client(transport=httpx.MockTransport(handler), base_url="http://ready.example"),
        )

    @cached_property
    def pets(self) -> Pets:
        return Pets(self._session)


class AsyncPetstoreClient(runtime.AsyncClient):
    def __init__(self, handler: Handler) -> None:
        super().__init__(
            LIBRARY,
            contract,
            base_url="https://api.example.com/v1",
            credentials={"api_key": "k"},
            timeout=None,
            max_retries=0,
            headers=None,
            http_client=httpx.AsyncClient(transport=httpx.MockTransport(handler)),
        )

    @cached_property
    def pets(self) -> AsyncPets:
        return AsyncPets(self._session)


class Server:
    """Answers everything alike and remembers what it was asked."""

    def __init__(self, status: int = 200, content: object = MISSING, **headers: str) -> None:
        self.status = status
        self.content = {"id": 1, "name": "Rex"} if content is MISSING else content
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        raw = self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        return httpx.Response(self.status, content=raw, headers=self.headers)

    @property
    def last(self) -> httpx.Request:
        return self.requests[-1]


def test_request_is_written_by_the_styles() -> None:
    server = Server()
    pet = PetstoreClient(server).pets.get_pet(
        7,
        fields=["a,b", "c"],
        since=datetime(2026, 1, 2, tzinfo=UTC),
        trace=UUID(int=1),
        seen=True,
    )
    assert_type(pet, Pet)
    assert (pet.id, pet.name) == (1, "Rex")
    assert server.last.url.raw_path == b"/v1/pets/7?fields=a%2Cb,c&since=2026-01-02T00%3A00%3A00Z"
    assert server.last.headers["x-trace"] == str(UUID(int=1))
    assert server.last.headers["cookie"] == "seen=true"
    assert server.last.headers["accept"] == "application/json, application/problem+json"
    assert server.last.headers["user-agent"] == "petstore/1.0"


def test_missing_is_not_sent_and_defaults_are_the_servers() -> None:
    server = Server()
    PetstoreClient(server).pets.get_pet(7)
    assert server.last.url.raw_path == b"/v1/pets/7"
    assert "cookie" not in server.last.headers
    assert "authorization" not in server.last.headers


@pytest.mark.parametrize(
    ("value", "raw"),
    [("a/b?c", b"a%2Fb%3Fc"), ("..", b"%2E%2E"), (".", b"%2E"), ("..x", b"..x"), ("ü", b"%C3%BC"), ("%2F", b"%252F")],
)
def test_path_parameter_stays_one_segment(value: str, raw: bytes) -> None:
    server = Server()
    PetstoreClient(server).pets.get_pet(value)
    assert server.last.url.raw_path == b"/v1/pets/" + raw


def test_empty_path_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^getPet: pet_id: a parameter of the path must not be empty$"):
        PetstoreClient(Server()).pets.get_pet("")


def test_body_is_written_exactly() -> None:
    server = Server(204, b"")
    PetstoreClient(server).pets.create_pet(Pet(id=1, name="Rex", born=date(2026, 1, 2)))
    assert server.last.content == b'{"id":1,"name":"Rex","born":"2026-01-02"}'
    assert server.last.headers["content-type"] == "application/json"


def test_arguments_of_a_wrong_type_are_refused() -> None:
    wrong: Any = {"id": "x"}
    pets = PetstoreClient(Server()).pets
    with pytest.raises(runtime.ArgumentError) as caught:
        pets.create_pet(wrong)
    number = "Input should be a valid integer, unable to parse string as an integer"
    assert str(caught.value) == f"createPet: body: id: {number}; name: Field required"
    assert isinstance(caught.value.__cause__, ValidationError)
    with pytest.raises(ValueError, match=r"^getPet: fields: Input should be a valid list$") as listed:
        pets.get_pet(1, fields=wrong)
    assert_pickles(listed.value)
    with pytest.raises(runtime.ArgumentError, match=r"^getPet: pet_id: int: Input should be a valid integer; str: "):
        pets.get_pet(any_value([]))
    with pytest.raises(runtime.ArgumentError, match=r"^getPet: trace: Input should be a valid UUID"):
        pets.get_pet(1, trace=any_value("secret"))


def any_value(value: Any) -> Any:
    """Return a value that no type checker looks at."""
    return value


@pytest.mark.parametrize(
    ("credentials", "carried"),
    [
        ({"bearer": "t", "tenant": "x", "key": "k"}, {"authorization": "Bearer t", "x-tenant": "x"}),
        ({"bearer": lambda: "fresh", "tenant": "x"}, {"authorization": "Bearer fresh", "x-tenant": "x"}),
        ({"bearer": "t", "key": "k&"}, {"query": "key=k%26"}),
        ({"session": "s"}, {"cookie": "sid=s"}),
        ({"basic": ("me", "pä")}, {"authorization": "Basic bWU6cMOk"}),
        ({"tenant": "x"}, {}),
    ],
)
def test_first_alternative_with_credentials(credentials: dict[str, Any], carried: dict[str, str]) -> None:
    server = Server()
    PetstoreClient(server, **credentials).pets.get_pet(1)
    sent = {
        name: server.last.headers[name]
        for name in ("authorization", "x-tenant", "cookie")
        if name in server.last.headers
    }
    if server.last.url.query:
        sent["query"] = server.last.url.query.decode()
    assert sent == carried


def test_credential_of_the_wrong_kind() -> None:
    wrong: Any = ("a", "b")
    with pytest.raises(TypeError, match="'session' must be a string"):
        PetstoreClient(Server(), session=wrong).pets.get_pet(1)


def test_redirects_carry_no_secret_elsewhere_and_end() -> None:
    server = Server(302, {"title": "elsewhere"}, location="https://evil.example/")
    with pytest.raises(runtime.APIStatusError) as caught:
        PetstoreClient(server, bearer="t", tenant="x", headers={"x-secret": "s"}).pets.get_pet(1)
    assert caught.value.status == 302
    first, *others = server.requests
    assert first.headers["authorization"] == "Bearer t"
    assert len(others) == 5
    assert not any(each.headers.keys() & {"authorization", "x-tenant", "x-secret"} for each in others)


def test_options_and_client_headers() -> None:
    server = Server()
    client = PetstoreClient(server, headers={"X-App": "a", "User-Agent": "mine"}, timeout=4)
    client.pets.get_pet(1)
    assert server.last.extensions["timeout"]["read"] == 4
    assert server.last.headers.get_list("user-agent") == ["mine"]
    client.pets.get_pet(1, options={"timeout": 2, "headers": {"x-app": "b"}})
    assert server.last.extensions["timeout"]["read"] == 2
    assert server.last.headers.get_list("x-app") == ["b"]


def test_base_url() -> None:
    server = Server()
    PetstoreClient(server, base_url=None).pets.get_pet(1)
    assert str(server.last.url) == "http://ready.example/v1/pets/1"
    PetstoreClient(server, base_url="http://other.example").pets.get_pet(1)
    assert str(server.last.url) == "http://other.example/pets/1"
    with pytest.raises(ValueError, match="base_url is missing"):
        runtime.Client(LIBRARY, contract, base_url=None, credentials={}, timeout=None, headers=None, http_client=None)


def test_with_response() -> None:
    found = PetstoreClient(Server(x_total="3")).pets.get_pet.with_response(1)
    assert_type(found, ApiResponse[Pet])
    assert (found.status, found.headers["X-Total"], found.body.name) == (200, "3", "Rex")
    assert PetstoreClient(Server()).pets.get_pet.__doc__ == "Return one pet."


def test_responses_are_read_leniently() -> None:
    server = Server(content={"id": "seven", "name": "Rex", "status": "lost", "colour": "red"})
    pet = PetstoreClient(server).pets.get_pet(1)
    assert isinstance(pet, Pet)
    raw: Any = pet
    assert (raw.id, raw.name, raw.status, raw.colour) == ("seven", "Rex", "lost", "red")


def test_undeclared_success_is_read_like_the_declared_one() -> None:
    assert PetstoreClient(Server(203)).pets.get_pet(1).name == "Rex"


def test_default_without_a_success() -> None:
    assert PetstoreClient(Server(200, {"title": "ok"})).pets.export().title == "ok"
    assert PetstoreClient(Server(302, {"title": "ok"})).pets.export().title == "ok"
    with pytest.raises(GetPetDefaultError):
        PetstoreClient(Server(400, {"title": "no"})).pets.export()


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"id": 1', b"\xff", b"[" * 100_000])
def test_success_that_is_no_json(content: bytes) -> None:
    with pytest.raises(runtime.ResponseValidationError) as caught:
        PetstoreClient(Server(200, content)).pets.get_pet(1)
    assert (caught.value.status, caught.value.body, caught.value.path) == (200, content, "")
    assert_pickles(caught.value)


def test_declared_error_is_typed() -> None:
    server = Server(404, {"title": "gone"}, x_request_id="r1")
    with pytest.raises(NotFound404Error) as caught:
        PetstoreClient(server).pets.get_pet(1)
    error = caught.value
    assert_type(error.body, Problem)
    assert (error.status, error.body.title, error.request_id, error.operation) == (404, "gone", "r1", "getPet")
    assert str(error).startswith("getPet answered 404: Problem(title='gone'")
    assert_pickles(error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, runtime.BadRequestError),
        (401, runtime.AuthenticationError),
        (403, runtime.PermissionDeniedError),
        (409, runtime.ConflictError),
        (418, runtime.APIStatusError),
        (422, runtime.UnprocessableEntityError),
        (429, runtime.RateLimitError),
        (500, runtime.InternalServerError),
        (503, runtime.InternalServerError),
    ],
)
def test_default_error_is_also_of_its_status(status: int, kind: type[runtime.APIStatusError]) -> None:
    with pytest.raises(GetPetDefaultError) as caught:
        PetstoreClient(Server(status, {"title": "no"})).pets.get_pet(1)
    assert isinstance(caught.value, kind)
    assert type(caught.value).__name__ in ("GetPetDefaultError",)
    assert caught.value.body == Problem(title="no")
    assert_pickles(caught.value)
    with pytest.raises(kind) as undeclared:
        PetstoreClient(Server(status, {"any": 1})).pets.create_pet(Pet(id=1, name="x"))
    assert type(undeclared.value) is kind
    assert undeclared.value.body == {"any": 1}


def test_error_of_a_proxy_is_not_the_declared_one() -> None:
    with pytest.raises(NotFoundError) as caught:
        PetstoreClient(Server(404, b"<html>")).pets.get_pet(1)
    assert type(caught.value) is NotFoundError
    assert caught.value.body == "<html>"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "."}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert runtime.RateLimitError("getPet", 429, headers, None).retry_after == seconds


@pytest.mark.parametrize(
    ("raised", "kind"),
    [(httpx.ReadTimeout("slow"), runtime.APITimeoutError), (httpx.ConnectError("down"), runtime.APIConnectionError)],
)
def test_no_answer(raised: Exception, kind: type[runtime.APIConnectionError]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise raised

    with pytest.raises(kind) as caught:
        PetstoreClient(fail, key="secret").pets.get_pet(1)
    assert type(caught.value) is kind
    assert caught.value.__cause__ is raised
    assert "secret" not in str(caught.value)
    assert_pickles(caught.value)

    async def call() -> None:
        await AsyncPetstoreClient(fail).pets.get_pet(1)

    with pytest.raises(kind):
        asyncio.run(call())


def test_async_calls() -> None:
    server = Server(x_total="3")

    async def call() -> None:
        async with AsyncPetstoreClient(server) as client:
            pet = await client.pets.get_pet(1, options={"headers": {"x-app": "b"}})
            assert_type(pet, Pet)
            assert pet.name == "Rex"
            found = await client.pets.get_pet.with_response(1)
            assert_type(found, ApiResponse[Pet])
            assert (found.status, found.headers["X-Total"], found.body.name) == (200, "3", "Rex")
            server.status, server.content = 404, {"title": "gone"}
            with pytest.raises(NotFound404Error):
                await client.pets.get_pet(1)

    asyncio.run(call())
    assert server.requests[0].headers["x-app"] == "b"
    assert str(server.last.url) == "https://api.example.com/v1/pets/1?key=k"


def test_only_its_own_http_client_is_closed() -> None:
    class Spy(httpx.Client):
        closed = 0

        def close(self) -> None:
            self.closed += 1
            super().close()

    made: list[Spy] = []

    def make(*, timeout: float) -> Spy:
        made.append(Spy(timeout=timeout))
        return made[-1]

    library = Library(
        client=make,
        async_client=httpx.AsyncClient,
        connection_error=httpx.RequestError,
        timeout_error=httpx.TimeoutException,
    )
    ready = Spy()
    for given in (ready, None):
        with runtime.Client(
            library, contract, base_url="http://x", credentials={}, timeout=None, headers=None, http_client=given
        ):
            pass
    assert ready.closed == 0
    assert [spy.closed for spy in made] == [1]
    assert made[0].timeout.read == 30
    ready.close()


def test_test_client_drives_an_app_in_process() -> None:
    async def answer(request: StarletteRequest) -> JSONResponse:
        if request.path_params["pet_id"] == 1:
            return JSONResponse({"id": 1, "name": request.headers["authorization"]})
        return JSONResponse({"title": "gone"}, 404)

    app = Starlette(routes=[Route("/v1/pets/{pet_id:int}", answer)])
    with TestClient(app) as ready:
        client = runtime.Client(
            LIBRARY,
            contract,
            base_url=None,
            credentials={"bearer": "t", "tenant": "x"},
            timeout=None,
            headers=None,
            http_client=ready,
        )
        pets = Pets(client._session)
        assert pets.get_pet(1).name == "Bearer t"
        with pytest.raises(NotFound404Error) as caught:
            pets.get_pet(2)
        assert_pickles(caught.value)


def assert_pickles(error: Exception) -> None:
    again: Exception = pickle.loads(pickle.dumps(error))
    assert type(again).__mro__[1:] == type(error).__mro__[1:]
    assert str(again) == str(error)
    assert vars(again) == vars(error)
