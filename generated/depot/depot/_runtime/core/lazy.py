"""Names that are loaded when they are first asked for (PEP 562): those of packages, and those that annotations use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from inspect import get_annotations
from typing import Any


def lazy_package(
    package: str, modules: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return the `__getattr__` and the `__dir__` of a package, by the names that its modules have."""
    homes = {name: module for module, names in modules.items() for name in names}

    def load(name: str) -> object:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=sys.modules[package])
        value: object = getattr(import_module(f"{package}.{home}"), name)
        # From now on it is an attribute like any other.
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return load, names


def evaluated(kind: type) -> dict[str, Any]:
    """Return a class's own annotations, evaluated. What they name may be loaded only now."""
    return get_annotations(kind, locals=_Names(kind.__module__), eval_str=True)


class _Names(dict[str, object]):
    """The names of a module: evaluating an annotation would not ask the module's `__getattr__` for them."""

    def __init__(self, module: str) -> None:
        self._module = sys.modules.get(module)

    def __missing__(self, name: str) -> object:
        try:
            found: object = getattr(self._module, name)
        except AttributeError:
            raise KeyError(name) from None
        return found
