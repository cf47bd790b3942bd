"""What the tests over corpora share: the rows of the bad set, generated code that is imported and forgotten, samples."""

from __future__ import annotations

import csv
import importlib
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from apigen.contract.judge import Validator, compile_schema, is_valid
from apigen.contract.sample import Missing, Sample, Sampler
from apigen.ir.api import Api
from apigen.ir.lower import schema_roots
from apigen.ir.normal import Normalizer
from apigen.ir.schemas import read_schemas
from apigen.ir.types import Direction, TypeKey
from apigen.spec.document import Document, Json

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


@dataclass(frozen=True, slots=True)
class Instance:
    """A value for a definition of a component schema, which the exact validator has judged; `Missing` if none is found."""

    key: TypeKey
    value: Sample

    def __str__(self) -> str:
        return f"{self.key.pointer[-1]} ({self.key.direction or 'both'})"


def instances(document: Document, api: Api) -> Iterator[Instance]:
    """Yield a valid value for each component schema, one a direction where those differ."""
    schemas = read_schemas(document, schema_roots(document))
    normal = Normalizer(schemas, _runs)
    keys = [key for key in api.types if key.pointer[:2] == ("components", "schemas") and len(key.pointer) == 3]
    written = {key: normal.schema(key.pointer, key.direction or Direction.RESPONSE) for key in keys}
    names = {key: f"j{number}" for number, key in enumerate(keys)}
    properties: dict[str, Json] = {names[key]: schema for key, schema in written.items()}
    validator = compile_schema({"definitions": normal.definitions, "properties": properties}, api.dialect)
    assert validator is not None
    sampler = Sampler(normal.definitions, api.dialect)
    for key, schema in written.items():
        name = names[key]
        yield Instance(key, sampler.sample(schema, partial(_fits, validator, name)))


def _fits(validator: Validator, name: str, value: Json) -> bool:
    return is_valid(validator, {name: value})


def _runs(pattern: str, at: object) -> bool:
    return compile_schema({"pattern": pattern}, "draft4") is not None


def differences(sent: Json, got: Json, at: str = "") -> Iterator[str]:
    """Yield where two JSON values differ. `1` is `1.0`; no other type stands for another."""
    if isinstance(sent, dict) and isinstance(got, dict):
        for name in [*sent, *(name for name in got if name not in sent)]:
            if name in sent and name in got:
                yield from differences(sent[name], got[name], f"{at}/{name}")
            else:
                yield f"{at}/{name}: {'lost' if name in sent else 'invented'}"
    elif isinstance(sent, list) and isinstance(got, list) and len(sent) == len(got):
        for index, (one, other) in enumerate(zip(sent, got, strict=True)):
            yield from differences(one, other, f"{at}/{index}")
    elif sent != got or isinstance(sent, bool) is not isinstance(got, bool):
        yield f"{at}: {sent!r} became {got!r}"


def codec(modules: Mapping[str, ModuleType], package: str, name: str) -> Any:
    """Return the codec of a generated model."""
    return modules[f"{package}._runtime.core.models"].Codec(getattr(modules[f"{package}.models"], name))


__all__ = [
    "ABSENT",
    "ALLOWED",
    "BAD",
    "CORPUS",
    "Instance",
    "Missing",
    "Row",
    "bad_rows",
    "codec",
    "differences",
    "import_all",
    "importable",
    "instances",
]
