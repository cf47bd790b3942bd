"""The errors of a large package: loaded when the first response of their kind arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

from ..core import Response
from .errors import APIStatusError
from .wire import ErrorClasses


class LazyErrors(Mapping[type[Response], type[APIStatusError]]):
    """The error of each response class, found in the module that is called like the one of the response."""

    def __init__(self, package: str, modules: Sequence[str]) -> None:
        self._package, self._modules = package, modules

    def __getitem__(self, kind: type[Response]) -> type[APIStatusError]:
        module = kind.__module__.rpartition(".")[2]
        if module not in self._modules:
            raise KeyError(kind)
        return self._of(module)[kind]

    def __iter__(self) -> Iterator[type[Response]]:
        for module in self._modules:
            yield from self._of(module)

    def __len__(self) -> int:
        return sum(len(self._of(module)) for module in self._modules)

    def _of(self, module: str) -> ErrorClasses:
        found: ErrorClasses = import_module(f"{self._package}.{module}").ERRORS
        return found
