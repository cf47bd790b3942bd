"""The bytes of a multipart body to its parts (RFC 2046 section 5.1, RFC 7578)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a form. Its content type is empty if it says none."""

    name: str
    filename: str | None
    content_type: str
    raw: bytes

    def text(self) -> str:
        return self.raw.decode("utf-8", "replace")


def split(raw: bytes, content_type: str) -> list[Part] | None:
    """Return the parts; `None` if the bytes are none."""
    boundary = _header({"content-type": content_type}, "content-type").get_param("boundary")
    if not isinstance(boundary, str) or not boundary:
        return None
    joint = b"\r\n--" + boundary.encode("latin-1")
    _, *pieces = (b"\r\n" + raw).split(joint)
    if not pieces or not pieces[-1].startswith(b"--"):
        return None
    parts = [_part(piece) for piece in pieces[:-1]]
    return [part for part in parts if part is not None] if all(parts) else None


def _part(piece: bytes) -> Part | None:
    head, blank, raw = piece.partition(b"\r\n\r\n")
    lines = [line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n")[1:]]
    headers = {name.strip().lower(): value.strip() for name, _, value in lines}
    disposition = _header(headers, "content-disposition")
    name, filename = (disposition.get_param(key, header="content-disposition") for key in ("name", "filename"))
    if not blank or not isinstance(name, str) or disposition.get_content_disposition() != "form-data":
        return None
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    return Part(name=name, filename=filename if isinstance(filename, str) else None, content_type=media, raw=raw)


def _header(headers: Mapping[str, str], name: str) -> Message:
    found = Message()
    found[name] = headers.get(name, "")
    return found
