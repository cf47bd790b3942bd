"""Findings about a contract, as values: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, TypeAlias

Pointer: TypeAlias = tuple[str, ...]
"""A JSON Pointer (RFC 6901) into the contract, decoded: `("paths", "/pets", "get")`. The root is `()`."""


LEFT_OUT: Final = "AG504"
"""The code of an operation that is left out for its errors."""


class Severity(StrEnum):
    """How bad a finding is: an error stops generation, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of a file stands. Lines and columns count from 1, columns in characters.

    `text` is the line itself, kept only where no `Document` comes to be that could be asked for it; `pointer` leads to
    the place in its own file, where that is not the pointer that was asked for, and `part` is that pointer.
    """

    file: str
    line: int
    column: int
    length: int = 1
    text: str | None = field(default=None, compare=False, repr=False)
    pointer: Pointer | None = field(default=None, compare=False, repr=False)
    part: Pointer | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `at` is a pointer where the document could be parsed, a place where it could not."""

    code: str
    severity: Severity
    message: str
    at: Pointer | Place | None = None
    label: str | None = None
    help: str | None = None


class ContractError(Exception):
    """The contract cannot be used. The report says why; nothing after the stage that raised can run."""


class Report:
    """Collects the findings of one run, in the order in which they were made, each once."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._found)

    def error(
        self,
        code: str,
        message: str,
        *,
        at: Pointer | Place | None,
        label: str | None = None,
        help: str | None = None,
    ) -> None:
        """Record what makes correct code impossible."""
        self._found[Diagnostic(code, Severity.ERROR, message, at, label, help)] = None

    def warning(
        self,
        code: str,
        message: str,
        *,
        at: Pointer | Place | None,
        label: str | None = None,
        help: str | None = None,
    ) -> None:
        """Record what a user should know, and go on."""
        self._found[Diagnostic(code, Severity.WARNING, message, at, label, help)] = None

    def take_over(self, findings: Iterable[Diagnostic]) -> None:
        """Forget what was found, and have these findings instead."""
        self._found = dict.fromkeys(findings)

    def harden(self) -> None:
        """Take every warning for an error."""
        self.take_over(replace(found, severity=Severity.ERROR) for found in list(self._found))

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(1 for diagnostic in self._found if diagnostic.severity is severity)

    def stop_on_errors(self) -> None:
        """Raise `ContractError` if an error was recorded."""
        if self.count(Severity.ERROR):
            raise ContractError
