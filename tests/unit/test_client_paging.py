"""Results that come in pages, over a mock transport, on a client written by hand as the generator writes it."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cached_property
from typing import Any, ClassVar, Literal, TypeAlias, TypeVar, assert_type
from urllib.parse import parse_qs

import httpx
import pytest
from pydantic import Field

from apigen.runtime import client as runtime
from apigen.runtime.client import APIError, APIStatusError, Contract, Library, Options
from apigen.runtime.client.pages import next_link, part_of
from apigen.runtime.client.paging import (
    CursorPages,
    LinkPages,
    NumberedPages,
    OffsetPages,
    PaginationError,
    UrlPages,
    async_paginated,
    paginated,
)
from apigen.runtime.core import MISSING, BaseModel, Operation, Request, Response, api_key, http, query

T = TypeVar("T")


class Pet(BaseModel):
    name: str


class Meta(BaseModel):
    next_cursor: str | int | MISSING | None = Field(MISSING, alias="nextCursor")
    more: bool | MISSING = MISSING
    total: int | MISSING = MISSING


class PetPage(BaseModel):
    data: list[Pet] | MISSING | None = MISSING
    meta: Meta | MISSING = MISSING


class ListPetsRequest(Request):
    cursor: str | MISSING = MISSING
    offset: int | MISSING = MISSING
    page: int | MISSING = MISSING
    status: str | MISSING = MISSING


class ListPets200(Response):
    status: ClassVar[Literal[200]] = 200
    media_types = ("application/json",)
    body: PetPage


class ListPets204(Response):
    status: ClassVar[Literal[204]] = 204


ListPetsResponse: TypeAlias = ListPets200 | ListPets204

LIST_PETS: Operation[ListPetsRequest, ListPetsResponse, PetPage | None] = Operation(
    id="listPets",
    method="GET",
    path="/pets",
    request=ListPetsRequest,
    parameters=(query("cursor", "cursor"), query("offset", "offset"), query("page", "page"), query("status", "status")),
    responses={"200": ListPets200, "204": ListPets204},
    security=({"key": ()}, {"bearer": ()}),
)


class ListNamesRequest(Request):
    pass


class ListNames200(Response):
    status: ClassVar[Literal[200]] = 200
    media_types = ("application/json",)
    body: list[str]


LIST_NAMES: Operation[ListNamesRequest, ListNames200, list[str]] = Operation(
    id="listNames",
    method="GET",
    path="/names",
    request=ListNamesRequest,
    responses={"200": ListNames200},
    security=({"key": ()}, {"bearer": ()}),
)

_CURSOR: CursorPages[PetPage, Pet] = CursorPages(
    parameter="cursor", next=("meta", "nextCursor"), items=("data",), more=("meta", "more")
)
_OFFSET: OffsetPages[PetPage, Pet] = OffsetPages(parameter="offset", items=("data",), total=("meta", "total"))
_NUMBER: NumberedPages[PetPage, Pet] = NumberedPages(parameter="page", start=1, items=("data",))
_URL: UrlPages[PetPage, Pet] = UrlPages(next=("meta", "nextCursor"), items=("data",))
_LINK: LinkPages[list[str], str] = LinkPages(items=())


class Pets(runtime.Resource):
    @paginated(_CURSOR)
    def by_cursor(
        self, *, cursor: str | MISSING = MISSING, status: str | MISSING = MISSING, options: Options | None = None
    ) -> PetPage | None:
        """List pets."""
        return self._call(LIST_PETS, {"cursor": cursor, "status": status}, options)

    @paginated(_OFFSET)
    def by_offset(self, *, offset: int | MISSING = MISSING, options: Options | None = None) -> PetPage | None:
        return self._call(LIST_PETS, {"offset": offset}, options)

    @paginated(_NUMBER)
    def by_number(self, *, page: int | MISSING = MISSING, options: Options | None = None) -> PetPage | None:
        return self._call(LIST_PETS, {"page": page}, options)

    @paginated(_URL)
    def by_url(self, *, status: str | MISSING = MISSING, options: Options | None = None) -> PetPage | None:
        return self._call(LIST_PETS, {"status": status}, options)

    @paginated(_LINK)
    def by_link(self, *, options: Options | None = None) -> list[str]:
        return self._call(LIST_NAMES, {}, options)


class AsyncPets(runtime.AsyncResource):
    @async_paginated(_CURSOR)
    async def by_cursor(
        self, *, cursor: str | MISSING = MISSING, status: str | MISSING = MISSING, options: Options | None = None
    ) -> PetPage | None:
        """List pets."""
        return await self._call(LIST_PETS, {"cursor": cursor, "status": status}, options)

    @async_paginated(_OFFSET)
    async def by_offset(self, *, offset: int | MISSING = MISSING, options: Options | None = None) -> PetPage | None:
        return await self._call(LIST_PETS, {"offset": offset}, options)

    @async_paginated(_NUMBER)
    async def by_number(self, *, page: int | MISSING = MISSING, options: Options | None = None) -> PetPage | None:
        return await self._call(LIST_PETS, {"page": page}, options)

    @async_paginated(_URL)
    async def by_url(self, *, status: str | MISSING = MISSING, options: Options | None = None) -> PetPage | None:
        return await self._call(LIST_PETS, {"status": status}, options)

    @async_paginated(_LINK)
    async def by_link(self, *, options: Options | None = None) -> list[str]:
        return await self._call(LIST_NAMES, {}, options)


LIBRARY = Library(
    client=httpx.Client,
    async_client=httpx.AsyncClient,
    connection_error=httpx.RequestError,
    timeout_error=httpx.TimeoutException,
)


def contract() -> Contract:
    schemes = {"key": api_key("query", "key"), "bearer": http("bearer")}
    return Contract(package="shop", version="1", base_path="/v1", schemes=schemes, errors={})


class Server:
    """Answers with one page after the other, and remembers what it was asked."""

    def __init__(self, *pages: object) -> None:
        self.pages = [*pages]
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        page = self.pages.pop(0)
        return page if isinstance(page, httpx.Response) else httpx.Response(200, json=page)

    @property
    def queries(self) -> list[str]:
        return [request.url.query.decode() for request in self.asked]


class ShopClient(runtime.Client):
    def __init__(self, server: Callable[[httpx.Request], httpx.Response], base_url: str, **credentials: Any) -> None:
        super().__init__(
            LIBRARY,
            contract,
            base_url=base_url,
            credentials=credentials,
            timeout=None,
            headers={"X-Tenant": "t"},
            http_client=httpx.Client(transport=httpx.MockTransport(server), base_url="https://ready.example/base"),
        )

    @cached_property
    def pets(self) -> Pets:
        return Pets(self._session)


class AsyncShopClient(runtime.AsyncClient):
    def __init__(self, server: Callable[[httpx.Request], httpx.Response], base_url: str, **credentials: Any) -> None:
        super().__init__(
            LIBRARY,
            contract,
            base_url=base_url,
            credentials=credentials,
            timeout=None,
            headers={"X-Tenant": "t"},
            http_client=httpx.AsyncClient(transport=httpx.MockTransport(server), base_url="https://ready.example/base"),
        )

    @cached_property
    def pets(self) -> AsyncPets:
        return AsyncPets(self._session)


Walked: TypeAlias = Callable[..., list[Any]]


@pytest.fixture(params=["sync", "async"])
def walk(request: pytest.FixtureRequest) -> Walked:
    """Walks over the items, or the pages, of a call; what a server says ends in a list, or is raised."""

    def walked(
        server: Server, call: str, *, base_url: str = "https://api.example/v1", into: str = "items", **given: Any
    ) -> list[Any]:
        credentials = {name: given.pop(name) for name in ("key", "bearer") if name in given}
        if request.param == "sync":
            client = ShopClient(server, base_url, **credentials)
            return [*getattr(getattr(client.pets, call), into)(**given)]

        async def collect() -> list[Any]:
            client = AsyncShopClient(server, base_url, **credentials)
            return [each async for each in getattr(getattr(client.pets, call), into)(**given)]

        return asyncio.run(collect())

    return walked


def page(*names: str, **meta: object) -> dict[str, object]:
    return {"data": [{"name": name} for name in names], "meta": meta}


def names(found: list[Any]) -> list[str]:
    return [each.name for each in found]


@pytest.mark.parametrize("end", [{}, {"nextCursor": None}, {"nextCursor": ""}, {"nextCursor": "x", "more": False}])
def test_a_cursor_leads_on_and_filters_are_carried(walk: Walked, end: dict[str, object]) -> None:
    server = Server(page("a", "b", nextCursor="c 1"), page(nextCursor=2), page("c", **end))
    assert names(walk(server, "by_cursor", status="sold")) == ["a", "b", "c"]
    assert server.queries == ["status=sold", "cursor=c%201&status=sold", "cursor=2&status=sold"]


def test_an_offset_is_what_came_before(walk: Walked) -> None:
    server = Server(page("a", "b"), page("c"), page())
    assert names(walk(server, "by_offset")) == ["a", "b", "c"]
    assert server.queries == ["", "offset=2", "offset=3"]


def test_a_total_spares_the_last_request(walk: Walked) -> None:
    server = Server(page("a", "b", total=5), page("c", total=5))
    assert names(walk(server, "by_offset", offset=2)) == ["a", "b", "c"]
    assert server.queries == ["offset=2", "offset=4"]


def test_pages_are_counted_from_where_the_caller_starts(walk: Walked) -> None:
    server = Server(page("a"), page())
    assert names(walk(server, "by_number")) == ["a"]
    assert server.queries == ["", "page=2"]
    server = Server(page("a"), page("b"), page())
    assert names(walk(server, "by_number", page=7)) == ["a", "b"]
    assert server.queries == ["page=7", "page=8", "page=9"]


def test_only_the_first_of_counted_pages_can_be_empty(walk: Walked) -> None:
    assert len(walk(Server(page("a"), page()), "by_number", into="pages")) == 1
    assert len(walk(Server(page()), "by_number", into="pages")) == 1
    # Whoever gives a cursor says that more may come.
    assert len(walk(Server(page(nextCursor="x"), page()), "by_cursor", into="pages")) == 2


def test_an_address_brings_everything(walk: Walked) -> None:
    server = Server(page("a", nextCursor="?after=a&key=k"), page("b", nextCursor="/v1/pets?after=b"), page("c"))
    assert names(walk(server, "by_url", status="sold", key="k")) == ["a", "b", "c"]
    assert [str(each.url) for each in server.asked] == [
        "https://api.example/v1/pets?status=sold&key=k",
        "https://api.example/v1/pets?after=a&key=k",
        "https://api.example/v1/pets?after=b&key=k",
    ]


def test_a_link_leads_on(walk: Walked) -> None:
    link = '</v1/names>; rel="prev"; title="a, b", </v1/names?p=2>; title=x; rel="last NEXT"'
    server = Server(httpx.Response(200, json=["a"], headers={"Link": link}), ["b"])
    assert walk(server, "by_link", bearer="t") == ["a", "b"]
    assert [str(each.url) for each in server.asked] == [
        "https://api.example/v1/names",
        "https://api.example/v1/names?p=2",
    ]
    assert {each.headers["authorization"] for each in server.asked} == {"Bearer t"}


def test_another_origin_sees_no_credentials(walk: Walked) -> None:
    for target in ("https://other.example/pets", "http://api.example/v1/pets", "https://api.example:8443/v1/pets"):
        server = Server(page("a", nextCursor=target), page("b", nextCursor="https://api.example/v1/pets?p=3"), page())
        walk(server, "by_url", bearer="secret", options={"headers": {"X-Api": "secret"}})
        first, second, third = server.asked
        assert first.headers["authorization"] == third.headers["authorization"] == "Bearer secret"
        assert first.headers["x-tenant"] == third.headers["x-tenant"] == "t"
        assert not {"authorization", "x-api", "x-tenant"} & set(second.headers)
        assert str(second.url) == target


def test_a_path_is_at_home_below_the_http_client(walk: Walked) -> None:
    server = Server(page("a", nextCursor="?p=2"), page("b"))
    assert names(walk(server, "by_url", base_url="", bearer="t")) == ["a", "b"]
    assert [str(each.url) for each in server.asked][1] == "https://ready.example/base/pets?p=2"
    assert server.asked[1].headers["authorization"] == "Bearer t"


@pytest.mark.parametrize(
    ("call", "given", "marks"),
    [
        ("by_cursor", {}, ["x", "x"]),
        ("by_cursor", {}, ["x", "y", "x"]),
        ("by_cursor", {"cursor": "x"}, ["x"]),
        ("by_url", {}, [""]),
        ("by_url", {}, ["https://api.example/v1/pets"]),
        ("by_url", {}, ["?p=2", "?p=2#again"]),
        ("by_url", {}, ["ftp://api.example/"]),
        ("by_url", {}, ["https://[broken/"]),
        ("by_url", {}, ["//"]),
    ],
)
def test_what_leads_nowhere_is_an_error(walk: Walked, call: str, given: dict[str, Any], marks: list[str]) -> None:
    server = Server(*(page("a", nextCursor=mark) for mark in marks), page("never"))
    if marks == [""]:
        assert names(walk(server, call, **given)) == ["a"]
        return
    with pytest.raises(PaginationError) as caught:
        walk(server, call, **given)
    assert isinstance(caught.value, APIError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    assert len(server.asked) == len(marks)


def test_the_page_before_an_error_is_had() -> None:
    pages = ShopClient(Server(page("a", nextCursor="ftp://x/")), "https://api.example").pets.by_url.pages()
    assert next(pages).data == [Pet(name="a")]
    with pytest.raises(PaginationError, match="listPets: the address of the next page is none"):
        next(pages)


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (204, b""),
        (200, b"{}"),
        (200, b"[1]"),
        (200, b'{"data": null, "meta": null}'),
        (200, b'{"data": {"name": "x"}, "meta": {"nextCursor": {"x": 1}}}'),
        (200, b'{"data": "abc", "meta": {"nextCursor": ["x"]}}'),
    ],
)
def test_a_page_that_is_none_ends_the_walk(walk: Walked, status: int, content: bytes) -> None:
    assert walk(Server(httpx.Response(status, content=content)), "by_cursor") == []


def test_what_stayed_as_it_came_is_read(walk: Walked) -> None:
    odd = {"data": [{"name": "a"}, {"name": 1}], "meta": {"nextCursor": "x", "total": "many"}}
    server = Server(odd, page("b"))
    assert names(walk(server, "by_cursor")) == ["a", 1, "b"]


def test_options_are_for_every_page(walk: Walked) -> None:
    server = Server(
        page("a", nextCursor="x"), httpx.Response(503, headers={"Retry-After": "0"}), page("b", nextCursor="y"), page()
    )
    options: Options = {"headers": {"X-Trace": "1"}, "idempotency_key": "k", "max_retries": 1, "timeout": 3}
    assert names(walk(server, "by_cursor", options=options)) == ["a", "b"]
    assert [each.headers["x-trace"] for each in server.asked] == ["1"] * 4
    assert [each.extensions["timeout"]["read"] for each in server.asked] == [3] * 4
    # The next page is another request.
    assert [each.headers.get("idempotency-key") for each in server.asked] == ["k", None, None, None]
    assert options["idempotency_key"] == "k"


def test_an_error_is_raised_where_it_happens(walk: Walked) -> None:
    server = Server(page("a", nextCursor="x"), httpx.Response(404))
    with pytest.raises(APIStatusError):
        walk(server, "by_cursor")
    assert len(server.asked) == 2


def test_a_page_is_asked_for_when_it_is_needed() -> None:
    server = Server(page("a", "b", nextCursor="x"), page("c"))
    items = ShopClient(server, "https://api.example").pets.by_cursor.items()
    assert server.asked == []
    assert [next(items).name, next(items).name] == ["a", "b"]
    assert len(server.asked) == 1
    assert next(items).name == "c"


def test_a_walk_begins_anew_each_time() -> None:
    endless = [page("a", nextCursor="x"), page("b")]
    pets = ShopClient(Server(*endless, *endless), "https://api.example").pets
    assert names([*pets.by_cursor.items()]) == names([*pets.by_cursor.items()]) == ["a", "b"]


def test_the_plain_call_returns_one_page() -> None:
    server = Server(page("a", nextCursor="x"), page("a"), page("a"))
    pets = ShopClient(server, "https://api.example").pets
    assert_type(pets.by_cursor(), PetPage | None)
    assert pets.by_cursor.with_response().status == 200
    with pets.by_cursor.streaming() as response:
        assert parse_qs(json.loads(response.read())["data"][0]["name"]) == {}
    assert pets.by_cursor.__doc__ == "List pets."


def test_types_are_exact() -> None:
    def sync(pets: Pets) -> None:
        assert_type(pets.by_cursor.pages(cursor="x"), Iterator[PetPage])
        assert_type(pets.by_cursor.items(status="sold"), Iterator[Pet])
        assert_type(pets.by_link.items(), Iterator[str])

    async def awaited(pets: AsyncPets) -> None:
        assert_type(await pets.by_cursor(), PetPage | None)
        assert_type(pets.by_cursor.pages(cursor="x"), AsyncIterator[PetPage])
        assert_type(pets.by_cursor.items(status="sold"), AsyncIterator[Pet])

    assert sync.__name__ and awaited.__name__


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("", None),
        ("<a>", None),
        ("<a>; rel=next", "a"),
        ("<a>;REL=Next", "a"),
        ('<a>; rel="first"; rel="next"', None),
        ('<a,b;c>; rel="up next"', "a,b;c"),
        (r'<a>; title="x\"; rel=next", <b>; rel=next', "b"),
        ("<a>; rel=next; anchor=x, <b>; x; rel=next", "b"),
        ("rel=next", None),
        ("<" * 50_000, None),
        ("<a>" + ";x" * 50_000 + "!", None),
        ("<a>;x" + " " * 50_000 + "!", None),
        ("<a>" + ';x="' * 50_000, None),
    ],
)
def test_links(header: str, target: str | None) -> None:
    assert next_link(header) == target


def test_a_part_is_found_by_its_wire_name() -> None:
    odd = PetPage.model_validate({"data": [], "more": {"x": [1]}})
    assert part_of(odd, ("more", "x")) == [1]
    assert part_of(odd, ("meta", "nextCursor")) is MISSING
    assert part_of(Meta.model_validate({"nextCursor": "n"}), ("nextCursor",)) == "n"
    assert part_of({"a": 1}, ()) == {"a": 1}
