"""A file into a `Document`: bytes, text, one JSON value, and its version."""

from __future__ import annotations

import codecs
import os
import stat
from dataclasses import replace
from pathlib import Path

from apigen.report import ContractError, Place, Report
from apigen.spec.document import Document, Json, Places
from apigen.spec.limits import MAX_BYTES
from apigen.spec.places import JsonPlaces, YamlPlaces
from apigen.spec.source import Malformed, Source
from apigen.spec.version import version_of

_KINDS = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list"}


class SourceError(Exception):
    """The file cannot be read at all. The message is for a person; no contract has been seen."""


def load(path: Path, report: Report) -> Document:
    """Read a contract from a file.

    Raises `SourceError` where there is nothing to read, and `ContractError`, after reporting, where what
    was read is not a contract.
    """
    return parse(read(path), file=str(path), report=report)


def read(path: Path) -> bytes:
    """Return the bytes of a regular file. Opened without blocking: a FIFO must not hang."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise SourceError(f"{path}: no such file") from None
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: cannot be opened: {_reason(error)}") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise SourceError(f"{path}: is a folder, not a file")
        if not stat.S_ISREG(mode):
            raise SourceError(f"{path}: is not a regular file")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {_reason(error)}") from None
    finally:
        os.close(descriptor)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()


def parse(data: bytes, *, file: str, report: Report) -> Document:
    """Return the document that bytes hold. Raises `ContractError` after reporting why they hold none."""
    if len(data) > MAX_BYTES:
        report.error("AG015", f"the file is larger than {MAX_BYTES // 2**20} MiB", at=Place(file, 1, 1))
        raise ContractError
    source = Source(file, _decode(data, file, report))
    try:
        value, places = _parse_text(source)
    except Malformed as fault:
        at = source.marked(fault.offset, fault.length)
        report.error(fault.code, fault.message, at=at, label=fault.label, help=fault.help)
        raise ContractError from None
    root = _root(value, source, report)

    def place_of(key: str) -> Place:
        place = places.find(frozenset({(key,)}))[(key,)]
        return replace(place, text=source.line(place.line))

    return Document(root, version_of(root, place_of, report), file, places)


def _parse_text(source: Source) -> tuple[Json, Places]:
    """JSON is parsed as JSON, all else as YAML: each allows what the other does not."""
    if source.text.lstrip().startswith(("{", "[")):
        from apigen.spec.jsontext import parse as parse_json

        return parse_json(source.text), JsonPlaces(source)
    from apigen.spec.yaml import parse as parse_yaml

    _refuse_other_formats(source.text)
    return parse_yaml(source.text), YamlPlaces(source)


def _decode(data: bytes, file: str, report: Report) -> str:
    """Decode UTF-8 or, with a byte order mark, UTF-16 (YAML 1.2, section 5.2). The mark is not part of the text."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-16" if utf16 else "utf-8-sig", errors="replace")
        rest = data[error.start : error.start + 60].split(b"\n")[0].decode("utf-8", errors="replace")
        place = Source(file, before + rest).marked(len(before))
        binary = b"\0" in data[:4096]
        encoding = "UTF-16" if utf16 else "UTF-8"
        report.error(
            "AG019" if binary else "AG002",
            "the file is binary, not text" if binary else f"the file is not {encoding}: byte {error.start} is wrong",
            at=place,
            help=None if binary else "save the file as UTF-8",
        )
        raise ContractError from None


def _refuse_other_formats(text: str) -> None:
    start = text.lstrip()
    offset = len(text) - len(start)
    if "\0" in text:
        raise Malformed("AG019", "the file is binary, not text", offset=text.index("\0"))
    if start[:15].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise Malformed(
            "AG017",
            "this is not an OpenAPI document: it is a web page or XML",
            offset=offset,
            length=len(start.split(">")[0]) + 1,
            help="the address may have answered with a login page; fetch the document itself",
        )


def _root(value: Json, source: Source, report: Report) -> dict[str, Json]:
    if isinstance(value, dict):
        return value
    first = len(source.text) - len(source.text.lstrip())
    if value is None:
        report.error("AG001", "the file is empty", at=source.marked(0))
    else:
        report.error(
            "AG016",
            f"an OpenAPI document is an object, and this file holds {_KINDS[type(value)]}",
            at=source.marked(first),
        )
    raise ContractError
