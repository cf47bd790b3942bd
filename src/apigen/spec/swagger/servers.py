"""Host, base path and schemes into servers."""

from __future__ import annotations

from collections.abc import Mapping

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.swagger.conversion import Conversion


def servers(state: Conversion, owner: Mapping[str, Json], new: Pointer) -> list[Json]:
    """Return a server for each scheme that the document, or an operation, names.

    Without schemes it is the one by which the document came; without a host, the host that it came from.
    """
    host, base = state.root.get("host"), state.root.get("basePath")
    path = _path(base) if isinstance(base, str) else ""
    if not isinstance(host, str) or not host:
        if path and owner is state.root:
            state.move(("basePath",), (*new, "servers", "0"))
            return [{"url": path}]
        return []
    names = owner.get("schemes")
    schemes = [each for each in names if isinstance(each, str)] if isinstance(names, list) else []
    found: list[Json] = []
    for prefix in dict.fromkeys([f"{scheme}:" for scheme in schemes] or [""]):
        state.move(("host",), (*new, "servers", str(len(found))))
        found.append({"url": f"{prefix}//{_literal(host)}{path}"})
    return found


def _path(base: str) -> str:
    path = _literal(base).strip("/")
    return f"/{path}" if path else ""


def _literal(text: str) -> str:
    """Return a part of a URL without braces: in OpenAPI 3 they stand for variables, which Swagger 2.0 has not."""
    return text.replace("{", "%7B").replace("}", "%7D")
