"""Objects to `multipart/form-data` (RFC 7578): a part for each property, one for each item of an array."""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from secrets import token_hex
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from ..core import Encoding, Media, UploadFile
from ..core.media import charset_of, covers, kind_of
from ..core.models import Codec, Json
from ..core.styles import pair_writer, primitive
from ..core.uploads import PLACE, as_upload
from .payload import FilePart, Part, Payload, content_of

_OTHER: Final = "application/octet-stream"
_IN_QUOTES: Final = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A", "\\": "\\\\"})
"""What cannot stand in a quoted name, as browsers write it (HTML, "Multipart form data"); and what escapes in one."""
_PLACED: Final = json.dumps({PLACE: 0}, separators=(",", ":"))[:-2]
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Multipart(NamedTuple):
    """A body, and its media type with the boundary in it."""

    media_type: str
    content: bytes | Payload


class MultipartWriter:
    """Writes the bodies of one media type. `codec` is that of the request's field."""

    def __init__(self, media: Media, codec: Codec[Any]) -> None:
        self._media = media
        self._codec = codec

    def write(self, value: object) -> Multipart:
        """Return an object as parts: in memory, or with files among them that are read while they are sent.

        Raises `ValueError` (`pydantic.ValidationError` is one) for what the contract does not allow.
        """
        files: list[UploadFile] = []
        written = _with_places(self._codec, value, files)
        if not isinstance(written, dict):
            raise ValueError(f"a form must be an object, not {type(value).__name__}")
        return _joined(self._media.name, _parts(written, self._media.encodings, files))


def _joined(media_type: str, parts: Iterable[tuple[str, bytes | FilePart]]) -> Multipart:
    """Return parts, each with its headers, as a body."""
    boundary = token_hex(16)
    pieces: list[Part] = []
    text = bytearray()
    for head, content in parts:
        text += f"--{boundary}\r\n{head}\r\n".encode()
        if isinstance(content, bytes):
            text += content
        else:
            pieces += (bytes(text), content)
            text.clear()
        text += b"\r\n"
    text += f"--{boundary}--\r\n".encode()
    content_type = f"{media_type}; boundary={boundary}"
    return Multipart(content_type, Payload(*pieces, bytes(text)) if pieces else bytes(text))


def _parts(
    written: Mapping[str, Json], encodings: Mapping[str, Encoding], files: Sequence[UploadFile]
) -> Iterator[tuple[str, bytes | FilePart]]:
    """Yield the parts of an object. Files have places in it."""
    for name, each in written.items():
        encoding = encodings.get(name)
        items = [item for item in (each if isinstance(each, list) else [each]) if item is not None]
        if any(_place(item) is None for item in items) and encoding and encoding.media_type is None:
            yield from _styled(name, each, encoding)
            continue
        # Beside an object, a text that is no JSON would be one of another kind.
        are_json = any(isinstance(item, dict | list) and _place(item) is None for item in items)
        for item in items:
            place = _place(item)
            if place is None:
                yield _value(name, item, encoding, is_json=are_json)
            else:
                yield _file(name, files[place], encoding)


def _place(value: Json) -> int | None:
    """Return the number of the file that a value stands for."""
    found = value.get(PLACE) if isinstance(value, dict) else None
    return found if isinstance(found, int) else None


def _with_places(codec: Codec[Any], value: object, files: list[UploadFile]) -> Json:
    """Return a JSON value with a place for each file, and add the files to the list."""

    def place(found: object) -> Json:
        # Where the contract allows anything, nothing says that it is a file.
        files.append(as_upload(found))
        return {PLACE: len(files) - 1}

    written: Json = codec.adapter.dump_python(
        codec.check(value), mode="json", by_alias=True, warnings=False, context=files, fallback=place
    )
    return written


def _file(name: str, upload: UploadFile, encoding: Encoding | None) -> tuple[str, bytes | FilePart]:
    # Without a file name it would be a text to most servers.
    filename = name if upload.filename is None else upload.filename
    return _head(name, file_type(upload, encoding.media_type if encoding else None), filename), content_of(upload)


def _styled(name: str, value: Json, encoding: Encoding) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of a property that is written like a query parameter: nothing is percent-encoded in a part."""
    for pair in pair_writer(encoding.style, name, explode=encoding.explode)(value):
        key, _, text = pair.partition("=")
        yield _head(unquote(key), None), unquote_to_bytes(text)


def _value(name: str, value: Json, encoding: Encoding | None, *, is_json: bool) -> tuple[str, bytes]:
    declared = _concrete(encoding.media_type) if encoding else None
    if declared is None and is_json:
        declared = "application/json"
    if declared is not None and (isinstance(value, dict | list) or kind_of(declared) == "json"):
        text = json.dumps(value, separators=(",", ":"), allow_nan=False)
        if _PLACED in text:
            raise ValueError(f"a file stands inside of {name!r}: it can be a property of a form, or an item of one")
        if isinstance(value, dict) and kind_of(declared) == "multipart":
            inner, content = _joined(declared, _parts(value, encoding.encodings if encoding else {}, ()))
            assert isinstance(content, bytes), "there are no files"
            return _head(name, inner), content
    else:
        text = primitive(value)
    return _head(name, declared), text.encode(charset_of(declared or ""))


def file_type(upload: UploadFile, declared: str | None = None) -> str:
    """Return the media type of a file: its own, or what its name says, if it may be that; else the first declared."""
    allowed = _split(declared)
    if upload.content_type is not None:
        return upload.content_type
    guessed = mimetypes.guess_type(upload.filename or "")[0]
    if guessed is not None and (not allowed or any(covers(each, guessed) for each in allowed)):
        return guessed
    return _concrete(declared) or guessed or _OTHER


def _concrete(declared: str | None) -> str | None:
    return next((each for each in _split(declared) if "*" not in each), None)


def _split(declared: str | None) -> list[str]:
    """Return the media types of a list of them (OpenAPI, Encoding Object)."""
    return [each.strip() for each in (declared or "").split(",") if each.strip()]


def _head(name: str, content_type: str | None, filename: str | None = None) -> str:
    """Return the headers of a part, each line ended."""
    head = f'Content-Disposition: form-data; name="{name.translate(_IN_QUOTES)}"'
    if filename is not None:
        head += f'; filename="{filename.translate(_IN_QUOTES)}"'
    if content_type is not None:
        if _CONTROL.search(content_type):
            raise ValueError(f"{content_type!r} is no media type")
        head += f"\r\nContent-Type: {content_type}"
    return head + "\r\n"
