"""The schema of a string or a number becomes candidates for a value, those that read well first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from apigen.contract.pattern import UnsupportedPattern, matching_text
from apigen.spec.document import Json

_LONGEST: Final = 65_536
_HUGE: Final = 1e300

_FORMATS: Final[Mapping[str, str]] = {
    "date-time": "2024-01-01T12:00:00Z",
    "date": "2024-01-01",
    "time": "12:00:00Z",
    "duration": "P1D",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "guid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "email": "user@example.com",
    "idn-email": "user@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "iri": "https://example.com/",
    "uri-reference": "/example",
    "iri-reference": "/example",
    "uri-template": "/example/{id}",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ip": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "ZXhhbXBsZQ==",
    "base64": "ZXhhbXBsZQ==",
    "password": "correct horse",
    "json-pointer": "/example",
    "relative-json-pointer": "0",
    "regex": "^.*$",
    "phone": "+15555550100",
    "decimal": "1.00",
    "int64": "1",
    "int32": "1",
}

_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("email", "user@example.com"),
    ("url", "https://example.com/"),
    ("uri", "https://example.com/"),
    ("href", "https://example.com/"),
    ("phone", "+15555550100"),
    ("currency", "EUR"),
    ("country", "DE"),
    ("language", "en"),
    ("locale", "en"),
    ("timezone", "UTC"),
    ("version", "1.0.0"),
    ("date", "2024-01-01"),
    ("_at", "2024-01-01T12:00:00Z"),
    ("sha", "6dcb09b5b57875f334f61aebed695e2e4193db5e"),
)
"""What a text is, told by the end of the name of its property."""


def texts(schema: Mapping[str, Json], name: str, turn: int) -> Iterator[Json]:
    """Yield candidates for a string. `name` is its property's, `turn` asks for another value than before."""
    least = max(0, whole(schema.get("minLength")) or 0)
    most = whole(schema.get("maxLength"))
    format_name, pattern = schema.get("format"), schema.get("pattern")
    tail = str(turn) if turn else ""
    if isinstance(format_name, str) and format_name in _FORMATS:
        yield _turned(_FORMATS[format_name], turn)
    if isinstance(pattern, str):
        for extra in dict.fromkeys((0, 1, 2, least, least // 2, most or 0)):
            if extra <= _LONGEST:
                try:
                    yield matching_text(pattern, extra=extra, turn=turn)
                except UnsupportedPattern:
                    break
    lowered = name.lower()
    known = next((text for end, text in _WORDS if lowered.endswith(end)), None)
    for text in (known, name.replace("_", " ").strip(), "string", "a", "1", "A1"):
        if text:
            yield _fitted(text, tail, least, most)
    yield _fitted("", tail, least, most)
    yield from _FORMATS.values()


def _turned(text: str, turn: int) -> str:
    """Change the last figure or letter of a formatted text that can change without breaking its form."""
    if not turn:
        return text
    if text.startswith(("https:", "/")):
        return f"{text}{turn}"
    if "@" in text:
        return f"user{turn}@example.com"
    if text.startswith("2024-01-01"):
        return f"20{24 + turn // 28 % 70:02}-01-{1 + turn % 28:02}{text[10:]}"
    return text[: -len(str(turn))] + str(turn)


def _fitted(text: str, tail: str, least: int, most: int | None) -> str:
    """Bring a text to a length in the bounds, keeping its tail."""
    room = _LONGEST if most is None else max(0, most)
    text = text[: max(0, room - len(tail))] + tail
    missing = min(least, _LONGEST) - len(text)
    if missing > 0:
        filler = (text or "x") * (missing // len(text or "x") + 1)
        text = filler[:missing] + text
    return text[:room]


def numbers(schema: Mapping[str, Json], turn: int, *, integer: bool) -> Iterator[Json]:
    """Yield candidates for a number, or for an integer."""
    step = _number(schema.get("multipleOf"))
    low, low_open = _bound(schema, "minimum", "exclusiveMinimum", max)
    high, high_open = _bound(schema, "maximum", "exclusiveMaximum", min)
    unit: int | float = step if step is not None and step > 0 else 1
    start: int | float = 1 if integer or unit != 1 else 1.5
    candidates: list[int | float] = [start + turn, 1 + turn, turn, unit * (1 + turn)]
    if low is not None:
        first = math.ceil(low / unit) * unit
        candidates += [low + turn, first + turn * unit, first + unit + turn * unit, low + unit + turn]
    if high is not None:
        last = math.floor(high / unit) * unit
        candidates += [high - turn, last - turn * unit, last - unit - turn * unit]
    if low is not None and high is not None:
        candidates += [(low + high) / 2, low + (high - low) / (turn + 3)]
    candidates += [0, -1 - turn]
    for value in candidates:
        if low is not None and (value < low or (low_open and value == low)):
            continue
        if high is not None and (value > high or (high_open and value == high)):
            continue
        if integer and isinstance(value, float):
            if not value.is_integer():
                continue
            value = int(value)
        yield value


def _bound(
    schema: Mapping[str, Json], keyword: str, exclusive: str, choose: Callable[[float, float], float]
) -> tuple[int | float | None, bool]:
    """Return a bound and whether it is open. Draft 4 says so by a boolean, later drafts by a second bound."""
    value, other = _number(schema.get(keyword)), _number(schema.get(exclusive))
    if schema.get(exclusive) is True:
        return value, True
    if other is None or value is None:
        return (value, False) if other is None else (other, True)
    tighter = choose(value, other)
    return tighter, tighter == other


def _number(value: Json) -> int | float | None:
    """Return a number that can be reckoned with, `None` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _HUGE:
        return None
    return value


def whole(value: Json) -> int | None:
    """Return a number that counts something, `None` for anything else."""
    number = _number(value)
    return None if number is None else int(number)
