"""What a media type is, by its name alone: how a body of it is read and written."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

MediaKind: TypeAlias = Literal["json", "form", "text", "structured", "binary", "range"]
"""`structured` is made of parts that nothing reads or writes yet; of a `range` such as `image/*`, nobody can choose one."""

_NAMED: Final[dict[str, MediaKind]] = {
    "*/*": "json",
    "application/*": "json",
    "application/json": "json",
    "application/json-seq": "structured",
    "application/jsonl": "structured",
    "application/x-ndjson": "structured",
    "application/x-www-form-urlencoded": "form",
    "application/xml": "structured",
    "text/*": "text",
    "text/event-stream": "structured",
    "text/xml": "structured",
}
_RANGES: Final = {"*/*": "application/json", "application/*": "application/json", "text/*": "text/plain"}


def essence(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def kind_of(media_type: str) -> MediaKind:
    """Return what a media type is. JSON has the `+json` suffix (RFC 6839 section 3.1), or is what a choice is left to."""
    name = essence(media_type)
    found = _NAMED.get(name)
    if found is not None:
        return found
    if name.endswith("+json"):
        return "json"
    if name.endswith("/*"):
        return "range"
    if name.endswith("+xml") or name.startswith("multipart/"):
        return "structured"
    return "text" if name.startswith("text/") else "binary"


def concrete(media_type: str) -> str:
    """Return the media type that is sent for one of the contract: JSON where it leaves the choice, or plain text."""
    return _RANGES.get(essence(media_type), media_type)
