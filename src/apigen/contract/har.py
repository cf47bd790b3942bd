"""Exchanges become a HAR file (HTTP Archive 1.2), one after the other: a run has too many to hold them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from types import TracebackType
from typing import IO
from urllib.parse import parse_qsl, urlsplit

from apigen import __version__
from apigen.contract.exchange import Exchange
from apigen.contract.hiding import Secrets
from apigen.spec.document import Json


class Har:
    """A HAR file that is being written."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._entries = 0
        self._open = True

    def __enter__(self) -> Har:
        creator = json.dumps({"name": "apigen", "version": __version__})
        self._stream.write(f'{{"log": {{"version": "1.2", "creator": {creator}, "entries": [')
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, exchange: Exchange, secrets: Secrets) -> None:
        """Write an exchange without its secrets."""
        text = json.dumps(_entry(exchange, secrets))
        self._stream.write(f"{',' if self._entries else ''}\n{text}")
        self._entries += 1

    def close(self) -> None:
        """Write the end."""
        if self._open:
            self._stream.write("\n]}}\n")
            self._open = False


def _entry(exchange: Exchange, secrets: Secrets) -> dict[str, Json]:
    spent = round(exchange.seconds * 1000, 3)
    return {
        "startedDateTime": datetime.fromtimestamp(exchange.started, UTC).isoformat(timespec="milliseconds"),
        "time": spent,
        "request": _request(exchange, secrets),
        "response": _response(exchange, secrets),
        "cache": {},
        "timings": {"send": 0, "wait": spent, "receive": 0},
    }


def _request(exchange: Exchange, secrets: Secrets) -> dict[str, Json]:
    url = secrets.hide(exchange.url)
    query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    body: dict[str, Json] = {}
    if exchange.body:
        text, is_text = _text(exchange.body, secrets)
        media_type = secrets.hide(_first(exchange.headers, "content-type"))
        # The format has no encoding here, and leaves names with an underscore to whoever writes it.
        body["postData"] = {"mimeType": media_type, "text": text, **({} if is_text else {"_encoding": "base64"})}
    return {
        "method": exchange.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": _cookies(exchange.headers, "cookie", secrets),
        "headers": _headers(exchange.headers, secrets),
        "queryString": [{"name": name, "value": value} for name, value in query],
        "headersSize": -1,
        "bodySize": len(exchange.body),
        **body,
    }


def _response(exchange: Exchange, secrets: Secrets) -> dict[str, Json]:
    text, is_text = _text(exchange.answer, secrets)
    content: dict[str, Json] = {
        "size": len(exchange.answer),
        "mimeType": _first(exchange.answer_headers, "content-type"),
        "text": text,
        **({} if is_text else {"encoding": "base64"}),
    }
    return {
        "status": exchange.status or 0,
        "statusText": exchange.reason or "",
        "httpVersion": "HTTP/1.1" if exchange.status else "",
        "cookies": _cookies(exchange.answer_headers, "set-cookie", secrets),
        "headers": _headers(exchange.answer_headers, secrets),
        "content": content,
        "redirectURL": secrets.hide(_first(exchange.answer_headers, "location")),
        "headersSize": -1,
        "bodySize": len(exchange.answer) if exchange.status else -1,
    }


def _headers(headers: Mapping[str, Sequence[str]], secrets: Secrets) -> list[Json]:
    return [{"name": name, "value": secrets.hide(value)} for name, values in headers.items() for value in values]


def _cookies(headers: Mapping[str, Sequence[str]], name: str, secrets: Secrets) -> list[Json]:
    return [
        {"name": key, "value": secrets.hide(value)}
        for found, values in headers.items()
        if found.lower() == name
        for text in values
        for key, value in _read_cookies(text)
    ]


def _read_cookies(text: str) -> Iterator[tuple[str, str]]:
    try:
        yield from ((name, each.value) for name, each in SimpleCookie(text).items())
    except CookieError:
        return


def _first(headers: Mapping[str, Sequence[str]], name: str) -> str:
    return next((values[0] for key, values in headers.items() if key.lower() == name and values), "")


def _text(data: bytes, secrets: Secrets) -> tuple[str, bool]:
    """Return data as text, and whether it is its own: else it is in base64."""
    try:
        return secrets.hide(data.decode()), True
    except UnicodeDecodeError:
        return b64encode(data).decode(), False
