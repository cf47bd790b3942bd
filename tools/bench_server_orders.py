"""What every service of bench_server.yaml answers, made of its own models: all of them do the same work."""

from __future__ import annotations

from typing import Any

STREET = "Bahnhofstrasse 1"
LISTED = 20


def found(models: Any, *, shop: str, number: int, limit: int | None, status: Any) -> Any:
    """Return an order, made anew as if it came from a database."""
    return models.Order(
        number=number,
        customer=shop,
        address=models.Address(street=STREET, city="Zug", country="CH"),
        lines=[
            models.Line(sku="abc-1", quantity=limit or 1, price=2.5),
            models.Line(sku="abc-2", quantity=1, price=10.0),
        ],
        status=status or "open",
    )


def listed(models: Any, *, shop: str, limit: int | None) -> list[Any]:
    """Return the first orders of a shop."""
    count = min(limit or LISTED, LISTED)
    return [found(models, shop=shop, number=n + 1, limit=None, status="paid") for n in range(count)]


def placed(models: Any, new: Any) -> Any:
    """Return what a new order becomes."""
    return models.Order(number=1, customer=new.customer, address=new.address, lines=new.lines, status="open")
