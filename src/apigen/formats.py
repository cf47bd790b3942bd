"""Findings for programs: as JSON, and as the commands by which GitHub annotates a change."""

from __future__ import annotations

import json
from collections.abc import Iterable

from apigen.diagnostics import Located, locate, pointer_in_file, visible
from apigen.report import Diagnostic, Severity
from apigen.spec.document import Places, pointer_text

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def records(report: Iterable[Diagnostic], places: Places | None, file: str) -> list[dict[str, object]]:
    """Return findings as values of JSON. `file` is named for those that have no place."""
    return [_record(located, file) for located in locate(report, places)]


def render_json(found: list[dict[str, object]]) -> str:
    """Return the text of records: one array, in ASCII, so that nothing in it can do harm where it is shown."""
    return json.dumps(found, indent=2)


def render_github(report: Iterable[Diagnostic], places: Places | None, file: str) -> str:
    """Return one command a finding: `::error file=...,line=...,col=...,title=...::message`."""
    return "\n".join(_command(located, file) for located in locate(report, places))


def _record(located: Located, file: str) -> dict[str, object]:
    found, place, pointer = located.diagnostic, located.place, pointer_in_file(located)
    return {
        "code": found.code,
        "severity": str(found.severity),
        "message": found.message,
        "file": place.file if place else file,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "pointer": None if pointer is None else pointer_text(pointer),
        "help": found.help,
    }


def _command(located: Located, file: str) -> str:
    found, place = located.diagnostic, located.place
    properties = {"file": place.file if place else file}
    if place is not None:
        properties |= {"line": str(place.line), "col": str(place.column)}
    properties["title"] = found.code
    written = ",".join(f"{name}={in_command(value, ',:')}" for name, value in properties.items())
    message = in_command(found.message) + ("" if found.help is None else "%0A" + in_command(f"help: {found.help}"))
    return f"::{_COMMANDS[found.severity]} {written}::{message}"


def in_command(text: str, more: str = "") -> str:
    """Escape as GitHub's own toolkit does; what is not to be seen is an escape before, so no line can begin here."""
    return "".join(f"%{ord(each):02X}" if each in f"%\r\n{more}" else each for each in visible(text))
