"""Responses to what a WSGI server takes: whole ones, and those that are made while they are sent."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextvars import Context
from http import HTTPStatus
from threading import Thread
from typing import TypeAlias

from ..server.messages import Disconnected, RawResponse
from ..server.streaming import BrokenOff, Pieces
from .background import Drawn, EventLoop

StartResponse: TypeAlias = Callable[..., Callable[[bytes], object]]

Body: TypeAlias = "list[bytes] | Generator[bytes]"
"""What a server iterates over: all there is, or what makes the pieces of a body and has to be closed."""

_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


def status_line(status: int) -> str:
    """Return a status with its reason."""
    return _STATUS_LINES.get(status) or f"{status} Unknown"


def whole(response: RawResponse) -> tuple[RawResponse, Body]:
    """Return a response with its body for a server, where that is all there already."""
    assert isinstance(response.body, bytes), "pieces are drawn by a performer"
    return response, [response.body]


def send_response(response: RawResponse, body: Body, start_response: StartResponse) -> Iterable[bytes]:
    """Start a response, and return the body that a server sends and closes."""
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers]
    start_response(status_line(response.status), headers)
    return body


def send_pieces(
    pieces: Pieces,
    *,
    context: Context,
    loop: EventLoop,
    leave: Callable[[BaseException | None], Exception | None],
) -> Generator[bytes]:
    """Return the pieces for a server that iterates over them and closes them; each is made in a context.

    `leave` is called when there are no more, with why, if that is not their end. It returns what went wrong in that.
    """
    sending = _send(pieces, context, loop, leave)
    # From here on, closing it closes what the pieces come from.
    next(sending)
    return sending


def _send(
    pieces: Pieces, context: Context, loop: EventLoop, leave: Callable[[BaseException | None], Exception | None]
) -> Generator[bytes]:
    drawn = Drawn(loop, context.copy(), pieces) if pieces.is_async else None
    draw = drawn.draw if drawn else lambda: context.run(pieces.draw)
    close = drawn.close if drawn else lambda: context.run(pieces.close)
    is_wanted, has_begun = False, False

    def end(failure: BaseException | None) -> Exception | None:
        close()
        return leave(failure)

    try:
        yield b""
        is_wanted = True
        while (piece := draw()) is not None:
            has_begun = True
            yield piece
    except GeneratorExit:
        # The caller has gone, unless nobody has asked for a body.
        failure = Disconnected() if is_wanted else None
        if failure is not None:
            pieces.end_early(failure)
        if loop.is_here():
            # What somebody has dropped is collected in any thread.
            Thread(target=end, args=(failure,), name="end of a body").start()
        else:
            end(failure)
        raise
    except BaseException as error:
        end(error.error if isinstance(error, BrokenOff) else error)
        if isinstance(error, BrokenOff) and not has_begun:
            # Headers wait for the first piece (PEP 3333): the server can answer 500 yet.
            raise RuntimeError("the body of a response has failed before its first piece") from None
        raise
    failed = end(None)
    if failed is not None:
        raise BrokenOff(failed)
