"""A class of failures that say nothing of a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apigen.contract.sent import Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A class of failures to be dropped: its name, why it says nothing of the server, and how it is known."""

    name: str
    why: str
    matches: Callable[[Sent], bool]
