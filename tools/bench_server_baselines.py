"""The service of bench_server.yaml as people write it by hand, once with FastAPI and once with Flask and Pydantic."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from fastapi import FastAPI, Path, Query
from flask import Flask, Response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Status = Literal["open", "paid", "sent"]
Shop = Annotated[str, Path(min_length=1, max_length=40)]
Number = Annotated[int, Path(ge=1)]
Limit = Annotated[int | None, Query(ge=1, le=100)]


class Address(BaseModel):
    street: str = Field(min_length=1)
    city: str = Field(min_length=1)
    country: str | None = Field(default=None, max_length=2)


class Line(BaseModel):
    sku: str = Field(min_length=3)
    quantity: int = Field(ge=1)
    price: float | None = Field(default=None, ge=0)


class NewOrder(BaseModel):
    customer: str = Field(min_length=1)
    address: Address
    lines: list[Line] = Field(min_length=1)
    note: str | None = Field(default=None, max_length=200)


class Order(BaseModel):
    number: int = Field(ge=1)
    customer: str = Field(min_length=1)
    address: Address
    lines: list[Line] = Field(min_length=1)
    status: Status


def found(shop: str, number: int, limit: int | None, status: Status | None) -> Order:
    """Return an order, made anew as if it came from a database."""
    return Order(
        number=number,
        customer=shop,
        address=Address(street="Bahnhofstrasse 1", city="Zug", country="CH"),
        lines=[Line(sku="abc-1", quantity=limit or 1, price=2.5), Line(sku="abc-2", quantity=1, price=10.0)],
        status=status or "open",
    )


def placed(new: NewOrder) -> Order:
    """Return what a new order becomes."""
    return Order(number=1, customer=new.customer, address=new.address, lines=new.lines, status="open")


def fastapi_async() -> FastAPI:
    """Return the service with `async def` endpoints."""
    app = FastAPI()

    @app.get("/shops/{shop}/orders/{number}")
    async def get_order(
        shop: Shop, number: Number, limit: Limit = None, history: bool | None = None, status: Status | None = None
    ) -> Order:
        return found(shop, number, limit, status)

    @app.post("/orders", status_code=201)
    async def place_order(new: NewOrder) -> Order:
        return placed(new)

    return app


def fastapi_threads() -> FastAPI:
    """Return the service with `def` endpoints, which FastAPI runs in threads."""
    app = FastAPI()

    @app.get("/shops/{shop}/orders/{number}")
    def get_order(
        shop: Shop, number: Number, limit: Limit = None, history: bool | None = None, status: Status | None = None
    ) -> Order:
        return found(shop, number, limit, status)

    @app.post("/orders", status_code=201)
    def place_order(new: NewOrder) -> Order:
        return placed(new)

    return app


class OrderArguments(BaseModel):
    """The query of a read: Flask has no idea of parameters, Pydantic has."""

    model_config = ConfigDict(extra="ignore")

    limit: int | None = Field(default=None, ge=1, le=100)
    history: bool | None = None
    status: Status | None = None


def flask() -> Flask:
    """Return the service with ordinary views: Flask reads the JSON, and writes the dict that a view returns."""
    app = _flask()

    @app.get("/shops/<shop>/orders/<int:number>")
    def get_order(shop: str, number: int) -> dict[str, Any]:
        arguments = OrderArguments.model_validate(request.args.to_dict())
        return found(shop, number, arguments.limit, arguments.status).model_dump(mode="json")

    @app.post("/orders")
    def place_order() -> tuple[dict[str, Any], int]:
        order = placed(NewOrder.model_validate(request.get_json()))
        return order.model_dump(mode="json"), 201

    return app


def flask_tuned() -> Flask:
    """Return the service with views that leave the JSON of answers to Pydantic, which is faster."""
    app = _flask()

    @app.get("/shops/<shop>/orders/<int:number>")
    def get_order(shop: str, number: int) -> Response:
        arguments = OrderArguments.model_validate(request.args.to_dict())
        order = found(shop, number, arguments.limit, arguments.status)
        return Response(order.model_dump_json(), mimetype="application/json")

    @app.post("/orders")
    def place_order() -> Response:
        order = placed(NewOrder.model_validate(request.get_json()))
        return Response(order.model_dump_json(), 201, mimetype="application/json")

    return app


def flask_async() -> Flask:
    """Return the service with Flask's async views."""
    app = _flask()

    @app.get("/shops/<shop>/orders/<int:number>")
    async def get_order(shop: str, number: int) -> dict[str, Any]:
        arguments = OrderArguments.model_validate(request.args.to_dict())
        return found(shop, number, arguments.limit, arguments.status).model_dump(mode="json")

    @app.post("/orders")
    async def place_order() -> tuple[dict[str, Any], int]:
        order = placed(NewOrder.model_validate(request.get_json()))
        return order.model_dump(mode="json"), 201

    return app


def _flask() -> Flask:
    app = Flask("orders", static_folder=None)

    @app.errorhandler(ValidationError)
    def refuse(error: Exception) -> tuple[dict[str, Any], int]:
        return {"errors": cast("ValidationError", error).errors(include_url=False)}, 422

    return app
