"""Values and requests to others that are wrong, or at the border of it: in a value, on the wire, in the request."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from .document import Contract
from .request import Raw
from .shapes import parts

_STRANGE: Sequence[Any] = (
    None, True, False, 0, 1, -1, 1.0, 1.5, -0.0, 10**30, -(10**30), 2**31, 2**31 - 1, -(2**31), 2**63, 2**53 + 1, 1e300,
    "", " ", "x", "1", "1.0", "true", "null", "é" * 3, "日本語", "😀", "a\u0000b", "x" * 300, "2024-02-30", "2024-02-29",
    "2024-02-29T25:00:00Z", "0b0b8d3e65c14a3c8a1e0d5cbbd3c1c4", "256.0.0.1", [], [None], ["a", "a"], {}, {"a": 1}, "\n",
)  # fmt: skip
_TEXTS = ("", "1", "-1", "01", "+1", "1.0", "1e2", "0x10", "1_000", "true", "True", "abc", "null", "%20", "%2", "%zz", "%FF",
          "%C3%A9", "a,b", "1,2", "a|b", "a%20b", "a+b", "%2C", ",", "%00", "..", ".", ";a=1", ".1", "9" * 25, "1%2E5", "[]")  # fmt: skip


def changed_value(contract: Contract, schema: Any, value: Any, chance: random.Random) -> Any:
    """Return a value that differs from another in one place."""
    value = copy.deepcopy(value)
    places = list(_places(value))
    if not places or chance.random() < 0.15:
        return _other(contract, schema, value, chance)
    owner, key = chance.choice(places)
    choice = chance.random()
    if choice < 0.2:
        del owner[key]
    elif choice < 0.35 and isinstance(owner, dict):
        owner[chance.choice(("extra", "x-y", "", "ü"))] = chance.choice(_STRANGE)
    elif choice < 0.45 and isinstance(owner, list):
        owner.extend(copy.deepcopy(owner[:1] * chance.choice((1, 1, 40))))
    else:
        owner[key] = _other(contract, _schema_at(contract, schema, key), owner[key], chance)
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    found = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    for key, each in found:
        yield value, key
        yield from _places(each)


def _schema_at(contract: Contract, schema: Any, key: Any) -> Any:
    """Return the first schema of a property of that name, wherever it is: its numbers are worth a try."""
    if not isinstance(key, str):
        return {}
    queue, seen = [schema], 0
    while queue and seen < 40:
        seen += 1
        for part in parts(contract, queue.pop(0)):
            own = part.get("properties") or {}
            if key in own:
                return own[key]
            queue += [each for each in own.values() if isinstance(each, dict)][:6]
            queue += [part["items"]] if "items" in part else []
    return {}


def _other(contract: Contract, schema: Any, value: Any, chance: random.Random) -> Any:
    """Return another value: at a bound of the schema, a little beside the value, or of another kind."""
    bounds = [
        number
        for part in parts(contract, schema)
        for word, number in part.items()
        if word.startswith(("m", "exclusiveM")) and isinstance(number, int | float) and not isinstance(number, bool)
    ]
    near = [number + step for number in bounds for step in (-1, 0, 1) if number < 500]
    if near and chance.random() < 0.6:
        size = chance.choice(near)
        if isinstance(value, str):
            return (value or "x") * 600 if size > 600 else ((value or "x") * 600)[: max(int(size), 0)]
        if isinstance(value, list):
            return (value * 50 or ["a"] * 50)[: max(int(size), 0)]
        return size
    if isinstance(value, str) and value and chance.random() < 0.4:
        return chance.choice((value + "x", value[:-1], value.upper(), value + " ", f"{value}\n", value[::-1]))
    if isinstance(value, int | float) and not isinstance(value, bool) and chance.random() < 0.4:
        return chance.choice((-value, value + 0.5, value * 1000, str(value), float(value)))
    return copy.deepcopy(chance.choice(_STRANGE))


def changed_wire(raw: Raw, chance: random.Random) -> Raw:
    """Return a request that is written in another way in one place."""
    ways: list[Callable[[Raw, random.Random], Raw]] = [_path]
    ways += [_query] * 3 if raw.query else [_more_query]
    ways += [_header] if raw.headers else []
    ways += [_bytes] * 2 if raw.body else []
    return chance.choice(ways)(raw, chance)


def _path(raw: Raw, chance: random.Random) -> Raw:
    segments = raw.path.split("/")
    at = chance.randrange(1, len(segments))
    text = segments[at]
    encoded = f"%{ord(text[0]):02x}{text[1:]}" if text and text[0].isalnum() and text.isascii() else text
    segments[at] = chance.choice((*_TEXTS, encoded, f"{text}%2Fx", f"{text}/", text.upper(), f"{text},1", f".{text}"))
    return replace(raw, path="/".join(segments))


def _query(raw: Raw, chance: random.Random) -> Raw:
    pairs = raw.query.split("&")
    at = chance.randrange(len(pairs))
    name, joint, value = pairs[at].partition("=")
    choice = chance.randrange(8)
    if choice == 0:
        pairs.append(pairs[at])
    elif choice == 1:
        pairs[at] = name
    elif choice == 2:
        pairs[at] = f"{name.upper()}{joint}{value}"
    elif choice == 3:
        pairs[at] = (
            f"{name}={value}{chance.choice((',', '|', '%20', '%7C', '+', '%2C'))}{chance.choice((value, '', 'z'))}"
        )
    elif choice == 4 and name[:1].isalpha():
        pairs[at] = f"%{ord(name[0]):02X}{name[1:]}={value}"
    elif choice == 5:
        pairs.append(chance.choice(("x=1", "=", "a", "unknown=%FF", f"{name}%5Ba%5D=1")))
    else:
        pairs[at] = f"{name}={chance.choice(_TEXTS)}"
    return replace(raw, query="&".join(pairs))


def _more_query(raw: Raw, chance: random.Random) -> Raw:
    return replace(raw, query=chance.choice(("a=1", "&&", "=", "%zz=1", "a", "limit=abc")))


def _header(raw: Raw, chance: random.Random) -> Raw:
    headers = list(raw.headers)
    at = chance.randrange(len(headers))
    name, value = headers[at]
    if name in ("Content-Type", "Authorization"):
        headers[at] = (name.upper(), value)
    elif name == "Cookie":
        headers[at] = (
            name,
            chance.choice((f"{value}; other=1", value.replace("; ", ";"), value.partition("=")[0] + "=%zz")),
        )
    else:
        text = chance.choice((*_TEXTS, f" {value} ", f"{value},{value}", f"{value}, {value}", value.upper(), "é"))
        headers[at] = (name, text)
        headers += [(name, value)] if chance.random() < 0.15 else []
    return replace(raw, headers=headers)


def _bytes(raw: Raw, chance: random.Random) -> Raw:
    body = raw.body
    at = chance.randrange(len(body))
    kind = ", ".join(raw.lines("content-type"))
    ways = [body[:at], body[:at] + chance.choice((b" ", b"\n", b",", b"\xff", b"&", b"=1", b"%")) + body[at:]]
    ways.append(b" " + body + b"\n")
    if "json" in kind:
        ways += _json(body, chance)
    elif "multipart" in kind:
        ways += _multipart(body)
    else:
        ways += [
            body.replace(b"=", b"==", 1),
            body + b"&" + body,
            body.replace(b"=", b"[]=", 1),
            body + b"&",
            body.lower(),
        ]
    return replace(raw, body=chance.choice(ways))


def _json(body: bytes, chance: random.Random) -> list[bytes]:
    """Return a JSON text in other words, some of which mean the same."""
    number = re.compile(rb"(?<=[:\[ ])-?[0-9.]+(?=[,}\]])")
    written = chance.choice(
        (b"1.0", b"1e0", b"1E2", b"-0", b"01", b"+1", b"1.", b".5", b"0x1", b"1e400", b"9" * 30, b"NaN")
    )
    return [
        number.sub(written, body, count=1),
        number.sub(written, body, count=1),
        body.replace(b":", b":NaN,", 1),
        body.replace(b"{", b'{"a":1,"a":2,', 1),
        body.replace(b'"', b'"\\ud800', 1),
        re.sub(rb'"([a-z])', lambda found: b'"\\u%04x' % found[1][0], body, count=1),
        re.sub(rb'"([a-z]+)": ?', rb"\g<0>null,\g<0>", body, count=1),
        body.replace(b": ", b" :\t\r\n", 1),
        body.replace(b"}", b",}", 1),
        body.replace(b'"', b"'"),
        body + b"{}",
    ]


def _multipart(body: bytes) -> list[bytes]:
    """Return a form's parts written in other ways, some of which mean the same."""
    part, _, rest = body.partition(b"\r\n--")
    return [
        body.replace(b"\r\n", b"\n"),
        body.replace(b"Content-Disposition", b"content-disposition"),
        re.sub(rb'name="(\w+)"', rb"name=\1", body, count=1),
        re.sub(rb"\r\nContent-Type: [^\r]*", b"", body, count=1),
        body.replace(b"\r\n\r\n", b"\r\nX-Other: 1\r\n\r\n", 1),
        body.replace(b"form-data", b"attachment", 1),
        body.removesuffix(b"--\r\n"),
        b"before\r\n" + body + b"after",
        part + b"\r\n" + body if rest else body,
        re.sub(rb'; filename="[^"]*"', b"", body, count=1),
    ]


