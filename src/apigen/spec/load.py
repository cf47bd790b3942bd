"""A contract into a `Document`: its files are read, made one, narrowed to what is wanted, and brought to one form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from apigen.report import ContractError, Place, Pointer, Report
from apigen.spec.document import Bundle, Document, Json, value_at
from apigen.spec.files.alone import alone, is_alone
from apigen.spec.files.open import open_root
from apigen.spec.files.read import Access, SourceError
from apigen.spec.identifiers import resolve_identifiers
from apigen.spec.selection.select import Selection, select
from apigen.spec.text.parse import Parsed, parse_file, root_object
from apigen.spec.version import version_of

__all__ = ["Access", "Selection", "SourceError", "load", "normalised", "parse"]

_OPERATIONS = (("paths",), ("webhooks",))


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
    one even if it refers to what cannot be had, which is reported. What is not selected may do so anyway.
    """
    files = open_root(spec, access or Access(), report)
    root, version = _root(files.root.parsed, report)
    if is_alone(files.root.parsed):
        whole = alone(files.root.parsed, root, version)
    else:
        # Most contracts do not need it, and none should wait for it.
        from apigen.spec.files.bundle import bundle

        whole = bundle(files, root, version, report, gaps=lenient or bool(selection))
    wanted = whole if selection is None else select(whole, selection, report)
    if _report_gaps(wanted, report) and not lenient:
        raise ContractError
    return normalised(wanted, report)


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


def _report_gaps(whole: Bundle, report: Report) -> bool:
    """Report each reference to what cannot be had that may be wanted; return whether there is any.

    Which operations a path has that is not there itself, and whether they are wanted, nobody can tell.
    """
    left = [at for at in whole.gaps if (at[:1] in _OPERATIONS and len(at) < 4) or _is_there(whole.value, at)]
    for at in left:
        found = whole.gaps[at]
        place = replace(found.at, part=at) if isinstance(found.at, Place) else found.at
        report.error(found.code, found.message, at=place, label=found.label, help=found.help)
    return bool(left)


def _is_there(root: dict[str, Json], pointer: Pointer) -> bool:
    try:
        value_at(root, pointer)
    except LookupError:
        return False
    return True


def normalised(whole: Bundle, report: Report) -> Document:
    """Return the document that the stages read: OpenAPI 3, in which every `$ref` is a local JSON pointer."""
    if whole.version == (2, 0):
        # Few contracts need it, and none should wait for it.
        from apigen.spec.swagger import convert

        return convert(whole, report)
    return resolve_identifiers(whole, report)
