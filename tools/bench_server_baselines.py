"""The service of bench_server.yaml as people write it by hand: with FastAPI, with Flask and Pydantic, with Starlette."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from fastapi import FastAPI, Path, Query
from flask import Flask, Response, request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.responses import JSONResponse
from starlette.responses import Response as StarletteResponse
from starlette.routing import Route

from tools import bench_server_orders as orders

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


ORDERS = TypeAdapter(list[Order])


class _Models:
    Address, Line, Order = Address, Line, Order


def found(shop: str, number: int, limit: int | None, status: Status | None) -> Order:
    """Return an order."""
    order: Order = orders.found(_Models, shop=shop, number=number, limit=limit, status=status)
    return order


def listed(shop: str, limit: int | None) -> list[Order]:
    """Return the first orders of a shop."""
    return orders.listed(_Models, shop=shop, limit=limit)


def placed(new: NewOrder) -> Order:
    """Return what a new order becomes."""
    order: Order = orders.placed(_Models, new)
    return order


def fastapi_async() -> FastAPI:
    """Return the service with `async def` endpoints."""
    app = FastAPI()

    @app.get("/shops/{shop}/orders/{number}")
    async def get_order(
        shop: Shop, number: Number, limit: Limit = None, history: bool | None = None, status: Status | None = None
    ) -> Order:
        return found(shop, number, limit, status)

    @app.get("/shops/{shop}/orders")
    async def list_orders(shop: Shop, limit: Limit = None) -> list[Order]:
        return listed(shop, limit)

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

    @app.get("/shops/{shop}/orders")
    def list_orders(shop: Shop, limit: Limit = None) -> list[Order]:
        return listed(shop, limit)

    @app.post("/orders", status_code=201)
    def place_order(new: NewOrder) -> Order:
        return placed(new)

    return app


class ListArguments(BaseModel):
    """The query of a list: Flask has no idea of parameters, Pydantic has."""

    model_config = ConfigDict(extra="ignore")

    limit: int | None = Field(default=None, ge=1, le=100)


class OrderArguments(ListArguments):
    """The query of a read."""

    history: bool | None = None
    status: Status | None = None


def flask() -> Flask:
    """Return the service with ordinary views: Flask reads the JSON, and writes the dict that a view returns."""
    app = _flask()

    @app.get("/shops/<shop>/orders/<int:number>")
    def get_order(shop: str, number: int) -> dict[str, Any]:
        arguments = OrderArguments.model_validate(request.args.to_dict())
        return found(shop, number, arguments.limit, arguments.status).model_dump(mode="json")

    @app.get("/shops/<shop>/orders")
    def list_orders(shop: str) -> list[dict[str, Any]]:
        arguments = ListArguments.model_validate(request.args.to_dict())
        return [order.model_dump(mode="json") for order in listed(shop, arguments.limit)]

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

    @app.get("/shops/<shop>/orders")
    def list_orders(shop: str) -> Response:
        arguments = ListArguments.model_validate(request.args.to_dict())
        return Response(ORDERS.dump_json(listed(shop, arguments.limit)), mimetype="application/json")

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

    @app.get("/shops/<shop>/orders")
    async def list_orders(shop: str) -> list[dict[str, Any]]:
        arguments = ListArguments.model_validate(request.args.to_dict())
        return [order.model_dump(mode="json") for order in listed(shop, arguments.limit)]

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


class Place(BaseModel):
    """The path of an order."""

    shop: str = Field(min_length=1, max_length=40)
    number: int = Field(default=1, ge=1)


def starlette() -> Starlette:
    """Return the service with as little as can be: Pydantic's validators and serializers, called directly."""
    place, order_arguments, list_arguments, new_order = (
        kind.__pydantic_validator__ for kind in (Place, OrderArguments, ListArguments, NewOrder)
    )
    order_writer, orders_writer = Order.__pydantic_serializer__, ORDERS.serializer

    def answer(body: bytes, status: int = 200) -> StarletteResponse:
        return StarletteResponse(body, status, media_type="application/json")

    async def get_order(request: StarletteRequest) -> StarletteResponse:
        at = place.validate_python(request.path_params)
        arguments = order_arguments.validate_python(dict(request.query_params))
        return answer(order_writer.to_json(found(at.shop, at.number, arguments.limit, arguments.status)))

    async def list_orders(request: StarletteRequest) -> StarletteResponse:
        at = place.validate_python(request.path_params)
        arguments = list_arguments.validate_python(dict(request.query_params))
        return answer(orders_writer.to_json(listed(at.shop, arguments.limit)))

    async def place_order(request: StarletteRequest) -> StarletteResponse:
        return answer(order_writer.to_json(placed(new_order.validate_json(await request.body()))), 201)

    async def refuse(_: StarletteRequest, error: Exception) -> StarletteResponse:
        return JSONResponse({"errors": cast("ValidationError", error).errors(include_url=False)}, 422)

    routes = [
        Route("/shops/{shop}/orders/{number}", get_order),
        Route("/shops/{shop}/orders", list_orders),
        Route("/orders", place_order, methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers={ValidationError: refuse})
