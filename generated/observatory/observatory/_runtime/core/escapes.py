"""What stands for characters that a place cannot hold, or that would mean something there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias
from urllib.parse import quote

Escape: TypeAlias = Callable[[str], str]

_QUERY_RESERVED: Final = ":/?@!$'()*;="
"""What `allowReserved` leaves as it is. The other reserved characters would end the value or change it."""
_PATH_RESERVED: Final = ":@!$&'()*+"
"""The same in a path: what no style of paths puts between parts."""
_COOKIE_RESERVED: Final = ":/?#[]@!$&'()*+="
"""The same in a cookie of style `form`."""

_NOT_IN_COOKIES: Final = re.compile(r"[^ -:<-~]|^ | $")
"""What ends a cookie, or is no part of its value: style `cookie` has no escapes (RFC 6265 section 4.1.1)."""


def percent(text: str) -> str:
    """Percent-encode all but the unreserved characters (RFC 3986 section 2.3)."""
    return quote(text, safe="")


def reserved(text: str) -> str:
    """Percent-encode all but the unreserved and what a query's value may hold of the reserved characters."""
    return quote(text, safe=_QUERY_RESERVED + ",")


def reserved_part(text: str) -> str:
    """Return the same for a part of such a value: a comma would end it."""
    return quote(text, safe=_QUERY_RESERVED)


def reserved_in_path(text: str) -> str:
    """Percent-encode all but the unreserved and what a part of a path may hold of the reserved characters."""
    return quote(text, safe=_PATH_RESERVED)


def reserved_in_cookie(text: str) -> str:
    """Percent-encode all but the unreserved and what a cookie may hold of the reserved characters."""
    return quote(text, safe=_COOKIE_RESERVED)


def cookie_text(text: str) -> str:
    """Return a text that a cookie can hold as it is. Raises `ValueError` for one that would have to be escaped."""
    found = _NOT_IN_COOKIES.search(text)
    if found is not None:
        raise ValueError(f"{found[0]!r} cannot stand in a cookie here: style 'cookie' leaves escaping to the caller")
    return text
