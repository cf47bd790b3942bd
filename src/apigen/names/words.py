"""Case: any text of a contract to the words of an identifier. Pure functions that know nothing of scopes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLAIN = re.compile("[A-Za-z0-9]+")
_SIGNS = {"+": "plus ", "-": "minus "}


def split(text: str) -> list[str]:
    """Return the words of a text: `petId`, `pet-id`, `PetID` and `pet id` have two.

    Letters and digits of any script are kept, in the form that Python gives identifiers (NFKC). A
    sign in front of a digit is a word: `+1` and `-1` are real property names.
    """
    text = unicodedata.normalize("NFKC", text)
    if len(text) > 1 and text[0] in _SIGNS and text[1].isdigit():
        text = _SIGNS[text[0]] + text[1:]
    if text.isascii():
        parts = _PLAIN.findall(text)
    else:
        parts = "".join(char if char.isalnum() and f"a{char}".isidentifier() else " " for char in text).split()
    return [word for part in parts for word in _BOUNDARY.split(part) if word]


def snake(parts: Iterable[str], *, prefix: str) -> str:
    """Return `snake_case` for the words of several texts; behind `prefix` where a digit would be first, or nothing is left."""
    words = [word.lower() for part in parts for word in split(part)]
    name = unicodedata.normalize("NFKC", "_".join(words))
    return name if name.isidentifier() else "_".join(filter(None, (prefix, name)))


def pascal(parts: Iterable[str], *, prefix: str) -> str:
    """Return `PascalCase` for the words of several texts, capitals as written; `prefix` as for `snake`."""
    name = unicodedata.normalize("NFKC", "".join(word[0].upper() + word[1:] for part in parts for word in split(part)))
    return name if name.isidentifier() else prefix + name


def ascii_snake(text: str) -> str:
    """Return `snake_case` in ASCII, accents dropped; the empty text where nothing can be written in it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return "_".join(word.lower() for word in split(plain))
