"""Functions that block, run in threads beside the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Final, TypeVar

T = TypeVar("T")

_COUNT: Final = 40
"""As many as ASGI frameworks commonly have."""


class Threads:
    """The threads of a service. They start when one is needed."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_COUNT, thread_name_prefix="handlers")

    async def run(self, context: Context, function: Callable[..., T], *arguments: object) -> T:
        """Run a function in a thread, with the variables of a context. Whoever is cancelled waits until it has returned."""
        work = self._pool.submit(context.run, _returned, function, arguments)
        try:
            return await asyncio.wrap_future(work)
        except asyncio.CancelledError:
            # A thread cannot be interrupted, and what it works with must not be closed meanwhile.
            loop, ended = asyncio.get_running_loop(), asyncio.Event()
            work.add_done_callback(lambda _: loop.call_soon_threadsafe(ended.set))
            await ended.wait()
            raise


def _returned(function: Callable[..., T], arguments: tuple[object, ...]) -> T:
    try:
        return function(*arguments)
    except StopIteration as error:
        # No future can hold one: whoever awaits it would wait for ever.
        raise RuntimeError("StopIteration was raised") from error
