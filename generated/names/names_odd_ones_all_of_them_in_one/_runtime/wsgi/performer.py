"""The kernel in WSGI: its effects performed where the request's thread is. No framework is needed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, ExitStack
from contextvars import Context, copy_context
from types import TracebackType
from typing import Any, TypeAlias, cast

from ..server.kernel import Kernel
from ..server.messages import Call, Disconnected, Effect, Exchange, Failed, RawResponse, ReadBody
from ..server.problems import fault
from ..server.providers import Provider, as_provider
from ..server.service import StartupError
from ..server.streaming import Pieces
from .background import EventLoop, Held, Lifespan
from .sending import Body, send_pieces, whole

Read: TypeAlias = Callable[[ReadBody], "bytes | None"]
"""Reads a request's body as an effect says."""


class Supply:
    """Where handlers come from: a record, a provider for each request, or a lifespan for the process.

    Raises `StartupError`.
    """

    def __init__(self, kernel: Kernel, source: object) -> None:
        self.provider: Provider[Any] | None = None
        self.lifespan: Lifespan | None = None
        if isinstance(source, AbstractAsyncContextManager):
            self.lifespan = Lifespan(kernel, cast("AbstractAsyncContextManager[object]", source))
        elif callable(source):
            try:
                self.provider = as_provider(source)
            except TypeError as error:
                raise StartupError(str(error)) from None
        else:
            kernel.bind(source)


class Performer:
    """Performs effects, the same for all requests of a service."""

    def __init__(self, kernel: Kernel, supply: Supply, loop: EventLoop) -> None:
        self._kernel, self._supply, self._loop = kernel, supply, loop

    def run(self, exchange: Exchange, read: Read) -> tuple[RawResponse, Body]:
        """Return the response to which an exchange leads, and its body."""
        if self._supply.lifespan is not None:
            try:
                self._supply.lifespan.open(self._loop)
            except Exception as error:
                return whole(self._kernel.fail(error))
        # A copy, or what a handler sets would be there for the next request of this thread.
        context = copy_context()
        return context.run(self._run, context, exchange, read)

    def _run(self, context: Context, exchange: Exchange, read: Read) -> tuple[RawResponse, Body]:
        stack: ExitStack | None = None
        failure: BaseException | None = None
        try:
            effect: Effect = next(exchange)
            while True:
                try:
                    if isinstance(effect, Call):
                        result = self._call(effect)
                    elif isinstance(effect, ReadBody):
                        result = read(effect)
                    elif isinstance(effect, Failed):
                        failure, result = effect.error, None
                    else:
                        stack = ExitStack()
                        result = self._provide(stack)
                except Exception as error:
                    failure = error
                    effect = exchange.throw(error)
                else:
                    effect = exchange.send(result)
        except StopIteration as done:
            response: RawResponse = done.value
        except BaseException as error:
            exchange.close()
            self._leave(stack, error)
            if not isinstance(error, Disconnected):
                # The process ends.
                raise
            # Nobody waits for an answer, but WSGI has to have one.
            return whole(RawResponse(400, [(b"content-length", b"0")], b""))
        if isinstance(response.body, Pieces):
            return response, self._send(response.body, context, stack)
        # A provider sees what its handler raised, so that it can roll back.
        if stack is not None and self._leave(stack, failure) is not None:
            response = fault()
        return whole(response)

    def _send(self, pieces: Pieces, context: Context, stack: ExitStack | None) -> Body:
        def leave(failure: BaseException | None) -> Exception | None:
            return context.run(self._leave, stack, failure)

        return send_pieces(pieces, context=context, loop=self._loop, leave=leave)

    def _leave(self, stack: ExitStack | None, failure: BaseException | None) -> Exception | None:
        """Leave what a provider has opened; return what went wrong in that, beyond what its handler raised. It is logged."""
        closing = None if stack is None else _close(stack, failure)
        if closing is not None:
            self._kernel.fail(closing)
        return closing

    def _call(self, call: Call) -> Any:
        if call.is_async:
            return self._loop.run(call.function, call.argument)
        result = call.function(call.argument)
        return self._loop.run(_itself, result) if hasattr(result, "__await__") else result

    def _provide(self, stack: ExitStack) -> Any:
        provider = self._supply.provider
        assert provider is not None, "handlers that are bound are not asked for"
        made: Any = provider()
        if hasattr(made, "__aenter__"):
            return stack.enter_context(_Blocking(Held(self._loop, made)))
        if hasattr(made, "__enter__"):
            return stack.enter_context(made)
        return self._loop.run(_itself, made) if inspect.isawaitable(made) else made


class _Blocking:
    """An asynchronous context manager of the loop, entered and left by a thread that waits for it."""

    def __init__(self, held: Held[Any]) -> None:
        self._held = held

    def __enter__(self) -> Any:
        return self._held.enter()

    def __exit__(self, kind: object, error: BaseException | None, traceback: TracebackType | None) -> bool:
        self._held.leave(error)
        return error is not None


async def _itself(awaitable: Any) -> Any:
    return await awaitable


def _close(stack: ExitStack, failure: BaseException | None) -> Exception | None:
    """Leave what a provider has opened; return what went wrong in that, beyond what its handler raised."""
    try:
        kind = None if failure is None else type(failure)
        stack.__exit__(kind, failure, None if failure is None else failure.__traceback__)
    except BaseException as error:
        if error is failure:
            return None
        if not isinstance(error, Exception):
            raise
        return error
    return None
