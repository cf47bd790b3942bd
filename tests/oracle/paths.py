"""Raw paths to the templates they have, the most concrete first (OpenAPI, "Path Templating Matching")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .document import Contract
from .texts import Undecodable, percent_decoded

_EXPRESSION = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A template, and the raw texts of its expressions."""

    template: str
    values: Mapping[str, str]


class Paths:
    """The paths of a contract."""

    def __init__(self, contract: Contract) -> None:
        self._base = contract.base_path.split("/")[1:]
        self._templates = [(path, path.split("/")[1:]) for path in contract.paths]

    def find(self, path: str) -> list[Found]:
        """Return every way in which the most concrete templates have a path."""
        lead, *segments = path.split("/")
        size = len(self._base)
        if lead or list(map(_plain, segments[:size])) != list(map(_plain, self._base)):
            return []
        segments = segments[size:]
        found = [
            (_rank(template), Found(template=name, values=values))
            for name, template in self._templates
            if len(template) == len(segments)
            for values in _matched(template, segments)
        ]
        best = min((rank for rank, _ in found), default=())
        return [each for rank, each in found if rank == best]


def _rank(template: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return how concrete a template is, from left to right: texts, then texts beside expressions, then expressions."""
    return tuple(
        (0, 0)
        if not _EXPRESSION.search(each)
        else (2, 0)
        if _EXPRESSION.fullmatch(each)
        else (1, -len(_EXPRESSION.sub("", each)))
        for each in template
    )


def _matched(template: Sequence[str], segments: Sequence[str]) -> Iterator[dict[str, str]]:
    if not template:
        yield {}
        return
    for rest in _matched(template[1:], segments[1:]):
        for values in _segment(template[0], segments[0]):
            yield {**values, **rest}


def _segment(template: str, segment: str) -> Iterator[dict[str, str]]:
    texts = _EXPRESSION.split(template)
    if len(texts) == 1:
        if _plain(template) == _plain(segment):
            yield {}
    elif texts[0] == texts[2] == "" and len(texts) == 3:
        yield {texts[1]: segment}
    else:
        yield from _split(texts, segment)


def _split(texts: Sequence[str], rest: str) -> Iterator[dict[str, str]]:
    """Yield the values of expressions that stand beside texts. None of these is empty, and the first are short."""
    if not rest.startswith(texts[0]):
        return
    rest = rest.removeprefix(texts[0])
    if len(texts) == 1:
        if not rest:
            yield {}
        return
    for end in range(1, len(rest) + 1):
        for others in _split(texts[2:], rest[end:]):
            yield {texts[1]: rest[:end], **others}


def _plain(text: str) -> str:
    try:
        return percent_decoded(text)
    except Undecodable:
        return text
