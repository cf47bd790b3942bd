"""Multipart bodies to their parts, as they come (RFC 7578): files to where files go, all else up to a limit."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import unquote

from pydantic import MISSING
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError

from ..core.uploads import UploadFile
from .messages import HttpError, Rejection, malformed
from .spool import SPOOLED, Spool

MAX_HEADERS: Final = 16
"""Headers of a part."""
MAX_HEADER: Final = 4 * 1024
"""Bytes of each of them."""
MAX_TEXT: Final = 16 * 1024 * 1024
"""Bytes of all parts together that are no files: they are kept in memory, whatever the size of the body may be."""
MAX_SPOOLED: Final = 8 * 1024 * 1024
"""Bytes of all files together after which others stay in memory only if they are tiny: each on disk is an open one."""
TINY: Final = 8 * 1024

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]", re.ASCII)
"""RFC 2046 section 5.1.1."""
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]*)')
_QUOTED = re.compile(r'\\(["\\])')
_ESCAPED = re.compile("%(22|0D|0A)", re.IGNORECASE)
"""What browsers escape in names, and nothing else (HTML, "multipart/form-data encoding algorithm")."""
_CHARSETS = frozenset({"utf-8", "iso-8859-1"})
"""Those that RFC 8187 has, and the RFC before it."""
_AS_IT_IS = frozenset({"7bit", "8bit", "binary"})

_SILENT = logging.Logger("multipart", logging.CRITICAL)
"""Belongs to no program's loggers. What the parser warns of, the caller is told."""


class Part(NamedTuple):
    """A part: what it is called, what it says it is, and what is in it."""

    name: str
    content_type: str | None
    content: UploadFile | bytes


IsFile = Callable[[str, str | None, str | None], bool]
"""Tells from a part's name, its file's name and its media type whether it is a file."""


