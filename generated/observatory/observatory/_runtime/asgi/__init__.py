"""The kernel in ASGI, for every framework that speaks it."""

from .performer import Performer, raw_path, raw_request

__all__ = ["Performer", "raw_path", "raw_request"]
