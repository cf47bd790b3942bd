"""A contract with errors becomes one without: the operations that they belong to are left out, and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from apigen.report import LEFT_OUT, ContractError, Diagnostic, Place, Pointer, Report, Severity
from apigen.spec.document import Document, Places
from apigen.spec.load import normalised
from apigen.spec.origins import located, origin_of
from apigen.spec.selection.narrow import narrowed
from apigen.spec.selection.reach import Entry, entries, graph_of

T = TypeVar("T")


def without_faults(
    document: Document, report: Report, work: Callable[[Document, Report], T], *, tell: Callable[[str], None]
) -> tuple[Document, T]:
    """Do the work on a contract without the operations for which it fails.

    The report lists what was left out, and why. Raises `ContractError` where an error belongs to no operation, or
    none is left: the report then says what it says of the whole contract.
    """
    before = [found for found in report if found.severity is Severity.WARNING]
    losses: list[Diagnostic] = []
    current, found = document, report
    while True:
        try:
            found.stop_on_errors()  # of what could not be read
            result = work(current, found)
            found.stop_on_errors()
        except ContractError:
            kept, lost = _without(current, [one for one in found if one.severity is Severity.ERROR], first=not losses)
            losses += lost
            tell("leaving out what has errors")
            found = Report()
            current = normalised(narrowed(current.bundle, kept, found), found)
        else:
            break
    if losses:
        known = {(one.code, one.message) for one in found}
        earlier = _placed(document.places, [one for one in before if (one.code, one.message) not in known])
        report.take_over([*earlier, *losses, *found])
    return current, result


def _without(document: Document, errors: Sequence[Diagnostic], *, first: bool) -> tuple[list[Entry], list[Diagnostic]]:
    """Return the operations that no error belongs to, and what to say of the errors and of the others.

    What no operation needs can have errors only before it was left out for the first time.
    """
    every = list(entries(document.bundle))
    needed = graph_of(document.bundle).reversed()
    codes: dict[Pointer, str] = {}
    for error in errors:
        part = needed.part(_pointer(document, error.at))
        if len(part) < 2:
            raise ContractError
        codes.setdefault(part, error.code)
    standing = _standing(every)
    lost: dict[int, str] = {}
    for part, code in codes.items():
        for index in (each for needing in needed.reached([part]) for each in standing.get(needing, ())):
            lost.setdefault(index, code)
    kept = [entry for index, entry in enumerate(every) if index not in lost]
    if not kept or not (lost or first):
        raise ContractError
    listed = [
        Diagnostic(
            LEFT_OUT,
            Severity.WARNING,
            f"{every[index].title} is left out, because of {code}",
            at=every[index].at,
            help="mend the contract, and generate again",
        )
        for index, code in sorted(lost.items())
    ]
    warnings = [replace(error, severity=Severity.WARNING) for error in errors]
    return kept, [*_placed(document.bundle.places, listed), *_placed(document.places, warnings)]


def _standing(every: Iterable[Entry]) -> dict[Pointer, list[int]]:
    """Return which operations stand at a place, or at the path or webhook that a place is."""
    found: dict[Pointer, list[int]] = {}
    for index, entry in enumerate(every):
        for place in (entry.at, entry.key):
            found.setdefault(place, []).append(index)
    return found


def _pointer(document: Document, at: Pointer | Place | None) -> Pointer:
    """Return where a finding is in the author's document; the root where it is not in it."""
    if isinstance(at, Place):
        return at.part or ()
    return () if at is None else origin_of(at, document.origins)


def _placed(places: Places, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings that need no document to be shown."""
    found = list(findings)
    known = located(places, {one.at for one in found if isinstance(one.at, tuple)})
    return [replace(one, at=known[one.at]) if isinstance(one.at, tuple) else one for one in found]
