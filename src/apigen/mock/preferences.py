"""`Prefer` headers to preferences, and back (RFC 7240)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_TOKEN: Final = r"[\w!#$%&'*+.^`|~-]+"
_VALUE: Final = rf'(?:{_TOKEN}|"(?:[^"\\]|\\.)*")'
_PREFERENCE: Final = re.compile(
    rf"\s*({_TOKEN})(?:\s*=\s*({_VALUE})?)?\s*((?:;[^,;\"]*(?:\"(?:[^\"\\]|\\.)*\")?\s*)*)", re.ASCII
)
_PARTS: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')


def read_preferences(lines: Iterable[str]) -> dict[str, str]:
    """Return the preferences that all lines of a `Prefer` header name, their names in lower case.

    One that is named twice counts as it was first. What is none, and the parameters of one, nobody asked us to know.
    """
    found: dict[str, str] = {}
    for line in lines:
        for part in _PARTS.findall(line):
            preference = _PREFERENCE.fullmatch(part)
            if preference is not None:
                found.setdefault(preference[1].lower(), _unquoted(preference[2] or ""))
    return found


def write_preferences(preferences: Mapping[str, str]) -> str:
    """Return preferences as `Preference-Applied` has them."""
    return ", ".join(
        f"{name}={value if re.fullmatch(_TOKEN, value, re.ASCII) else _quoted(value)}"
        for name, value in preferences.items()
    )


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
