"""Which of several media types a caller likes best: the `Accept` header (RFC 9110 section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ..core.media import covers, essence

_ELEMENT: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_QUALITY: Final = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)


class _Range(NamedTuple):
    """A media type, or a range of them, that a caller takes, and how gladly."""

    name: str
    parameters: frozenset[tuple[str, str]]
    quality: float

    def precision(self, media_type: str) -> tuple[int, int] | None:
        """Return how closely this describes a media type; `None` if it does not."""
        # A declared range may become whatever the caller wants of it.
        if not covers(self.name, media_type) and not covers(media_type, self.name):
            return None
        if not self.parameters <= _parameters(media_type.split(";")[1:]):
            return None
        return (0 if self.name == "*/*" else 1 if self.name.endswith("/*") else 2), len(self.parameters)


def preferred(accept: str, media_types: Sequence[str]) -> int:
    """Return the place of the media type that a caller likes best; that of the first, if it likes none of them."""
    ranges = [_range(each) for each in _ELEMENT.findall(accept) if each.strip()]
    ratings = [_rating(each, ranges) for each in media_types]
    return ratings.index(max(ratings))


def _rating(media_type: str, ranges: Sequence[_Range]) -> float:
    found = [(precision, each.quality) for each in ranges if (precision := each.precision(media_type)) is not None]
    return max(found, default=((0, 0), 0.0 if ranges else 1.0))[1]


def _range(element: str) -> _Range:
    name, *rest = element.split(";")
    quality, own = 1.0, list[str]()
    for part in rest:
        key, _, value = part.partition("=")
        if key.strip().lower() == "q":
            # What follows is not about the media type.
            quality = float(value.strip()) if _QUALITY.fullmatch(value.strip()) else 1.0
            break
        if key.strip().lower() != "charset":
            # Which one a text is in is not asked for here (RFC 9110 section 12.5.2).
            own.append(part)
    return _Range(essence(name), _parameters(own), quality)


def _parameters(parts: Sequence[str]) -> frozenset[tuple[str, str]]:
    pairs = (part.lower().partition("=") for part in parts if part.strip())
    return frozenset((name.strip(), value.strip().strip('"')) for name, _, value in pairs)
