"""Names for what moves under the components of the root: the same ones, however the files are ordered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from apigen.report import Pointer

T = TypeVar("T")
_ILLEGAL = re.compile(r"[^a-zA-Z0-9._-]+")


def component_names(moving: Sequence[tuple[T, str, Pointer]], taken: Collection[str], fallback: str) -> dict[T, str]:
    """Return a legal key for each thing that moves, given the path of its file and the pointer into it.

    The key is the last token of the pointer, else the file's name without its end. Where two things, or one and a
    component of the author's, would have the same, both are qualified by their files' names, then by folders.
    """
    choices = {thing: list(_choices(path, pointer, fallback)) for thing, path, pointer in moving}
    level = dict.fromkeys(choices, 0)
    while True:
        names = {thing: choices[thing][level[thing]] for thing in choices}
        uses = Counter(names.values())
        clashing = [
            thing
            for thing, name in names.items()
            if (uses[name] > 1 or name in taken) and level[thing] + 1 < len(choices[thing])
        ]
        if not clashing:
            break
        for thing in clashing:
            level[thing] += 1
    return _numbered(names, {thing: (path, pointer) for thing, path, pointer in moving}, taken)


def _choices(path: str, pointer: Pointer, fallback: str) -> Iterator[str]:
    """Yield the names that something may have, the best first."""
    *folders, file = [unquote(part) for part in urlsplit(path).path.split("/") if part not in ("", ".", "..")] or [""]
    stem = file.rpartition(".")[0] or file
    # A position in a list says nothing by itself.
    name = pointer[-1] if pointer and not pointer[-1].isdecimal() else None
    words = [stem, *pointer[-2:]] if pointer and name is None else [stem] if name is None else [name]
    yield _legal(words, fallback)
    if name is not None:
        words = [stem, name]
        yield _legal(words, fallback)
    for folder in reversed(folders):
        words = [folder, *words]
        yield _legal(words, fallback)


def _legal(words: Sequence[str], fallback: str) -> str:
    return "_".join(filter(None, map(_key, words))) or fallback


def _key(word: str) -> str:
    return _ILLEGAL.sub("_", word).strip("_") if _ILLEGAL.search(word) else word


def _numbered(names: dict[T, str], sources: dict[T, tuple[str, Pointer]], taken: Collection[str]) -> dict[T, str]:
    """Number what still has the same name, in the order of where it stands."""
    uses = Counter(names.values())
    used = {*taken, *names.values()}
    found: dict[T, str] = {}
    for thing in sorted(names, key=lambda each: sources[each]):
        name = names[thing]
        if uses[name] > 1 or name in taken:
            number = 2
            while f"{name}_{number}" in used:
                number += 1
            name = f"{name}_{number}"
            used.add(name)
        found[thing] = name
    return {thing: found[thing] for thing in names}
