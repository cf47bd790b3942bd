"""A contract narrowed to the operations that are wanted, without the components that only others needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apigen.report import Report, Severity
from apigen.spec.document import Bundle

if TYPE_CHECKING:
    from apigen.spec.selection.reach import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which operations are wanted: all of them, where nothing is said.

    What is included adds up, and what is excluded is not wanted whatever includes it. A path that ends in `*`
    stands for all that begin like it; an operation is named by its `operationId`, or as `GET /pets`.
    """

    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    include_paths: tuple[str, ...] = ()
    include_operations: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.include_tags or self.exclude_tags or self.include_paths or self.include_operations)


def select(bundle: Bundle, selection: Selection, report: Report) -> Bundle:
    """Return the contract with the selected operations, and of the components those that they reach.

    A webhook is an operation like any other, but no path includes it.
    """
    if not selection:
        return bundle
    # Most runs select nothing, and the walk is not theirs to pay for.
    from apigen.spec.selection.narrow import narrowed
    from apigen.spec.selection.reach import entries

    every = list(entries(bundle))
    faults = report.count(Severity.ERROR)
    wanted = _wanted(every, selection, report)
    if not wanted:
        if every and report.count(Severity.ERROR) == faults:
            report.error("AG502", "the filters leave no operation of the contract", at=("paths",))
        return bundle
    return narrowed(bundle, wanted, report)


def _wanted(every: Sequence[Entry], selection: Selection, report: Report) -> list[Entry]:
    """Return the operations that a selection means. Reports each filter that means nothing."""
    tags = [each.tags for each in every]
    paths = [() if each.path is None else (each.path,) for each in every]
    names = [(each.title,) if each.id is None else (each.id, each.title) for each in every]
    included = {
        *_matching("--include-tag", "tag", selection.include_tags, tags, report),
        *_matching("--include-path", "path", selection.include_paths, paths, report),
        *_matching("--include-operation", "operation", selection.include_operations, names, report),
    }
    excluded = set(_matching("--exclude-tag", "tag", selection.exclude_tags, tags, report))
    if not (selection.include_tags or selection.include_paths or selection.include_operations):
        included = set(range(len(every)))
    return [each for index, each in enumerate(every) if index in included - excluded]


def _matching(
    flag: str, noun: str, given: Iterable[str], names: Sequence[Sequence[str]], report: Report
) -> Iterator[int]:
    """Yield the positions of the operations one of whose names was given."""
    for text in given:
        prefix = text[:-1] if noun == "path" and text.endswith("*") else None
        found = [
            index
            for index, own in enumerate(names)
            if (text in own if prefix is None else any(name.startswith(prefix) for name in own))
        ]
        if not found:
            from apigen.spec.words import did_you_mean

            known = sorted({name for own in names for name in own})
            report.error(
                "AG501",
                f"{flag} {text!r} fits nothing: the contract has no operation with that {noun}",
                at=("paths",),
                help=did_you_mean(text, known),
            )
        yield from found
