"""What passes between a framework's adapter and the kernel: raw messages, effects, and why a request is refused."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from .streaming import Pieces

Headers: TypeAlias = Sequence[tuple[bytes, bytes]]


class RawRequest(NamedTuple):
    """A request as it came: header names in lower case, path and query undecoded, `native` the framework's own."""

    method: str
    path: str
    query: str
    headers: Headers
    native: object

    def header(self, name: bytes) -> bytes | None:
        """Return the first value of a header, named in lower case."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    def header_lines(self, name: bytes) -> list[str]:
        """Return every value of a header as text. Bytes are read as Latin-1 (RFC 9110 section 5.5)."""
        return [value.decode("latin-1").strip(" \t") for key, value in self.headers if key == name]


class RawResponse(NamedTuple):
    """A response as it goes out; `Content-Length` is among the headers wherever one belongs, and is known.

    A body in pieces is closed by whoever takes it.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes | Pieces


class Limits(NamedTuple):
    """How much of a body is taken: its bytes, the seconds in which all of them come, and the fields or parts of a form.

    `None` is no limit. An adapter whose server blocks has no say in how long that may take.
    """

    size: int | None = None
    seconds: float | None = None
    fields: int | None = None


class ReadBody(NamedTuple):
    """Effect: read the body. The adapter sends back the bytes, or `None` as soon as there are more than `limit`.

    With `into` set, it hands over each piece as it comes, keeps none, and sends back no bytes. What is called may block.
    After `seconds` it throws `too_slow`, if it does not have to block until something comes.
    """

    limit: int | None
    into: Callable[[bytes], object] | None = None
    seconds: float | None = None


class Call(NamedTuple):
    """Effect: call a function. The adapter sends back what it returned, awaited, or throws what it raised.

    With `is_async` unset the function may block: an asynchronous adapter runs it in its threads.
    """

    function: Callable[[Any], Any]
    argument: object
    is_async: bool


class Provide(NamedTuple):
    """Effect: send back this request's record of handlers, where they are not the same for all requests."""


class Failed(NamedTuple):
    """Effect: the caller will be told of a fault, so what was opened for this request is to be undone."""

    error: Exception


Effect: TypeAlias = ReadBody | Call | Provide | Failed
Exchange: TypeAlias = Generator[Effect, Any, RawResponse]

Event: TypeAlias = Literal["malformed", "invalid", "invalid_path", "not_found", "unauthenticated", "forbidden", "fault"]
"""Why an operation cannot answer as its handler would. The table in `problems` gives each its status."""

MAX_VIOLATIONS = 50
"""How many violations are listed at most: what a caller sent must not decide how much we answer."""


class Violation(NamedTuple):
    """One thing wrong: where (`body`, `query`...), at which JSON pointer (RFC 6901) below it, why, by which keyword."""

    location: str
    pointer: str
    message: str
    keyword: str


class Disconnected(Exception):
    """The caller has gone before the body was there, or before the answer was whole: nobody waits for it."""


class BadAnswer(Exception):
    """A handler answered what its operation does not declare. The text is for the developer, in the log."""


class Rejection(Exception):
    """A request that does not reach its handler, or a handler's answer that does not reach the caller."""

    def __init__(self, event: Event, detail: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(detail)
        self.event: Event = event
        self.detail = detail
        self.violations = violations


def malformed(detail: str, keyword: str) -> Rejection:
    """Return why a body that cannot be read is refused."""
    return Rejection("malformed", detail, [Violation("body", "", detail, keyword)])


class HttpError(Exception):
    """A request refused by HTTP itself, before the contract has a say: 405, 408, 413, 415. Needs no declaration."""

    def __init__(self, status: int, detail: str, headers: Headers = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers


def too_slow(seconds: float) -> HttpError:
    """Return why a body is given up that has not come in time. What still comes of it is no other request."""
    return HttpError(408, f"the body has not come within {seconds:g} seconds", [(b"connection", b"close")])


def pointer(path: Sequence[str | int]) -> str:
    """Return a JSON pointer (RFC 6901) for keys and indexes."""
    found = ""
    for part in path:
        found += f"/{part}" if isinstance(part, int) else "/" + part.replace("~", "~0").replace("/", "~1")
    return found
