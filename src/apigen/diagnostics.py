"""A report as text for people: findings with their place, an excerpt, and what to do.

Everything that comes from the contract passes through `visible`: a description must not move the cursor or turn
the text around.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from apigen.report import Diagnostic, Place, Pointer, Severity
from apigen.spec.document import Places, pointer_text

EXCERPT_WIDTH = 100
"""Longest excerpt, in characters. JSON without line ends is one line of megabytes."""

MESSAGE_WIDTH = 500
"""Longest piece of a message. A contract can make names of any length."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}
_BLUE, _BOLD, _RESET = "\x1b[1;34m", "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Located:
    """A finding and where it is. A finding about a whole run has no place."""

    diagnostic: Diagnostic
    place: Place | None


def locate(report: Iterable[Diagnostic], places: Places | None) -> list[Located]:
    """Return the findings in the order of the text. One second parse finds all places."""
    found = list(report)
    pointers = frozenset(one.at for one in found if isinstance(one.at, tuple))
    known = places.find(pointers) if places is not None and pointers else {}
    located = [Located(one, one.at if isinstance(one.at, Place) else known.get(one.at or ())) for one in found]
    return sorted(located, key=_order)


def _order(located: Located) -> tuple[str, int, int]:
    place = located.place
    return ("", 0, 0) if place is None else (place.file, place.line, place.column)


def render_concise(report: Iterable[Diagnostic], places: Places | None) -> str:
    """Return one line a finding: `file:line:column: severity[code] message`."""
    return "".join(f"{_concise(located)}\n" for located in locate(report, places))


def _concise(located: Located) -> str:
    found, place = located.diagnostic, located.place
    start = f"{visible(place.file)}:{place.line}:{place.column}: " if place else ""
    return f"{start}{found.severity}[{found.code}] {visible(found.message)}"


def render_full(report: Iterable[Diagnostic], places: Places | None, *, colour: bool) -> str:
    """Return each finding with its excerpt and help, separated by empty lines.

    `places` is None where no document came to be; the places of such findings bring their line with them.
    """
    return "\n".join(_full(located, places, _Paint(colour)) for located in locate(report, places))


@dataclass(frozen=True, slots=True)
class _Paint:
    colour: bool

    def __call__(self, text: str, style: str) -> str:
        return f"{style}{text}{_RESET}" if self.colour else text


def _full(located: Located, places: Places | None, paint: _Paint) -> str:
    found, place = located.diagnostic, located.place
    head = paint(f"{found.severity}[{found.code}]", _COLOURS[found.severity])
    lines = [f"{head}{paint(': ' + visible(found.message), _BOLD)}"]
    margin = " " * (len(str(place.line)) if place else 2)
    if place is not None:
        lines.append(f"{margin}{paint('-->', _BLUE)} {visible(place.file)}:{place.line}:{place.column}")
        lines += _excerpt(place, _line(place, places), found, margin, paint)
    equals = f"{margin} {paint('=', _BLUE)}"
    pointer = pointer_in_file(located)
    if pointer:
        lines.append(f"{equals} at: {visible(pointer_text(pointer))}")
    if found.help is not None:
        lines.append(f"{equals} help: {visible(found.help)}")
    return "\n".join(lines) + "\n"


def _line(place: Place, places: Places | None) -> str | None:
    if place.text is not None:
        return place.text
    return places.line(place) if places is not None else None


def pointer_in_file(located: Located) -> Pointer | None:
    """Return the pointer into the file that is shown: parts of a contract can come from elsewhere."""
    at, place = located.diagnostic.at, located.place
    if place is not None and place.pointer is not None:
        return place.pointer
    return None if isinstance(at, Place) else at


def _excerpt(place: Place, text: str | None, found: Diagnostic, margin: str, paint: _Paint) -> list[str]:
    if not text:
        return []
    start = place.column - 1
    left = max(0, start - EXCERPT_WIDTH // 3) if len(text) > EXCERPT_WIDTH else 0
    right = min(len(text), left + EXCERPT_WIDTH)
    before = ("..." if left else "") + visible(text[left:start])
    marked = visible(text[start : min(right, start + place.length)])
    after = visible(text[start + place.length : right]) + ("..." if right < len(text) else "")
    carets = "^" * max(1, width(marked))
    label = f" {visible(found.label)}" if found.label else ""
    bar = paint("|", _BLUE)
    return [
        f"{margin} {bar}",
        f"{paint(str(place.line), _BLUE)} {bar} {before}{marked}{after}",
        f"{margin} {bar} {' ' * width(before)}{paint(carets + label, _COLOURS[found.severity])}",
    ]


def visible(text: str) -> str:
    """Return text that is safe on a terminal and in a log, and not too long for either."""
    return escaped(text if len(text) <= MESSAGE_WIDTH else text[: MESSAGE_WIDTH - 3] + "...")


def escaped(text: str) -> str:
    """Return text in which what is not to be seen is written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        _escape(character) if unicodedata.category(character) in _HIDDEN else character for character in text
    )


def _escape(character: str) -> str:
    if character == "\t":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
