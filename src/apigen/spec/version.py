"""Which version of OpenAPI a document is written in, and what to say where that is not one of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from apigen.report import ContractError, Place, Report
from apigen.spec.words import describe

if TYPE_CHECKING:
    from apigen.spec.document import Json

SWAGGER = (2, 0)
SUPPORTED = (SWAGGER, (3, 0), (3, 1), (3, 2))
_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})\.\d+(?:-.+)?")


def version_of(root: dict[str, Json], place_of: Callable[[str], Place], report: Report) -> tuple[int, int]:
    """Return (major, minor). Raises `ContractError` after reporting why a document cannot be used."""
    key = "openapi" if "openapi" in root else "swagger"
    if key not in root:
        report.error(
            "AG017",
            "this is not an OpenAPI document: it has no `openapi` key",
            at=place_of(""),
            help="start the document with the version it is written in, such as `openapi: 3.1.0`",
        )
        raise ContractError
    written = root[key]
    found = _VERSION.fullmatch(written) if isinstance(written, str) else None
    if key == "swagger":
        found = re.fullmatch(r"(2)\.(0)", str(written))
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    if version in SUPPORTED and (version == SWAGGER) == (key == "swagger"):
        return version
    _report_unknown(key, written, place_of(key), report)
    raise ContractError


def _report_unknown(key: str, written: Json, at: Place, report: Report) -> None:
    help = "apigen reads Swagger 2.0 and OpenAPI 3.0 to 3.2, such as `openapi: 3.1.0`"
    if key == "openapi" and isinstance(written, float | int) and not isinstance(written, bool):
        full = {3.0: "3.0.3"}.get(written, "3.1.0")
        message = f"the version {describe(written, show=True)} is a number and must be a string with three parts"
        help = f'quote it and write it in full: `{key}: "{full}"`'
    elif isinstance(written, str | float | int) and not isinstance(written, bool):
        message = f"`{str(written)[:40]}` is not a version of OpenAPI that apigen knows"
    else:
        message = f"`{key}` must be a string that names the version"
    report.error("AG021", message, at=at, help=help)
