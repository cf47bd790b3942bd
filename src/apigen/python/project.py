"""What the contract says of itself, as a pyproject.toml says it. What a build would refuse is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from apigen.ir.api import Api
from apigen.python.text import one_line
from apigen.python.views import ProjectView
from apigen.spec.document import Json, found_at

_VERSION: Final = re.compile(
    r"v?(\d+!)?\d+(\.\d+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?(-\d+|[-_.]?(post|rev|r)[-_.]?\d*)?"
    r"([-_.]?dev[-_.]?\d*)?(\+[a-z0-9]+([-_.][a-z0-9]+)*)?",
    re.ASCII | re.IGNORECASE,
)
"""A version of a Python package (PEP 440)."""
_ATOM: Final = r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*")
_URL: Final = re.compile(r"https?://[!#-\[\]-~]+")
_LONGEST: Final = 200
"""Characters of a description: package indexes show it on a line."""
_FIRST: Final = "0.1.0"
"""The version of a package whose contract has none that Python knows."""


def build_project(api: Api) -> ProjectView:
    """Return the metadata of the package."""
    info = found_at(api.document, ("info",))
    described = info if isinstance(info, dict) else {}
    summary = one_line(_text(described, "summary") or _first_paragraph(api.description or ""))
    version = api.version.strip()
    return ProjectView(
        version=_toml(version if _VERSION.fullmatch(version) else _FIRST),
        summary=summary,
        description=_toml(summary if 0 < len(summary) <= _LONGEST else api.title),
        license=_toml(name) if (name := _text(_of(described, "license"), "name")) else None,
        author=_author(_of(described, "contact")),
        urls=tuple(_urls(api, described)),
    )


def _first_paragraph(text: str) -> str:
    """Return the first paragraph of Markdown that is one: no heading, no picture, no list."""
    return next((each for each in re.split(r"\n\s*\n", text.strip()) if each[:1].isalnum()), "")


def _author(contact: dict[str, Json]) -> str | None:
    """Return the inline table of who is responsible."""
    name, email = _text(contact, "name"), _text(contact, "email")
    parts = [f"name = {_toml(name)}"] if name else []
    parts += [f"email = {_toml(email)}"] if email and _EMAIL.fullmatch(email) else []
    return f"{{ {', '.join(parts)} }}" if parts else None


def _urls(api: Api, info: dict[str, Json]) -> Iterator[tuple[str, str]]:
    found = {
        "Documentation": _text(_of(dict(api.document), "externalDocs"), "url"),
        "Contact": _text(_of(info, "contact"), "url"),
        "License": _text(_of(info, "license"), "url"),
    }
    for label, url in found.items():
        if url and _URL.fullmatch(url) and _is_address(url):
            yield label, _toml(url)


def _is_address(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _of(value: dict[str, Json], keyword: str) -> dict[str, Json]:
    found = value.get(keyword)
    return found if isinstance(found, dict) else {}


def _text(value: dict[str, Json], keyword: str) -> str:
    """Return a text of the contract on one line."""
    found = value.get(keyword)
    shown = "".join(char if char.isprintable() else " " for char in found) if isinstance(found, str) else ""
    return " ".join(shown.split())


def _toml(text: str) -> str:
    """Return a text as a string of TOML."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
