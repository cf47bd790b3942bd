"""Bytes into one JSON value, in JSON or YAML, with its places: what a single file says, whatever it is part of."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import NoReturn

from apigen.report import ContractError, Place, Report
from apigen.spec.document import Json, Places
from apigen.spec.limits import MAX_BYTES
from apigen.spec.text.places import JsonPlaces, PlainPlaces, YamlPlaces
from apigen.spec.text.source import Malformed, Source

_KINDS = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list"}

_RIGHT_FILE = "give the file that holds the contract"
_WAYS_OUT = {
    "AG006": "name the inner schemas as components, and refer to them",
    "AG008": "define the anchor above; for what contains itself, use `$ref`",
    "AG013": "use a number that programs can hold, or quote it",
    "AG018": "write plain text as the key",
    "AG019": _RIGHT_FILE,
    "AG020": "name an object there, such as `*defaults`",
}
"""What to do about faults that are always of one kind."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds. `file` is the name to show for it."""

    file: str
    value: Json
    places: Places
    source: Source


def parse_file(data: bytes, file: str, report: Report) -> Parsed:
    """Return the value that bytes hold. Raises `ContractError` after reporting why they hold none."""
    if len(data) > MAX_BYTES:
        _report_size(file, report)
    source = Source(file, _decode(data, file, report))
    try:
        value, places = _parse_text(source)
    except Malformed as fault:
        at = source.marked(fault.offset, fault.length)
        report.error(fault.code, fault.message, at=at, label=fault.label, help=fault.help or _WAYS_OUT.get(fault.code))
        raise ContractError from None
    return Parsed(file, value, places, source)


def text_file(data: bytes, file: str, report: Report) -> Parsed:
    """Return a file as nothing but text, such as a description. Raises `ContractError` as `parse_file` does."""
    if len(data) > MAX_BYTES:
        _report_size(file, report)
    source = Source(file, _decode(data, file, report))
    return Parsed(file, source.text, PlainPlaces(source), source)


def root_object(parsed: Parsed, report: Report) -> dict[str, Json]:
    """Return the object that a contract is. Raises `ContractError` after reporting what the file holds instead."""
    if isinstance(parsed.value, dict):
        return parsed.value
    source = parsed.source
    first = len(source.text) - len(source.text.lstrip())
    if parsed.value is None:
        report.error("AG001", "the file is empty", at=source.marked(0), help=_RIGHT_FILE)
    else:
        report.error(
            "AG016",
            f"an OpenAPI document is an object, and this file holds {_KINDS[type(parsed.value)]}",
            at=source.marked(first),
            help=f"start it with `openapi: 3.1.0`, or {_RIGHT_FILE}",
        )
    raise ContractError


def _report_size(file: str, report: Report) -> NoReturn:
    report.error("AG015", f"the file is larger than {MAX_BYTES // 2**20} MiB", at=Place(file, 1, 1))
    raise ContractError


def _parse_text(source: Source) -> tuple[Json, Places]:
    """JSON is parsed as JSON, all else as YAML: each allows what the other does not."""
    if source.text.lstrip().startswith(("{", "[")):
        from apigen.spec.text.jsontext import parse as parse_json

        try:
            return parse_json(source.text), JsonPlaces(source)
        except Malformed:
            # YAML has braces and brackets, too.
            if not source.file.lower().endswith((".yaml", ".yml")):
                raise
    from apigen.spec.text.yaml import parse as parse_yaml

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
            help=_RIGHT_FILE if binary else "save the file as UTF-8",
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
