"""The petstore's client against its server: what no generic test can know to ask."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import socket
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import MISSING, ValidationError

from apigen.proof.trips.callers import awaited_client
from apigen.proof.trips.package import Package
from apigen.proof.trips.service import Service

from ..support.callers import Call

KEY: dict[str, Any] = {"api_key": "good-key"}
REX = {
    "id": 1,
    "name": "Rex",
    "status": "available",
    "animal": {"kind": "dog", "barks": True},
    "added_at": "2024-05-01T09:30:00Z",
}
OWNER = UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6")


def rex(package: Package, **changes: Any) -> Any:
    return package.models.Pet.model_validate({**REX, **changes})


def problem(package: Package, title: str = "no", **more: Any) -> Any:
    return package.models.Problem(title=title, **more)


# What is absent, null, a value or the default

QUERIES: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    # arguments, the query on the wire, attributes of the handler's request
    "nothing": ({}, "", {"limit": 20, "cursor": MISSING, "status": MISSING, "fields": MISSING}),
    "missing": ({"limit": MISSING, "cursor": MISSING}, "", {"limit": 20, "cursor": MISSING}),
    "the-default": ({"limit": 20}, "limit=20", {"limit": 20}),
    "a-value": ({"limit": 5}, "limit=5", {"limit": 5}),
    "enumeration": ({"status": "sold"}, "status=sold", {"status": "sold"}),
    "list": ({"fields": ["name", "labels"]}, "fields=name,labels", {"fields": ["name", "labels"]}),
    "empty-list": ({"fields": []}, "fields=", {"fields": []}),
    "reserved": (
        {"cursor": "a b+c&d=e/f?g#h%20,;:@"},
        "cursor=a%20b%2Bc%26d%3De%2Ff%3Fg%23h%2520%2C%3B%3A%40",
        {"cursor": "a b+c&d=e/f?g#h%20,;:@"},
    ),
    "unicode": ({"cursor": "ö猫🐈\n"}, "cursor=%C3%B6%E7%8C%AB%F0%9F%90%88%0A", {"cursor": "ö猫🐈\n"}),
    "looks-like-a-number": ({"cursor": "007"}, "cursor=007", {"cursor": "007"}),
    "looks-like-null": ({"cursor": "null"}, "cursor=null", {"cursor": "null"}),
}


@pytest.mark.parametrize("case", QUERIES)
def test_query_parameters_keep_what_they_are(shop: Service, call: Call, case: str) -> None:
    arguments, query, expected = QUERIES[case]
    shop.told(page(shop.package))
    call(shop, "pets", "list_pets", arguments)
    (request,), (sent,) = shop.seen, shop.wire
    assert {name: getattr(request, name) for name in expected} == expected
    assert sent.query == query


def page(package: Package) -> Any:
    return package.operations.ListPets200(package.models.PetPage(items=[rex(package)], next_cursor=None))


HEADERS: dict[str, tuple[dict[str, Any], Any]] = {
    "absent": ({}, MISSING),
    "given": ({"x_request_id": OWNER}, OWNER),
}


@pytest.mark.parametrize("case", HEADERS)
def test_header_parameters_keep_what_they_are(shop: Service, call: Call, case: str) -> None:
    arguments, expected = HEADERS[case]
    shop.told(page(shop.package))
    call(shop, "pets", "list_pets", arguments)
    assert shop.seen[0].x_request_id == expected
    assert ("x-request-id" in shop.wire[0].headers) is (expected is not MISSING)


CHANGES: dict[str, dict[str, Any]] = {
    "one-value": {"name": "Max"},
    "null": {"born": None},
    "null-object": {"category": None},
    "date": {"born": "2024-03-01"},
    "object": {"category": {"name": "Dogs", "parent": {"name": "Animals"}}},
    "unknown-property": {"name": "Max", "x-later": {"deep": [1, None]}},
    "everything": {"name": "Max", "status": "sold", "category": None, "born": None},
}


@pytest.mark.parametrize("as_model", [True, False], ids=["model", "mapping"])
@pytest.mark.parametrize("case", CHANGES)
def test_a_patch_carries_what_was_set_and_nothing_else(shop: Service, call: Call, case: str, as_model: bool) -> None:
    changes = CHANGES[case]
    model = shop.package.models.PetChanges.model_validate(changes)
    shop.told(shop.package.operations.UpdatePet200(rex(shop.package)))
    call(shop, "pets", "update_pet", {"pet_id": 1, "body": model if as_model else changes}, **KEY)
    assert json.loads(shop.wire[0].body) == changes
    body = shop.seen[0].body
    assert body == model
    assert type(body) is shop.package.models.PetChanges
    absent = {"name", "status", "category", "born"} - changes.keys()
    assert {name for name in ("name", "status", "category", "born") if getattr(body, name) is MISSING} == absent
    assert all(getattr(body, name) is None for name, value in changes.items() if value is None)


BODIES: dict[str, tuple[dict[str, Any], Any]] = {
    # A default of a property is the reader's business: it is neither sent nor filled in.
    "absent": ({}, MISSING),
    "the-default": ({"status": "available"}, "available"),
    "a-value": ({"status": "sold"}, "sold"),
}


@pytest.mark.parametrize("case", BODIES)
def test_defaults_of_properties_stay_with_who_reads_them(shop: Service, call: Call, case: str) -> None:
    more, expected = BODIES[case]
    body = {"name": "Rex", "animal": {"kind": "cat", "indoor": True}, **more}
    shop.told(shop.package.operations.CreatePet201(rex(shop.package), location="/v1/pets/1"))
    call(shop, "pets", "create_pet", {"body": body}, **KEY)
    assert json.loads(shop.wire[0].body) == body
    assert shop.seen[0].body.status == expected
    assert shop.seen[0].dry_run is False
    assert type(shop.seen[0].body.animal) is shop.package.models.Cat


@pytest.mark.parametrize(("given", "query"), [(MISSING, ""), (False, "dry_run=false"), (True, "dry_run=true")])
def test_booleans_of_the_query(shop: Service, call: Call, given: Any, query: str) -> None:
    shop.told(shop.package.operations.CreatePet201(rex(shop.package), location="/v1/pets/1"))
    body = {"name": "Rex", "animal": {"kind": "cat", "indoor": True}}
    call(shop, "pets", "create_pet", {"body": body, "dry_run": given}, **KEY)
    assert shop.wire[0].query == query
    assert shop.seen[0].dry_run is (given is True)


# What a client refuses to send

REFUSED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "enumeration": ("pets", "list_pets", {"status": "lost"}),
    "no-number": ("pets", "list_pets", {"limit": "many"}),
    "no-uuid": ("owners", "get_owner", {"owner_id": "1"}),
    "incomplete-body": ("pets", "create_pet", {"body": {"name": "Rex"}}),
    "null-for-a-value": ("pets", "update_pet", {"pet_id": 1, "body": {"name": None}}),
    "closed-object": ("store", "place_order", {"body": {"pet_id": 1, "colour": "red"}}),
    "unknown-variant": ("pets", "create_pet", {"body": {"name": "Rex", "animal": {"kind": "bird"}}}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_client_sends_only_what_the_contract_allows(shop: Service, call: Call, case: str) -> None:
    group, method, arguments = REFUSED[case]
    shop.told(None)
    with pytest.raises(ValueError, match=f"^[a-zA-Z]+: {[*arguments][-1]}: ") as refused:
        call(shop, group, method, arguments, **KEY)
    assert isinstance(refused.value.__cause__, ValidationError)
    assert shop.wire == []


def test_what_only_the_server_can_judge_comes_back_as_a_typed_error(shop: Service, call: Call) -> None:
    shop.told(None)
    with pytest.raises(shop.package.errors.Invalid422Error) as raised:
        call(shop, "pets", "update_pet", {"pet_id": 1, "body": {}}, **KEY)
    body = raised.value.body
    assert type(body) is shop.package.models.Problem
    assert [(each.pointer, each.location) for each in body.errors] == [("", "body")]
    assert shop.seen == []


# What a handler may answer

ABORTS: dict[str, tuple[str, str, dict[str, Any], int, str]] = {
    "its-own": ("pets", "get_pet", {"pet_id": 1}, 404, "NotFound404Error"),
    "exact-before-default": ("store", "get_order", {"order_id": OWNER}, 404, "NotFound404Error"),
    "default": ("store", "get_order", {"order_id": OWNER}, 503, "UnexpectedDefaultError"),
    "default-with-a-class": ("pets", "list_pets", {}, 429, "UnexpectedDefaultError"),
    "conflict": ("store", "place_order", {"body": {"pet_id": 1}}, 409, "PlaceOrder409Error"),
}


@pytest.mark.parametrize("case", ABORTS)
def test_abort_from_below_a_handler(shop: Service, call: Call, case: str) -> None:
    group, method, arguments, status, error = ABORTS[case]
    package = shop.package

    def store() -> None:
        raise package.module("server").Abort(status, problem(package, "gone", detail="from below"))

    shop.told(lambda request: store())
    with pytest.raises(getattr(package.errors, error)) as raised:
        call(shop, group, method, arguments, **KEY)
    assert raised.value.status == status
    assert raised.value.body == problem(package, "gone", detail="from below")
    again = pickle.loads(pickle.dumps(raised.value))
    assert (type(again).__mro__[-6:], again.body) == (type(raised.value).__mro__[-6:], raised.value.body)


def test_a_default_error_is_caught_by_its_status_too(shop: Service, call: Call) -> None:
    package = shop.package
    shop.told(package.operations.UnexpectedDefault(429, problem(package, "slow down")))
    with pytest.raises(package.errors.RateLimitError) as raised:
        call(shop, "pets", "list_pets", {})
    assert isinstance(raised.value, package.errors.UnexpectedDefaultError)


def _raise(error: Exception) -> Any:
    raise error


FAULTS: dict[str, tuple[str, str, dict[str, Any], Callable[[Package], Any], tuple[str, ...]]] = {
    # what the handler does, and what the log must say
    "nothing": (
        "pets",
        "get_pet",
        {"pet_id": 1},
        lambda package: None,
        ("GET /pets/{petId} (pets.get_pet): the handler returned nothing; declared are GetPet200, NotFound404",),
    ),
    "a-body-without-response": (
        "pets",
        "get_pet",
        {"pet_id": 1},
        rex,
        ("returned an object of type Pet; declared are GetPet200, NotFound404",),
    ),
    "anothers-response": (
        "pets",
        "get_pet",
        {"pet_id": 1},
        lambda package: package.operations.DeletePet204(),
        ("the handler returned DeletePet204; declared are GetPet200, NotFound404",),
    ),
    "undeclared-error": (
        "pets",
        "delete_pet",
        {"pet_id": 1},
        lambda package: package.operations.Invalid422(problem(package)),
        ("the handler returned Invalid422; declared are DeletePet204, NotFound404, Unauthorized401",),
    ),
    "undeclared-abort": (
        "pets",
        "get_pet",
        {"pet_id": 1},
        lambda package: _raise(package.module("server").Abort(418)),
        ("Abort(418) was raised; declared are GetPet200, NotFound404",),
    ),
    "abort-without-body": (
        "pets",
        "get_pet",
        {"pet_id": 1},
        lambda package: _raise(package.module("server").Abort(200)),
        ("Abort(200) needs a body: GetPet200 has one",),
    ),
    "status-of-another": (
        "pets",
        "list_pets",
        {},
        lambda package: package.operations.UnexpectedDefault(200, problem(package)),
        ("status 200 is not one of default; declared are ListPets200, UnexpectedDefault",),
    ),
    "wrong-body": (
        "pets",
        "get_pet",
        {"pet_id": 1},
        lambda package: package.operations.GetPet200.parse({**REX, "id": 0, "status": "lost"}),
        ("the body of the 200 response does not fit the contract", "/id", "/status"),
    ),
    "an-exception": (
        "pets",
        "get_pet",
        {"pet_id": 1},
        lambda package: _raise(KeyError("the secret of the shop")),
        ("GET /pets/{petId} (pets.get_pet): the handler failed", "KeyError: 'the secret of the shop'"),
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_a_500_and_the_log_says_what_was_wrong(
    shop: Service, call: Call, caplog: pytest.LogCaptureFixture, case: str
) -> None:
    group, method, arguments, answer, logged = FAULTS[case]
    package = shop.package
    shop.told(lambda request: answer(package))
    with caplog.at_level(logging.ERROR, "apigen"), pytest.raises(package.errors.InternalServerError) as raised:
        call(shop, group, method, arguments, **KEY)
    assert raised.value.status == 500
    assert "secret" not in str(raised.value)
    assert [part for part in logged if part not in caplog.text] == []
    # Where the operation declares what a fault looks like, it looks like that.
    declared = package.routes[[route.method for route in package.routes].index(method)].operation.response(500)
    assert isinstance(raised.value, package.errors.ERRORS[declared] if declared else object)


def test_a_response_tells_its_status_and_headers(shop: Service, call: Call) -> None:
    shop.told(shop.package.operations.CreatePet201(rex(shop.package), location="/v1/pets/1"))
    body = {"name": "Rex", "animal": {"kind": "dog", "barks": True}}
    response = call(shop, "pets", "create_pet", {"body": body}, **KEY)
    assert (response.status, response.headers["Content-Type"]) == (201, "application/json")
    assert response.headers["content-length"] == str(len(json.dumps(REX, separators=(",", ":"))))
    assert response.body == rex(shop.package)
    assert response.body.added_at == datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    shop.told(shop.package.operations.DeletePet204())
    response = call(shop, "pets", "delete_pet", {"pet_id": 1}, **KEY)
    assert (response.status, response.body) == (204, None)
    assert "content-type" not in response.headers


# Who is calling

LET_IN: dict[str, tuple[dict[str, Any], str]] = {
    "bearer": ({"bearer": "good-token"}, "bearer:good-token"),
    "bearer-asked-for": ({"bearer": lambda: "good-token"}, "bearer:good-token"),
    "api-key": ({"api_key": "good-key"}, "api_key:good-key"),
    "both": ({"bearer": "good-token", "api_key": "good-key"}, "bearer:good-token"),
}
REFUSED_ENTRY: dict[str, tuple[dict[str, Any], int]] = {
    "nobody": ({}, 401),
    "unknown-token": ({"bearer": "bad"}, 401),
    "unknown-key": ({"api_key": "bad"}, 401),
    "known-and-not-allowed": ({"bearer": "forbidden"}, 403),
}


@pytest.mark.parametrize("case", LET_IN)
def test_the_principal_reaches_the_handler(shop: Service, call: Call, case: str) -> None:
    settings, expected = LET_IN[case]
    shop.told(shop.package.operations.GetInventory200({"sold": 1}))
    assert call(shop, "store", "get_inventory", {}, **settings).body == {"sold": 1}
    assert shop.seen[0].principal(str) == expected
    with pytest.raises(TypeError, match="returned str, not int"):
        shop.seen[0].principal(int)


@pytest.mark.parametrize("case", REFUSED_ENTRY)
def test_who_is_refused_gets_a_typed_error(shop: Service, call: Call, case: str) -> None:
    settings, status = REFUSED_ENTRY[case]
    errors = shop.package.errors
    shop.told(None)
    with pytest.raises(errors.AuthenticationError if status == 401 else errors.PermissionDeniedError) as raised:
        call(shop, "owners", "get_owner", {"owner_id": OWNER}, **settings)
    assert raised.value.status == status
    if status == 401:
        assert type(raised.value) is errors.Unauthorized401Error
        assert type(raised.value.body) is shop.package.models.Problem
        assert "Bearer" in raised.value.headers["www-authenticate"]
    assert shop.seen == []


def test_authentication_comes_before_everything_else(shop: Service, call: Call) -> None:
    shop.told(None)
    with pytest.raises(shop.package.errors.Unauthorized401Error):
        call(shop, "pets", "update_pet", {"pet_id": 0, "body": {}})


def test_an_anonymous_operation_asks_for_nothing_and_carries_nothing(shop: Service, call: Call) -> None:
    shop.told(shop.package.operations.GetPet200(rex(shop.package)))
    call(shop, "pets", "get_pet", {"pet_id": 1}, bearer="good-token", api_key="good-key")
    assert {"authorization", "x-api-key"}.isdisjoint(shop.wire[0].headers)
    with pytest.raises(TypeError):
        shop.seen[0].principal(str)


# What another version of the server may answer

WRONG: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # a pet's properties as the server sent them, and attributes that the client shows
    "unknown-value": ({"status": "lost"}, {"status": "lost"}),
    "unknown-property": ({"chip": {"id": [7, None]}}, {"chip": {"id": [7, None]}}),
    "wrong-type": ({"id": "seven"}, {"id": "seven", "name": "Rex"}),
    "out-of-range": ({"id": -1, "name": ""}, {"id": -1, "name": ""}),
    "no-date": ({"added_at": "yesterday", "born": "2024-03-01"}, {"added_at": "yesterday", "born": date(2024, 3, 1)}),
    "null": ({"name": None}, {"name": None}),
    "unknown-variant": ({"animal": {"kind": "bird", "wings": 2}}, {}),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_kept_as_it_came(careless_shop: Service, call: Call, case: str) -> None:
    package = careless_shop.package
    changes, expected = WRONG[case]
    careless_shop.told(package.operations.GetPet200.parse({**REX, **changes}))
    pet = call(careless_shop, "pets", "get_pet", {"pet_id": 1}).body
    assert type(pet) is package.models.Pet
    assert {name: getattr(pet, name) for name in expected} == expected
    # And nothing is lost when it is written again.
    assert package.operations.GetPet200.codec("body").to_value(pet) == {**REX, **changes}


NO_PETS: tuple[Any, ...] = ([], "Rex", None, 7, [{"id": 1}])


@pytest.mark.parametrize("value", NO_PETS, ids=repr)
def test_an_answer_of_another_shape_is_returned_as_it_came(careless_shop: Service, call: Call, value: Any) -> None:
    careless_shop.told(careless_shop.package.operations.GetPet200.parse(value))
    assert call(careless_shop, "pets", "get_pet", {"pet_id": 1}).body == value


def test_one_wrong_item_leaves_the_others_typed(careless_shop: Service, call: Call) -> None:
    package = careless_shop.package
    items = [REX, {**REX, "status": "lost"}, {**REX, "animal": {"kind": "cat", "indoor": False}}]
    careless_shop.told(package.operations.ListPets200.parse({"items": items, "next_cursor": None, "total": 3}))
    found = call(careless_shop, "pets", "list_pets", {}).body
    assert [type(each) for each in found.items] == [package.models.Pet] * 3
    assert [each.status for each in found.items] == ["available", "lost", "available"]
    assert [type(each.animal) for each in found.items] == [
        package.models.Dog,
        package.models.Dog,
        package.models.Cat,
    ]
    assert (found.next_cursor, found.total) == (None, 3)


def test_an_error_of_another_shape_is_still_the_declared_one(careless_shop: Service, call: Call) -> None:
    package = careless_shop.package
    careless_shop.told(package.operations.NotFound404.parse({"title": 5, "hint": "x"}))
    with pytest.raises(package.errors.NotFound404Error) as raised:
        call(careless_shop, "pets", "get_pet", {"pet_id": 1})
    assert (raised.value.body.title, raised.value.body.hint) == (5, "x")


# Many at once, and nobody there


def test_many_calls_at_once(shop: Service) -> None:
    package = shop.package
    shop.told(lambda request: package.operations.GetPet200(rex(package, id=request.pet_id)))

    async def ask() -> list[Any]:
        async with awaited_client(shop) as client:
            return await asyncio.gather(*(client.pets.get_pet(number) for number in range(1, 41)))

    assert [pet.id for pet in asyncio.run(ask())] == list(range(1, 41))


def test_nobody_listens(petstore: Package) -> None:
    with socket.socket() as silent:
        # Taken, so that nobody else can listen there either.
        silent.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            petstore.client_classes[0](base_url=url) as client,
            pytest.raises(petstore.errors.APIConnectionError, match="getPet: ConnectError"),
        ):
            client.pets.get_pet(1)
