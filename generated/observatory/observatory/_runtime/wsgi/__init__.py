"""The kernel in WSGI, for every framework that speaks it."""

from .background import EventLoop, Lifespan
from .cors import Cors
from .environ import Environ, header_aliases, raw_path, raw_request, read_body
from .performer import Performer, Supply
from .sending import Body, StartResponse, send_response, status_line, whole

__all__ = [
    "Body",
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
    "whole",
]