def changed_request(raw: Raw, chance: random.Random) -> Raw:
    """Return a request that is another as a whole."""
    headers = [each for each in raw.headers if each[0] != "Content-Type"]
    types = ("text/plain", "application/json", "application/x-www-form-urlencoded", "application/JSON; charset=utf-8", "x/y", "",
             "application/json;charset=latin-1", "application/problem+json", "*/*", "multipart/form-data", "application/json,")  # fmt: skip
    ways = [
        replace(
            raw, method=chance.choice(("GET", "PUT", "POST", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD", "FOO"))
        ),
        replace(
            raw,
            path=chance.choice((f"{raw.path}/", f"{raw.path}/nowhere", "/nowhere", raw.path.upper(), f"{raw.path}x")),
        ),
    ]
    if raw.body:
        ways += [
            replace(raw, body=b"", headers=headers),
            replace(raw, body=b""),
            replace(raw, headers=headers),
            replace(raw, headers=[*headers, ("Content-Type", chance.choice(types))]),
            replace(raw, headers=[*headers, ("Content-Type", chance.choice(types))]),
            replace(
                raw,
                body=chance.choice((b"null", b"[]", b"{}", b'"a"', b"0", b"[1e400]", b"{", b"\xef\xbb\xbf{}", b"a=1")),
            ),
        ]
    return chance.choice(ways)
