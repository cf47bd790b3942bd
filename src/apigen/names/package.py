"""The name of the generated package: from the contract's title, else from its file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath
from typing import Final

from apigen.names.reserved import PACKAGES
from apigen.names.words import ascii_snake

_LONGEST: Final = 60


def package_name(title: str, file: str, taken: Collection[str] = ()) -> str:
    """Return an importable name that nothing else has, the modules `taken` by targets included.

    It depends on the contract alone, not on what is installed here.
    """
    for text in (title, PurePath(file).stem):
        name = ascii_snake(text)[:_LONGEST].rstrip("_")
        if name.isidentifier() and name not in PACKAGES and name not in taken:
            return name
    name = f"{ascii_snake(title)[:_LONGEST]}_api".lstrip("_")
    return name if name != "api" and is_package_name(name, taken) else "generated_api"


def is_package_name(name: str, taken: Collection[str] = ()) -> bool:
    """Whether a name given by the user can be the package's."""
    return name.isascii() and name.isidentifier() and name not in PACKAGES and name not in taken
