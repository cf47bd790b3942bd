"""The kernel in ASGI, for every framework that speaks it."""

from .performer import Performer, raw_path, raw_request
from .sending import Closing

__all__ = ["Closing", "Performer", "raw_path", "raw_request"]
