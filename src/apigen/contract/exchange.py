"""A request and its answer, as they were on the wire, become a line for a shell that sends the request again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from apigen.contract.hiding import Secrets

IN_PROCESS: Final = "http://testserver"
"""Where an app seems to be that is called in this process."""
USUAL: Final = "http://127.0.0.1:8000"
"""Where somebody who starts that app finds it, if they do not say otherwise."""

_OWN: Final = frozenset({"x-schemathesis-testcaseid", "accept-encoding", "connection", "content-length"})
_OWN_AGENTS: Final = ("schemathesis/", "testclient")
_GLOBS: Final = re.compile(r"[][{}]")
_DOTS: Final = re.compile(r"/\.\.?(?:[/?#]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request, and what was answered; without an answer the status is `None`.

    `started` is a time by the clock of the machine, `seconds` how long it took.
    """

    method: str
    url: str
    headers: Mapping[str, Sequence[str]]
    body: bytes
    status: int | None = None
    reason: str = ""
    answer_headers: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    answer: bytes = b""
    started: float = 0.0
    seconds: float = 0.0


def curl(exchange: Exchange, secrets: Secrets) -> str:
    """Return a line of a POSIX shell that sends a request again, with variables where it had secrets."""
    words = ["curl"]
    url = exchange.url
    if url.startswith(IN_PROCESS):
        url = USUAL + url.removeprefix(IN_PROCESS)
    if _GLOBS.search(url):
        words.append("-g")
    if _DOTS.search(url):
        words.append("--path-as-is")
    # Asked for with -X alone, curl waits for the body of what has none.
    words += ["-I"] if exchange.method == "HEAD" else ["-X", _word(exchange.method, secrets)]
    for name, values in exchange.headers.items():
        for value in values:
            if not _is_own(name.lower(), value):
                words += ["-H", _word(f"{name}: {value}" if value else f"{name};", secrets)]
    if exchange.body:
        if all(name.lower() != "content-type" for name in exchange.headers):
            words += ["-H", "Content-Type:"]
        text = _text(exchange.body)
        words += ["--data-binary", "@-"] if text is None else ["--data-raw", _in_body(text, secrets)]
        if text is None:
            return f"printf %b {_octal(exchange.body)} | {' '.join([*words, _word(url, secrets)])}"
    return " ".join([*words, _word(url, secrets)])


def _is_own(name: str, value: str) -> bool:
    """Tell whether a header is the engine's or the library's, and not one that the request is about."""
    if name in _OWN:
        return True
    return (name == "accept" and value == "*/*") or (name == "user-agent" and value.startswith(_OWN_AGENTS))


def _word(text: str, secrets: Secrets) -> str:
    """Return a word for a shell: a part of a URL or of a head, whose encoding is Latin-1."""
    parts = secrets.split(text)
    return "".join(f'"{part}"' if is_variable else _quoted(part) for part, is_variable in parts if part) or "''"


def _quoted(text: str) -> str:
    # A terminal has an encoding of its own.
    plain = text.isascii() and text.isprintable()
    return shlex.quote(text) if plain else f'"$(printf %b {_octal(text.encode("latin-1", "replace"))})"'


def _text(body: bytes) -> str | None:
    """Return a body as a line can hold it, `None` if it cannot."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def _in_body(text: str, secrets: Secrets) -> str:
    parts = secrets.split(text)
    return "".join(f'"{part}"' if is_variable else shlex.quote(part) for part, is_variable in parts if part)


def _octal(data: bytes) -> str:
    """Return bytes as the word that `printf %b` makes them of."""
    return "'" + "".join(chr(each) if each < 128 and chr(each).isalnum() else f"\\0{each:03o}" for each in data) + "'"
