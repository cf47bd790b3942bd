"""Calls of any operation of a service, by a generated client of either kind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from apigen.proof.trips.callers import awaited_answer, awaited_client, blocking_answer, blocking_client
from apigen.proof.trips.service import Service

Arguments: TypeAlias = Mapping[str, Any]
Call: TypeAlias = Callable[..., Any]
"""Takes a service, the group and the method, its arguments, and settings of the client; returns the `ApiResponse`."""


def call_blocking(service: Service, group: str, method: str, arguments: Arguments, **settings: Any) -> Any:
    """Call with the blocking client."""
    with blocking_client(service, **settings) as client:
        return blocking_answer(client, group, method, arguments)


def call_awaited(service: Service, group: str, method: str, arguments: Arguments, **settings: Any) -> Any:
    """Call with the awaited client."""

    async def call() -> Any:
        async with awaited_client(service, **settings) as client:
            return await awaited_answer(client, group, method, arguments)

    return asyncio.run(call())


CALLS: Mapping[str, Call] = {"blocking": call_blocking, "awaited": call_awaited}
