"""Which datamodel-code-generator is installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final

DISTRIBUTION: Final = "datamodel-code-generator"


def library_version() -> str | None:
    """Return the version of the library that is installed; `None` if none is."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return None
