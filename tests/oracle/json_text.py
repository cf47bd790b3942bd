"""JSON texts to values, strictly (RFC 8259)."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

MALFORMED: Final = "malformed: "
"""How the reason begins of what is no value at all."""


class Malformed(ValueError):
    """A text that is not what it should be; `ok` is `None` where its text leaves that open."""

    def __init__(self, message: str, *, ok: bool | None = False) -> None:
        super().__init__(message if ok is None else f"{MALFORMED}{message}")
        self.ok = ok


def parse_json(raw: bytes) -> Any:
    """Return the value of a JSON text. Raises `Malformed`."""
    if raw.startswith(b"\xef\xbb\xbf"):
        raise Malformed("a byte order mark before JSON", ok=None)
    try:
        value = json.loads(raw.decode(), parse_constant=_constant, object_pairs_hook=_unique)
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
    except UnicodeError:
        raise Malformed("no UTF-8, or a surrogate without the other") from None
    except RecursionError:
        raise Malformed("a JSON text of very many levels", ok=None) from None
    except json.JSONDecodeError as error:
        raise Malformed(str(error)) from None
    if _has_infinity(value):
        raise Malformed("a number beyond a double's")
    return value


def _constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is no JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Names should be unique, and what is read where they are not is anybody's guess (RFC 8259 section 4): refused."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise Malformed("an object with a name that comes twice")
    return dict(pairs)


def _has_infinity(value: Any) -> bool:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value in (float("inf"), -float("inf")) or any(map(_has_infinity, below))
