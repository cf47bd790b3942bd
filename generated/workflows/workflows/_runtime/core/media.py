"""Media types: what kind of body each names, and so how it becomes bytes."""

from __future__ import annotations

from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["json", "form", "text", "binary"]


def essence(media_type: str) -> str:
    """Return a media type without its parameters, in lower case (RFC 9110 section 8.3.1)."""
    return media_type.partition(";")[0].strip().lower()


def kind_of(media_type: str) -> Kind:
    """Return how bodies of a media type are written: a range leaves the choice, and JSON is chosen."""
    name = essence(media_type)
    if name in ("application/json", "*/*", "application/*") or name.endswith("+json"):
        return "json"
    if name == "application/x-www-form-urlencoded":
        return "form"
    return "text" if name.startswith("text/") else "binary"


def charset_of(media_type: str) -> str:
    """Return the `charset` parameter of a media type; UTF-8 where there is none that Python knows."""
    for parameter in media_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            try:
                "".encode(value.strip().strip('"'))
            except LookupError:
                break
            return value.strip().strip('"')
    return "utf-8"
