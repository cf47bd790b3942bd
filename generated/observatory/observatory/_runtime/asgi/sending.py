"""Responses to ASGI messages: whole ones, and those that are made while they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from contextvars import Context, copy_context
from inspect import ismethod
from typing import Any, Final, TypeAlias

from ..server.messages import Disconnected, RawResponse
from ..server.streaming import BrokenOff, Pieces
from .threads import Threads

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Scope: TypeAlias = MutableMapping[str, Any]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

BROKEN_OFF: Final = "apigen.broken_off"
"""The key of a scope that says why its response is broken off."""


class Closing:
    """An app that just returns where a response of the app inside is broken off: its server closes the connection then.

    The log has the reason, and an exception would be logged once more. But whoever stands in between, with a `send` that is a
    function of its own, might take that for the end of the body: it gets the exception. So do some middlewares inside: with
    `guards` set, an end that they make up is not sent.
    """

    def __init__(self, app: App, *, guards: bool) -> None:
        self.app, self._guards = app, guards

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, _guarded(scope, send) if self._guards else send)
        except BrokenOff:
            if not ismethod(send):
                raise


def _guarded(scope: Scope, send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if BROKEN_OFF in scope and not message.get("more_body", False):
            raise scope[BROKEN_OFF]
        await send(message)

    return guarded


async def send_response(response: RawResponse, send: Send) -> None:
    """Send a response that is whole, if the caller is still there."""
    try:
        await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
        await send({"type": "http.response.body", "body": response.body})
    except OSError:
        # So servers may say that the caller has gone (ASGI, "Disconnected Client").
        return


class Sending:
    """A body in pieces on its way. Those that block are made in a thread, each when the one before has been sent."""

    def __init__(self, pieces: Pieces, threads: Threads, send: Send) -> None:
        self._pieces, self._threads, self._send = pieces, threads, send
        # One for all pieces: what is set while one is made is there for the next.
        self._context: Context = copy_context()

    async def run(self, response: RawResponse, receive: Receive) -> None:
        """Send what comes before the pieces, and all of them, but not that they were all.

        Raises `BrokenOff`, or `Disconnected` if the caller goes.
        """
        await self._tell({"type": "http.response.start", "status": response.status, "headers": response.headers})
        try:
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(_watch(receive))
                while not watch.done() and (piece := await self._draw()) is not None:
                    await self._tell({"type": "http.response.body", "body": piece, "more_body": True})
                watch.cancel()
        except BaseExceptionGroup as errors:
            # The first is why, any other what came of it.
            raise errors.exceptions[0] from None

    async def close(self) -> None:
        """Close what the pieces come from."""
        if self._pieces.is_async:
            await self._pieces.close_async()
        else:
            await self._threads.run(self._context, self._pieces.close)

    async def end(self) -> None:
        """Say that these were all pieces."""
        with suppress(Disconnected):
            await self._tell({"type": "http.response.body", "body": b""})

    async def _draw(self) -> bytes | None:
        if self._pieces.is_async:
            return await self._pieces.draw_async()
        if self._pieces.may_block:
            return await self._threads.run(self._context, self._pieces.draw)
        # A server may take a piece without waiting for anything, and the loop has others to serve.
        await asyncio.sleep(0)
        return self._pieces.draw()

    async def _tell(self, message: Message) -> None:
        try:
            await self._send(message)
        except OSError:
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
