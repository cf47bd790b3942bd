"""The kernel in ASGI: its effects performed on asyncio, scopes read and responses sent. No framework is needed for it."""

from __future__ import annotations

import inspect
from asyncio import timeout
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from contextvars import Context, copy_context
from typing import Any, TypeVar, cast

from ..server.contexts import take_over
from ..server.kernel import Kernel
from ..server.messages import Call, Disconnected, Effect, Exchange, Failed, RawRequest, RawResponse, ReadBody, too_slow
from ..server.problems import fault
from ..server.providers import Provider
from ..server.routing import decode, encode
from ..server.spool import SPOOLED
from ..server.streaming import BrokenOff, Pieces
from .sending import BROKEN_OFF, Message, Receive, Scope, Send, Sending, send_response
from .threads import Threads

H = TypeVar("H")
T = TypeVar("T")


class Performer:
    """Performs effects, the same for all requests of a service."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel, self._threads = kernel, Threads()

    async def run(
        self, exchange: Exchange, provider: Provider[Any] | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Send the response to which an exchange leads, as long as there is a caller. Raises `BrokenOff` after its start."""
        context: Context | None = None
        stack: AsyncExitStack | None = None
        failure: BaseException | None = None
        try:
            effect: Effect = next(exchange)
            while True:
                try:
                    if isinstance(effect, Call):
                        if effect.is_async:
                            result = await effect.function(effect.argument)
                        else:
                            context = copy_context()
                            result = await self._call(effect, context)
                    elif isinstance(effect, ReadBody):
                        result = await (self._read if effect.seconds is None else self._read_in_time)(receive, effect)
                    elif isinstance(effect, Failed):
                        failure, result = effect.error, None
                    else:
                        stack = AsyncExitStack()
                        result = await self._provide(stack, provider)
                except Exception as error:
                    failure = error
                    effect = exchange.throw(error)
                else:
                    effect = exchange.send(result)
        except StopIteration as done:
            response: RawResponse = done.value
        except BaseException as error:
            # Nobody is answered: the caller has gone, the task is cancelled, or the process ends.
            exchange.close()
            await self._leave(stack, error)
            if isinstance(error, Disconnected):
                return
            raise
        if isinstance(response.body, Pieces):
            try:
                await self._send(response, response.body, context, stack, receive, send)
            except BrokenOff as broken:
                scope[BROKEN_OFF] = broken
                raise
            return
        # A provider sees what its handler raised, so that it can roll back.
        if stack is not None and await self._leave(stack, failure) is not None:
            response = fault()
        await send_response(response, send)

    async def _send(
        self,
        response: RawResponse,
        pieces: Pieces,
        context: Context | None,
        stack: AsyncExitStack | None,
        receive: Receive,
        send: Send,
    ) -> None:
        """Send a response in pieces, and say that these were all when nothing more can go wrong."""
        if context is not None:
            take_over(context)
        sending = Sending(pieces, self._threads, send)
        try:
            try:
                await sending.run(response, receive)
            finally:
                await sending.close()
        except BaseException as error:
            await self._leave(stack, error.error if isinstance(error, BrokenOff) else error)
            if isinstance(error, Disconnected):
                pieces.end_early(error)
                return
            raise
        failed = await self._leave(stack, None)
        if failed is not None:
            raise BrokenOff(failed)
        await sending.end()

    async def _in_thread(self, function: Callable[..., T], *arguments: object) -> T:
        """Run a function that may block in a thread, with the context variables of here."""
        return await self._threads.run(copy_context(), function, *arguments)

    async def _call(self, call: Call, context: Context) -> Any:
        result = await self._threads.run(context, call.function, call.argument)
        return await result if inspect.isawaitable(result) else result

    async def _read_in_time(self, receive: Receive, effect: ReadBody) -> bytes | None:
        """Read a body, unless that takes too long. Raises `HttpError` then."""
        assert effect.seconds is not None
        limit = timeout(effect.seconds)
        try:
            async with limit:
                return await self._read(receive, effect)
        except TimeoutError:
            if limit.expired():
                raise too_slow(effect.seconds) from None
            raise

    def _read(self, receive: Receive, effect: ReadBody) -> Awaitable[bytes | None]:
        return read_body(receive, effect.limit) if effect.into is None else self._feed(receive, effect)

    async def _feed(self, receive: Receive, effect: ReadBody) -> bytes | None:
        """Hand over a body's pieces as they come. What a file takes stays in memory at first, and blocks nobody."""
        assert effect.into is not None
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                raise Disconnected
            piece: bytes = message.get("body", b"")
            more = message.get("more_body", False)
            size += len(piece)
            if effect.limit is not None and size > effect.limit:
                return None
            if size <= SPOOLED:
                effect.into(piece)
            else:
                await self._in_thread(effect.into, piece)
        return b""

    async def _provide(self, stack: AsyncExitStack, provider: Provider[Any] | None) -> Any:
        if provider is None:
            raise RuntimeError("the handlers come with the app's lifespan, which has not been started")
        made: Any = provider()
        if hasattr(made, "__aenter__"):
            return await stack.enter_async_context(made)
        if hasattr(made, "__enter__"):
            return await stack.enter_async_context(self._threaded(cast("AbstractContextManager[Any]", made)))
        return await made if inspect.isawaitable(made) else made

    @asynccontextmanager
    async def _threaded(self, manager: AbstractContextManager[H]) -> AsyncGenerator[H]:
        """Enter and leave a blocking context manager in a thread."""
        entered: list[H] = []
        try:
            # Who is cancelled here has entered it nevertheless.
            await self._in_thread(lambda: entered.append(manager.__enter__()))
            yield entered[0]
        except BaseException as error:
            if not entered or not await self._in_thread(manager.__exit__, type(error), error, error.__traceback__):
                raise
        else:
            await self._in_thread(manager.__exit__, None, None, None)

    async def _leave(self, stack: AsyncExitStack | None, failure: BaseException | None) -> Exception | None:
        """Leave what a provider has opened; return what went wrong in that, beyond what its handler raised. It is logged."""
        closing = None if stack is None else await _close(stack, failure)
        if closing is not None:
            self._kernel.fail(closing)
        return closing


