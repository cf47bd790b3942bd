"""Handlers that are made for each request: what may provide them."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from typing import Any, TypeAlias, TypeVar

H = TypeVar("H")

Provider: TypeAlias = Callable[
    [],
    "H | Awaitable[H] | Iterator[H] | AsyncIterator[H] | AbstractContextManager[H] | AbstractAsyncContextManager[H]",
]
"""Takes nothing, and returns or yields the handlers of one request."""


def as_provider(function: Callable[[], Any]) -> Provider[Any]:
    """Return a provider for a function that returns, awaits or yields handlers. Raises `TypeError`."""
    needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
    if any(p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in needed):
        raise TypeError("a function that provides handlers takes no parameters")
    if inspect.isasyncgenfunction(function):
        return asynccontextmanager(function)
    if inspect.isgeneratorfunction(function):
        return contextmanager(function)
    return function
