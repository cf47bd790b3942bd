"""An ASGI app that is called in this process becomes one as a server would run it, whose notes are kept by request."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from apigen.contract.wsgi import Asgi

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer
    from a2wsgi.asgi_typing import Receive, Scope, Send, SendEvent

_CASE: Final = b"x-schemathesis-testcaseid"
"""The header by which the engine knows its requests."""
_FORMAT: Final = logging.Formatter("%(levelname)s %(name)s: %(message)s")
_LOG: Final = logging.getLogger("app")


@dataclass(frozen=True, slots=True)
class Note:
    """What an app wrote while it answered a request, and the line of it that says what was wrong."""

    text: str
    cause: str


@dataclass(slots=True)
class Notes:
    """Keeps what an app writes, by the request that it was answering. One request is answered at a time."""

    aside: list[str] = field(default_factory=list[str])
    """What was written outside of any request: while the app was imported, or started."""
    _case: str | None = None
    _logged: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    _written: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    _causes: dict[str, str] = field(default_factory=dict[str, str])

    def of(self, case: str) -> Note | None:
        """Return what was written during a request, `None` if nothing was."""
        text = "\n".join(self._logged.get(case) or [""]).strip() or "".join(self._written.get(case) or [""]).strip()
        if not text:
            return None
        return Note(text, self._causes.get(case) or text.splitlines()[-1].strip())

    def forget(self, cases: Iterable[str]) -> None:
        """Forget requests that have been judged. The app may be answering others already."""
        for case in cases:
            for each in (self._logged, self._written, self._causes):
                each.pop(case, None)

    def log(self, record: logging.LogRecord) -> None:
        """Take a record of a logger."""
        text = _FORMAT.format(record)
        if self._case is None:
            self.aside.append(f"{text}\n")
            return
        self._logged.setdefault(self._case, []).append(text)
        if record.levelno >= logging.ERROR:
            self._causes.setdefault(self._case, _cause(record))

    def write(self, text: str) -> None:
        """Take what was printed."""
        if self._case is None:
            self.aside.append(text)
        else:
            self._written.setdefault(self._case, []).append(text)

    @contextmanager
    def during(self, case: str) -> Generator[None]:
        """Take what is written in a `with` block for what a request is about."""
        self._case = case
        try:
            yield
        finally:
            self._case = None

    @contextmanager
    def logs(self) -> Generator[None]:
        """Take what loggers are told in a `with` block."""
        root, handler = logging.getLogger(), _Handler(self)
        root.addHandler(handler)
        try:
            yield
        finally:
            root.removeHandler(handler)


def as_served(app: Asgi, notes: Notes) -> Asgi:
    """Return an app whose exceptions are noted, and answered as servers do: 500, if there is no answer yet."""

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        started = False

        async def noted(message: SendEvent) -> None:
            nonlocal started
            if message["type"] == "http.response.start" and type(message["status"]) is not int:
                # A server refuses it, too, and the engine would fall over it.
                raise TypeError(f"the status is {message['status']!r}")
            started = True
            await send(message)

        with notes.during(next((value.decode() for name, value in scope["headers"] if name == _CASE), "")):
            try:
                await app(scope, receive, noted)
            except Exception:
                _LOG.exception("exception in the application")
            else:
                if started:
                    return
                _LOG.error("the application returned without a response")
            if not started:
                head = [(b"content-type", b"text/plain; charset=utf-8")]
                await send({"type": "http.response.start", "status": 500, "headers": head})
                await send({"type": "http.response.body", "body": b"Internal Server Error"})

    return served


def printed(notes: Notes) -> io.TextIOWrapper:
    """Return what stands for the standard output or error of an app. It may be kept longer than it is needed."""
    return io.TextIOWrapper(_Printed(notes), encoding="utf-8", errors="backslashreplace", write_through=True)


class _Printed(io.BufferedIOBase):
    """Keeps the bytes that are written. Whoever needs a file of the operating system gets the real one."""

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self._notes = notes

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        content = bytes(data)
        self._notes.write(content.decode("utf-8", "backslashreplace"))
        return len(content)

    @property
    def name(self) -> str:
        return "<app>"

    def fileno(self) -> int:
        return 2


class _Handler(logging.Handler):
    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self._notes = notes

    def emit(self, record: logging.LogRecord) -> None:
        self._notes.log(record)


def _cause(record: logging.LogRecord) -> str:
    """Return the line that says what was wrong: of an exception its own, else the message's first."""
    error = record.exc_info[1] if record.exc_info else None
    while isinstance(error, BaseExceptionGroup):
        # Task groups wrap even what is alone.
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]
    lines = traceback.format_exception_only(error) if error is not None else [record.getMessage()]
    return next((line.strip() for text in lines for line in text.splitlines() if line.strip()), "")
