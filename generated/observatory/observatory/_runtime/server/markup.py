"""What an error body says to the texts that say it: as it is, or in the markup of a media type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from ..core.media import kind_of
from ..core.models import Json
from .filler import Facts


def texts(media: str, body: Json, facts: Facts) -> Iterator[str]:
    """Yield the texts of a media type that say what a body says, the best first; none if it is no text.

    What a caller sent may be repeated in it, so markup must not take it for its own.
    """
    if media.rpartition("/")[2].rpartition("+")[2].removeprefix("x-") == "yaml":
        # YAML holds all JSON (YAML 1.2 section 1.3).
        yield json.dumps(body)
    elif not isinstance(body, str):
        return
    elif kind_of(media) == "xml":
        # The form of RFC 9457 appendix B.
        parts = {"title": facts.title, "status": str(facts.status), "detail": body}
        inner = "".join(f"<{name}>{escape(_printable(text))}</{name}>" for name, text in parts.items())
        yield f'<problem xmlns="urn:ietf:rfc:7807">{inner}</problem>'
    elif media == "text/html":
        yield f"<!DOCTYPE html><title>{escape(facts.title)}</title><p>{escape(body)}"
        yield escape(body)
    else:
        yield body


def _printable(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return "".join(each if each.isprintable() else "?" for each in text)
