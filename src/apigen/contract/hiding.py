"""What must not be seen in anything that is printed, and what stands for it there."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from urllib.parse import quote, quote_plus

_SHORTEST: Final = 4
"""A shorter text is no secret, and would be found everywhere."""
_SPECIAL: Final = re.compile(r'["$`\\]')


@dataclass(frozen=True)
class Secrets:
    """Texts that are secret, each with what a shell makes it of: `$NAME`, or more."""

    words: Mapping[str, str] = field(default_factory=dict[str, str])

    def hide(self, text: str) -> str:
        """Return a text without its secrets."""
        return "".join(part for part, _ in self.split(text))

    def hide_in_shell(self, line: str) -> str:
        """Return a line of a shell without its secrets, which stand in single quotes there."""
        return "".join(f"'\"{part}\"'" if is_variable else part for part, is_variable in self.split(line))

    def split(self, text: str) -> Iterator[tuple[str, bool]]:
        """Yield the parts of a text, and whether each is what stands for a secret."""
        if self._pattern is None:
            yield text, False
            return
        end = 0
        for found in self._pattern.finditer(text):
            yield text[end : found.start()], False
            yield self.words[found[0]], True
            end = found.end()
        yield text[end:], False

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = sorted(self.words, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, words))) if words else None


def forms_of(secret: str, variable: str, *, user: str | None = None) -> dict[str, str]:
    """Return the texts by which a secret is known on the wire, each with the word of a shell that makes it.

    With a `user` it is a password, and the two are sent as one (RFC 7617 section 2).
    """
    if len(secret) < _SHORTEST:
        return {}
    word = f"${variable}"
    forms = dict.fromkeys((secret, quote(secret, safe=""), quote_plus(secret)), word)
    known_by = "" if user is None else f"{user}:"
    for before in ("", known_by):
        shown = _SPECIAL.sub(r"\\\g<0>", before) + word
        forms[b64encode(f"{before}{secret}".encode()).decode()] = f"$(printf %s \"{shown}\" | base64 | tr -d '\\n')"
    return forms
