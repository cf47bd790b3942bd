"""Files as they come: in memory at first, on disk once they are large."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import Final

from ..core.uploads import UploadFile

SPOOLED: Final = 1024 * 1024
"""Bytes of a file that stay in memory."""


class Spool:
    """An upload that is being written. It is among `uploads` from the start, so that whoever holds them can close it."""

    def __init__(
        self, uploads: list[UploadFile], *, filename: str | None, content_type: str | None, in_memory: int = SPOOLED
    ) -> None:
        self._file = SpooledTemporaryFile[bytes](max_size=in_memory)
        self.upload = UploadFile(self._file, filename=filename, content_type=content_type)
        self.size = 0
        uploads.append(self.upload)

    def write(self, piece: bytes) -> None:
        """Add bytes. Where they go to disk, this blocks."""
        self._file.write(piece)
        self.size += len(piece)

    def finish(self) -> UploadFile:
        """Return the upload, at its beginning."""
        self._file.seek(0)
        return self.upload
