"""What was rendered to formatted files, in one run of ruff: Python, and the Python within Markdown."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path, PurePosixPath
from shutil import disk_usage
from typing import cast

from apigen.render.files import RenderedFile
from apigen.render.targets import RUNTIME_FOLDER

_SHARED_MEMORY = "/dev/shm"
_ROOM = 256 * 1024 * 1024
"""Bytes: far more than any package has."""
_COMMAND = ("format", "--isolated", "--no-cache", "--line-length", "120", "--target-version", "py311")


class FormatError(Exception):
    """ruff could not format what was rendered: a bug of apigen. The message is ruff's, with the file."""


def formatter() -> str:
    """Return ruff's name and minor version: the output's bytes depend on it, patches do not change them."""
    return _ruff(("--version",), cwd=None).strip().rpartition(".")[0]


def format_files(files: Iterable[RenderedFile]) -> list[RenderedFile]:
    """Return the files, Python and Markdown formatted, all else (and the runtime, which is a copy) unchanged.

    Raises `FormatError` if something rendered is not Python.
    """
    files = list(files)
    # Flat and numbered: no folder has to be made, and no path of the contract's reaches this disk.
    chosen = {n: f"{n}{PurePosixPath(file.path).suffix}" for n, file in enumerate(files) if _is_formatted(file.path)}
    with tempfile.TemporaryDirectory(prefix="apigen-", dir=_memory()) as name:
        folder = Path(name)
        for n, staged in chosen.items():
            (folder / staged).write_bytes(files[n].text.encode())
        if chosen:
            _format(folder, {staged: files[n].path for n, staged in chosen.items()})
        for n, staged in chosen.items():
            text = (folder / staged).read_bytes().decode()
            if text != files[n].text:
                files[n] = RenderedFile(files[n].path, text, files[n].owner)
    return files


def _memory() -> str | None:
    """Return a folder in memory, if this system has one with room: hundreds of files on a disk cost more than formatting them."""
    try:
        return (
            _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) and disk_usage(_SHARED_MEMORY).free > _ROOM else None
        )
    except OSError:
        return None


def _is_formatted(path: str) -> bool:
    return path.endswith((".py", ".md")) and path.split("/")[1:2] != [RUNTIME_FOLDER]


def _format(folder: Path, paths: dict[str, str]) -> None:
    try:
        _ruff((*_COMMAND, "."), cwd=folder)
    except FormatError as error:
        message = str(error)
        for name, path in paths.items():
            message = message.replace(f" {name}:", f" {path}:")
        raise FormatError(f"what was rendered is not valid Python\n{message}") from error


def _ruff(arguments: tuple[str, ...], *, cwd: Path | None) -> str:
    """Run the ruff that is installed beside apigen, never another that is on the path."""
    # The package `ruff` has no types; this is all that it offers.
    find = cast("Callable[[], str]", import_module("ruff").find_ruff_bin)
    done = subprocess.run(
        (find(), *arguments),
        cwd=cwd,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise FormatError(done.stderr.strip())
    return done.stdout
