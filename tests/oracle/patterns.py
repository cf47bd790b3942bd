"""Regular expressions to texts that match them."""

from __future__ import annotations

import importlib
import random
import string
from typing import Any

_PARSER: Any = importlib.import_module("re._parser")
_LETTERS = string.ascii_letters + string.digits + "-_. é"
_CATEGORIES = {"CATEGORY_DIGIT": string.digits, "CATEGORY_WORD": string.ascii_letters + "_", "CATEGORY_SPACE": " "}


def matching(pattern: str, chance: random.Random) -> str | None:
    """Return a text; `None` if the pattern has what is not made here."""
    try:
        return _sequence(_PARSER.parse(pattern), chance)
    except Exception:  # whatever a contract's pattern is, there is no text for it
        return None


def _sequence(parsed: Any, chance: random.Random) -> str:
    return "".join(_one(str(kind), argument, chance) for kind, argument in parsed)


def _one(kind: str, argument: Any, chance: random.Random) -> str:
    if kind == "LITERAL":
        return chr(argument)
    if kind == "NOT_LITERAL":
        return "a" if argument != ord("a") else "b"
    if kind == "ANY":
        return chance.choice(_LETTERS)
    if kind == "IN":
        return chance.choice(_members(argument))
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, inner = argument
        return "".join(_sequence(inner, chance) for _ in range(chance.randint(least, min(int(most), least + 4))))
    if kind == "SUBPATTERN":
        return _sequence(argument[-1], chance)
    if kind == "BRANCH":
        return _sequence(chance.choice(argument[1]), chance)
    if kind == "AT":
        return ""
    raise ValueError(kind)


def _members(items: Any) -> str:
    found, negated = "", False
    for kind, argument in items:
        name = str(kind)
        negated = negated or name == "NEGATE"
        if name == "LITERAL":
            found += chr(argument)
        elif name == "RANGE":
            found += "".join(chr(code) for code in range(argument[0], min(argument[1], argument[0] + 60) + 1))
        elif name == "CATEGORY":
            found += _CATEGORIES[str(argument)]
    return "".join(char for char in _LETTERS if char not in found) if negated else found
