"""Rules about what becomes part of a header: its name, a scheme of `Authorization`, a media type.

Whoever writes a message writes these as they stand, so a line break in one would begin a header of its own.
"""

from __future__ import annotations

import re

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.subject import Subject

IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""Header parameters of these names are ignored (OpenAPI, Parameter Object)."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header, and of a scheme (RFC 9110, sections 5.6.2 and 11.1)."""
_HELP = "use ASCII letters, digits and `-`"


def check_header_name(subject: Subject, at: Pointer, name: str) -> None:
    """HTTP can carry the name of a header. Real documents have some that most clients refuse to send."""
    if not _fits_a_line(name):
        subject.report.error("AG218", f"`{name}` cannot be the name of a header", at=at, help=_HELP)
    elif not _TOKEN.fullmatch(name):
        subject.report.warning("AG226", f"no client can send a header with the name `{name}`", at=at, help=_HELP)


def check_response(subject: Subject, pointer: Pointer, response: dict[str, Json]) -> None:
    """Check the names of the headers of a Response Object, and its media types."""
    headers = response.get("headers")
    for name in headers if isinstance(headers, dict) else ():
        check_header_name(subject, (*pointer, "headers", name), name)
    check_content(subject, pointer, response)


def check_security_scheme(subject: Subject, pointer: Pointer, scheme: dict[str, Json]) -> None:
    """Check what a Security Scheme Object adds to the headers of a request, and of an answer that asks for it."""
    kind, name, http_scheme = scheme.get("type"), scheme.get("name"), scheme.get("scheme")
    if kind == "apiKey" and scheme.get("in") == "header" and isinstance(name, str):
        check_header_name(subject, (*pointer, "name"), name)
    elif kind == "apiKey" and scheme.get("in") == "cookie" and isinstance(name, str) and not _fits_a_line(name):
        subject.report.error("AG218", f"`{name}` cannot be the name of a cookie", at=(*pointer, "name"), help=_HELP)
    elif kind == "http" and isinstance(http_scheme, str):
        if not _fits_a_line(http_scheme):
            subject.report.error(
                "AG227", f"`{http_scheme}` cannot be a scheme of HTTP", at=(*pointer, "scheme"), help="use `bearer`"
            )
        elif not _TOKEN.fullmatch(http_scheme):
            subject.report.warning(
                "AG228", f"`{http_scheme}` is no scheme of HTTP", at=(*pointer, "scheme"), help="use `bearer`"
            )


def check_content(subject: Subject, pointer: Pointer, holder: dict[str, Json]) -> None:
    """A key of `content` can stand in a header `Content-Type`."""
    content = holder.get("content")
    for name in content if isinstance(content, dict) else ():
        if not _fits_a_line(name):
            subject.report.error(
                "AG229",
                f"`{name}` cannot be a media type",
                at=(*pointer, "content", name),
                help="write it as `application/json`, in ASCII",
            )


def _fits_a_line(text: str) -> bool:
    return text.isascii() and text.isprintable()
