"""A simple regular expression becomes a text that matches it.

Understood is what contracts use: literals, classes, groups, alternatives, quantifiers, anchors.
Anything else (look-arounds, back references) is skipped over: the caller checks the result.
"""

from __future__ import annotations

import string
from typing import Final

_WORD: Final = string.ascii_lowercase + string.ascii_uppercase + string.digits + "_"
_PRINTABLE: Final = _WORD + " -.,:;!?/@#$%&*+=()[]{}<>'\"\\|~^`"
_SHORTHAND: Final = {"d": string.digits, "w": _WORD, "s": " ", "h": " "}
_CONTROL: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
_PROPERTIES: Final = {
    "Lu": string.ascii_uppercase,
    "Ll": string.ascii_lowercase,
    "L": string.ascii_letters,
    "N": string.digits,
    "Nd": string.digits,
    "Z": " ",
    "Zs": " ",
    "P": "-.,",
    "S": "+$",
}
_LONGEST: Final = 65_536
_STEPS: Final = 200_000


class UnsupportedPattern(Exception):
    """The pattern cannot be read."""


def matching_text(pattern: str, *, extra: int = 0, turn: int = 0) -> str:
    """Return a text that should match `pattern`, as a JSON Schema `pattern` (unanchored).

    `extra` lengthens what an open quantifier repeats; `turn` chooses other characters and
    alternatives, for a second text that differs. Raises `UnsupportedPattern`.
    """
    reader = _Reader(pattern, extra, turn)
    text = reader.alternatives()
    if reader.at < len(pattern):
        raise UnsupportedPattern(pattern)
    return text


