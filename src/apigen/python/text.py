"""The doors through which texts of a contract become Python source. There are no others."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from apigen.spec.document import Json

WIDTH: Final = 100
"""Columns that a docstring's text may fill."""

_LINE_ENDS: Final = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS: Final = re.compile(r"\n{3,}")
_ENDING_QUOTE: Final = re.compile(r'"(?="|\Z)')
"""A quote that could end a docstring together with what follows it."""


def literal(value: Json) -> str:
    """Return a JSON value as a Python expression. What cannot be printed is escaped, lone surrogates too."""
    return repr(value)


def quoted(text: str) -> str:
    """Return a text as a Python string in double quotes, for code that no formatter sees."""
    return '"' + _escape(text).replace('"', '\\"') + '"'


def tuple_literal(values: Iterable[str]) -> str:
    """Return texts as a Python tuple."""
    return repr(tuple(values))


def docstring(*paragraphs: str | None) -> str | None:
    """Return a docstring literal of the paragraphs that there are, wrapped; `None` if there are none.

    Lines are kept as the author broke them and only long ones are wrapped: descriptions are Markdown.
    """
    text = "\n\n".join(cleaned for cleaned in map(_clean, paragraphs) if cleaned)
    if not text:
        return None
    lines = [wrapped for line in text.split("\n") for wrapped in _wrap(line)]
    escaped = _ENDING_QUOTE.sub('\\\\"', "\n".join(map(_escape, lines)))
    return f'"""{escaped}\n"""' if len(lines) > 1 else f'"""{escaped}"""'


def one_line(text: str) -> str:
    """Return a text as one line that is safe within a docstring, a comment, Markdown and a TOML string."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line.replace("\\", "\\\\").replace('"', "'").replace("`", "'")


def _clean(text: str | None) -> str:
    """Return a text with plain line ends, no tabs and no runs of empty lines."""
    if text is None:
        return ""
    lines = _LINE_ENDS.sub("\n", text).expandtabs(4).split("\n")
    return _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _wrap(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    indent = line[: len(line) - len(line.lstrip())][:20]
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _escape(line: str) -> str:
    """Return a line as it stands within a triple-quoted literal: backslashes doubled, unprintables written out."""
    line = line.replace("\\", "\\\\")
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in line)


class Imports:
    """Collects what a module imports, and writes it: the only way an import line comes about."""

    def __init__(self) -> None:
        self._from: dict[str, set[str]] = {}
        self._plain: set[str] = set()

    def add(self, module: str, name: str) -> None:
        """Note `from module import name`."""
        self._from.setdefault(module, set()).add(name)

    def add_module(self, module: str) -> None:
        """Note `import module`."""
        self._plain.add(module)

    def update(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Note several `from module import name`; an empty name means the module itself."""
        for module, name in pairs:
            if name:
                self.add(module, name)
            else:
                self.add_module(module)

    def has(self, module: str) -> bool:
        """Whether something is imported from a module."""
        return module in self._from

    def deeper(self) -> Imports:
        """Return the same imports for a module that stands one folder deeper."""
        found = Imports()
        found._plain = set(self._plain)
        found._from = {f".{module}" if module[0] == "." else module: set(names) for module, names in self._from.items()}
        return found

    def block(self, *, typing_only: Collection[str] = ()) -> str:
        """Return the import lines, those from the modules `typing_only` for type checkers alone."""
        deferred = {module: names for module, names in self._from.items() if module in typing_only}
        if not deferred:
            return _lines(self._plain, self._from)
        self.add("typing", "TYPE_CHECKING")
        first = _lines(self._plain, {module: names for module, names in self._from.items() if module not in deferred})
        return f"{first}\n\nif TYPE_CHECKING:\n{textwrap.indent(_lines((), deferred), '    ')}"


def _lines(plain: Iterable[str], members: Mapping[str, Iterable[str]]) -> str:
    """Return import lines in the order of isort's rules, one section after the other."""
    sections: dict[int, list[tuple[bool, int, _Natural, str]]] = {}
    for module in plain:
        sections.setdefault(_section(module), []).append((False, 0, _natural(module), f"import {module}"))
    for module, names in members.items():
        listed = ", ".join(sorted(names, key=_member_order))
        # What is farther away comes first.
        dots = len(module) - len(module.lstrip("."))
        line = f"from {module} import {listed}"
        sections.setdefault(_section(module), []).append((True, -dots, _natural(module), line))
    return "\n\n".join("\n".join(line for *_, line in sorted(lines)) for _, lines in sorted(sections.items()))


_STDLIB: Final = frozenset(
    {
        *("abc", "asyncio", "builtins", "collections.abc", "dataclasses", "datetime", "itertools", "pathlib", "typing"),
        "uuid",
    }
)
_THIRD_PARTY: Final = frozenset({"pydantic", "typing_extensions"})


def _section(module: str) -> int:
    if module in _STDLIB:
        return 0
    return 1 if module in _THIRD_PARTY else 2


def _member_order(name: str) -> tuple[int, _Natural, str]:
    """Constants first, then classes, then the rest: the order of isort's default rules."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, _natural(name), name


_Natural = list[str | tuple[bool, int, str]]


def _natural(name: str) -> _Natural:
    """Return the key of a name in natural order: numbers by value, those with a leading zero first, by their digits."""
    parts = re.split("([0-9]+)", name.lower())
    return [
        part if not index % 2 else (False, 0, part) if part.startswith("0") else (True, int(part), "")
        for index, part in enumerate(parts)
    ]
