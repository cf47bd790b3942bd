"""What rendering hands to the output plan."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Owner(StrEnum):
    """Whose a file is: apigen's files are rewritten freely, yours are created once."""

    APIGEN = "apigen"
    YOU = "you"


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A finished file: a POSIX path below the output folder, and its text with LF line ends."""

    path: str
    text: str
    owner: Owner
