"""What a media type is, by its name alone: how a body of it is read and written.

The runtime knows the same (`runtime/core/media.py`), and stands alone. A test compares the two.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

MediaKind: TypeAlias = Literal["json", "form", "multipart", "xml", "text", "events", "lines", "parts", "binary"]
"""`events` are those of a server (`text/event-stream`), `lines` are JSON texts one after the other, `parts` those of a
multipart body without names: no name of a media type says that they are read."""

_NAMED: Final[dict[str, MediaKind]] = {
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
_SUFFIXES: Final[dict[str, MediaKind]] = {"json": "json", "json-seq": "lines", "xml": "xml", "yaml": "text"}
_RANGES: Final = {"*/*": "application/json", "application/*": "application/json", "text/*": "text/plain"}


def essence(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def kind_of(media_type: str) -> MediaKind:
    """Return what a media type is: by its name, or by its suffix (RFC 6838 section 4.2.8)."""
    name = essence(media_type)
    found = _NAMED.get(name) or _SUFFIXES.get(name.rpartition("+")[2] if "+" in name else "")
    return found or ("text" if name.startswith("text/") else "binary")


def response_kind(media_type: str) -> MediaKind:
    """Return the same for a body that a server answers with: forms are texts to it, and their parts bytes."""
    found = kind_of(media_type)
    return "text" if found == "form" else "binary" if found == "multipart" else found


def concrete(media_type: str) -> str:
    """Return the media type that is sent for one of the contract: JSON where it leaves the choice, or plain text."""
    return _RANGES.get(essence(media_type), media_type)


def is_range(media_type: str) -> bool:
    """Whether nobody but the sender can say which media type it is: `image/*`."""
    return essence(concrete(media_type)).endswith("/*")