class Multipart:
    """Takes a body piece by piece. What is wrong is said at the end: a caller who still sends does not listen."""

    def __init__(self, content_type: str, is_file: IsFile, uploads: list[UploadFile], *, max_parts: int | None) -> None:
        self._is_file, self._uploads, self._max_parts = is_file, uploads, max_parts
        self._parts: list[Part] = []
        self._problem: Rejection | HttpError | None = None
        self._began, self._ended = False, False
        self._count, self._texts, self._files = 0, 0, 0
        self._key, self._line = bytearray(), bytearray()
        self._headers: dict[str, str] = {}
        self._head = _Head("", None, None)
        self._file: Spool | None = None
        self._text = bytearray()
        boundary = parameters(content_type).get("boundary", "")
        if _BOUNDARY.fullmatch(boundary) is None:
            self._problem = _malformed("the body's media type has no boundary, or none that can be")
            boundary = "none"
        # The parser knows no preamble, the text before the first boundary, which nobody reads (RFC 2046 section 5.1.1).
        self._first = f"\r\n--{boundary}".encode()
        self._preamble: bytes | None = b"\r\n"
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._key.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._line.extend(data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._open,
                "on_part_data": self._take,
                "on_part_end": self._close,
                "on_end": self._end,
            },
            max_header_count=MAX_HEADERS,
            max_header_size=MAX_HEADER,
        )
        self._parser.logger = _SILENT

    def write(self, piece: bytes) -> None:
        """Take the next piece."""
        self._began = self._began or bool(piece)
        if self._preamble is not None:
            found = self._preamble + piece
            at = found.find(self._first)
            self._preamble = found[-len(self._first) :] if at < 0 else None
            piece = found[at + 2 :] if at >= 0 else b""
        if self._problem is None and piece:
            try:
                self._parser.write(piece)
            except FormParserError as error:
                self._problem = _malformed(f"the body is no multipart form: {error}")
            except (Rejection, HttpError) as error:
                self._problem = error

    def finish(self) -> list[Part] | MISSING:
        """Return the parts in their order; `MISSING` if nothing came. Raises `Rejection` or `HttpError`."""
        if not self._began:
            return MISSING
        if self._problem is not None:
            raise self._problem
        if not self._ended:
            raise _malformed("the body ends before its last boundary")
        return self._parts

    def _begin(self) -> None:
        self._count += 1
        if self._max_parts is not None and self._count > self._max_parts:
            raise HttpError(413, f"the body has more than {self._max_parts} parts")
        self._headers, self._file, self._text = {}, None, bytearray()

    def _end_header(self) -> None:
        name, raw = self._key.decode("latin-1").lower(), bytes(self._line)
        self._key.clear()
        self._line.clear()
        if name in self._headers:
            raise _malformed(f"a part has the header {name!r} twice")
        try:
            self._headers[name] = raw.decode().strip()
        except UnicodeError:
            # So old browsers write names.
            self._headers[name] = raw.decode("latin-1").strip()

    def _open(self) -> None:
        head = self._head = _head(self._headers)
        if self._is_file(*head):
            filename = None if head.filename is None else _basename(head.filename)
            in_memory = SPOOLED if self._files < MAX_SPOOLED else TINY
            self._file = Spool(self._uploads, filename=filename, content_type=head.content_type, in_memory=in_memory)

    def _take(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._files += end - start
            self._file.write(data[start:end])
            return
        self._texts += end - start
        if self._texts > MAX_TEXT:
            raise HttpError(413, f"the parts that are no files have more than {MAX_TEXT} bytes")
        self._text.extend(data[start:end])

    def _close(self) -> None:
        name, filename, content_type = self._head
        if self._file is None:
            self._parts.append(Part(name, content_type, bytes(self._text)))
        elif filename != "" or self._file.size:
            # Browsers send no name and no content where nobody has chosen a file.
            self._parts.append(Part(name, content_type, self._file.finish()))

    def _end(self) -> None:
        self._ended = True


class _Head(NamedTuple):
    """What the headers of a part say."""

    name: str
    filename: str | None
    content_type: str | None


def parameters(header: str) -> dict[str, str]:
    """Return the parameters of a header's value by name, in lower case; the first of each name."""
    found: dict[str, str] = {}
    for name, value in _PARAMETER.findall(header):
        text = _QUOTED.sub(r"\1", value[1:-1]) if value[:1] == '"' == value[-1:] and len(value) > 1 else value
        found.setdefault(name.lower(), text)
    return found


def _head(headers: dict[str, str]) -> _Head:
    disposition = headers.get("content-disposition", "")
    found = parameters(disposition)
    if disposition.partition(";")[0].strip().lower() != "form-data" or "name" not in found:
        raise _malformed("a part has no name")
    if headers.get("content-transfer-encoding", "binary").lower() not in _AS_IT_IS:
        # RFC 7578 section 4.7 has done away with the others.
        raise _malformed("a part has a transfer encoding")
    filename = _unescaped(found["filename"]) if "filename" in found else None
    return _Head(_unescaped(found["name"]), _extended(found.get("filename*")) or filename, headers.get("content-type"))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda each: chr(int(each[1], 16)), text)


def _extended(value: str | None) -> str | None:
    """Return the text of a parameter with a charset (RFC 8187): RFC 7578 wants none, and some are sent."""
    if value is None or value.count("'") != 2:
        return None
    charset, _, text = value.split("'")
    # Python knows more than charsets by such names, and some of it fails.
    return unquote(text, encoding=charset) if charset.lower() in _CHARSETS else None


def _basename(filename: str) -> str | None:
    """Return the name of a file without its folders, and without what no name has: it may end up on a disk."""
    name = "".join(each for each in re.split(r"[/\\]", filename)[-1] if each >= " " and each != "\x7f")
    return None if name in ("", ".", "..") else name


def _malformed(detail: str) -> Rejection:
    return malformed(detail, "multipart")
