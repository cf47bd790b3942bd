"""What the tests over corpora share: where they are, generated code that is imported and forgotten."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Final

CORPUS: Final = Path(__file__).parents[2].parent / "shared" / "corpus"
BAD: Final = CORPUS / "bad"
ABSENT: Final = "the corpus is not beside the repository"


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
