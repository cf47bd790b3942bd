"""Raw text of a path, a query, a header or a cookie to what it says: each place has its own escapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .routing import decode


class EncodingError(ValueError):
    """Text that is not what the wire promises: a broken percent escape, bytes that are not UTF-8."""


def _unescape_path(text: str) -> str:
    decoded = decode(text)
    if decoded is None:
        raise EncodingError("is not percent-encoded UTF-8")
    return decoded


def _unescape_query(text: str) -> str:
    return _unescape_path(text.replace("+", " ") if "+" in text else text)


def _unescape_cookie(text: str) -> str:
    # Style `form` is RFC 6570's, which percent-encodes: a cookie could not hold a semicolon or a blank otherwise.
    # But RFC 6265 knows no escapes, and many clients write cookies as they are: an escape that is none is text.
    decoded = decode(text)
    return text if decoded is None else decoded


def _unescape_header(text: str) -> str:
    # Header values are not percent-encoded (RFC 9110 section 5.5); blanks around the items of a list are no part of them.
    return text.strip(" \t")


def split_pairs(text: str, unescape: Callable[[str], str]) -> dict[str, list[str]]:
    """Return raw values by decoded name (HTML, "application/x-www-form-urlencoded parsing")."""
    found: dict[str, list[str]] = {}
    for pair in text.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            if "%" in name or "+" in name or not name.isascii():
                name = unescape(name)
            if name in found:
                found[name].append(value)
            else:
                found[name] = [value]
    return found


def unescape_of(location: str, style: str) -> Callable[[str], str]:
    """Return how the text of a parameter is read: nothing is encoded in style `cookie`."""
    return str if style == "cookie" else UNESCAPE[location]


UNESCAPE: Mapping[str, Callable[[str], str]] = {
    "path": _unescape_path,
    "query": _unescape_query,
    "querystring": _unescape_path,
    "header": _unescape_header,
    "cookie": _unescape_cookie,
}
"""How text is read, by location."""
