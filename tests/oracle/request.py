"""A raw request: nothing in it is tidied on its way to a server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Raw:
    """What is sent. Path and query are as in the request line; headers are in order, and may repeat."""

    method: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]
    body: bytes

    def lines(self, name: str) -> list[str]:
        """Return the values of a header, without the blanks around them."""
        return [value.strip(" \t") for key, value in self.headers if key.lower() == name.lower()]

    def __str__(self) -> str:
        target = self.path + (f"?{self.query}" if self.query else "")
        lines = [f"{self.method} {target}", *(f"{name}: {value}" for name, value in self.headers)]
        return "\n".join([*lines, repr(self.body[:1500])] if self.body else lines)