class _Reader:
    """Reads a pattern from left to right and writes a match as it goes."""

    def __init__(self, pattern: str, extra: int, turn: int) -> None:
        self.pattern = pattern
        self.extra = extra
        self.turn: int = turn
        self.at = 0
        self.depth = 0
        self.steps = 0

    def alternatives(self) -> str:
        """Read up to a closing parenthesis or the end; return one of the alternatives."""
        choices = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            choices.append(self.sequence())
        return choices[self.turn % len(choices)]

    def sequence(self) -> str:
        """Read items up to `|`, `)` or the end."""
        parts: list[str] = []
        while self.peek() not in ("", "|", ")"):
            first = self.at
            part = self.item()
            least, most = self.quantifier()
            count = least
            if least == 0 and most != 0 and (self.extra or not parts):
                count = 1
            if most is None or most > count:
                room = _LONGEST if most is None else most
                count = min(count + self.extra, room)
            if count * max(1, len(part)) > _LONGEST:
                raise UnsupportedPattern(self.pattern)
            if self.turn and count > 1:
                # Each repetition is read anew, so that a second text differs in more than its first character.
                parts.append(self.repeated(first, count))
            else:
                parts.append(part * count)
        return "".join(parts)

    def repeated(self, first: int, count: int) -> str:
        """Read the item at `first` `count` times, each with its own turn; the position stays."""
        after, turn = self.at, self.turn
        parts: list[str] = []
        for number in range(count):
            self.at = first
            self.turn = turn // 10 ** min(number, 9)
            parts.append(self.item())
        self.at, self.turn = after, turn
        return "".join(parts)

    def peek(self) -> str:
        """Return the next character, empty at the end."""
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        """Consume the next character."""
        if self.at >= len(self.pattern):
            raise UnsupportedPattern(self.pattern)
        self.at += 1
        return self.pattern[self.at - 1]

    def item(self) -> str:
        """Read one item without its quantifier. Nested repetitions are what the limit of steps stops."""
        self.steps += 1
        if self.steps > _STEPS:
            raise UnsupportedPattern(self.pattern)
        char = self.take()
        if char in "^$":
            return ""
        if char == "(":
            return self.group()
        if char == "[":
            return self.choose(self.character_class())
        if char == ".":
            return self.choose(_WORD)
        if char == "\\":
            return self.choose(self.escape())
        return char

    def group(self) -> str:
        """Read a group up to its closing parenthesis. A look-around adds nothing."""
        self.depth += 1
        if self.depth > 40:
            raise UnsupportedPattern(self.pattern)
        silent = False
        if self.peek() == "?":
            self.at += 1
            silent = self.group_kind()
        text = self.alternatives()
        if self.take() != ")":
            raise UnsupportedPattern(self.pattern)
        self.depth -= 1
        return "" if silent else text

    def group_kind(self) -> bool:
        """Read what follows `(?`; tell whether the group is a look-around."""
        kind = self.take()
        if kind in ":>":
            return False
        if kind in "=!":
            return True
        if kind in "P<":
            if kind == "P":
                self.take()
            if self.peek() in ("=", "!"):
                self.at += 1
                return True
            while self.take() != ">":
                pass
            return False
        while self.peek() not in (":", ")", ""):
            self.at += 1
        if self.peek() == ":":
            self.at += 1
        return False

    def choose(self, characters: str) -> str:
        """Return one of the characters, by turn."""
        if not characters:
            raise UnsupportedPattern(self.pattern)
        return characters[self.turn % len(characters)]

    def escape(self) -> str:
        """Read what follows a backslash; return the characters that it stands for."""
        char = self.take()
        if char in _SHORTHAND:
            return _SHORTHAND[char]
        if char in "DWSH":
            return {"D": string.ascii_lowercase, "W": "-", "S": _WORD, "H": _WORD}[char]
        if char in "pP":
            return self.unicode_property(negated=char == "P")
        if char in "xu":
            return self.code_point(2 if char == "x" else 4)
        if char in "bBAzZG":
            raise UnsupportedPattern(self.pattern)
        return _CONTROL.get(char, char)

    def unicode_property(self, *, negated: bool) -> str:
        """Read `{L}` or `L`; return some characters of that property."""
        name = self.take()
        if name == "{":
            end = self.pattern.find("}", self.at)
            if end < 0:
                raise UnsupportedPattern(self.pattern)
            name, self.at = self.pattern[self.at : end], end + 1
        known = _PROPERTIES.get(name, string.ascii_letters)
        return "".join(char for char in _PRINTABLE if char not in known) if negated else known

    def code_point(self, digits: int) -> str:
        """Read a hexadecimal code point, with or without braces."""
        if self.peek() == "{":
            end = self.pattern.find("}", self.at)
            text, self.at = self.pattern[self.at + 1 : end], end + 1
        else:
            text, self.at = self.pattern[self.at : self.at + digits], self.at + digits
        try:
            return chr(int(text, 16))
        except ValueError as error:
            raise UnsupportedPattern(self.pattern) from error

    def character_class(self) -> str:
        """Read a class after its `[`; return characters in it, those that read well first."""
        negated = self.peek() == "^"
        if negated:
            self.at += 1
        members: list[str] = []
        first = True
        while first or self.peek() != "]":
            first = False
            low = self.class_member()
            if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", "") and len(low) == 1:
                self.at += 1
                high = self.class_member()
                members.append(_span(low, high[:1]))
            else:
                members.append(low)
        self.take()
        found = "".join(members)
        if negated:
            return "".join(char for char in _PRINTABLE if char not in found)
        return "".join(char for char in _WORD if char in found) or found

    def class_member(self) -> str:
        """Read a character or an escape inside a class."""
        char = self.take()
        if char == "\\":
            if self.peek() == "b":
                self.at += 1
                return "\b"
            return self.escape()
        return char

    def quantifier(self) -> tuple[int, int | None]:
        """Read a quantifier if there is one; return the least and the most repetitions."""
        char = self.peek()
        bounds: tuple[int, int | None] = (1, 1)
        if char and char in "*+?":
            self.at += 1
            bounds = {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        elif char == "{":
            end = self.pattern.find("}", self.at)
            least, comma, most = self.pattern[self.at + 1 : max(end, self.at)].partition(",")
            if end < 0 or not least.isdecimal() or not (most.isdecimal() or most == ""):
                raise UnsupportedPattern(self.pattern)
            self.at = end + 1
            bounds = (int(least), int(most) if most else None if comma else int(least))
        if bounds != (1, 1) and self.peek() and self.peek() in "?+":
            self.at += 1
        return bounds


def _span(low: str, high: str) -> str:
    """Return the characters from `low` to `high`, at most 512 of them."""
    return "".join(map(chr, range(ord(low), min(ord(high), ord(low) + 511) + 1)))
