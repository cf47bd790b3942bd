"""The text of one file: offsets become lines and columns, and a fault in it becomes a diagnostic."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from apigen.report import Place

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Source:
    """A decoded text and the name to show for it.

    Only CR, LF and CRLF end a line here, as in an editor. YAML would also count U+2028, so offsets are
    turned into lines in this one place and never taken from a parser.
    """

    file: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    def place(self, offset: int, length: int = 1) -> Place:
        """Return the place of a piece of the text, cut at the end of its line."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        rest = len(self.line(line)) - (offset - start)
        return Place(self.file, line, offset - start + 1, max(1, min(length, rest)))

    def marked(self, offset: int, length: int = 1) -> Place:
        """Return the place together with the text of its line, for a finding that no document outlives."""
        place = self.place(offset, length)
        return Place(place.file, place.line, place.column, place.length, self.line(place.line))

    def line(self, number: int) -> str:
        """Return the text of a line, without its end. A line that does not exist is empty."""
        if not 1 <= number <= len(self._starts):
            return ""
        # One JSON line can be 10 MB long and hold a thousand findings: slice it once.
        cached = self._last_line
        if number not in cached:
            start = self._starts[number - 1]
            end = self._starts[number] if number < len(self._starts) else len(self.text)
            cached.clear()
            cached[number] = self.text[start:end].rstrip("\r\n")
        return cached[number]

    @cached_property
    def _last_line(self) -> dict[int, str]:
        return {}


class Malformed(Exception):
    """The text cannot be read as one JSON value. Raised by the parsers, reported by `load`."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        offset: int,
        length: int = 1,
        label: str | None = None,
        help: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.offset = offset
        self.length = length
        self.label = label
        self.help = help
