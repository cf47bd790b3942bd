"""A contract into a `Document`: its files are read, made one, narrowed to what is wanted, and brought to one form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from apigen.report import Place, Report
from apigen.spec.bundle import bundle
from apigen.spec.document import Bundle, Document
from apigen.spec.identifiers import resolve_identifiers
from apigen.spec.parse import Parsed, parse_file, root_object
from apigen.spec.read import Access, SourceError, read
from apigen.spec.select import Selection, select
from apigen.spec.swagger import convert
from apigen.spec.version import version_of

__all__ = ["Access", "Selection", "SourceError", "load", "normalised", "parse"]


def load(spec: Path, report: Report, *, access: Access | None = None, selection: Selection | None = None) -> Document:
    """Read a contract from where it is kept, with the files that it refers to.

    Raises `SourceError` where there is nothing to read, and `ContractError`, after reporting, where what
    was read is not a contract.
    """
    parsed = parse_file(read(spec), str(spec), report)
    return _document(parsed, report, selection)


def parse(data: bytes, *, file: str, report: Report) -> Document:
    """Return the document that bytes hold; nothing else is read. Raises `ContractError` as `load` does."""
    return _document(parse_file(data, file, report), report, None)


def _document(parsed: Parsed, report: Report, selection: Selection | None) -> Document:
    root = root_object(parsed, report)

    def place_of(key: str) -> Place:
        place = parsed.places.find(frozenset({(key,)}))[(key,)]
        return replace(place, text=parsed.source.line(place.line))

    whole = bundle(parsed, root, version_of(root, place_of, report), report)
    return normalised(whole if selection is None else select(whole, selection, report), report)


def normalised(whole: Bundle, report: Report) -> Document:
    """Return the document that the stages read: OpenAPI 3, in which every `$ref` is a local JSON pointer."""
    return convert(whole, report) if whole.version == (2, 0) else resolve_identifiers(whole, report)
