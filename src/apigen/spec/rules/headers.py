"""Rules about what becomes part of a header: its name, a scheme of `Authorization`.

Whoever writes a message writes these as they stand, so a line break in one would begin a header of its own.
"""

from __future__ import annotations

import re

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.contents import check_content
from apigen.spec.rules.subject import Subject, fits_a_line

IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""Header parameters of these names are ignored (OpenAPI, Parameter Object)."""

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header, of a method, and of a scheme (RFC 9110, sections 5.6.2, 9.1 and 11.1)."""
_HELP = "use ASCII letters, digits and `-`"


def check_header_name(subject: Subject, at: Pointer, name: str) -> None:
    """HTTP can carry the name of a header. Real documents have some that most clients refuse to send."""
    if not fits_a_line(name):
        subject.report.error("AG218", f"`{name}` cannot be the name of a header", at=at, help=_HELP)
    elif not TOKEN.fullmatch(name):
        subject.report.warning("AG226", f"no client can send a header with the name `{name}`", at=at, help=_HELP)


def check_response(subject: Subject, pointer: Pointer, response: dict[str, Json]) -> None:
    """Check the names of the headers of a Response Object, and its media types."""
    headers = response.get("headers")
    for name in headers if isinstance(headers, dict) else ():
        at = (*pointer, "headers", name)
        check_header_name(subject, at, name)
        if name.lower() == "content-type":
            subject.report.warning(
                "AG249",
                f"the header `{name}` of a response is ignored",
                at=at,
                help="it follows from the media types under `content`",
            )
    check_content(subject, pointer, response)


def check_security_scheme(subject: Subject, pointer: Pointer, scheme: dict[str, Json]) -> None:
    """Check what a Security Scheme Object adds to the headers of a request, and of an answer that asks for it."""
    kind, name, http_scheme = scheme.get("type"), scheme.get("name"), scheme.get("scheme")
    if kind == "apiKey" and scheme.get("in") == "header" and isinstance(name, str):
        check_header_name(subject, (*pointer, "name"), name)
    elif kind == "apiKey" and scheme.get("in") == "cookie" and isinstance(name, str) and not fits_a_line(name):
        subject.report.error("AG218", f"`{name}` cannot be the name of a cookie", at=(*pointer, "name"), help=_HELP)
    elif kind == "http" and isinstance(http_scheme, str):
        if not fits_a_line(http_scheme):
            subject.report.error(
                "AG227", f"`{http_scheme}` cannot be a scheme of HTTP", at=(*pointer, "scheme"), help="use `bearer`"
            )
        elif not TOKEN.fullmatch(http_scheme):
            subject.report.warning(
                "AG228", f"`{http_scheme}` is no scheme of HTTP", at=(*pointer, "scheme"), help="use `bearer`"
            )
