"""Files into one document: what other files hold moves under the components of the root."""

from __future__ import annotations

from apigen.report import Report
from apigen.spec.document import Bundle, Json
from apigen.spec.parse import Parsed


def bundle(parsed: Parsed, root: dict[str, Json], version: tuple[int, int], report: Report) -> Bundle:
    """Return the contract in one piece. A document of one file is returned as it is."""
    return Bundle(root, version, parsed.file, parsed.places)
