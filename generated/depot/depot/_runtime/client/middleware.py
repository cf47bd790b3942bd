"""What stands between a client and its HTTP library: called for each try, with what is sent then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from .outgoing import HttpRequest
from .transport import AsyncOpenResponse, OpenResponse

Send: TypeAlias = Callable[[HttpRequest], OpenResponse]
AsyncSend: TypeAlias = Callable[[HttpRequest], Awaitable[AsyncOpenResponse]]


class Middleware(Protocol):
    """Sends a request by calling `send`, and returns a response: that one, or another."""

    def __call__(self, request: HttpRequest, send: Send, /) -> OpenResponse: ...


class AsyncMiddleware(Protocol):
    """The same, awaited."""

    async def __call__(self, request: HttpRequest, send: AsyncSend, /) -> AsyncOpenResponse: ...


def through(middleware: Middleware, send: Send) -> Send:
    """Return what sends a request by a middleware."""
    return lambda request: middleware(request, send)


def async_through(middleware: AsyncMiddleware, send: AsyncSend) -> AsyncSend:
    """The same, awaited."""
    return lambda request: middleware(request, send)
