"""Headers of responses, as clients give them back: typed where they can be, text where they cannot."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal

import httpx
import pytest

from apigen.runtime.client import APIStatusError, RateLimitError
from apigen.runtime.client.declared import read_declared
from apigen.runtime.client.response import read_result
from apigen.runtime.core import MISSING, BaseModel, Operation, Request, Response, header


class Point(BaseModel):
    x: int
    y: bool


class Fine200(Response):
    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    headers = (
        header("X-Rate", "rate", required=True),
        header("X-List", "items"),
        header("X-Pairs", "pairs"),
        header("X-Point", "point", explode=True),
        header("X-Day", "day"),
        header("X-Flag", "flag"),
        header("X-Level", "level"),
        header("X-Either", "either"),
        header("X-Null", "nothing"),
        header("X-Document", "document", media_type="application/json"),
        header("X-Text", "text"),
    )
    body: int
    rate: int
    items: list[int] | MISSING = MISSING
    pairs: dict[str, int] | MISSING = MISSING
    point: Point | MISSING = MISSING
    day: date | MISSING = MISSING
    flag: bool | MISSING = MISSING
    level: Literal[1, 2] | MISSING = MISSING
    either: list[int] | str | MISSING = MISSING
    nothing: int | MISSING | None = MISSING
    document: Point | MISSING = MISSING
    text: str | MISSING = MISSING


class Slow4XX(Response):
    status: int
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    headers = (header("Retry-After", "retry_after"),)
    body: str
    retry_after: int | MISSING = MISSING


class Slow4XXError(APIStatusError):
    body: str
    declared: Slow4XX


OPERATION: Operation[Request, Fine200 | Slow4XX, int] = Operation(
    id="read", method="GET", path="/", request=Request, responses={"200": Fine200, "4XX": Slow4XX}
)


def declared(headers: Mapping[str, str]) -> Any:
    return read_declared(OPERATION, 200, httpx.Headers(dict(headers)), 5)


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("X-RATE", "7", "rate", 7),
        ("x-rate", "many", "rate", "many"),
        ("X-Rate", "", "rate", ""),
        ("X-List", "1, 2,3", "items", [1, 2, 3]),
        ("X-List", "", "items", []),
        ("X-List", "1,b", "items", "1,b"),
        ("X-Pairs", "a,1,b,2", "pairs", {"a": 1, "b": 2}),
        ("X-Pairs", "a,1,b", "pairs", "a,1,b"),
        ("X-Point", "x=1,y=true", "point", Point(x=1, y=True)),
        ("X-Day", "2024-02-29", "day", date(2024, 2, 29)),
        ("X-Flag", "true", "flag", True),
        ("X-Level", "2", "level", 2),
        ("X-Level", "3", "level", "3"),
        ("X-Either", "1,2", "either", [1, 2]),
        ("X-Either", "one", "either", "one"),
        ("X-Null", "null", "nothing", None),
        ("X-Document", '{"x":1,"y":false}', "document", Point(x=1, y=False)),
        ("X-Document", "{", "document", "{"),
        ("X-Text", "12", "text", "12"),
        ("X-Other", "1", "rate", MISSING),
    ],
)
def test_a_header_is_typed_or_stays_text(name: str, text: str, attribute: str, value: object) -> None:
    found = getattr(declared({name: text}), attribute)
    assert found == value
    assert type(found) is type(value)


def test_the_declared_response_has_body_and_headers() -> None:
    assert declared({"X-Rate": "7", "X-Day": "2024-02-29"}) == Fine200(5, rate=7, day=date(2024, 2, 29))
    assert read_declared(OPERATION, 500, {}, None) is None


def test_an_error_carries_the_declared_response() -> None:
    answer = httpx.Response(429, json="slow down", headers={"Retry-After": "5"})
    with pytest.raises(RateLimitError) as raised:
        read_result(OPERATION, answer, {Slow4XX: Slow4XXError})
    expected = Slow4XX(429, "slow down", retry_after=5)
    assert raised.value.declared == expected
    assert pickle.loads(pickle.dumps(raised.value)).declared == expected


def test_an_error_that_is_not_the_declared_one_carries_none() -> None:
    for answer in (httpx.Response(429, content=b"<html>"), httpx.Response(500, json="x")):
        with pytest.raises(APIStatusError) as raised:
            read_result(OPERATION, answer, {Slow4XX: Slow4XXError})
        assert raised.value.declared is None
