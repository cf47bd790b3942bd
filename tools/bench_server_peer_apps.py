"""The service of bench_server.yaml as others make it, with handlers that do what the handwritten services do.

Each is imported in an environment that has only that peer: the imports are inside.
"""

from __future__ import annotations

import importlib
import logging
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from tools.bench_server_orders import LISTED, STREET, found, listed, placed

CONTRACT: Final = Path(__file__).with_name("bench_server.yaml")
CODE_GENERATED, OPENAPI_GENERATED = "code_generated", "openapi_server"

JSON: Final = {"Content-Type": "application/json"}

_EMPTY = re.compile(r"(\ndef (\w+)\(.*?\n)    pass\n", re.DOTALL)


def fill_in(main: Path) -> None:
    """Let the functions that fastapi-code-generator has left empty call `CodeGenerated`: its users write there."""
    text = _EMPTY.sub(r"\1    return Handlers.\2(**locals())\n", main.read_text(encoding="utf-8"))
    line = f"from {__name__} import CodeGenerated as Handlers\n"
    main.write_text(text.replace("from fastapi import", f"{line}from fastapi import", 1), encoding="utf-8")


class CodeGenerated:
    """What its functions do. They are no `async def`: so it writes them."""

    @staticmethod
    def get_order(*, shop: str, number: int, limit: int | None, history: bool | None, status: Any) -> Any:
        del history
        return found(_code_generated(), shop=shop, number=number, limit=limit, status=status)

    @staticmethod
    def list_orders(*, shop: str, limit: int | None) -> Any:
        return listed(_code_generated(), shop=shop, limit=limit)

    @staticmethod
    def place_order(*, body: Any) -> Any:
        return placed(_code_generated(), body)


def _code_generated() -> Any:
    return importlib.import_module(f"{CODE_GENERATED}.models")


def fastapi_code_generator() -> Any:
    return importlib.import_module(f"{CODE_GENERATED}.main").app


def openapi_generator() -> Any:
    base: Any = importlib.import_module(f"{OPENAPI_GENERATED}.apis.orders_api_base").BaseOrdersApi
    models = SimpleNamespace()
    for name in ("Address", "Line", "Order"):
        setattr(models, name, getattr(importlib.import_module(f"{OPENAPI_GENERATED}.models.{name.lower()}"), name))

    async def get_order(_: object, shop: str, number: int, limit: Any, history: Any, status: Any) -> Any:
        del history
        return found(models, shop=shop, number=number, limit=limit, status=status)

    async def list_orders(_: object, shop: str, limit: int | None) -> Any:
        return listed(models, shop=shop, limit=limit)

    async def place_order(_: object, new_order: Any) -> Any:
        return placed(models, new_order)

    # It finds whoever derives from its base.
    type("Orders", (base,), {each.__name__: each for each in (get_order, list_orders, place_order)})
    return importlib.import_module(f"{OPENAPI_GENERATED}.main").app


class Dictionaries:
    """Handlers for connexion, which has no models: what it reads and writes are dictionaries.

    Where the contract has several media types for an operation's responses, they name the one that they send.
    """

    def get_order(
        self, shop: str, number: int, limit: int | None = None, history: bool | None = None, status: str | None = None
    ) -> Any:
        del history
        return self._found(shop, number, limit, status), 200, JSON

    def list_orders(self, shop: str, limit: int | None = None) -> Any:
        count = min(limit or LISTED, LISTED)
        return [self._found(shop, n + 1, None, "paid") for n in range(count)], 200, JSON

    def place_order(self, body: Any) -> Any:
        kept = {name: body[name] for name in ("customer", "address", "lines")}
        return {"number": 1, **kept, "status": "open"}, 201, JSON

    @staticmethod
    def _found(shop: str, number: int, limit: int | None, status: str | None) -> Any:
        return {
            "number": number,
            "customer": shop,
            "address": {"street": STREET, "city": "Zug", "country": "CH"},
            "lines": [
                {"sku": "abc-1", "quantity": limit or 1, "price": 2.5},
                {"sku": "abc-2", "quantity": 1, "price": 10.0},
            ],
            "status": status or "open",
        }


class AsyncDictionaries:
    """The same, awaited."""

    def __init__(self) -> None:
        self._all = Dictionaries()

    async def get_order(
        self, shop: str, number: int, limit: Any = None, history: Any = None, status: Any = None
    ) -> Any:
        return self._all.get_order(shop, number, limit, history, status)

    async def list_orders(self, shop: str, limit: Any = None) -> Any:
        return self._all.list_orders(shop, limit)

    async def place_order(self, body: Any) -> Any:
        return self._all.place_order(body)


def connexion_async() -> Any:
    return _connexion("AsyncApp", AsyncDictionaries())


def connexion_flask() -> Any:
    return _connexion("FlaskApp", Dictionaries())


def _connexion(kind: str, handlers: object) -> Any:
    connexion: Any = importlib.import_module("connexion")
    resolver: Any = importlib.import_module("connexion.resolver")
    # It logs each request that it refuses.
    logging.getLogger("connexion").setLevel(logging.CRITICAL)
    words = re.compile("(?=[A-Z])")

    def find(operation_id: str) -> Any:
        return getattr(handlers, "_".join(words.split(operation_id)).lower())

    contract = importlib.import_module("yaml").safe_load(CONTRACT.read_text(encoding="utf-8"))
    app = getattr(connexion, kind)("orders")
    # It knows no later version, of which the contract has no more than the number.
    app.add_api({**contract, "openapi": "3.0.3"}, resolver=resolver.Resolver(find))
    return app
