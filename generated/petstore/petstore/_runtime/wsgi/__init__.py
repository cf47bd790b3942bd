"""The kernel in WSGI, for every framework that speaks it."""

from .background import EventLoop, Lifespan
from .cors import Cors
from .performer import (
    Environ,
    Performer,
    StartResponse,
    Supply,
    header_aliases,
    raw_path,
    raw_request,
    read_body,
    send_response,
    status_line,
)

__all__ = [
    "Cors",
    "Environ",
    "EventLoop",
    "Lifespan",
    "Performer",
    "StartResponse",
    "Supply",
    "header_aliases",
    "raw_path",
    "raw_request",
    "read_body",
    "send_response",
    "status_line",
]
