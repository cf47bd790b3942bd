"""What the tests over corpora share: the rows of the bad set, generated code that is imported and forgotten."""

from __future__ import annotations

import csv
import importlib
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

CORPUS: Final = Path(__file__).parents[2].parent / "shared" / "corpus"
BAD: Final = CORPUS / "bad"
ABSENT: Final = "the corpus is not beside the repository"

ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "REJECT": frozenset({"REJECT"}),
    "ACCEPT": frozenset({"ACCEPT", "WARN"}),
    "WARN": frozenset({"WARN"}),
    "EITHER": frozenset({"ACCEPT", "WARN", "REJECT"}),
}
"""The outcomes that fulfil an expectation: a warning more is no harm."""


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the bad set, and what is expected of it. `seconds` is how long it may take."""

    name: str
    expected: str
    seconds: int

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return BAD / self.name


def bad_rows(groups: str) -> list[Row]:
    """Return the rows whose file is kept in the set; none where the set is absent."""
    if not (BAD / "expected.csv").exists():
        return []
    with (BAD / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Row(row["input"], row["expected"], _seconds(row["limit"]))
        for row in rows
        if row["input"][0] in groups and row["input"][1].isdigit() and row["expected"] in ALLOWED
    ]


def _seconds(limit: str) -> int:
    found = re.search(r"<(\d+) s", limit)
    return int(found[1]) if found else 10


@contextmanager
def importable(root: Path) -> Iterator[None]:
    """Let a folder's modules be imported within a `with` block, and forget them after it."""
    before = set(sys.modules)
    sys.path.insert(0, str(root))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(root))
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", None)).startswith(str(root)):
                del sys.modules[name]


def import_all(root: Path, *tops: str) -> dict[str, ModuleType]:
    """Import every module below some folders of an importable root."""
    paths = [path.relative_to(root).with_suffix("") for top in tops for path in sorted((root / top).rglob("*.py"))]
    names = [".".join(path.parts).removesuffix(".__init__") for path in paths]
    return {name: importlib.import_module(name) for name in names}


def codec(modules: Mapping[str, ModuleType], package: str, name: str) -> Any:
    """Return the codec of a generated model."""
    return modules[f"{package}._runtime.core.models"].Codec(getattr(modules[f"{package}.models"], name))
