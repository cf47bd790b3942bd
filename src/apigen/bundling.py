"""A contract in one piece: `apigen bundle`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from apigen.manifest import OutputError
from apigen.reading import Reading, read
from apigen.report import Report
from apigen.spec.document import Document, Json


def bundled(
    spec: str | Path,
    reading: Reading,
    report: Report,
    *,
    upgrade: bool,
    effective: bool,
    tell: Callable[[str], None],
) -> tuple[Document, dict[str, Json]]:
    """Return a contract, and as one document that refers to nothing outside: its author's, which may have faults.

    With `upgrade`, Swagger 2.0 is OpenAPI 3.0; the report says what that cannot express. With `effective`, it is what a
    contract test sends by, which must be sound. Raises `RejectedContract`, after reporting, where it cannot be had.
    """
    work = _effective if effective else _upgraded if upgrade else _whole
    return read(spec, reading, report, work, tell=tell)


def write(value: dict[str, Json], file: Path | None) -> None:
    """Write a bundled contract: into a file, or to the standard output. Raises `OutputError`."""
    # JSON is UTF-8 between programs (RFC 8259, section 8.1), whatever a terminal has.
    data = (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
    if file is None:
        sys.stdout.buffer.write(data)
        return
    # By rename, so that nobody ever reads half of it.
    stage = file.parent / f".{file.name}.apigen.tmp"
    try:
        stage.write_bytes(data)
        os.replace(stage, file)
    except OSError as error:
        with suppress(OSError):
            stage.unlink()
        raise OutputError(f"{file} cannot be written: {error.strerror or error}") from error


def _whole(document: Document, report: Report) -> dict[str, Json]:
    """Return the author's document. Its references have to lead somewhere; whatever else is wrong in it stays so."""
    from apigen.spec.rules.references import check_reference
    from apigen.spec.rules.subject import Subject
    from apigen.spec.walk import walk

    subject = Subject(document, report)
    for kind, pointer, value in walk(document):
        if isinstance(value, dict) and "$ref" in value and kind in subject.grammar.referenceable:
            check_reference(subject, kind, pointer, value["$ref"])
    return document.bundle.value


def _upgraded(document: Document, report: Report) -> dict[str, Json]:
    from apigen.spec.swagger import upgraded

    whole = _whole(document, report)
    return upgraded(document, report) if document.bundle.version == (2, 0) else whole


def _effective(document: Document, report: Report) -> dict[str, Json]:
    from apigen.contract.effective import effective
    from apigen.contract.source import understood

    api = understood(document, report)
    return effective(api.document, api)
