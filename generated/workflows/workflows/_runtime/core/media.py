"""Media types: what kind of body each names, and so how it becomes bytes."""

from __future__ import annotations

import codecs
import re
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["json", "form", "multipart", "xml", "text", "events", "lines", "parts", "binary"]
"""`events` are those of a server (`text/event-stream`), `lines` are JSON texts one after the other, `parts` those of a
multipart body without names: no name of a media type says that they are read."""

_NAMED: Final[dict[str, Kind]] = {
    "*/*": "json",
    "application/*": "json",
    "application/json": "json",
    "application/json-lines": "lines",
    "application/json-seq": "lines",
    "application/jsonl": "lines",
    "application/jsonlines": "lines",
    "application/ndjson": "lines",
    "application/stream+json": "lines",
    "application/x-json-stream": "lines",
    "application/x-jsonlines": "lines",
    "application/x-ndjson": "lines",
    "application/x-www-form-urlencoded": "form",
    "application/x-yaml": "text",
    "application/xml": "xml",
    "application/yaml": "text",
    "multipart/form-data": "multipart",
    "text/event-stream": "events",
    "text/json": "json",
    "text/x-json": "json",
    "text/xml": "xml",
}
_SUFFIXES: Final[dict[str, Kind]] = {"json": "json", "json-seq": "lines", "xml": "xml", "yaml": "text"}
"""Structured syntax suffixes (RFC 6838 section 4.2.8)."""

_CHARSET: Final = re.compile(
    r"utf-(8|16(-[bl]e)?|32(-[bl]e)?)|ascii|iso8859-\d+|cp125\d|koi8-r|shift_jis|euc_\w+|gb\w+", re.ASCII
)
"""The codecs that are charsets of texts, by Python's name: it also has some that are none, or that never work."""


def essence(media_type: str) -> str:
    """Return a media type without its parameters, in lower case (RFC 9110 section 8.3.1)."""
    return media_type.partition(";")[0].strip().lower()


def kind_of(media_type: str) -> Kind:
    """Return how bodies of a media type are written: where a range leaves the choice to JSON, it is JSON."""
    name = essence(media_type)
    found = _NAMED.get(name) or _SUFFIXES.get(name.rpartition("+")[2] if "+" in name else "")
    return found or ("text" if name.startswith("text/") else "binary")


def response_kind(media_type: str) -> Kind:
    """Return the same for a body that a server answers with: forms are texts to it, and their parts bytes."""
    found = kind_of(media_type)
    return "text" if found == "form" else "binary" if found == "multipart" else found


def is_sequence(media_type: str) -> bool:
    """Whether a separator stands before each JSON text (RFC 7464 section 2.1, RFC 8091)."""
    return essence(media_type).endswith("json-seq")


def covers(media_range: str, media_type: str) -> bool:
    """Tell whether a media type, or a range such as `image/*`, holds another (RFC 9110 section 12.5.1)."""
    wide, narrow = essence(media_range), essence(media_type)
    return wide in (narrow, "*/*") or (wide.endswith("/*") and narrow.startswith(wide[:-1]))


def charset_of(media_type: str) -> str:
    """Return Python's name for the `charset` parameter of a media type; UTF-8 where it has none that is known."""
    for parameter in media_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            try:
                found = codecs.lookup(value.strip().strip('"')).name
            except (LookupError, ValueError):
                break
            return found if _CHARSET.fullmatch(found) else "utf-8"
    return "utf-8"
