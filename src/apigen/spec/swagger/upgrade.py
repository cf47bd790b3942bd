"""A converted document for others: OpenAPI 3.0 is stricter with names than Swagger 2.0 is, and than apigen is."""

from __future__ import annotations

import re
from typing import Final

from apigen.report import Report
from apigen.spec.document import Document, Json
from apigen.spec.swagger.conversion import object_at

_NAME: Final = re.compile(r"[a-zA-Z0-9._-]+")


def upgraded(document: Document, report: Report) -> dict[str, Json]:
    """Return the document in OpenAPI 3.0; say which names of its components other tools may refuse."""
    components = object_at(document.value, "components")
    for kind in components:
        for name in object_at(components, kind):
            if not _NAME.fullmatch(name):
                report.warning(
                    "AG413",
                    f"`{name}` cannot be the name of a component in OpenAPI 3: other tools may refuse the document",
                    at=("components", kind, name),
                    help="give it a name of letters, digits, `.`, `-` and `_`",
                )
    return document.value
