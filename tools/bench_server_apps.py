"""The service of bench_server.yaml as apigen makes it, with handlers that do what the handwritten services do."""

from __future__ import annotations

import importlib
from typing import Any

from pydantic import MISSING

from tools.bench_server_orders import found, listed, placed

PACKAGE = "bench_orders"

ops: Any = importlib.import_module(f"{PACKAGE}.operations")
models: Any = importlib.import_module(f"{PACKAGE}.models")
server: Any = importlib.import_module(f"{PACKAGE}.server")
examples: Any = importlib.import_module(f"{PACKAGE}.server.examples")


class Orders:
    """Handlers that may block."""

    def get_order(self, request: Any) -> Any:
        limit, status = _sent(request.limit), _sent(request.status)
        return ops.GetOrder200(found(models, shop=request.shop, number=request.number, limit=limit, status=status))

    def list_orders(self, request: Any) -> Any:
        return ops.ListOrders200(listed(models, shop=request.shop, limit=_sent(request.limit)))

    def place_order(self, request: Any) -> Any:
        return ops.PlaceOrder201(placed(models, request.body))


class AsyncOrders:
    """Handlers that are awaited."""

    async def get_order(self, request: Any) -> Any:
        limit, status = _sent(request.limit), _sent(request.status)
        return ops.GetOrder200(found(models, shop=request.shop, number=request.number, limit=limit, status=status))

    async def list_orders(self, request: Any) -> Any:
        return ops.ListOrders200(listed(models, shop=request.shop, limit=_sent(request.limit)))

    async def place_order(self, request: Any) -> Any:
        return ops.PlaceOrder201(placed(models, request.body))


def _sent(value: Any) -> Any:
    return None if value is MISSING else value


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