async def _close(stack: AsyncExitStack, failure: BaseException | None) -> Exception | None:
    """Leave what a provider has opened; return what went wrong in that, beyond what its handler raised."""
    try:
        kind = None if failure is None else type(failure)
        await stack.__aexit__(kind, failure, None if failure is None else failure.__traceback__)
    except BaseException as error:
        if error is failure:
            return None
        if not isinstance(error, Exception):
            raise
        return error
    return None


async def read_body(receive: Receive, limit: int | None) -> bytes | None:
    """Return the whole body, `None` if there is more than the limit."""
    message: Message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        # Nearly every body is one message.
        whole: bytes = message.get("body", b"")
        return whole if limit is None or len(whole) <= limit else None
    parts: list[bytes] = []
    size = 0
    while message["type"] == "http.request":
        part: bytes = message.get("body", b"")
        size += len(part)
        if limit is not None and size > limit:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
        message = await receive()
    raise Disconnected


def raw_path(scope: Scope) -> str:
    """Return a request's path as it was sent, below the place where the app is mounted (`root_path`)."""
    raw: bytes | None = scope.get("raw_path")
    # A server that keeps no raw path has decoded it: `%2F` is lost, the rest can be restored.
    path = encode(str(scope["path"])) if raw is None else raw.partition(b"?")[0].decode("latin-1")
    root: str = scope.get("root_path", "").rstrip("/")
    if not root:
        return path
    if path.startswith(root + "/"):
        return path[len(root) :]
    parts = path.split("/")
    count = root.count("/") + 1
    # The mount may have been sent with escapes. A proxy may also have cut it off already.
    return "/".join(["", *parts[count:]]) if decode("/".join(parts[:count])) == root else path


def raw_request(scope: Scope, path: str, native: object) -> RawRequest:
    """Return the request of a scope."""
    query: bytes = scope["query_string"]
    return RawRequest(scope["method"], path, query.decode("latin-1"), scope["headers"], native)
