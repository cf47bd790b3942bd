"""Example answers that keep their word: what was deleted stays gone until it is created again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Final, NoReturn, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_MARK: Final = "__apigen_example__"
_LIMIT = 10_000


def example(method: Callable[P, R]) -> Callable[P, R]:
    """Mark a handler's method that answers with an example: it neither blocks nor knows what was deleted."""
    setattr(method, _MARK, True)
    return method


def unanswered(operation: str) -> NoReturn:
    """Stand in for an example where the contract allows no answer that could be made up."""
    raise NotImplementedError(f"no example fits what the contract declares for {operation}: write its method")


def is_example(method: Callable[..., Any]) -> bool:
    """Tell whether a method is marked as one that answers with an example."""
    return getattr(method, _MARK, False) is True


class Tombstones:
    """Paths at which something was deleted. Safe between threads; the oldest are forgotten beyond a limit."""

    def __init__(self) -> None:
        self._paths: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._lock = Lock()

    def covers(self, path: str) -> bool:
        """Tell whether a path is one that was deleted, or lies below it."""
        if not self._paths:
            return False
        parts = tuple(path.split("/"))
        with self._lock:
            return any(parts[:length] in self._paths for length in range(1, len(parts) + 1))

    def holds(self, path: str) -> bool:
        """Tell whether a path itself is one that was deleted."""
        with self._lock:
            return tuple(path.split("/")) in self._paths

    def bury(self, path: str) -> None:
        """Remember that what a path names is deleted."""
        with self._lock:
            self._paths[tuple(path.split("/"))] = None
            while len(self._paths) > _LIMIT:
                self._paths.popitem(last=False)

    def revive(self, path: str) -> None:
        """Forget all that was deleted at a path or below it: something was created there.

        What `POST /silences/` creates may be at `/silence/1`.
        """
        *above, last = path.rstrip("/").split("/")
        spellings = [(*above, each) for each in (last, f"{last}s", last.removesuffix("s"))]
        with self._lock:
            for gone in [each for each in self._paths if any(each[: len(parts)] == parts for parts in spellings)]:
                del self._paths[gone]
