"""An event loop beside a server that blocks: one thread in each process, for all that is awaited there."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from contextvars import Context, copy_context
from typing import Any, Generic, NamedTuple, TypeVar

from ..server.contexts import take_over
from ..server.kernel import Kernel
from ..server.streaming import Pieces

T = TypeVar("T")


class EventLoop:
    """A loop that runs in a thread of its own, started when something is first awaited.

    Each process has its own, whenever it was forked: clients and pools that belong to a loop stay on the same one.
    """

    def __init__(self) -> None:
        # By process. What a parent has stays in here: to close its loop would close what both share.
        self._threads: dict[int, _LoopThread] = {}

    def run(self, function: Callable[..., Awaitable[T]], *arguments: object) -> T:
        """Await what a function returns; return that, or raise. Context variables go there and come back."""
        context = copy_context()
        try:
            return self.start(context, function, *arguments).result()
        finally:
            take_over(context)

    def start(self, context: Context, function: Callable[..., Awaitable[T]], *arguments: object) -> Future[T]:
        """Begin to await what a function returns. The caller waits for the outcome, not for the loop."""
        pid = os.getpid()
        # No lock of a parent's is asked: a thread that no longer exists may have held it.
        thread = self._threads.get(pid) or self._threads.setdefault(pid, _LoopThread())
        outcome: Future[T] = Future()
        thread.loop().call_soon_threadsafe(thread.begin, context, outcome, function, arguments)
        return outcome

    def is_here(self) -> bool:
        """Tell whether this is the loop's own thread, which cannot wait for what the loop has to do."""
        thread = self._threads.get(os.getpid())
        return thread is not None and thread.is_here()


class _LoopThread:
    """The loop of a process and its thread. The thread does not keep the process alive."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the loop, running."""
        if self._loop is None:
            with self._lock:
                if self._loop is None:
                    loop = asyncio.new_event_loop()
                    threading.Thread(target=self._work, args=(loop,), name="event loop", daemon=True).start()
                    self._loop = loop
        return self._loop

    def is_here(self) -> bool:
        """Tell whether the caller is run by the loop."""
        try:
            return asyncio.get_running_loop() is self._loop
        except RuntimeError:
            return False

    def begin(self, context: Context, outcome: Future[Any], function: Callable[..., Any], arguments: Any) -> None:
        """Make a task of a call; the outcome hears how it ends."""
        assert self._loop is not None
        task = self._loop.create_task(_settle(outcome, function, arguments), context=context)
        # A loop remembers its tasks only weakly.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @staticmethod
    def _work(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()


async def _settle(outcome: Future[Any], function: Callable[..., Any], arguments: Any) -> None:
    try:
        outcome.set_result(await function(*arguments))
    except asyncio.CancelledError:
        # Nobody has cancelled the caller, who could not tell this from its own cancellation.
        outcome.set_exception(RuntimeError("what was awaited has been cancelled"))
    except BaseException as error:
        outcome.set_exception(error)


class Held(Generic[T]):
    """An asynchronous context manager that one task enters, holds open and leaves: some may not change the task."""

    def __init__(self, loop: EventLoop, manager: AbstractAsyncContextManager[T]) -> None:
        self._loop, self._manager = loop, manager
        self._value: Future[T] = Future()
        self._end: Future[BaseException | None] = Future()
        self._done: Future[None] | None = None

    def enter(self) -> T:
        """Enter it and return its value. Raises what entering raises."""
        context = copy_context()
        self._done = self._loop.start(context, self._hold)
        try:
            return self._value.result()
        finally:
            take_over(context)

    def leave(self, error: BaseException | None) -> None:
        """Leave it, with what went wrong inside. Raises what comes out: that error, unless it is held back."""
        assert self._done is not None
        self._end.set_result(error)
        self._done.result()

    async def _hold(self) -> None:
        try:
            async with self._manager as value:
                self._value.set_result(value)
                error = await asyncio.wrap_future(self._end)
                if error is not None:
                    raise error
        except BaseException as error:
            if self._value.done():
                raise
            self._value.set_exception(error)


class Drawn:
    """A body whose pieces are awaited, for a thread: one task of the loop makes each of them, when it is asked for."""

    def __init__(self, loop: EventLoop, context: Context, pieces: Pieces) -> None:
        self._pieces = pieces
        self._question: Future[_Question] = Future()
        self._done = loop.start(context, self._serve, self._question)

    def draw(self) -> bytes | None:
        """Return the next piece, `None` at the end. Raises `BrokenOff`."""
        answer: Future[bytes | None] = Future()
        self._ask(answer)
        return answer.result()

    def close(self) -> None:
        """Close what the pieces come from, in the task that has made them."""
        self._ask(None)
        self._done.result()

    def _ask(self, answer: Future[bytes | None] | None) -> None:
        question, self._question = self._question, Future()
        question.set_result(_Question(answer, self._question))

    async def _serve(self, question: Future[_Question]) -> None:
        while True:
            asked: _Question = await asyncio.wrap_future(question)
            if asked.answer is None:
                return await self._pieces.close_async()
            await _settle(asked.answer, self._pieces.draw_async, ())
            question = asked.following


class _Question(NamedTuple):
    """Asks for a piece: where its answer goes, `None` if no more are wanted, and where the next one will be asked."""

    answer: Future[bytes | None] | None
    following: Future[_Question]


class Lifespan:
    """Handlers that live as long as a process: entered on its loop by the first who asks, left at its end."""

    def __init__(self, kernel: Kernel, manager: AbstractAsyncContextManager[object]) -> None:
        self._kernel, self._manager = kernel, manager
        self._lives: dict[int, _Life] = {}

    def open(self, loop: EventLoop) -> None:
        """Enter it and bind its handlers, if this process has not. Raises what that raises, at each call the same."""
        pid = os.getpid()
        life = self._lives.get(pid) or self._lives.setdefault(pid, _Life())
        if not life.open:
            with life.lock:
                if not life.open:
                    self._enter(life, loop)

    def close(self) -> None:
        """Leave it, if this process has entered it: a request after that would enter it again."""
        life = self._lives.get(os.getpid())
        if life is not None:
            with life.lock:
                held, life.held, life.open = life.held, None, False
            if held is not None:
                held.leave(None)

    def _enter(self, life: _Life, loop: EventLoop) -> None:
        if life.error is not None:
            raise life.error
        held = Held(loop, self._manager)
        try:
            handlers = held.enter()
        except Exception as error:
            # Most context managers can be entered only once.
            life.error = error
            raise
        try:
            self._kernel.bind(handlers)
        except Exception as error:
            life.error = error
            held.leave(None)
            raise
        life.held, life.open = held, True
        # A thread of a server may be a daemon, which those that it starts would be too.
        threading.Thread(target=self._close_at_exit, name="end of handlers", daemon=False).start()

    def _close_at_exit(self) -> None:
        # `atexit` is too late: Python first waits for all threads, and those of a pool may wait to be closed.
        threading.main_thread().join()
        self.close()


class _Life:
    """How far a lifespan has come in one process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.open = False
        self.held: Held[object] | None = None
        self.error: Exception | None = None
