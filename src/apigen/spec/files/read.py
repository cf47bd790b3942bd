"""Bytes of a contract, from where its author keeps it."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from apigen.spec.limits import MAX_BYTES


class SourceError(Exception):
    """There is nothing to read. The message is for a person: the name of what was asked for, and the reason."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What reading a contract may touch beside the folder that it stands in: nothing, unless somebody says so.

    `roots` are folders; `hosts` are names, with a port where it is not the usual one.
    """

    roots: tuple[Path, ...] = ()
    hosts: tuple[str, ...] = ()


def read(path: str | Path) -> bytes:
    """Return the bytes of a regular file. Opened without blocking: a FIFO must not hang."""
    name = str(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise SourceError(name, "no such file") from None
    except (OSError, ValueError) as error:
        raise SourceError(name, f"cannot be opened: {_reason(error)}") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise SourceError(name, "is a folder, not a file")
        if not stat.S_ISREG(mode):
            raise SourceError(name, "is not a regular file")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(name, f"cannot be read: {_reason(error)}") from None
    finally:
        os.close(descriptor)


def read_input() -> bytes:
    """Return the bytes of standard input."""
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError("standard input", f"cannot be read: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()
