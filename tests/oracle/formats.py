"""Formats: those whose text leaves no doubt are decided; of the others only what is surely right is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from ipaddress import AddressValueError, IPv4Address, IPv6Address

INTEGERS: Mapping[str, int] = {"int32": 2**31, "int64": 2**63}
_TIME = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d)(\.\d+)?([zZ]|[+-]([01]\d|2[0-3]):[0-5]\d)"
_DATE_TIME = re.compile(rf"(\d{{4}}-\d\d-\d\d)[tT]{_TIME}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def _is_date(text: str) -> bool | None:
    """RFC 3339, full-date. The year 0000 is one there, and none to many calendars."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return False
    if text.startswith("0000"):
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_date_time(text: str) -> bool | None:
    """RFC 3339, date-time. A leap second depends on the day."""
    if re.search(r":60(\.\d+)?([zZ]|[+-])", text):
        return None
    found = _DATE_TIME.fullmatch(text)
    return found is not None and _is_date(found[1])


def _is_time(text: str) -> bool | None:
    return None if ":60" in text else re.fullmatch(_TIME, text, re.ASCII) is not None


def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def _is_ipv4(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return text.isascii()


def _is_ipv6(text: str) -> bool | None:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return None if "%" in text else text.isascii()


EXACT: Mapping[str, Callable[[str], bool | None]] = {
    "date": _is_date,
    "date-time": _is_date_time,
    "time": _is_time,
    "uuid": _is_uuid,
    "ipv4": _is_ipv4,
    "ipv6": _is_ipv6,
}

_LABEL = r"[a-zA-Z][a-zA-Z0-9]*"
DOUBTFUL: Mapping[str, re.Pattern[str]] = {
    "email": re.compile(rf"[a-z0-9]+@{_LABEL}(\.{_LABEL})+"),
    "idn-email": re.compile(rf"[a-z0-9]+@{_LABEL}(\.{_LABEL})+"),
    "hostname": re.compile(rf"{_LABEL}(\.{_LABEL})*"),
    "idn-hostname": re.compile(rf"{_LABEL}(\.{_LABEL})*"),
    "uri": re.compile(rf"https?://{_LABEL}(\.{_LABEL})*(/[a-zA-Z0-9._-]*)*"),
    "iri": re.compile(rf"https?://{_LABEL}(\.{_LABEL})*(/[a-zA-Z0-9._-]*)*"),
    "uri-reference": re.compile(r"[a-zA-Z0-9/._-]*"),
    "iri-reference": re.compile(r"[a-zA-Z0-9/._-]*"),
    "uri-template": re.compile(r"[a-zA-Z0-9/._-]*"),
    "json-pointer": re.compile(r"(/[a-zA-Z0-9]*)*"),
    "relative-json-pointer": re.compile(r"[0-9]"),
    "regex": re.compile(r"[a-z]*"),
    "duration": re.compile(r"P[1-9]D|PT[1-9]H"),
}
"""Formats of which implementations differ. A text that has the pattern has the format; of others nothing is said."""
