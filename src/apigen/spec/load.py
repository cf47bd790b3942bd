"""A contract into a `Document`: its files are read, made one, narrowed to what is wanted, and brought to one form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from apigen.report import Place, Report
from apigen.spec.bundle import alone, bundle
from apigen.spec.document import Bundle, Document, Json
from apigen.spec.files import open_root
from apigen.spec.identifiers import resolve_identifiers
from apigen.spec.parse import Parsed, parse_file, root_object
from apigen.spec.read import Access, SourceError
from apigen.spec.select import Selection, select
from apigen.spec.swagger import convert
from apigen.spec.version import version_of

__all__ = ["Access", "Selection", "SourceError", "load", "normalised", "parse"]


def load(
    spec: str | Path,
    report: Report,
    *,
    access: Access | None = None,
    selection: Selection | None = None,
    lenient: bool = False,
) -> Document:
    """Read a contract from where it is kept, with the files that it refers to.

    `spec` is a file; as text it may also be `-` for standard input, or an address. Raises `SourceError` where there is
    nothing to read, and `ContractError`, after reporting, where what was read is not a contract. With `lenient`, it is
    one even if the root refers to files that cannot be had, which are reported.
    """
    files = open_root(spec, access or Access(), report)
    root, version = _root(files.root.parsed, report)
    whole = bundle(files, root, version, report, lenient=lenient)
    return normalised(whole if selection is None else select(whole, selection, report), report)


def parse(data: bytes, *, file: str, report: Report) -> Document:
    """Return the document that bytes hold; nothing else is read. Raises `ContractError` as `load` does."""
    parsed = parse_file(data, file, report)
    return normalised(alone(parsed, *_root(parsed, report)), report)


def _root(parsed: Parsed, report: Report) -> tuple[dict[str, Json], tuple[int, int]]:
    root = root_object(parsed, report)

    def place_of(key: str) -> Place:
        place = parsed.places.find(frozenset({(key,)}))[(key,)]
        return replace(place, text=parsed.source.line(place.line))

    return root, version_of(root, place_of, report)


def normalised(whole: Bundle, report: Report) -> Document:
    """Return the document that the stages read: OpenAPI 3, in which every `$ref` is a local JSON pointer."""
    return convert(whole, report) if whole.version == (2, 0) else resolve_identifiers(whole, report)
