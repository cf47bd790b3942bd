"""What the rules work on: the document, the report, and what earlier nodes of the walk left for later ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json, local_pointer
from apigen.spec.grammar import Grammar, grammar_of
from apigen.spec.words import did_you_mean

_MOST_HINTS: Final = 100
"""Names that are compared with all others. It takes its time, and nobody reads more of them."""


@dataclass(frozen=True)
class Subject:
    """One document under examination."""

    document: Document
    report: Report
    operations: dict[str, Pointer] = field(default_factory=dict[str, Pointer])
    """Where each operationId was seen first."""

    edges: dict[Pointer, list[tuple[str, Pointer]]] = field(
        default_factory=lambda: defaultdict[Pointer, list[tuple[str, Pointer]]](list)
    )
    """What an object is made of without going into its value: the keyword, and where it leads."""

    targets: dict[str, Pointer | None] = field(default_factory=dict[str, Pointer | None])
    """Each local reference that resolves, and None for one that does not."""

    links: dict[Pointer, dict[str, Json]] = field(default_factory=dict[Pointer, dict[str, Json]])
    """Each link, whose operation may come later."""

    scopes: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """The scopes that were reported, each with its scheme: many operations ask for the same."""

    hints: list[str] = field(default_factory=list[str])
    """The names for which a similar one was looked for."""

    @property
    def author(self) -> tuple[int, int]:
        """The version in which the contract is written: its words are those that its author knows."""
        return self.document.bundle.version

    @property
    def language(self) -> str:
        """The name of that version."""
        major, minor = self.author
        return f"{'Swagger' if major == 2 else 'OpenAPI'} {major}.{minor}"

    @property
    def old(self) -> bool:
        """Whether this is OpenAPI 3.0, or was made of Swagger 2.0."""
        return self.document.version < (3, 1)

    @property
    def grammar(self) -> Grammar:
        """The objects of the document's version."""
        return grammar_of(self.document.version)

    def resolve(self, ref: str) -> Pointer | None:
        """Return where a reference leads if that is in this document and exists."""
        if ref not in self.targets:
            target = local_pointer(ref)
            try:
                if target is not None:
                    self.document.at(target)
            except LookupError:
                target = None
            self.targets[ref] = target
        return self.targets[ref]

    def did_you_mean(self, name: str, known: Iterable[str]) -> str | None:
        """Return a help text that names the closest known name, if one is close: for the first names that are asked for."""
        if len(self.hints) >= _MOST_HINTS:
            return None
        self.hints.append(name)
        return did_you_mean(name, sorted(known))

    def followed(self, pointer: Pointer) -> tuple[Pointer, Json]:
        """Return where the references at a pointer end, and the value there; None where they lead nowhere."""
        try:
            end = self.document.follow(pointer)
            return end, self.document.at(end)
        except LookupError:
            return pointer, None


Rule: TypeAlias = Callable[[Subject, Pointer, dict[str, Json]], None]


def fits_a_line(text: str) -> bool:
    """Whether a line of a message can hold a text."""
    return text.isascii() and text.isprintable()
