"""Media types: what kind of body each names, and so how it becomes bytes."""

from __future__ import annotations

import codecs
import re
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["json", "form", "text", "binary"]

_CHARSET = re.compile(
    r"utf-(8|16(-[bl]e)?|32(-[bl]e)?)|ascii|iso8859-\d+|cp125\d|koi8-r|shift_jis|euc_\w+|gb\w+", re.ASCII
)
"""The codecs that are charsets of texts, by Python's name: it also has some that are none, or that never work."""


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
