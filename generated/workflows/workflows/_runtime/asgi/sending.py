"""Responses to ASGI messages: whole ones, and those that are made while they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import Executor
from contextvars import Context, copy_context
from typing import Any, TypeAlias

from ..server.messages import Disconnected, RawResponse
from ..server.streaming import Pieces

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


async def send_response(response: RawResponse, send: Send) -> None:
    """Send a response that is whole."""
    await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
    await send({"type": "http.response.body", "body": response.body})


async def send_start(response: RawResponse, send: Send) -> None:
    """Send what comes before a body."""
    await send({"type": "http.response.start", "status": response.status, "headers": response.headers})


async def send_end(send: Send) -> None:
    """Say that all pieces of a body have been sent."""
    await send({"type": "http.response.body", "body": b""})


class Sending:
    """A body in pieces on its way. Those that block are made in a thread, each when the one before has been sent."""

    def __init__(self, pieces: Pieces, threads: Executor) -> None:
        self._pieces, self._threads = pieces, threads
        # One for all pieces: what is set while one is made is there for the next.
        self._context: Context = copy_context()

    async def run(self, receive: Receive, send: Send) -> None:
        """Send all pieces, but not that they were all. Raises `BrokenOff`, or `Disconnected` if the caller goes."""
        try:
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(_watch(receive))
                while not watch.done() and (piece := await self._draw()) is not None:
                    await _send_piece(piece, send)
                watch.cancel()
        except BaseExceptionGroup as errors:
            # The first is why, any other what came of it.
            raise errors.exceptions[0] from None

    async def close(self) -> None:
        """Close what the pieces come from."""
        if self._pieces.is_async:
            await self._pieces.close_async()
        else:
            await self._in_thread(self._pieces.close)

    async def _draw(self) -> bytes | None:
        if self._pieces.is_async:
            return await self._pieces.draw_async()
        return await self._in_thread(self._pieces.draw) if self._pieces.may_block else self._pieces.draw()

    async def _in_thread(self, function: Callable[[], bytes | None]) -> bytes | None:
        work = asyncio.get_running_loop().run_in_executor(self._threads, self._context.run, function)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            # A thread cannot be interrupted, and what it works on cannot be closed meanwhile.
            await asyncio.wait([work])
            if not work.cancelled():
                work.exception()
            raise


async def _send_piece(piece: bytes, send: Send) -> None:
    try:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    except OSError:
        # So servers may say that the caller has gone (ASGI, "Disconnected Client").
        raise Disconnected from None


async def _watch(receive: Receive) -> None:
    """Wait until the caller goes. Raises `Disconnected` then."""
    ends = 0
    while (message := await receive())["type"] != "http.disconnect":
        ends += not message.get("more_body", False)
        if ends == 2:
            # Some middlewares repeat a request's body for ever: they will not say that anybody goes.
            await asyncio.Event().wait()
    raise Disconnected
