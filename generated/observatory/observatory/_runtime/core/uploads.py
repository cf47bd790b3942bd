"""Files that travel: what a handler receives of an upload, and what a client sends as one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from io import BytesIO, TextIOBase
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias, TypeGuard, cast, runtime_checkable

from pydantic_core import PydanticSerializationUnexpectedValue, core_schema

CHUNK: Final = 64 * 1024
"""Bytes that are read and sent at a time."""

PLACE: Final = "\0file"
"""The key of the object that stands for a file in a JSON value: its number among the files beside it."""


@runtime_checkable
class BinaryFile(Protocol):
    """An open file, as far as it is needed: whatever `open(path, "rb")` returns, or a socket's."""

    def read(self, size: int = ..., /) -> bytes: ...
    def close(self) -> None: ...


class UploadFile:
    """A file's content, its name and its media type. Nothing of it is read before somebody asks.

    On a server it has arrived whole, in memory or, if it is large, on disk, and is closed after the response.
    """

    __slots__ = ("_file", "_source", "content_type", "filename")

    def __init__(
        self,
        content: bytes | BinaryFile | os.PathLike[str],
        *,
        filename: str | None = None,
        content_type: str | None = None,
    ) -> None:
        self._source: bytes | Path | None = None
        self._file: BinaryFile | None = None
        if isinstance(content, bytes):
            self._source = content
        elif isinstance(content, os.PathLike):
            self._source = Path(content)
        else:
            self._file = content
        named: object = content if isinstance(content, os.PathLike) else getattr(content, "name", None)
        if filename is None and isinstance(named, str | os.PathLike):
            filename = os.path.basename(cast("str | os.PathLike[str]", named))
        self.filename = filename
        self.content_type = content_type

    @property
    def file(self) -> BinaryFile:
        """The open file. One that was given as a path is opened now."""
        if self._file is None:
            assert self._source is not None
            self._file = BytesIO(self._source) if isinstance(self._source, bytes) else self._source.open("rb")
        return self._file

    @property
    def source(self) -> bytes | Path | None:
        """What was given for an open file, as long as nobody has opened it: it can be read again and again."""
        return self._source if self._file is None else None

    @property
    def size(self) -> int | None:
        """The bytes from here to the end; `None` for what cannot be wound back."""
        if isinstance(self.source, bytes):
            return len(self.source)
        if isinstance(self.source, Path):
            found = self.source.stat()
            return found.st_size if stat.S_ISREG(found.st_mode) else None
        file = cast("Any", self.file)
        try:
            here = int(file.tell())
            end = int(file.seek(0, os.SEEK_END))
            file.seek(here)
        except (OSError, AttributeError):
            return None
        return end - here

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, all that are left unless told how many."""
        return self.file.read(size)

    def chunks(self) -> Iterator[bytes]:
        """Yield the content from here to the end, a piece at a time."""
        while piece := self.file.read(CHUNK):
            yield piece

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the content from here to the end to a file. Raises `FileExistsError` unless it may be overwritten."""
        with Path(path).open("wb" if overwrite else "xb") as target:
            target.writelines(self.chunks())

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def __repr__(self) -> str:
        return f"UploadFile(filename={self.filename!r}, content_type={self.content_type!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        """Return how models take one: as it is, or made from bytes, a path or an open file."""
        return core_schema.no_info_plain_validator_function(
            as_upload, serialization=core_schema.plain_serializer_function_ser_schema(_written, info_arg=True)
        )


FileSource: TypeAlias = UploadFile | bytes | BinaryFile | os.PathLike[str]
"""What a client takes for a file: its content, an open file, a path, or an `UploadFile` that says more of it."""


def is_file(given: object) -> TypeGuard[FileSource]:
    """Tell whether a client takes something for a file. A model may have a field called `read`, too."""
    if isinstance(given, UploadFile | bytes | os.PathLike):
        return True
    return isinstance(given, BinaryFile) and callable(given.read) and not isinstance(given, TextIOBase)


def as_upload(given: object) -> UploadFile:
    """Return an upload for what a client takes for one. Raises `ValueError`."""
    if isinstance(given, UploadFile):
        return given
    if is_file(given):
        return UploadFile(given)
    hint = ", not a str: write Path(...)" if isinstance(given, str) else ""
    raise ValueError(f"a file must be bytes, an open binary file, a pathlib.Path or an UploadFile{hint}")


def _written(upload: object, info: core_schema.SerializationInfo) -> object:
    """Return what stands for a file in a JSON value, if there is a list beside it; its name where there is none."""
    if not isinstance(upload, UploadFile):
        # The types of a union are tried in turn.
        raise PydanticSerializationUnexpectedValue("not a file")
    files: object = info.context
    if isinstance(files, list):
        found = cast("list[UploadFile]", files)
        found.append(upload)
        return {PLACE: len(found) - 1}
    return upload if info.mode == "python" else upload.filename
