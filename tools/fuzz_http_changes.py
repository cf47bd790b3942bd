"""Valid requests, changed at random: in the line, the headers, the lengths, the chunks and the bytes of the body."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

Headers: TypeAlias = list[tuple[bytes, bytes]]

_METHODS: Final = (
    b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE", b"CONNECT", b"QUERY", b"COPY", b"get", b"PRI", b"G\x00T",
    b"", b"X" * 300, b"A-B",
)  # fmt: skip
_ESCAPES: Final = (
    b"%00", b"%2F", b"%2f", b"%ff", b"%zz", b"%", b"%2", b"%25", b"%C3%28", b"%ED%A0%80", b"..", b"/../", b"//", b"/", b";a=b", b"?", b"#", b"*",
    b"&", b"=", b"&=&", b"[", b"]", b"[][]", b"[a][b]" * 40, b"+", b",", b"|", b"%20", b"\xff", b"\xc3\xa9", b"{}", b"<a>", b"a" * 3000, b"\\",
    b"9" * 400, b"-0", b"1e999", b"NaN", b"null", b"true", b"%0D%0A", b"%7B%7D", b"%5B" * 200, b"'", b'"',
)  # fmt: skip
_TOKENS: Final = (
    b"[" * 3000, b'{"a":' * 2000, b"NaN", b"1e999", b"-", b'"\\ud800"', b'"\\u0000"', b"\x00", b"\xff", b"\xef\xbb\xbf", b'"a":1,"a":2', b"1" * 5000,
    b"null", b"{}", b"[]", b'""', b",", b":", b"\r\n", b"--", b"--b0undary--", b"&", b"=", b"%", b"%ff", b"a[b][c]=1&", b"&a" * 1200, b"<a>", b"</a>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<![CDATA[", b"&#0;", b"&amp;", b"data: 1\n\n", b"\x1e", b"\xed\xa0\x80", b"0.1e-400", b"-0", b"true",
    b'Content-Disposition: form-data; name="a"\r\n\r\n', b"9999-99-99", b"0000-00-00T00:00:00Z", b"99999999999999999999999999", b'"' * 50,
)  # fmt: skip
_TYPES: Final = (
    b"application/json", b"application/json; charset=utf-16", b"application/xml", b"text/plain; charset=ascii", b"text/plain; charset=nonsense",
    b"multipart/form-data", b"multipart/form-data; boundary=", b'multipart/form-data; boundary="a b"', b"multipart/form-data; boundary=b0undary",
    b"multipart/mixed; boundary=x", b"application/x-www-form-urlencoded", b"application/octet-stream", b"text/event-stream", b"application/jsonl",
    b"application/merge-patch+json", b"image/*", b"*/*", b"", b";", b"a", b"a/b;;;", b"\xff/\xff", b"application/json, text/plain",
    b"multipart/form-data; boundary=" + b"x" * 200, b"text/html; charset=utf-7", b"application/cbor", b"x" * 3000,
)  # fmt: skip
_HEADERS: Final = (
    (b"Transfer-Encoding", b"chunked"), (b"Transfer-Encoding", b"gzip, chunked"), (b"Transfer-Encoding", b"identity"), (b"Transfer-Encoding", b" chunked "),
    (b"Content-Length", b"-1"), (b"Content-Length", b"+5"), (b"Content-Length", b"99999999999999999999"), (b"Content-Length", b"0"),
    (b"Content-Length", b"5, 5"), (b"Content-Length", b"0x10"), (b"Content-Length", b""), (b"Expect", b"100-continue"), (b"Expect", b"nothing"),
    (b"Connection", b"close"), (b"Connection", b"keep-alive, Upgrade"), (b"Upgrade", b"websocket"), (b"Upgrade", b"h2c"), (b"HTTP2-Settings", b"AAMAAABk"),
    (b"Host", b""), (b"Host", b"a:b:c"), (b"Host", b"\xff"), (b"Accept", b"*/*;q=x"), (b"Accept", b",,;;"), (b"Accept", b"text/csv;q=0,*/*;q=0"),
    (b"Accept", b"a/b," * 800), (b"Accept-Encoding", b"gzip"), (b"Origin", b"https://a.example"), (b"Origin", b"null"), (b"Origin", b"\xff"),
    (b"Access-Control-Request-Method", b"PUT"), (b"Access-Control-Request-Headers", b"\xe9, x"), (b"Cookie", b"a=b; a=c; =; ;;; x"),
    (b"Cookie", b"\xff=\xfe; \x01"), (b"Cookie", b"a=" + b"c" * 6000), (b"Cookie", b"; ".join(b"c%d=1" % n for n in range(300))),
    (b"Authorization", b"Bearer"), (b"Authorization", b"Bearer \xff"), (b"Authorization", b"Basic %%%"), (b"Authorization", b"Basic " + b"A" * 999),
    (b"Authorization", b"Digest a=b"), (b"X-Forwarded-For", b"\xff"), (b"X-Forwarded-Proto", b"https"), (b"SCRIPT_NAME", b"/a"), (b"Range", b"bytes=0-0"),
    (b"X-API-Key", b"t0ken"), (b"X-API-Key", b"\xff"), (b"Client-Cert", b":AAAA:"), (b"Client-Cert", b":%:"), (b"X_Under", b"1"), (b"Content-Encoding", b"gzip"),
    (b"Trailer", b"X"), (b"TE", b"trailers"), (b"If-Match", b"*"), (b"X-Http-Method-Override", b"DELETE"), (b"Content_Length", b"3"),
)  # fmt: skip
_VALUES: Final = (
    b"",
    b" ",
    b"\t",
    b"\x00",
    b"\x01\x02",
    b"\xff\xfe",
    b"a" * 9000,
    b"\r",
    b"\n",
    b"\r\n x",
    b",",
    b";",
    b'"',
    b"1",
    b"-1",
    b"1e400",
    b"\xc3\xa9",
)
_NAMES: Final = (b"", b" ", b"X Y", b"X\x00", b"\xff", b"X:", b"x" * 500, b":", b"X-A\t", b"(", b"Host ")


@dataclass(slots=True)
class Request:
    """A request in its parts."""

    line: bytes
    headers: Headers
    body: bytes

    @classmethod
    def of(cls, raw: bytes) -> Request:
        """Take a valid request apart."""
        head, _, body = raw.partition(b"\r\n\r\n")
        line, *lines = head.split(b"\r\n")
        pairs = (each.partition(b": ") for each in lines)
        return cls(line, [(name, value) for name, _, value in pairs], body)

    def raw(self) -> bytes:
        """Put it together."""
        lines = b"".join(b"%b: %b\r\n" % pair for pair in self.headers)
        return b"%b\r\n%b\r\n%b" % (self.line, lines, self.body)

    def fit(self) -> None:
        """Say how long the body is."""
        if any(name.lower() == b"content-length" for name, _ in self.headers):
            self.headers = [pair for pair in self.headers if pair[0].lower() != b"content-length"]
            self.headers.append((b"content-length", b"%d" % len(self.body)))


Change: TypeAlias = Callable[[Request, random.Random], None]


def changed(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """Return what is sent on one connection: mostly a request that is nearly right, sometimes several, or torn ones."""
    sent = _one(seeds, chance)
    roll = chance.random()
    if roll < 0.05:
        return sent[: chance.randrange(len(sent) + 1)]
    if roll < 0.1:
        return b"".join([sent, *(_one(seeds, chance) for _ in range(chance.randint(1, 3)))])
    if roll < 0.13:
        other = _one(seeds, chance)
        return sent[: chance.randrange(len(sent) + 1)] + other[chance.randrange(len(other) + 1) :]
    return _scattered(sent, chance) if roll < 0.16 else sent


def _one(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    request = Request.of(chance.choice(seeds))
    for change in chance.choices(_CHANGES, _WEIGHTS, k=chance.choice((0, 1, 1, 1, 2, 2, 3))):
        if change is _swap_body:
            request.body = Request.of(chance.choice(seeds)).body
        else:
            change(request, chance)
        if change in _OF_BODIES and chance.random() < 0.9:
            request.fit()
    return request.raw()


def _change_method(request: Request, chance: random.Random) -> None:
    request.line = chance.choice(_METHODS) + b" " + request.line.partition(b" ")[2]


def _change_target(request: Request, chance: random.Random) -> None:
    method, _, rest = request.line.partition(b" ")
    target, _, version = rest.rpartition(b" ")
    match chance.randrange(5):
        case 0:
            target = b"http://a.example" + target
        case 1:
            target = _damaged(target, chance, _ESCAPES)
        case 2:
            # A value of the query or a segment of the path becomes another one.
            places = [found.span() for found in re.finditer(rb"[^/?&=]+", target)] or [(0, len(target))]
            start, end = chance.choice(places)
            target = target[:start] + chance.choice(_ESCAPES) + target[end:]
        case 3:
            target += (b"&" if b"?" in target else b"?") + chance.choice(_ESCAPES) + b"=" + chance.choice(_ESCAPES)
        case _:
            target = target.replace(b"=", chance.choice((b"[]=", b"[a]=", b"", b"==", b"=&=")), 1)
    request.line = b"%b %b %b" % (method, target, version)


def _change_line(request: Request, chance: random.Random) -> None:
    versions = (b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"HTTP/1.", b"http/1.1", b"HTTP/1.1 ", b"", b"HTTP/1.1 x")
    request.line = request.line.rpartition(b" ")[0] + b" " + chance.choice(versions)


def _add_header(request: Request, chance: random.Random) -> None:
    request.headers.insert(chance.randrange(len(request.headers) + 1), chance.choice(_HEADERS))


def _change_header(request: Request, chance: random.Random) -> None:
    if not request.headers:
        return
    place = chance.randrange(len(request.headers))
    name, value = request.headers[place]
    match chance.randrange(6):
        case 0:
            del request.headers[place]
        case 1:
            request.headers.append((name, value))
        case 2:
            request.headers[place] = (chance.choice(_NAMES), value)
        case 3:
            request.headers[place] = (name, chance.choice(_VALUES))
        case 4:
            request.headers[place] = (name, _damaged(value, chance, _VALUES))
        case _:
            request.headers += [(b"x-%d" % n, b"v") for n in range(chance.choice((20, 99, 150, 1000)))]


def _change_type(request: Request, chance: random.Random) -> None:
    request.headers = [pair for pair in request.headers if pair[0].lower() != b"content-type"]
    request.headers.append((b"content-type", chance.choice(_TYPES)))


def _change_length(request: Request, chance: random.Random) -> None:
    length = len(request.body) + chance.choice((-7, -1, 1, 9, 100_000, 2_000_000_000))
    request.headers = [pair for pair in request.headers if pair[0].lower() != b"content-length"]
    request.headers.append((b"content-length", b"%d" % max(0, length)))


def _chunk(request: Request, chance: random.Random) -> None:
    """Send the body in chunks, nearly always right ones."""
    request.headers = [pair for pair in request.headers if pair[0].lower() != b"content-length"]
    request.headers.append((b"transfer-encoding", b"chunked"))
    body, chunks = request.body, list[bytes]()
    while body and len(chunks) < 200:
        size = chance.choice((1, 2, 7, 100, 5000, 100_000))
        piece, body = body[:size], body[size:]
        form = chance.choice((b"%x\r\n", b"%X\r\n", b"%x;a=b\r\n", b"000%x\r\n"))
        chunks.append(form % len(piece) + piece + b"\r\n")
    request.body = b"".join(
        [*chunks, chance.choice((b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b"", b"0\r\n", b"-1\r\n"))]
    )
    if chance.random() < 0.2:
        request.body = _damaged(request.body, chance, (b"g", b"\r\n", b"fffffffff\r\n", b"0\r\n\r\n", b"-", b" "))


def _change_body(request: Request, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 3)):
        request.body = _damaged(request.body, chance, _TOKENS)


def _swap_body(request: Request, chance: random.Random) -> None:
    """Stands for the body of another request."""


def _repeat_body(request: Request, chance: random.Random) -> None:
    if len(request.body) < 20_000:
        start = chance.randrange(len(request.body) + 1)
        piece = request.body[start : start + chance.randint(1, 60)]
        request.body = request.body[:start] + piece * chance.choice((2, 50, 1500)) + request.body[start:]


_CHANGES: Final[Sequence[Change]] = (
    _change_method, _change_target, _change_line, _add_header, _change_header, _change_type, _change_length, _chunk, _change_body,
    _swap_body, _repeat_body,
)  # fmt: skip
_WEIGHTS: Final = (2, 8, 1, 5, 5, 3, 2, 4, 10, 2, 2)
_OF_BODIES: Final = frozenset({_change_body, _swap_body, _repeat_body})


def _damaged(data: bytes, chance: random.Random, words: Sequence[bytes]) -> bytes:
    """Return bytes with one change: some are others, fewer, more, or a word."""
    start = chance.randrange(len(data) + 1)
    match chance.randrange(5):
        case 0:
            return data[:start] + bytes([chance.randrange(256)]) + data[start + 1 :]
        case 1:
            return data[:start] + data[start + chance.choice((1, 1, 2, 10, 200)) :]
        case 2:
            return data[:start]
        case _:
            return data[:start] + chance.choice(words) + data[start + chance.choice((0, 0, 1, 5, 30)) :]


def _scattered(data: bytes, chance: random.Random) -> bytes:
    """Return bytes of which a few are any others."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if found:
            found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)
