"""The service of bench_server.yaml as apigen makes it, with handlers that do what the handwritten services do."""

from __future__ import annotations

import importlib
from typing import Any

PACKAGE = "bench_orders"

ops: Any = importlib.import_module(f"{PACKAGE}.operations")
models: Any = importlib.import_module(f"{PACKAGE}.models")
server: Any = importlib.import_module(f"{PACKAGE}.server")
examples: Any = importlib.import_module(f"{PACKAGE}.server.examples")


def found(request: Any) -> Any:
    """Return an order, made anew as if it came from a database."""
    return models.Order(
        number=request.number,
        customer=request.shop,
        address=models.Address(street="Bahnhofstrasse 1", city="Zug", country="CH"),
        lines=[
            models.Line(sku="abc-1", quantity=request.limit, price=2.5),
            models.Line(sku="abc-2", quantity=1, price=10.0),
        ],
        status=request.status,
    )


def placed(new: Any) -> Any:
    """Return what a new order becomes."""
    return models.Order(number=1, customer=new.customer, address=new.address, lines=new.lines, status="open")


class AsyncOrders:
    """Handlers that are awaited."""

    async def get_order(self, request: Any) -> Any:
        return ops.GetOrder200(found(request))

    async def place_order(self, request: Any) -> Any:
        return ops.PlaceOrder201(placed(request.body))


class Orders:
    """Handlers that may block."""

    def get_order(self, request: Any) -> Any:
        return ops.GetOrder200(found(request))

    def place_order(self, request: Any) -> Any:
        return ops.PlaceOrder201(placed(request.body))


def fastapi_async() -> Any:
    return _app("fastapi", AsyncOrders(), validate=False)


def fastapi_async_validating() -> Any:
    return _app("fastapi", AsyncOrders(), validate=True)


def fastapi_threads() -> Any:
    return _app("fastapi", Orders(), validate=False)


def flask() -> Any:
    return _app("flask", Orders(), validate=False)


def flask_validating() -> Any:
    return _app("flask", Orders(), validate=True)


def flask_async() -> Any:
    return _app("flask", AsyncOrders(), validate=False)


def _app(framework: str, orders: Any, *, validate: bool) -> Any:
    # The contract of a thousand operations has a second group, which is left to the examples.
    rest = {"rest": examples.ExampleRest()} if hasattr(examples, "ExampleRest") else {}
    module = importlib.import_module(f"{PACKAGE}.server.{framework}")
    return module.create_app(server.Handlers(orders=orders, **rest), validate_responses=validate)
