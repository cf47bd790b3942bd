"""Raw paths to what is served there: a trie over segments, split before anything is decoded.

`%2F` is part of a segment, an empty, `.` or `..` segment is a segment like any other, and a
trailing slash makes another path: nothing is normalised, nothing is redirected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, product
from typing import Final, Generic, NamedTuple, TypeVar
from urllib.parse import quote, unquote_to_bytes

T = TypeVar("T")

_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_MAX_SPLITS: Final = 500
"""How many ways of reading a path are tried: a caller must not decide how much work that is."""


def decode(text: str) -> str | None:
    """Return a percent-decoded text; `None` if an escape is broken or the bytes are not UTF-8."""
    if "%" not in text and text.isascii():
        return text
    if _BROKEN_ESCAPE.search(text):
        return None
    try:
        return unquote_to_bytes(text.encode("latin-1")).decode()
    except UnicodeError:
        return None


def encode(path: str | bytes) -> str:
    """Return a path that a server has decoded as it may have been sent: `%2F` is lost, the rest is restored."""
    return quote(path, safe="/!$&'()*+,;=:@-._~")


def expressions(template: str) -> tuple[str, ...]:
    """Return the names of a path template's expressions, in order (OpenAPI, "Path Templating")."""
    return tuple(_EXPRESSION.findall(template))


class Splits:
    """The ways in which a path can be read whose segments have several expressions: `{name}{ext}`, `{lat},{lng}`."""

    def __init__(self, template: str) -> None:
        segments = [_EXPRESSION.split(segment) for segment in template.split("/")]
        self._joints = [parts[2:-1:2] for parts in segments if len(parts) > 1]

    def __bool__(self) -> bool:
        return any(self._joints)

    def of(self, values: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield the raw texts of all expressions in each way, the first expressions as short as can be."""
        rest = iter(values)
        ways: list[list[tuple[str, ...]]] = []
        for joints in self._joints:
            text = next(rest) + "".join(joint + next(rest) for joint in joints)
            ways.append(list(islice(_splits(text, joints), _MAX_SPLITS)))
        yield from (tuple(chain(*way)) for way in islice(product(*ways), _MAX_SPLITS))


def _splits(text: str, joints: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the parts of a text between which the joints stand. No part is empty."""
    if not joints:
        yield (text,)
        return
    at = text.find(joints[0], 1)
    while 0 < at < len(text) - len(joints[0]):
        yield from ((text[:at], *others) for others in _splits(text[at + len(joints[0]) :], joints[1:]))
        at = text.find(joints[0], at + 1)


@dataclass(slots=True, eq=False)
class Site(Generic[T]):
    """All that is served under one path: a value for each method."""

    template: str
    methods: dict[str, T] = field(default_factory=dict[str, T])

    @property
    def allow(self) -> str:
        """The exact value of `Allow` (RFC 9110 section 10.2.1). A GET serves HEAD too, and OPTIONS always works."""
        found = {*self.methods, "OPTIONS"}
        return ", ".join(sorted(found | {"HEAD"} if "GET" in found else found))


class Hit(NamedTuple, Generic[T]):
    """Where a raw path leads: the site, and the raw texts of the template's expressions in order."""

    site: Site[T]
    values: tuple[str, ...]


@dataclass(slots=True)
class _Node(Generic[T]):
    """What can follow a prefix: literal segments before mixed ones (`{n}:verb`) before whole expressions."""

    literals: dict[str, _Node[T]] = field(default_factory=dict[str, "_Node[T]"])
    mixed: dict[tuple[str, ...], tuple[re.Pattern[str], _Node[T]]] = field(
        default_factory=dict[tuple[str, ...], "tuple[re.Pattern[str], _Node[T]]"]
    )
    whole: _Node[T] | None = None
    site: Site[T] | None = None


class Router(Generic[T]):
    """A trie with backtracking. Paths without expressions are also found by one look-up."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()
        self._plain: dict[str, Hit[T]] = {}

    def add(self, template: str, method: str, value: T) -> Site[T]:
        """Serve a value at a template. Templates that differ only in the names of their expressions share a site."""
        node = self._root
        for segment in template.split("/")[1:]:
            node = _child(node, segment)
        if node.site is None:
            node.site = Site(template)
        node.site.methods[method] = value
        if "{" not in template and "%" not in template:
            self._plain[template] = Hit(node.site, ())
        return node.site

    def find(self, path: str) -> Hit[T] | None:
        """Return where a raw path leads, `None` if nowhere."""
        return self._plain.get(path) or _find(self._root, path.split("/"), 1, ())


def _child(node: _Node[T], segment: str) -> _Node[T]:
    parts = _EXPRESSION.split(segment)
    if len(parts) == 1:
        return node.literals.setdefault(decode(segment) or segment, _Node())
    if len(parts) == 3 and parts[0] == parts[2] == "":
        node.whole = node.whole or _Node()
        return node.whole
    texts = tuple(parts[::2])
    if texts not in node.mixed:
        node.mixed[texts] = (re.compile(_pattern(texts), re.DOTALL), _Node())
        # The more literal text a segment has, the more concrete it is.
        node.mixed = dict(sorted(node.mixed.items(), key=lambda item: -sum(map(len, item[0]))))
    return node.mixed[texts][1]


def _pattern(texts: Sequence[str]) -> str:
    """Return what matches a segment that has expressions between texts.

    Expressions beside text want something in each: `{a}.{b}` is not `..`. What ends at the first place where it can end
    need not be tried again, so a caller cannot make it long.
    """
    first, *joints, last = ("".join(map(_either_way, text)) for text in texts)
    return first + "".join(f"(?>(.+?){joint})" for joint in joints) + f"(.+?){last}"


def _either_way(char: str) -> str:
    """Return a pattern for a character of a template: as it is, or percent-encoded."""
    escaped = "".join(f"%{byte:02X}" for byte in char.encode())
    return f"(?:{re.escape(char)}|(?i:{escaped}))"


def _find(node: _Node[T], segments: list[str], at: int, values: tuple[str, ...]) -> Hit[T] | None:
    if at == len(segments):
        return None if node.site is None else Hit(node.site, values)
    segment = segments[at]
    child = node.literals.get((decode(segment) or segment) if "%" in segment else segment)
    if child is not None and (hit := _find(child, segments, at + 1, values)):
        return hit
    for pattern, child in node.mixed.values():
        found = pattern.fullmatch(segment)
        if found and (hit := _find(child, segments, at + 1, (*values, *found.groups()))):
            return hit
    return None if node.whole is None else _find(node.whole, segments, at + 1, (*values, segment))
